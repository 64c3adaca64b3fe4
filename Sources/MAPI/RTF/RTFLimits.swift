/// What is given to the text of one message at most.
public struct RTFLimits: Sendable, Hashable {
  /// Bytes of RTF, of HTML or of text that are made. What comes after them is left out, with a flaw.
  public var outputBytes = 64 << 20
  /// Groups within groups that have a formatting of their own. Text further in is read with that of the last one.
  public var depth = 1_000

  public init() {}
}
