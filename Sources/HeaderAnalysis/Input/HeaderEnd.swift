/// Finds where a header ends in bytes that come in pieces.
public struct HeaderEnd: Sendable {
  /// Bytes of a header that are read: what the parser of messages takes.
  public static let mostBytes = 16 << 20

  private var lineLength = 0
  private var seen = 0

  public init() {}

  /// Looks at the next bytes.
  ///
  /// - Returns: How many of them belong to the header, the empty line included; nil when it goes on.
  public mutating func end(in bytes: Span<UInt8>) -> Int? {
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 0x0A:
        // Empty lines before the first field end nothing.
        if lineLength == 0, seen > 0 { return index + 1 }
        lineLength = 0
      case 0x0D: break
      default:
        lineLength += 1
        seen += 1
      }
      index += 1
    }
    return nil
  }
}
