/// One thing that a header says, in words a person understands.
public struct Statement: Sendable, Hashable {
  public enum Weight: String, Sendable, Hashable, Comparable, CaseIterable {
    /// Speaks for the message.
    case good
    /// A fact without a judgement.
    case note
    /// Worth a look.
    case warning
    /// Speaks against the message.
    case bad
    public static func < (a: Weight, b: Weight) -> Bool { a.rank < b.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  public var weight: Weight
  /// What it is about: `Spam confidence level (SCL)`.
  public var subject: String
  /// As the header spells it: `5`.
  public var value: String
  /// What that means: `taken for spam, goes to the Junk folder`.
  public var meaning: String
  /// Name of the field that says it: `X-Forefront-Antispam-Report`.
  public var field: String
  /// Where that field begins, in bytes from the beginning of the message.
  public var offset: Int

  public init(
    _ weight: Weight, _ subject: String, value: String, _ meaning: String, field: String, offset: Int
  ) {
    self.weight = weight
    self.subject = subject
    self.value = value
    self.meaning = meaning
    self.field = field
    self.offset = offset
  }
}
