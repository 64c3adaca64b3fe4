/// A part of a ``Message``: a header and what follows it.
public struct Part: Sendable {
  public let message: Message
  let index: Int

  var node: Node { message.nodes[index] }

  public var kind: PartKind { node.kind }
  public var content: Content { node.content }
  public var mediaType: MediaType { node.content.mediaType }
  public var encoding: TransferEncoding { node.content.encoding }

  // MARK: Where it stands

  /// Header and body, in bytes from the beginning of the message. The line break before the boundary that ends a part
  /// belongs to the boundary.
  public var range: Range<Int> { node.range }
  /// The `From ` line before the header, if somebody left one there.
  public var envelopeRange: Range<Int>? { node.envelope }
  /// The fields without the empty line behind them.
  public var headerRange: Range<Int> {
    (node.envelope?.upperBound ?? node.range.lowerBound)..<node.separator.lowerBound
  }
  /// Everything behind the empty line, still encoded; of a multipart preamble, parts and epilogue.
  public var bodyRange: Range<Int> { node.separator.upperBound..<node.bodyEnd }
  public var preambleRange: Range<Int>? { node.preamble }
  /// What stands behind the line of the last boundary.
  public var epilogueRange: Range<Int>? {
    guard let range = node.epilogue else { return nil }
    var start = range.lowerBound
    if message.bytes[start] == Byte.carriageReturn, start + 1 < range.upperBound { start += 1 }
    if message.bytes[start] == Byte.lineFeed { start += 1 }
    return start < range.upperBound ? start..<range.upperBound : nil
  }

  // MARK: What it contains

  /// Parts of a multipart; of a `message/rfc822` the one message inside.
  public var children: [Part] { node.children.map { Part(message: message, index: $0) } }
  public var parent: Part? { node.parent.map { Part(message: message, index: $0) } }

  /// The message inside a `message/rfc822`, with offsets of this message; nil when it is encoded, which
  /// ``decodedMessage(limits:)`` is for.
  public var inner: Part? { content.form == .message ? children.first : nil }

  /// The message inside an encoded `message/rfc822`, which RFC 2046 §5.2.1 forbids and some programs write. It has offsets
  /// of its own.
  ///
  /// - Throws: ``DecodingLimit`` when it is larger than ``Limits/decodedBytes``.
  public func decodedMessage(limits: Limits = .init()) throws -> Message? {
    guard content.form == .leaf, mediaType.isMessage, !encoding.isIdentity else { return nil }
    return Message(try decodedBody(limits: limits).bytes, limits: limits)
  }

  // MARK: Header

  /// All fields as they stand, malformed ones included.
  public var fields: FieldList { FieldList(message: message, places: node.fields) }

  // MARK: Body

  /// Hands out the body as it stands.
  public func withBody<Result>(_ work: (Span<UInt8>) throws -> Result) rethrows -> Result {
    try work(message.bytes.span.extracting(bodyRange))
  }

  /// Undoes the transfer encoding and hands out the bytes in pieces. Of a multipart or a message, whose encoding means
  /// nothing, the bytes as they stand.
  ///
  /// - Returns: What could not be decoded.
  @discardableResult
  public func decode(_ handle: TransferDecoder.Handler) throws -> DecodingDamage {
    var decoder = TransferDecoder(content.form == .leaf ? encoding : .binary)
    try decoder.decode(message.bytes.span.extracting(bodyRange), handle)
    try decoder.finish(handle)
    return decoder.damage
  }

  /// The decoded body as a whole.
  ///
  /// - Throws: ``DecodingLimit`` when it is larger than ``Limits/decodedBytes``.
  public func decodedBody(limits: Limits = .init()) throws -> (bytes: [UInt8], damage: DecodingDamage) {
    var bytes: [UInt8] = []
    let damage = try decode { piece in
      guard bytes.count + piece.count <= limits.decodedBytes else { throw DecodingLimit(offset: bodyRange.lowerBound) }
      piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }
    return (bytes, damage)
  }
}

/// A decoded body is larger than ``Limits/decodedBytes``.
public struct DecodingLimit: Error, Sendable, Hashable {
  /// Where the body begins.
  public var offset: Int

  public init(offset: Int) { self.offset = offset }
}
