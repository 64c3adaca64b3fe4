import ArgumentParser
import Connectors
import Core
import MAPI
import PST

struct PSTListCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the items of an Outlook file by their folders' tables.",
    discussion: """
      Examples:
        postduif pst list archief.pst --folder Inbox
        postduif pst list archief.pst --deleted
        postduif pst list archief.pst --format csv --excel > items.csv
      """)
  @Argument(help: ArgumentHelp("A PST or OST file.", valueName: "file")) var file: String
  @Option(help: ArgumentHelp("Only this folder and those below it.", valueName: "path")) var folder: String?
  @Flag(help: "Deleted items and those without a folder as well.") var deleted = false
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let opened = try OutlookInput.open(file, session)
    let wanted = folder.map { $0.split(separator: "/").map(String.init) } ?? []
    var rows: [PSTListScreen.Row] = []
    var damages: [Fault] = []
    var isFound = wanted.isEmpty
    try opened.withStore { store throws(Fault) in
      for place in store.places() where place.path.starts(with: wanted) {
        isFound = true
        try Self.list(place, store, deleted: deleted, &rows, &damages)
      }
      damages += store.damages
    }
    guard isFound else {
      throw CommandFailure(
        .inputNotFound, "PST-NO-FOLDER", "there is no folder \"\(folder ?? "")\"", place: file,
        next: "See the folders: postduif pst info \(ShellText.quoted(file))")
    }
    session.give(PSTListScreen(file: file, rows: rows, damages: damages).answer)
    return damages.isEmpty ? .done : .needsAttention
  }

  private static func list(
    _ place: OutlookFolderPlace, _ store: OutlookStore, deleted: Bool, _ rows: inout [PSTListScreen.Row],
    _ damages: inout [Fault]
  ) throws(Fault) {
    let folder = store.folder(place.entry.id)
    let name = place.path.isEmpty ? "(top)" : place.path.joined(separator: "/")
    try folder.forEachItem(.message) { item throws(Fault) in
      let isDeleted = place.isDeleted || place.isOrphan || item.isDeleted
      guard !isDeleted || deleted else { return true }
      var row = PSTListScreen.Row(folder: name, id: item.id, isDeleted: isDeleted)
      do throws(Fault) {
        let bag: any PropertyBag = if let summary = item.summary { summary } else { try item.open() }
        try row.fill(bag, store.codePage)
      } catch {
        row.subject = "(\(error.message))"
        damages.append(error)
      }
      rows.append(row)
      return true
    }
    damages += folder.damages
  }
}
