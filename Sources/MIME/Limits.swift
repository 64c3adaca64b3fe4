/// How much of a message is looked at. Beyond it nothing is lost: the rest is one opaque part, and a fault says where.
public struct Limits: Sendable, Hashable {
  /// Parts within parts, messages within messages.
  public var depth = 100
  /// All parts of a message.
  public var parts = 10_000
  /// Header fields of one part.
  public var fields = 10_000
  /// Bytes of one header block.
  public var headerBytes = 16 << 20
  /// Bytes of one header field.
  public var fieldBytes = 1 << 20
  /// Bytes of a decoded body that is asked for as a whole. In pieces, decoding needs no limit: nothing grows by it.
  public var decodedBytes = 4 << 30

  public init() {}
}
