/// What an object is for, by its message class (PidTagMessageClass). [MS-OXCMSG] §2.2.1.3
public enum ItemKind: Hashable, Sendable, CaseIterable {
  case mail
  /// Delivery, read and recall reports.
  case report
  /// Invitations, answers to them and cancellations: mail with a calendar part.
  case meeting
  /// A task that somebody sends to another: mail.
  case taskRequest
  case appointment
  case contact
  case distributionList
  case task
  case journalEntry
  case note

  /// A class is its parent's with something more behind a dot; capitals make no difference. What nobody knows is mail, since
  /// that shows all of it that can be shown.
  public init(messageClass: String) {
    let words = messageClass.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    let found = (1...max(1, words.count)).reversed().lazy
      .compactMap { Self.classes[words.prefix($0).joined(separator: ".")] }.first
    let isReport = words.first == "report"
    self = isReport ? .report : found ?? .mail
  }

  /// For people: `a contact`.
  public var words: String {
    switch self {
    case .mail: "a message"
    case .report: "a report"
    case .meeting: "an invitation"
    case .taskRequest: "a task request"
    case .appointment: "an appointment"
    case .contact: "a contact"
    case .distributionList: "a group of contacts"
    case .task: "a task"
    case .journalEntry: "a journal entry"
    case .note: "a note"
    }
  }

  private static let classes: [String: ItemKind] = [
    "ipm.appointment": .appointment, "ipm.contact": .contact, "ipm.abchperson": .contact,
    "ipm.distlist": .distributionList, "ipm.task": .task, "ipm.taskrequest": .taskRequest,
    "ipm.activity": .journalEntry, "ipm.stickynote": .note, "ipm.schedule.meeting": .meeting,
    "ipm.ole.class.{00061055-0000-0000-c000-000000000046}": .appointment,
  ]
}
