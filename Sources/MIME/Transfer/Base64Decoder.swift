/// Base64 of message bodies (RFC 2045 §6.8): line ends and blanks anywhere, other bytes passed over and counted.
///
/// Padding ends the data. What follows is mostly a mailing list's footer, and is passed over and counted; but some
/// programs encode piece by piece, so a later line that consists of whole groups and nothing else is read.
struct Base64Decoder: Sendable {
  /// The group that is not complete, apart from the output so that both can be worked on at once.
  private var group = Base64Group()
  private var output: [UInt8] = []

  var damage: DecodingDamage { group.damage }

  /// Characters worked on at a time; three quarters as many bytes come out.
  private static let step = 16 << 10
  /// Four tables in a row, one per place in a group: the value, shifted to where its bits go when the group is stored as
  /// little-endian bytes. `invalid` marks bytes outside the alphabet.
  fileprivate static let invalid: UInt32 = 0x0100_0000
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: invalid, count: 4 * 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    for (value, byte) in alphabet.enumerated() {
      for place in 0..<4 {
        let group = UInt32(value) << UInt32(18 - 6 * place)
        tables[256 * place + Int(byte)] = group >> 16 | group & 0xFF00 | group << 16 & 0xFF_0000
      }
    }
    return tables
  }()

  mutating func decode(_ chunk: Span<UInt8>, _ handle: TransferDecoder.Handler) throws {
    if output.isEmpty { output = [UInt8](repeating: 0, count: Self.step / 4 * 3 + 1_024) }
    var at = 0
    while at < chunk.count {
      let end = min(chunk.count, at + Self.step)
      let written = fill(chunk.extracting(at..<end))
      at = end
      if written > 0 { try handle(output.span.extracting(0..<written)) }
    }
  }

  mutating func finish(_ handle: TransferDecoder.Handler) throws {
    let bytes = Self.tables.withUnsafeBufferPointer { group.finish($0) }
    if !bytes.isEmpty { try handle(bytes.span) }
  }

  /// Decodes at most ``step`` characters into ``output``. Returns the bytes written.
  private mutating func fill(_ input: Span<UInt8>) -> Int {
    var group = group
    let count = input.withUnsafeBufferPointer { input in
      output.withUnsafeMutableBytes { output in
        Self.tables.withUnsafeBufferPointer { tables in group.run(input, into: output, tables) }
      }
    }
    self.group = group
    return count
  }
}

/// Four characters on their way to three bytes.
private struct Base64Group: Sendable {
  var damage = DecodingDamage()
  /// Characters that are there.
  private var held = 0
  private var window: UInt32 = 0
  /// Behind padding: the line as far as it has come, without blanks. Nil before padding.
  private var tail: [UInt8]?
  /// Padding that the last group still lacks.
  private var paddingLeft = 0
  /// Set on the line that the padding ended, of which nothing more is read.
  private var isOnPaddedLine = false

  /// The longest line behind padding that is read.
  private static let longestLine = 1_000

  /// The bytes of a group that will not be completed, and of a last line behind padding.
  mutating func finish(_ tables: UnsafeBufferPointer<UInt32>) -> [UInt8] {
    var bytes: [UInt8] = []
    if tail != nil { bytes = tailLine(tables) }
    bytes += rest
    if held == 1 { damage.cutBytes += 1 }
    if held > 1 || paddingLeft > 0 { damage.wrongPadding += 1 }
    held = 0
    paddingLeft = 0
    return bytes
  }

  /// The bounds: `output` has room for three quarters of `input`, of the held characters and of a line behind padding
  /// that an earlier chunk began, and for the fourth byte of the last group, which is stored and does not count.
  mutating func run(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableRawBufferPointer,
    _ tables: UnsafeBufferPointer<UInt32>
  ) -> Int {
    var at = 0
    var written = 0
    let count = input.count
    while at < count {
      if held == 0, tail == nil {
        // The common case, a line of whole groups, without any state.
        while at + 4 <= count {
          let group =
            tables[Int(input[at])] | tables[256 + Int(input[at + 1])] | tables[512 + Int(input[at + 2])]
            | tables[768 + Int(input[at + 3])]
          guard group < Base64Decoder.invalid else { break }
          output.storeBytes(of: group.littleEndian, toByteOffset: written, as: UInt32.self)
          written += 3
          at += 4
        }
        if at + 1 < count, input[at] == Byte.carriageReturn, input[at + 1] == Byte.lineFeed {
          at += 2
          continue
        }
      }
      if at < count {
        if tail != nil {
          takeTail(input[at], tables, output, &written)
        } else {
          take(input[at], tables, output, &written)
        }
        at += 1
      }
    }
    return written
  }

  /// One byte that is not part of a clean line.
  private mutating func take(
    _ byte: UInt8, _ tables: UnsafeBufferPointer<UInt32>, _ output: UnsafeMutableRawBufferPointer, _ written: inout Int
  ) {
    switch byte {
    case Byte.lineFeed, Byte.carriageReturn, Byte.space, Byte.tab:
      return
    case UInt8(ascii: "="):
      takePadding(output, &written)
    default:
      let value = tables[256 * held + Int(byte)]
      guard value < Base64Decoder.invalid else {
        damage.strayBytes += 1
        return
      }
      window |= value
      held += 1
      if held == 4 {
        output.storeBytes(of: window.littleEndian, toByteOffset: written, as: UInt32.self)
        written += 3
        held = 0
        window = 0
      }
    }
  }

  private mutating func takePadding(_ output: UnsafeMutableRawBufferPointer, _ written: inout Int) {
    switch held {
    case 0:
      damage.wrongPadding += 1
    case 1:
      damage.cutBytes += 1
    default:
      paddingLeft = held == 2 ? 1 : 0
      tail = []
      isOnPaddedLine = true
      store(rest, output, &written)
    }
    held = 0
    window = 0
  }

  /// One byte behind padding.
  private mutating func takeTail(
    _ byte: UInt8, _ tables: UnsafeBufferPointer<UInt32>, _ output: UnsafeMutableRawBufferPointer, _ written: inout Int
  ) {
    switch byte {
    case Byte.lineFeed:
      store(tailLine(tables), output, &written)
    case Byte.carriageReturn, Byte.space, Byte.tab:
      return
    case UInt8(ascii: "=") where paddingLeft > 0:
      paddingLeft -= 1
    default:
      if isOnPaddedLine || tail.map({ $0.count >= Self.longestLine }) ?? false {
        damage.strayBytes += 1
      } else {
        tail?.append(byte)
      }
    }
  }

  /// Ends a line behind padding: its bytes when it is one of whole groups, padding at its end allowed.
  private mutating func tailLine(_ tables: UnsafeBufferPointer<UInt32>) -> [UInt8] {
    let line = tail ?? []
    tail = []
    isOnPaddedLine = false
    let padding = line.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let data = line.dropLast(padding)
    guard line.count % 4 == 0, padding <= 2, data.allSatisfy({ tables[Int($0)] < Base64Decoder.invalid }) else {
      damage.strayBytes += line.count
      return []
    }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: data.count, by: 4) {
      var group: UInt32 = 0
      let characters = data[start..<min(start + 4, data.count)]
      for (place, character) in characters.enumerated() { group |= tables[256 * place + Int(character)] }
      for place in 0..<(characters.count - 1) { bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(8 * place))) }
    }
    if !bytes.isEmpty { damage.wrongPadding += 1 }
    return bytes
  }

  private func store(_ bytes: [UInt8], _ output: UnsafeMutableRawBufferPointer, _ written: inout Int) {
    for byte in bytes {
      output[written] = byte
      written += 1
    }
  }

  /// The whole bytes of an incomplete group.
  private var rest: [UInt8] {
    let bytes = [UInt8(truncatingIfNeeded: window), UInt8(truncatingIfNeeded: window >> 8)]
    return Array(bytes.prefix(max(0, held - 1)))
  }
}
