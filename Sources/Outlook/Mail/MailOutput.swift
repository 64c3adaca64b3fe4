import MIME

/// Bytes on their way to the sink, in pieces.
struct MailOutput {
  /// What has not been handed out yet.
  var bytes: [UInt8] = []
  private(set) var handed = 0
  private let sink: (Span<UInt8>) throws -> Void
  private static let piece = 64 << 10
  /// Room that is kept; a single large body does not hold its memory until the end.
  private static let most = 1 << 20

  init(_ sink: @escaping (Span<UInt8>) throws -> Void) {
    self.sink = sink
    bytes.reserveCapacity(16 << 10)
  }

  var written: Int { handed + bytes.count }

  mutating func flush() throws {
    guard !bytes.isEmpty else { return }
    handed += bytes.count
    try sink(bytes.span)
    bytes.removeAll(keepingCapacity: bytes.capacity <= Self.most)
  }

  mutating func flushIfFull() throws { if bytes.count >= Self.piece { try flush() } }

  mutating func text(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func line(_ text: StaticString) {
    self.text(text)
    lineEnd()
  }

  mutating func lineEnd() {
    bytes.append(0x0D)
    bytes.append(0x0A)
  }

  /// Like ``text(_:)`` for what is put together at run time.
  mutating func string(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

/// Boundaries that differ from each other within a message, and that its content decides.
///
/// They need not be looked for in what they part: `=_` cannot stand in base64 nor in quoted-printable, and a text with
/// such a line becomes one of these (`LineSurvey`). RFC 2045 §6.7
struct BoundarySequence {
  private var state: UInt64
  private var count = 0
  private static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

  init(seed: UInt64 = 0) { state = seed }

  mutating func next() -> [UInt8] {
    var boundary: [UInt8] = [UInt8(ascii: "="), UInt8(ascii: "_")]
    boundary.reserveCapacity(28)
    var number = count
    for _ in 0..<4 {
      boundary.append(Self.digits[number % 36])
      number /= 36
    }
    count += 1
    for _ in 0..<2 {
      var letters = random()
      for _ in 0..<10 {
        boundary.append(Self.digits[Int(letters % 36)])
        letters /= 36
      }
    }
    return boundary
  }

  /// SplitMix64: no secret depends on it.
  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
