public import MIME

/// Goes through a message part by part, in chunks of any size: numbers the parts, undoes their transfer encoding and hands
/// them to a visitor. Memory is that of ``MessageParser`` and one line per open part, never that of the message.
public struct PartReader {
  private var parser: MessageParser
  private let walk: PartWalk

  /// - Parameter digests: whether records are to carry the SHA-256 of what was decoded.
  public init(_ visitor: any PartVisitor, limits: Limits = .init(), digests: Bool = false) {
    parser = MessageParser(limits: limits)
    walk = PartWalk(visitor, digests: digests)
  }

  /// The bytes taken so far.
  public var offset: Int { parser.offset }

  /// - Throws: What the visitor threw; the reader is not to be used after that.
  public mutating func consume(_ chunk: Span<UInt8>) throws {
    let walk = walk
    try parser.consume(chunk) { try walk.take($0, $1) }
  }

  /// Ends the message. To be called once.
  public mutating func finish() throws {
    let walk = walk
    try parser.finish { try walk.take($0, $1) }
  }
}
