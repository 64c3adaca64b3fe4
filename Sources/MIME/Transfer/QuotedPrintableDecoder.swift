/// Quoted-printable of message bodies (RFC 2045 §6.7). Small hexadecimal digits are read; an `=` that begins nothing is
/// kept as it stands and counted; blanks between a soft line break and its line end are taken as padding of transport.
/// Blanks at the end of other lines are kept: which of them transport added cannot be known.
struct QuotedPrintableDecoder: Sendable {
  private(set) var damage = DecodingDamage()
  /// What follows an `=` as far as it has come; the `=` itself included.
  private var held: [UInt8] = []
  private var output: [UInt8] = []

  private static let step = 16 << 10
  /// The longest run of blanks behind an `=` that may still become a soft line break.
  private static let longestPadding = 1_000

  mutating func decode(_ chunk: Span<UInt8>, _ handle: TransferDecoder.Handler) throws {
    if output.isEmpty { output = [UInt8](repeating: 0, count: Self.step + 8) }
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
      let (read, written) = fill(chunk.extracting(at..<end))
      at += read
      if written > 0 { try handle(output.span.extracting(0..<written)) }
      if at < end { held = [chunk[at]]; at += 1 }
    }
  }

  mutating func finish(_ handle: TransferDecoder.Handler) throws {
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
    let result = output.withUnsafeMutableBytes { output in Self.run(input, into: output, &stray) }
    damage.strayBytes += stray
    return result
  }

  /// `output` has room for all of `input` and 8 bytes more: eight at a time are copied when none of them is an `=`.
  private static func run(
    _ input: Span<UInt8>, into output: UnsafeMutableRawBufferPointer, _ stray: inout Int
  ) -> (read: Int, written: Int) {
    var at = 0
    var written = 0
    let count = input.count
    let raw = input.bytes
    while at < count {
      while at + 8 <= count {
        let word = raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
        // Zero bytes of `equal` are the places of `=`; the sum below marks them (and, above the first, perhaps others).
        let equal = word ^ 0x3D3D_3D3D_3D3D_3D3D
        let marks = (equal &- 0x0101_0101_0101_0101) & ~equal & 0x8080_8080_8080_8080
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
      while at < count, input[at] != UInt8(ascii: "="), at + 8 > count {
        output[written] = input[at]
        at += 1
        written += 1
      }
      guard at < count, input[at] == UInt8(ascii: "=") else { continue }
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
        return (at, written)
      }
    }
    return (at, written)
  }
}
