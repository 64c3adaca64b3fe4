/// Turns the bytes of a character set into UTF-8, piece by piece.
///
/// Memory stays bounded whatever the length of the text: at most 64 KiB wait, and only while an unnamed set is being
/// guessed. What cannot be converted becomes U+FFFD and is counted; a conversion never fails.
public struct CharsetConverter: ~Copyable {
  /// The set in use; a guess once an unnamed set has shown itself.
  public private(set) var charset: Charset
  /// Bytes that stand for no character, each replaced (several in a row of one broken character by one U+FFFD).
  public private(set) var unconvertible = 0
  /// Where the first of them was, in bytes from the beginning of the text.
  public private(set) var firstUnconvertible: Int?

  private var engine: Engine
  /// Input not yet converted: the beginning of a character, or a sample to guess from.
  private var held: [UInt8] = []
  /// Input bytes before `held`.
  private var position = 0
  private var started = false
  /// What is held is a sample to guess from.
  private var isSampling = false

  private enum Engine {
    case utf8
    case singleByte([UInt16])
    case iconv(Iconv)
    /// Through EUC bytes that a ``ShiftFilter`` makes.
    case filtered(Iconv, ShiftFilter)
    case guessing
  }

  static let sampleBytes = 64 << 10
  private static let pieceBytes = 8 << 10

  private let open: (String) -> Iconv?

  public init(_ charset: Charset) {
    self.init(charset) { Iconv(from: $0) }
  }

  /// With conversions that are perhaps open already. Each is back in its initial state after ``finish(into:)``.
  init(_ charset: Charset, open: @escaping (String) -> Iconv?) {
    self.charset = charset
    self.open = open
    engine = charset.isASCII ? .guessing : Self.engine(charset, open)
  }

  private static func engine(_ charset: Charset, _ open: (String) -> Iconv?) -> Engine {
    switch charset.name {
    case CharsetNames.utf8: return .utf8
    case CharsetNames.unnamed: return .guessing
    case CharsetNames.windows1252: return .singleByte(CharsetNames.windows1252C1 + (0xA0...0xFF).map { $0 })
    // The WHATWG Encoding Standard puts the upper half into the private use area.
    case CharsetNames.userDefined: return .singleByte((0xF780...0xF7FF).map { $0 })
    case CharsetNames.iso2022JP:
      if let iconv = open("EUC-JP-MS") ?? open("EUC-JP") { return .filtered(iconv, .iso2022JP) }
    case CharsetNames.hz:
      if let iconv = open("GB18030") ?? open("GB2312") { return .filtered(iconv, .hz) }
    default:
      if let iconv = open(charset.name) { return .iconv(iconv) }
    }
    // A system without that conversion module: ASCII is kept, the rest is guessed.
    return .guessing
  }

  /// Appends what `bytes` say to `output`, as far as it is certain.
  public mutating func convert(_ bytes: [UInt8], into output: inout [UInt8]) {
    bytes.withUnsafeBytes { convert($0, into: &output, last: false) }
  }

  public mutating func convert(_ bytes: RawSpan, into output: inout [UInt8]) {
    bytes.withUnsafeBytes { convert($0, into: &output, last: false) }
  }

  /// The end of the text: what still waits is converted or replaced.
  public mutating func finish(into output: inout [UInt8]) {
    convert(UnsafeRawBufferPointer(start: nil, count: 0), into: &output, last: true)
  }

  private mutating func convert(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8], last: Bool) {
    let mark = output.count
    switch engine {
    case .utf8: runUTF8(bytes, into: &output, last: last)
    case .singleByte(let upper): runSingleByte(bytes, upper, into: &output)
    case .iconv(let iconv): runPieces(bytes, through: iconv, filter: nil, into: &output, last: last)
    case .filtered(let iconv, let filter):
      runPieces(bytes, through: iconv, filter: filter, into: &output, last: last)
    case .guessing: runGuess(bytes, into: &output, last: last)
    }
    dropMark(at: mark, in: &output)
  }

  /// A byte order mark says how to read; it is no part of what is read.
  private mutating func dropMark(at mark: Int, in output: inout [UInt8]) {
    guard !started, output.count > mark else { return }
    started = true
    if output[mark...].starts(with: [0xEF, 0xBB, 0xBF]) { output.removeSubrange(mark..<mark + 3) }
  }

  private mutating func replace(_ count: Int, at offset: Int, in output: inout [UInt8]) {
    output += [0xEF, 0xBF, 0xBD]
    unconvertible += count
    if firstUnconvertible == nil { firstUnconvertible = offset }
  }
}

// MARK: Without iconv

extension CharsetConverter {
  private mutating func runUTF8(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8], last: Bool) {
    if held.isEmpty {
      runUTF8Whole(bytes, into: &output, last: last)
    } else {
      let joined = held + bytes
      held = []
      joined.withUnsafeBytes { runUTF8Whole($0, into: &output, last: last) }
    }
  }

  private mutating func runUTF8Whole(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8], last: Bool) {
    var index = 0
    while index < bytes.count {
      let end = UTF8Scan.validEnd(bytes, from: index)
      output.append(contentsOf: bytes[index..<end])
      index = end
      guard index < bytes.count else { break }
      switch UTF8Scan.sequence(bytes, at: index) {
      case .valid: break
      case .invalid(let count):
        replace(count, at: position + index, in: &output)
        index += count
      case .incomplete:
        if last {
          replace(bytes.count - index, at: position + index, in: &output)
        } else {
          held = Array(bytes[index...])
        }
        position += index
        return
      }
    }
    position += index
  }

  private mutating func runSingleByte(
    _ bytes: UnsafeRawBufferPointer, _ upper: [UInt16], into output: inout [UInt8]
  ) {
    output.reserveCapacity(output.count + bytes.count)
    for byte in bytes {
      if byte < 0x80 {
        output.append(byte)
      } else {
        output.appendUTF8(upper[Int(byte) - 0x80])
      }
    }
    position += bytes.count
  }

  /// Plain ASCII passes; from the first byte on that says more, a sample is kept until it is large enough to guess.
  private mutating func runGuess(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8], last: Bool) {
    if !isSampling {
      // UTF-16 without a mark shows in the first two bytes, so these are looked at together.
      if position == 0, held.count + bytes.count < 2, !last {
        held.append(contentsOf: bytes)
        return
      }
      if !held.isEmpty {
        let joined = held + bytes
        held = []
        return joined.withUnsafeBytes { runGuess($0, into: &output, last: last) }
      }
      let plain = plainEnd(bytes)
      output.append(contentsOf: bytes[..<plain])
      position += plain
      isSampling = plain < bytes.count
      held.append(contentsOf: bytes[plain...])
    } else {
      held.append(contentsOf: bytes)
    }
    guard !held.isEmpty, last || held.count >= Self.sampleBytes else { return }
    let sample = held
    held = []
    charset = CharsetDetector.guess(sample, isWhole: last, isStart: position == 0)?.charset ?? .windows1252
    engine = Self.engine(charset, open)
    if case .guessing = engine { (charset, engine) = (.windows1252, Self.engine(.windows1252, open)) }
    sample.withUnsafeBytes { convert($0, into: &output, last: last) }
  }

  private func plainEnd(_ bytes: UnsafeRawBufferPointer) -> Int {
    if position == 0, bytes.prefix(2).contains(0) { return 0 }
    return bytes.firstIndex { $0 >= 0x80 || $0 == 0x1B || $0 == UInt8(ascii: "~") } ?? bytes.count
  }
}

// MARK: Through iconv

extension CharsetConverter {
  private mutating func runPieces(
    _ bytes: UnsafeRawBufferPointer, through iconv: Iconv, filter: ShiftFilter?, into output: inout [UInt8], last: Bool
  ) {
    var filter = filter
    var start = 0
    repeat {
      let end = min(bytes.count, start + Self.pieceBytes)
      held.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      let isEnd = last && end == bytes.count
      if filter != nil {
        var shifted = ShiftFilter.Output()
        let taken = filter?.run(held, isEnd: isEnd, into: &shifted) ?? 0
        run(shifted.bytes, origins: shifted.origins, through: iconv, into: &output, last: true)
        held.removeFirst(taken)
        position += taken
      } else {
        let taken = run(held, origins: nil, through: iconv, into: &output, last: isEnd)
        held.removeFirst(taken)
        position += taken
      }
      start = end
    } while start < bytes.count
    if let filter { engine = .filtered(iconv, filter) }
  }

  /// How many bytes of `input` are done. `origins` are the places of its bytes in `held` if a filter made them.
  @discardableResult
  private mutating func run(
    _ input: [UInt8], origins: [Int]?, through iconv: Iconv, into output: inout [UInt8], last: Bool
  ) -> Int {
    // Four bytes of UTF-8 per byte and some room for what a shifted set gives back at its end.
    withUnsafeTemporaryAllocation(byteCount: 4 * Self.pieceBytes, alignment: 8) { room in
      input.withUnsafeBytes { bytes in
        var index = 0
        while index < bytes.count {
          let (read, written, stop) = iconv.convert(UnsafeRawBufferPointer(rebasing: bytes[index...]), into: room)
          output.append(contentsOf: room[..<written])
          index += read
          if stop == .done { break }
          if stop == .full, read + written > 0 { continue }
          // No character of any set is longer than this; what waits longer is none.
          if stop == .incomplete, !last, bytes.count - index < 64 { break }
          let skipped = stop == .incomplete ? bytes.count - index : 1
          replace(skipped, at: position + (origins?[index] ?? index), in: &output)
          index += skipped
          // What a shifted set was in the middle of is over: its state after an error is not defined.
          output.append(contentsOf: room[..<iconv.reset(into: room)])
        }
        if last {
          let written = iconv.reset(into: room)
          output.append(contentsOf: room[..<written])
        }
        return index
      }
    }
  }
}

extension [UInt8] {
  /// One character of the Basic Multilingual Plane; surrogates are not asked for.
  mutating func appendUTF8(_ code: UInt16) {
    if code < 0x80 {
      append(UInt8(code))
    } else if code < 0x800 {
      append(UInt8(0xC0 | code >> 6))
      append(UInt8(0x80 | code & 0x3F))
    } else {
      append(UInt8(0xE0 | code >> 12))
      append(UInt8(0x80 | code >> 6 & 0x3F))
      append(UInt8(0x80 | code & 0x3F))
    }
  }
}
