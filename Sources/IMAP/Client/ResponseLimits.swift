/// How much a server may make the client hold. Bytes unless said otherwise. Exceeding one is a ``ParseFault``.
public struct ResponseLimits: Sendable, Hashable {
  /// One status, continuation or other short line.
  public var line = 65_536
  /// One FETCH response without its literals: ENVELOPE, BODYSTRUCTURE and labels of odd messages are long.
  public var fetchLine = 1 << 20
  /// One line that grows with the mailbox: LIST, SEARCH, ESEARCH, FLAGS, VANISHED, COPYUID and their like.
  public var listing = 16 << 20
  /// All collected (not streamed) literals of one response together. A body section beyond it is streamed instead.
  public var literal = 1 << 20
  /// Parentheses within parentheses.
  public var depth = 64
  /// Flags, labels or attributes in one list.
  public var flags = 10_000
  /// Ranges in one set of numbers, and numbers in one SEARCH.
  public var numbers = 2_000_000
  public init() {}
}
