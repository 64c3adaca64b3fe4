public import Archives
import Core

/// What comes out of an Outlook file, and how.
public struct ExtractionOptions: Sendable {
  public enum Choice: Sendable, Hashable {
    /// Everything; mail in this form.
    case all(ArchiveForm)
    /// Appointments, tasks and journals only.
    case calendars
    /// Contacts and groups only.
    case cards
    /// All properties of everything.
    case properties
  }
  public var choice: Choice
  /// What was deleted and is still in the file.
  public var deleted = false
  /// What lies in no folder any more.
  public var orphans = false
  /// The RTF of a message as an attachment of it.
  public var keepsRTF = false
  public init(_ choice: Choice) { self.choice = choice }
}

/// How far an extraction has come, and what became of everything.
public struct ExtractionTally: Sendable, Hashable {
  /// In the file, whatever it is: what follows, added up.
  public var found: Int { written.values.reduce(0, +) + skipped.values.reduce(0, +) + unreadable }
  /// By kind.
  public var written: [WrittenKind: Int] = [:]
  /// By reason.
  public var skipped: [SkipReason: Int] = [:]
  public var unreadable = 0
  /// Written with something missing or changed.
  public var damaged = 0
  public var bytes: Int64 = 0
  public init() {}

  public var writtenInAll: Int { written.values.reduce(0, +) }
}

public enum WrittenKind: String, Sendable, Hashable, CaseIterable {
  case mail, appointment, contact, group, task, journal, note, properties
}

public enum SkipReason: String, Sendable, Hashable, CaseIterable {
  /// No table lists it.
  case deleted
  /// Its folder is gone.
  case orphan
  /// Views, rules and other things that a folder keeps for Outlook.
  case settings
  /// Not of the kind that was asked for.
  case otherKind = "other-kind"
}
