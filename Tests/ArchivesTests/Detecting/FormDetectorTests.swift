import Archives
import Core
import TestKit
import Testing

/// The form of mail in files is told by looking, as a person would.
@Suite struct FormDetectorTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var files: [(path: String, text: String)]
    var form: ArchiveForm?
    var testDescription: String { files.first?.path ?? "nothing" }
  }

  private static let letter = "Subject: x\r\n\r\nDag\r\n"
  private static let separated = "From an@peeters.example Mon Nov 23 20:00:00 2026\n" + letter

  @Test(arguments: [
    Row(files: [("cur/1.a:2,S", letter), ("new/.keep", ""), ("tmp/.keep", "")], form: .maildir),
    // A packed Maildir has lost its empty folders.
    Row(files: [("cur/1.a:2,", letter)], form: .maildir),
    Row(files: [("cur/1.a;2,S", letter)], form: .maildir),
    Row(files: [("mail/an/Maildir/cur/1.a:2,S", letter)], form: .maildir),
    Row(files: [("cur/readme.txt", "hello")], form: nil),
    Row(files: [("INBOX", separated)], form: .mbox),
    Row(files: [("Inbox.sbd/Klanten", separated), ("Inbox", ""), ("Inbox.msf", "<!-- mdb -->")], form: .mbox),
    Row(files: [("a/b/INBOX.mbox", separated)], form: .mbox),
    Row(files: [("brief.eml", letter)], form: .eml),
    Row(files: [("Messages/1.emlx", "19\n" + letter)], form: .eml),
    Row(files: [("1.EML", letter)], form: .eml),
    // One file of another kind among many does not count.
    Row(files: [("1.eml", letter), ("2.eml", letter), ("export.mbox", separated)], form: .eml),
    Row(files: [("verslag.txt", "From here on it is text.\n"), ("a", separated), ("b", separated)], form: .mbox),
    Row(files: [("verslag.txt", "Dear Jan"), ("tabel.csv", "a,b")], form: nil),
    Row(files: [("deep/er/and/dee/per/1.eml", letter)], form: nil),
    Row(files: [], form: nil),
  ])
  func tellsByLooking(_ row: Row) throws {
    let folder = try TemporaryFolder("forms")
    for file in row.files {
      let levels = file.path.split(separator: "/").dropLast()
      for depth in levels.indices { try Files.makeFolder(folder(levels[...depth].joined(separator: "/"))) }
      try Files.write(file.text, to: folder(file.path))
    }
    #expect(try ArchiveForm.detected(in: FileTrees.open(folder.path)) == row.form)
  }

  @Test func aSingleFileIsLookedInto() throws {
    let folder = try TemporaryFolder("forms")
    try Files.write(Self.separated, to: folder("an"))
    #expect(try ArchiveForm.detected(in: FileTrees.open(folder("an"))) == .mbox)
    try Files.write("From", to: folder("short"))
    #expect(try ArchiveForm.detected(in: FileTrees.open(folder("short"))) == nil)
  }

  @Test func whatIsNotThereIsAFault() {
    #expect(throws: Fault.self) { try FileTrees.open("/nowhere/at/all") }
  }
}
