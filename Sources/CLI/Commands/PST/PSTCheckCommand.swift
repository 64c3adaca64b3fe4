import ArgumentParser
import Connectors
import Core
import MAPI
import Migration
import PST

struct PSTCheckCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Reads every block, table and item of an Outlook file, and says what is damaged and what imports refuse.",
    discussion: """
      What Outlook itself leaves behind, such as blocks that nothing uses, is a note. The file is not changed.

      Examples:
        postduif pst check archief.pst
        postduif pst check archief.pst --format json
        postduif pst check archief.pst --format csv > bevindingen.csv
      """)
  @Argument(help: ArgumentHelp("A PST or OST file.", valueName: "file")) var file: String
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let opened = try OutlookInput.open(file, session)
    do throws(Fault) {
      let database = try NDBCheck(NodeDatabase(opened.file))
      var items = ItemCheck()
      try opened.withStore { store throws(Fault) in try items.run(store) }
      let screen = PSTCheckScreen(file: file, database: database, items: items)
      session.give(screen.answer)
      return screen.status
    } catch {
      throw CommandFailure(error)
    }
  }
}

/// Looks at every folder and item, and at what other services make of them.
struct ItemCheck {
  private(set) var folders = 0
  private(set) var items = 0
  private(set) var damagedItems = 0
  private(set) var findings = BoundedFindings()

  /// Microsoft's import takes fewer levels than this.
  private static let deepestImported = 300

  mutating func run(_ store: OutlookStore) throws(Fault) {
    for place in store.places() {
      folders += 1
      try check(place, store)
    }
    try store.orphans { item throws(Fault) in
      check(item, "Orphans")
      return true
    }
    findings.add(store.damages)
  }

  private mutating func check(_ place: OutlookFolderPlace, _ store: OutlookStore) throws(Fault) {
    let name = place.path.isEmpty ? "(top)" : place.path.joined(separator: "/")
    if place.entry.containerClass?.lowercased() == "ipf.imap" {
      findings.add([
        Finding(
          .warning, "PST-IMAP-CLASS", place: name,
          "the folder's class is IPF.Imap: Outlook shows it empty after Microsoft's import",
          next: "Move it with postduif, which takes no classes along, or extract it.")
      ])
    }
    if place.path.count >= Self.deepestImported {
      findings.add([
        Finding(
          .warning, "PST-DEPTH", place: "level \(place.path.count)", "Microsoft's import takes fewer than 300 levels")
      ])
    }
    let folder = store.folder(place.entry.id)
    try folder.forEachItem(.message) { item throws(Fault) in
      check(item, name)
      return true
    }
    try folder.forEachItem(.associated) { item throws(Fault) in
      check(item, name)
      return true
    }
    findings.add(folder.damages)
  }

  private mutating func check(_ item: OutlookItem, _ folder: String) {
    items += 1
    do throws(Fault) {
      let message = try item.open()
      _ = try message.recipients()
      let attachments = try message.attachments()
      var damages = message.damages
      for attachment in attachments { damages += attachment.damages }
      if !damages.isEmpty { damagedItems += 1 }
      findings.add(damages)
      let size = try message.integer(PropertyID.messageSize) ?? 0
      if size > OutlookSurvey.largestImported {
        let number = String(item.id.rawValue, radix: 16, uppercase: true)
        findings.add([
          Finding(
            .warning, "PST-ITEM-SIZE", place: "\(folder), item 0x\(number)",
            "it has \(ByteCount.text(Int64(size))); Microsoft's import and Exchange Online take 150 MB",
            next: "Save its attachments and take them out, or extract it.")
        ])
      }
    } catch {
      damagedItems += 1
      findings.add([Finding(error)])
    }
  }
}
