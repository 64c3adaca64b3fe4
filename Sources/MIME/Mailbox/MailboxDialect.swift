/// How messages are told apart in an mbox file (RFC 4155 and the four habits it does not mention).
public enum MailboxDialect: String, Sendable, Hashable, CaseIterable {
  /// `From ` at the beginning of a line is written as `>From `. It cannot be undone, since lines that had the `>` before
  /// look the same; it is left.
  case mboxo
  /// As mboxo, but lines that begin with any number of `>` and `From ` get one `>` more, which can be undone and is.
  case mboxrd
  /// As mboxrd, and Content-Length gives the size of the body as it stands in the file.
  case mboxcl
  /// Content-Length alone; nothing is quoted.
  case mboxcl2

  /// Whether Content-Length counts, where what follows bears it out.
  package var hasLength: Bool { self == .mboxcl || self == .mboxcl2 }
  /// Whether one `>` is taken from quoted lines.
  package var unquotes: Bool { self == .mboxrd || self == .mboxcl }

  /// Finds the dialect from the first messages of a file.
  ///
  /// - Parameters:
  ///   - messages: How many to look at. They are read once.
  ///   - bytes: No further message is looked at behind so many.
  /// - Returns: mboxcl2 when a Content-Length is borne out by what follows and some body holds an unquoted separator or
  ///   nothing quoted, mboxcl when such bodies are quoted; mboxrd when some line is quoted more than once; else mboxo.
  public static func detected(
    in source: some MailboxSource, messages: Int = 200, bytes: Int = 64 << 20
  ) throws -> MailboxDialect {
    try detected(in: source, messages: messages, bytes: bytes, ownField: nil)
  }

  /// - Parameter ownField: As ``MailboxReader`` takes it.
  package static func detected(
    in source: some MailboxSource, messages: Int = 200, bytes: Int = 64 << 20, ownField: StaticString?
  ) throws -> MailboxDialect {
    var reader = MailboxReader(source, dialect: .mboxcl2, ownField: ownField)
    var sized = 0
    var unsized = 0
    var quoted = 0
    var deeper = 0
    var bare = 0
    var seen = 0
    for _ in 0..<messages where seen < bytes {
      guard let entry = try reader.next({ _, _ in }) else { break }
      defer { seen = entry.range.upperBound }
      // These say nothing of what others do.
      if entry.hasOwnField { continue }
      if entry.isLengthTrue { sized += 1 } else { unsized += 1 }
      quoted += entry.quotedLines
      deeper += entry.deeplyQuotedLines
      bare += entry.bareSeparators
    }
    if sized > unsized { return bare == 0 && quoted > 0 ? .mboxcl : .mboxcl2 }
    return deeper > 0 ? .mboxrd : .mboxo
  }
}

/// A message in a mailbox file; offsets count from the beginning of the file.
public struct MailboxEntry: Sendable, Hashable {
  /// The `From ` line with its line end.
  public internal(set) var marker: Range<Int>
  /// The message as it stands in the file. The empty line before the next `From ` line is not part of it; where there is
  /// none, the last line end is the message's own.
  public internal(set) var range: Range<Int>
  /// What Content-Length says; nil when it is absent or no number.
  public internal(set) var claimedLength: Int?
  /// The header has the field for which ``MailboxReader`` was told to look.
  package internal(set) var hasOwnField = false
  /// Whether a message ends where Content-Length says. If it does not, the next `From ` line was looked for.
  public internal(set) var isLengthTrue = false
  /// Lines that begin with `>From ` or more of `>`.
  public internal(set) var quotedLines = 0
  /// Those with more than one `>`.
  public internal(set) var deeplyQuotedLines = 0
  /// Lines within the body that would separate messages if the length did not say otherwise.
  public internal(set) var bareSeparators = 0
}
