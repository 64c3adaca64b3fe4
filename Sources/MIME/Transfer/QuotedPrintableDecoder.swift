/// Quoted-printable of message bodies (RFC 2045 §6.7). Small hexadecimal digits are read; an `=` that begins nothing is
/// kept as it stands and counted. Blanks at the end of a line, or between a soft line break and its line end, were added on
/// the way and are left out (rule 3); who means a blank there writes `=20`. More than ``longestPadding`` are nobody's padding
/// and stay.
struct QuotedPrintableDecoder: Sendable {
  private(set) var damage = DecodingDamage()
  /// What follows an `=` as far as it has come; the `=` itself included.
  private var held: [UInt8] = []
  private var output: [UInt8] = []
  /// Blanks, and perhaps a CR behind them, that go or stay with what follows.
  private var blanks: [UInt8] = []
  /// Blanks handed on right before ``output``, of a run that is too long to be padding.
  private var blanksGone = 0
  /// Behind the last byte of ``output`` that an escape or a line end made: what stands before is no padding.
  private var floor = 0

  private static let step = 16 << 10
  /// The longest run of blanks at the end of a line, or behind an `=` that may still become a soft line break.
  private static let longestPadding = 1_000

  mutating func decode(_ chunk: Span<UInt8>, _ handle: TransferDecoder.Handler) throws {
    if output.isEmpty { output = [UInt8](repeating: 0, count: Self.step + Self.longestPadding + 16) }
    var at = 0
    while at < chunk.count {
      if !held.isEmpty {
        // Byte by byte to the end of what an earlier chunk began.
        try resume(chunk[at], handle)
        at += 1
        // The byte was an `=` that begins anew: from it on the chunk is worked on as a whole again.
        if held.count == 1, at < chunk.count {
          held = []
          at -= 1
        }
        continue
      }
      let end = min(chunk.count, at + Self.step)
      var (read, written) = fill(chunk.extracting(at..<end))
      at += read
      if at < end {
        held = [chunk[at]]
        at += 1
        blanksGone = 0
      } else {
        written = holdBlanks(written)
      }
      if written > 0 { try handle(output.span.extracting(0..<written)) }
    }
  }

  /// How much of ``output`` may be handed on: all but blanks at its end that may turn out to be a line's.
  private mutating func holdBlanks(_ written: Int) -> Int {
    var end = written
    if end > floor, output[end - 1] == Byte.carriageReturn { end -= 1 }
    var start = end
    while start > floor, Byte.isBlank(output[start - 1]) { start -= 1 }
    let run = end - start + (start == 0 ? blanksGone : 0)
    if run > Self.longestPadding {
      blanksGone = end == written ? Self.longestPadding + 1 : 0
      return written
    }
    blanksGone = 0
    guard start < end else { return written }
    blanks = Array(output[start..<written])
    return start
  }

  mutating func finish(_ handle: TransferDecoder.Handler) throws {
    // The end of a body is the end of a line.
    if blanks.last == Byte.carriageReturn { try handle(blanks.span) }
    blanks = []
    guard !held.isEmpty else { return }
    // A soft line break may end a body without any line end.
    if held.count > 1 { damage.cutBytes += 1 }
    let rest = held.dropFirst().allSatisfy(Byte.isBlank) ? [] : held
    held = []
    if !rest.isEmpty { try handle(rest.span) }
  }

  /// One byte behind an `=` that stood at the end of what could be worked on at once.
  private mutating func resume(_ byte: UInt8, _ handle: TransferDecoder.Handler) throws {
    held.append(byte)
    switch Self.escape(held.span, 0) {
    case .unfinished:
      return
    case .byte(let value, _):
      held = []
      let bytes = [value]
      try handle(bytes.span)
    case .lineBreak:
      held = []
    case .none:
      damage.strayBytes += 1
      let bytes = held
      held = []
      // The `=` stands for itself; what follows is read as usual, and may be an `=` again.
      try handle(bytes.span.extracting(0..<1))
      try decode(bytes.span.extracting(1..<bytes.count), handle)
    }
  }

  private enum Escape {
    case byte(UInt8, next: Int)
    /// A soft line break that ends before `next`.
    case lineBreak(next: Int)
    case none
    case unfinished
  }

  /// What the `=` at `start` begins.
  @inline(__always) private static func escape(_ bytes: Span<UInt8>, _ start: Int) -> Escape {
    guard start + 1 < bytes.count else { return .unfinished }
    let first = bytes[start + 1]
    if let high = digit(first) {
      guard start + 2 < bytes.count else { return .unfinished }
      guard let low = digit(bytes[start + 2]) else { return .none }
      return .byte(high << 4 | low, next: start + 3)
    }
    var at = start + 1
    while at < bytes.count, Byte.isBlank(bytes[at]), at - start < longestPadding { at += 1 }
    guard at < bytes.count else { return .unfinished }
    if bytes[at] == Byte.lineFeed { return .lineBreak(next: at + 1) }
    guard bytes[at] == Byte.carriageReturn else { return .none }
    guard at + 1 < bytes.count else { return .unfinished }
    return bytes[at + 1] == Byte.lineFeed ? .lineBreak(next: at + 2) : .none
  }

  @inline(__always) private static func digit(_ byte: UInt8) -> UInt8? {
    let number = byte &- 48
    if number < 10 { return number }
    let letter = byte & 0xDF &- 65
    return letter < 6 ? letter + 10 : nil
  }

  /// Decodes into ``output`` up to the end or to an escape that is cut off there. Returns bytes read and written.
  private mutating func fill(_ input: Span<UInt8>) -> (read: Int, written: Int) {
    var stray = 0
    var gone = blanksGone
    let start = blanks.count
    for (place, byte) in blanks.enumerated() { output[place] = byte }
    blanks = []
    let result = output.withUnsafeMutableBytes { output in Self.run(input, into: output, start, &gone, &stray) }
    damage.strayBytes += stray
    (blanksGone, floor) = (gone, result.floor)
    return (result.read, result.written)
  }

  /// Takes the blanks out that end the line which `output` ends with, up to its LF, if they can be padding.
  @inline(__always) private static func trim(
    _ output: UnsafeMutableRawBufferPointer, _ written: Int, floor: Int, _ gone: Int
  ) -> Int {
    var end = written
    let hasCR = end > floor && output[end - 1] == Byte.carriageReturn
    if hasCR { end -= 1 }
    var start = end
    while start > floor, Byte.isBlank(output[start - 1]) { start -= 1 }
    guard start < end, end - start + (start == 0 ? gone : 0) <= longestPadding else { return written }
    if hasCR { output[start] = Byte.carriageReturn }
    return hasCR ? start + 1 : start
  }

  /// `output` holds `start` blanks and has room for all of `input` and 8 bytes more: eight at a time are copied when none
  /// of them is an `=` or a line end.
  private static func run(
    _ input: Span<UInt8>, into output: UnsafeMutableRawBufferPointer, _ start: Int, _ gone: inout Int,
    _ stray: inout Int
  ) -> (read: Int, written: Int, floor: Int) {
    var at = 0
    var written = start
    var floor = 0
    let count = input.count
    let raw = input.bytes
    while at < count {
      while at + 8 <= count {
        let word = raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
        // Zero bytes are the places of `=` and LF; the sums mark them (and, above the first, perhaps others).
        let equal = word ^ 0x3D3D_3D3D_3D3D_3D3D
        let feed = word ^ 0x0A0A_0A0A_0A0A_0A0A
        let marks =
          ((equal &- 0x0101_0101_0101_0101) & ~equal | (feed &- 0x0101_0101_0101_0101) & ~feed)
          & 0x8080_8080_8080_8080
        output.storeBytes(of: word, toByteOffset: written, as: UInt64.self)
        guard marks == 0 else {
          let clean = UInt64(littleEndian: marks).trailingZeroBitCount / 8
          at += clean
          written += clean
          break
        }
        at += 8
        written += 8
      }
      while at < count, input[at] != UInt8(ascii: "="), input[at] != Byte.lineFeed, at + 8 > count {
        output[written] = input[at]
        at += 1
        written += 1
      }
      guard at < count else { continue }
      if input[at] == Byte.lineFeed {
        written = trim(output, written, floor: floor, gone)
        output[written] = Byte.lineFeed
        (at, written, gone) = (at + 1, written + 1, 0)
        floor = written
        continue
      }
      guard input[at] == UInt8(ascii: "=") else { continue }
      switch escape(input, at) {
      case .byte(let value, let next):
        output[written] = value
        written += 1
        at = next
      case .lineBreak(let next):
        at = next
      case .none:
        stray += 1
        output[written] = input[at]
        written += 1
        at += 1
      case .unfinished:
        return (at, written, floor)
      }
      (floor, gone) = (written, 0)
    }
    return (at, written, floor)
  }
}
