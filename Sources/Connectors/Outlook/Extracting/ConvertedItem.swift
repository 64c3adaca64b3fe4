import Archives
import Core
import Groupware
import PST

/// An item on its way from the file to where it is written.
struct ConvertedItem: Sendable {
  enum Content: Sendable {
    /// Bytes of the chunk that it came with.
    case mail(NewMessage, Range<Int>)
    /// To be written in pieces: too large to be held.
    case largeMail
    /// Pieces of a file for the whole folder.
    case part(FolderFile, WrittenKind, Range<Int>)
    /// Merged with the others of its folder when it is written.
    case calendar(CalendarComponent, WrittenKind)
    case skipped(SkipReason)
    case unreadable(Fault)
  }
  var id: NodeID
  var content: Content
  /// What could not be carried over as it was.
  var findings: [Finding] = []
}

/// Items of one folder that were converted together.
struct ConvertedChunk: Sendable {
  /// Of those of one folder.
  var number: Int
  var items: [ConvertedItem] = []
  var bytes: [UInt8] = []
}

/// Files that hold all items of one kind of a folder.
enum FolderFile: Sendable, Hashable, CaseIterable {
  case calendar, cards, notes, properties

  var ending: String {
    switch self {
    case .calendar: "ics"
    case .cards: "vcf"
    case .notes: "txt"
    case .properties: "json"
    }
  }
}
