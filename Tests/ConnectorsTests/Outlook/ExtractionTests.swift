import Archives
import Connectors
import Core
import MIME
import TestKit
import Testing

@Suite struct ExtractionTests {
  static let rows: [(PSTLayout, ArchiveForm)] = [
    (.unicode, .eml), (.unicode, .mbox), (.unicode, .maildir), (.ansi, .mbox), (.unicode4K, .maildir),
  ]

  @Test(arguments: rows) func everythingComesOutOnce(_ layout: PSTLayout, _ form: ArchiveForm) async throws {
    let folder = try TemporaryFolder("extraction")
    var subjects = try MadeOutlookFile.write(folder("a.pst"), layout)
    var options = ExtractionOptions(.all(form))
    options.deleted = true
    let report = try await extract(folder, options, form)
    subjects["Recovered/Deleted/Inbox"] = ["Weg"]
    #expect(report.tally.found == MadeOutlookFile.mails + 5)
    #expect(report.tally.written == [.mail: MadeOutlookFile.mails + 1, .appointment: 1, .contact: 1, .note: 1])
    #expect(report.tally.skipped == [.settings: 1])
    #expect(report.tally.unreadable == 0)
    #expect(report.tally.damaged == 0, "\(report.findings.first)")

    let store = try Self.store(folder("out"), form)
    var found: [String: Set<String>] = [:]
    // To an mbox, a file that ends so may be one of its folders.
    for kept in try store.folders() where kept.holdsMessages && kept.path.last?.hasSuffix(".txt") == false {
      let name = kept.path.joined(separator: "/")
      try store.scan(kept) { message in
        let text = try Self.subject(of: store.open(message.place, in: kept))
        #expect(found[name, default: []].insert(text).inserted, "\(name): \(text)")
        #expect(message.flags.contains("\\Seen"))
      }
    }
    #expect(Set(found.values) == Set(subjects.values))
    // The folder that is empty there is one here.
    #expect(try store.folders().contains { $0.path.last == "Leeg" })

    let calendar = Files.text(folder("out/Agenda.ics"))
    #expect(calendar.hasPrefix("BEGIN:VCALENDAR\r\n") && calendar.hasSuffix("END:VCALENDAR\r\n"))
    #expect(calendar.contains("SUMMARY:Overleg"))
    #expect(Files.text(folder("out/Contacten.vcf")).contains("FN:Hanna Berg"))
    #expect(Files.text(folder("out/Notities.txt")).contains("Melk halen"))
  }

  @Test(arguments: [
    (ExtractionOptions.Choice.calendars, [WrittenKind.appointment: 1]), (.cards, [.contact: 1]),
    (.properties, [.properties: MadeOutlookFile.mails + 3]),
  ])
  func onlyWhatIsAskedFor(_ choice: ExtractionOptions.Choice, _ written: [WrittenKind: Int]) async throws {
    let folder = try TemporaryFolder("extraction")
    try MadeOutlookFile.write(folder("a.pst"))
    let report = try await extract(folder, ExtractionOptions(choice), nil)
    #expect(report.tally.written == written)
    #expect(report.tally.skipped[.deleted] == 1)
    #expect(report.tally.found == MadeOutlookFile.mails + 5)
  }

  private func extract(
    _ folder: TemporaryFolder, _ options: ExtractionOptions, _ form: ArchiveForm?
  ) async throws -> ExtractionReport {
    try Files.makeFolder(folder("out"))
    let mail = try form.map { try Self.store(folder("out"), $0) }
    return try await Extraction(try OutlookFile(path: folder("a.pst")), to: folder("out"), options: options)
      .run(mail: mail, workers: 2) { _ in }
  }

  private static func store(_ path: String, _ form: ArchiveForm) throws -> any WritableMessageStore {
    switch form {
    case .maildir: return try MaildirStore.make(path)
    case .mbox: return MboxStore(tree: try FileTrees.open(path), writingTo: path)
    default: return try EmlStore(path)
    }
  }

  private static func subject(of message: any Archives.StoredMessage) throws -> String {
    Message(try OutlookMessageStoreTests.bytes(of: message)).root.subject?.text ?? ""
  }
}
