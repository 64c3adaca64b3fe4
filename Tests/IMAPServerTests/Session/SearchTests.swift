import Core
import IMAP
import Testing

@testable import IMAPServer

@Suite struct SearchTests {
  private static let mail: [(String, [Flag], Int64)] = [
    (
      "Subject: Offerte duif\r\nFrom: Jan <jan@a.example>\r\nDate: 1 Feb 1994 10:00:00 +0000\r\n\r\nBeste klant",
      [.seen], 0
    ),
    (
      "Subject: factuur\r\nTo: mieke@b.example\r\nDate: Fri, 29 Feb 2008 23:00 -0500\r\n\r\n"
        + String(repeating: "x", count: 300_000) + "GEHEIM", [Flag("$Mooi")], 1
    ),
    ("Subject: leeg\r\nDate: onzin\r\n\r\n", [.deleted, .flagged], 2),
    ("", [.draft, .answered, .seen], 3),
  ]

  static func dialogue() throws -> Dialogue {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    for (text, flags, day) in mail {
      let date = InternalDate(seconds: 1_000_000_000 + day * 86_400, zoneMinutes: 120)
      try dialogue.backend.store.mailbox("jan").append(
        folder: .inbox, messages: [NewMessage(Array(text.utf8), flags: flags, date: date)])
    }
    _ = try dialogue.ok("SELECT INBOX")
    return dialogue
  }

  @Test(arguments: [
    ("ALL", "1 2 3 4"), ("SEEN", "1 4"), ("UNSEEN", "2 3"), ("NOT SEEN", "2 3"), ("OR SEEN FLAGGED", "1 3 4"),
    ("KEYWORD $mooi", "2"), ("UNKEYWORD $Mooi", "1 3 4"), ("KEYWORD onbekend", ""), ("DELETED UNSEEN", "3"),
    ("SUBJECT DUIF", "1"), ("FROM jan@", "1"), ("HEADER To \"\"", "2"), ("HEADER Date 2008", "2"),
    ("BODY geheim", "2"), ("BODY offerte", ""), ("TEXT offerte", "1"), ("TEXT klant", "1"),
    ("LARGER 1000", "2"), ("SMALLER 1", "4"), ("SENTON 1-Feb-1994", "1"), ("SENTSINCE 1-Jan-2000", "2"),
    ("SENTBEFORE 1-Jan-2000", "1"), ("SINCE 10-Sep-2001", "2 3 4"), ("ON 9-Sep-2001", "1"),
    ("BEFORE 11-Sep-2001", "1 2"), ("2:3", "2 3"), ("UID 3:* NOT 4", "3"), ("NOT (SEEN DRAFT)", "1 2 3"),
    ("RECENT", "1 2 3 4"), ("NEW", "2 3"), ("OLD", ""), ("CHARSET UTF-8 TEXT \"\"", "1 2 3 4"),
  ])
  func keys(_ key: String, _ found: String) throws {
    let dialogue = try Self.dialogue()
    let numbers = found.isEmpty ? "" : " " + found
    #expect(dialogue.send("t SEARCH \(key)\r\n") == "* SEARCH\(numbers)\r\nt OK Done.\r\n")
  }

  @Test func extended() throws {
    let dialogue = try Self.dialogue()
    _ = try dialogue.ok("STORE 1 +FLAGS.SILENT \\Deleted")
    _ = try dialogue.ok("UID EXPUNGE 1")
    FolderCommandTests.play(
      dialogue,
      [
        ("SEARCH RETURN () ALL", "* ESEARCH (TAG \"t\") ALL 1:3\nt OK Done."),
        ("UID SEARCH RETURN (MIN MAX COUNT) ALL", "* ESEARCH (TAG \"t\") UID MIN 2 MAX 4 COUNT 3\nt OK Done."),
        ("UID SEARCH RETURN (ALL COUNT) KEYWORD x", "* ESEARCH (TAG \"t\") UID COUNT 0\nt OK Done."),
        ("UID SEARCH MODSEQ 4", "* SEARCH 3 4 (MODSEQ 5)\nt OK Done."),
        ("SEARCH CHARSET KOI8-R ALL", "t NO [BADCHARSET (US-ASCII UTF-8)] Not read here."),
        ("SEARCH 9", "t BAD There is no message 9."),
      ])
  }

  /// A word that lies across two windows of the reader is found.
  @Test(arguments: [262_140, 262_143, 262_144, 262_146]) func acrossWindows(_ padding: Int) throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox(["\r\n" + String(repeating: "a", count: padding - 2) + "naald" + "b"])
    #expect(dialogue.send("t SEARCH BODY naald\r\n") == "* SEARCH 1\r\nt OK Done.\r\n")
    #expect(dialogue.send("t SEARCH BODY naaldc\r\n") == "* SEARCH\r\nt OK Done.\r\n")
  }
}
