public import Core

/// What a comparison of both ends found.
public struct VerifyReport: Sendable, Codable {
  public enum Sign: String, Sendable, Codable {
    case equal = "=", missing = "-", extra = "+", differs = "*", known = "!"
  }
  public enum Culprit: String, Sendable, Codable {
    /// The target stores something else than it was sent.
    case server
    /// A repair of ours, recorded.
    case us
    case unknown
  }
  public struct Difference: Sendable, Codable, Hashable {
    public var sign: Sign
    public var code: Fault.Code
    public var sourceID: UInt32?
    public var targetID: UInt32?
    public var subject: String
    public var date: ZonedTime?
    public var size: Int64
    /// What differs: `size 1200 → 1222`, `body`, `date`, `flags -$Label1`.
    public var detail: String
    public var culprit: Culprit
    public init(
      sign: Sign, code: Fault.Code, sourceID: UInt32?, targetID: UInt32?, subject: String, date: ZonedTime?,
      size: Int64,
      detail: String, culprit: Culprit
    ) {
      self.sign = sign
      self.code = code
      self.sourceID = sourceID
      self.targetID = targetID
      self.subject = subject
      self.date = date
      self.size = size
      self.detail = detail
      self.culprit = culprit
    }
  }
  public struct Folder: Sendable, Codable {
    public var source: [String]
    public var target: [String]
    public var counts: ItemCounts
    /// Items only at the target; left alone.
    public var extra: Int = 0
    /// Bodies compared by digest.
    public var bodiesCompared: Int = 0
    /// The first hundred; `differenceCount` counts all.
    public var differences: [Difference] = []
    public var differenceCount: Int = 0
    public init(source: [String], target: [String], counts: ItemCounts) {
      self.source = source
      self.target = target
      self.counts = counts
    }
    /// The strongest sign that applies.
    public var sign: Sign {
      let signs = Set(differences.map(\.sign))
      if counts.open > 0 { return .missing }
      for sign in [Sign.missing, .differs, .known] where signs.contains(sign) { return sign }
      if counts.skipped + counts.failed > 0 { return .known }
      return counts.found == 0 && extra > 0 ? .extra : .equal
    }
  }
  public struct Mailbox: Sendable, Codable {
    public var name: String
    public var folders: [Folder]
    public var findings: [Finding] = []
    public init(name: String, folders: [Folder]) {
      self.name = name
      self.folders = folders
    }
  }
  public var startedAt: ZonedTime
  public var seconds: Double
  /// True when every body was compared, false for a sample.
  public var isFull: Bool
  public var mailboxes: [Mailbox]
  public init(startedAt: ZonedTime, seconds: Double, isFull: Bool, mailboxes: [Mailbox]) {
    self.startedAt = startedAt
    self.seconds = seconds
    self.isFull = isFull
    self.mailboxes = mailboxes
  }
}
