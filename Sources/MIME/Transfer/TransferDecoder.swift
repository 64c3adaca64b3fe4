/// Undoes a transfer encoding (RFC 2045 §6), in chunks of any size.
///
/// As forgiving as mail programs are: whatever can be read is handed out, and what could not is counted. However the
/// bytes are cut, the same bytes come out with the same counts.
public struct TransferDecoder: Sendable {
  /// What receives decoded bytes, some thousands at a time. The span is valid during the call only.
  public typealias Handler = (Span<UInt8>) throws -> Void

  public let encoding: TransferEncoding
  // One of these at most; each is changed in place, as an enumeration's payload could not be.
  private var base64: Base64Decoder?
  private var quotedPrintable: QuotedPrintableDecoder?
  private var uuencode: UuencodeDecoder?

  public init(_ encoding: TransferEncoding) {
    self.encoding = encoding
    switch encoding {
    case .sevenBit, .eightBit, .binary, .unknown: break
    case .base64: base64 = Base64Decoder()
    case .quotedPrintable: quotedPrintable = QuotedPrintableDecoder()
    case .uuencode: uuencode = UuencodeDecoder()
    }
  }

  /// What could not be read so far; complete after ``finish(_:)``.
  public var damage: DecodingDamage {
    base64?.damage ?? quotedPrintable?.damage ?? uuencode?.damage ?? DecodingDamage()
  }

  /// Takes the next bytes of a body.
  public mutating func decode(_ chunk: Span<UInt8>, _ handle: Handler) throws {
    guard !chunk.isEmpty else { return }
    switch encoding {
    case .sevenBit, .eightBit, .binary, .unknown: try handle(chunk)
    case .base64: try base64?.decode(chunk, handle)
    case .quotedPrintable: try quotedPrintable?.decode(chunk, handle)
    case .uuencode: try uuencode?.decode(chunk, handle)
    }
  }

  /// Ends the body: what an incomplete last group still holds comes out. To be called once.
  public mutating func finish(_ handle: Handler) throws {
    try base64?.finish(handle)
    try quotedPrintable?.finish(handle)
    try uuencode?.finish(handle)
  }
}

/// What a ``TransferDecoder`` could not read. All counts are exact.
public struct DecodingDamage: Sendable, Hashable {
  /// Bytes that have no business there and were passed over; in quoted-printable, `=` that begin nothing and were kept.
  public var strayBytes = 0
  /// Bytes that were begun and not completed, because the body or a line ended.
  public var cutBytes = 0
  /// Padding that is missing, or stands where it does not belong.
  public var wrongPadding = 0
  /// A uuencoded body without `begin` or without `end`.
  public var missingMarks = 0

  public init() {}

  public var isEmpty: Bool { self == DecodingDamage() }
}
