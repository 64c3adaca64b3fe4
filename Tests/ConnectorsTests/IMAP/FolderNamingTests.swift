import Core
import IMAP
import Migration
import Testing

@testable import Connectors

struct FolderNamingTests {
  private static func naming(_ prefix: String, _ delimiter: Character?, others: [String] = [], utf8: Bool = false)
    -> FolderNaming
  {
    FolderNaming(
      namespaces: Namespaces(
        personal: [.init(prefix: Array(prefix.utf8), delimiter: delimiter?.asciiValue)],
        otherUsers: others.map { .init(prefix: Array($0.utf8), delimiter: delimiter?.asciiValue) }),
      delimiter: nil, isUTF8: utf8)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var prefix: String
    var delimiter: Character?
    var wire: String
    var path: [String]
    var testDescription: String { "\(prefix)|\(wire)" }
  }

  /// Both ways: the path of a wire name, and the wire name of that path.
  @Test(arguments: [
    Row(prefix: "", delimiter: "/", wire: "INBOX", path: ["INBOX"]),
    Row(prefix: "", delimiter: "/", wire: "INBOX/Oud", path: ["INBOX", "Oud"]),
    Row(prefix: "", delimiter: "/", wire: "Klanten/B&AOQ-ckerei", path: ["Klanten", "Bäckerei"]),
    Row(prefix: "", delimiter: ".", wire: "a/b.c", path: ["a/b", "c"]),
    Row(prefix: "INBOX.", delimiter: ".", wire: "INBOX", path: ["INBOX"]),
    Row(prefix: "INBOX.", delimiter: ".", wire: "INBOX.Sent", path: ["Sent"]),
    Row(prefix: "INBOX.", delimiter: ".", wire: "INBOX.INBOX.Oud", path: ["INBOX", "Oud"]),
    Row(prefix: "", delimiter: nil, wire: "a/b", path: ["a/b"]),
  ]) func bothWays(row: Row) throws {
    let naming = Self.naming(row.prefix, row.delimiter)
    #expect(naming.path(of: MailboxName(wire: row.wire)) == row.path)
    #expect(try naming.name(of: row.path) == MailboxName(wire: row.wire))
  }

  @Test func spellingsOfTheInbox() throws {
    #expect(Self.naming("", "/").path(of: MailboxName(wire: "inbox")) == ["INBOX"])
    #expect(Self.naming("INBOX.", ".").path(of: MailboxName(wire: "Inbox.Sent")) == ["Sent"])
    #expect(Self.naming("", "/").path(of: MailboxName(wire: "Inbox/Oud")) == ["INBOX", "Oud"])
    #expect(try Self.naming("", "/").name(of: ["Inbox"]) == .inbox)
  }

  @Test func namesThatAreNoText() {
    let naming = Self.naming("", "/")
    #expect(naming.path(of: MailboxName(bytes: Array("Raar/&Jjo".utf8))) == ["Raar", "&Jjo"])
    #expect(naming.path(of: MailboxName(bytes: [0x61, 0xFF, 0x5C])) == ["a\\xff\\x5c"])
  }

  @Test(arguments: [[], [""], ["a", ""], ["a/b"]] as [[String]])
  func namesThatCannotBe(path: [String]) {
    let fault = #expect(throws: Fault.self) { try Self.naming("", "/").name(of: path) }
    #expect(fault?.code == .folderName)
    #expect(fault?.recovery == .skipFolder)
  }

  @Test func aLineBreakTravelsEncodedOrNotAtAll() throws {
    #expect(try Self.naming("", "/").name(of: ["a\nb"]) == MailboxName(wire: "a&AAo-b"))
    #expect(throws: Fault.self) { try Self.naming("", "/", utf8: true).name(of: ["a\nb"]) }
  }

  @Test func aFlatServerHasNoLevels() {
    #expect(throws: Fault.self) { try Self.naming("", nil).name(of: ["a", "b"]) }
  }

  @Test func foldersOfOthersAreNotOurs() {
    let naming = Self.naming("", "/", others: ["shared/"])
    #expect(naming.isForeign(MailboxName(wire: "shared/piet/INBOX")))
    #expect(naming.isForeign(MailboxName(wire: "shared")))
    #expect(!naming.isForeign(MailboxName(wire: "sharedstuff")))
  }

  @Test(arguments: [
    ("\\Sent", FolderRole.sent), ("\\DRAFTS", .drafts), ("\\AllMail", .all), ("\\All", .all), ("\\Spam", .junk),
    ("\\Starred", .flagged), ("\\HasNoChildren", nil), ("\\Inbox", .inbox),
  ]) func roles(attribute: String, role: FolderRole?) {
    #expect(
      FolderNaming.role(
        of: ListEntry(attributes: ["\\Marked", attribute], delimiter: 0x2F, name: MailboxName(wire: "x"))) == role)
  }
}

struct FetchPlanTests {
  private func plan(_ numbers: [UInt32], singly: Bool = false) -> [[UInt32]] {
    FetchPlan.commands(numbers.map { ItemID($0) }, singly: singly)
  }

  @Test func ascendingRunsTravelTogether() {
    #expect(plan([]) == [])
    #expect(plan([1, 2, 3, 9]) == [[1, 2, 3, 9]])
    #expect(plan([5, 6, 1, 2, 2]) == [[5, 6], [1, 2], [2]])
    #expect(plan([1, 2], singly: true) == [[1], [2]])
  }

  @Test func longSetsAreCut() {
    let even = (1...1_000).map { UInt32($0 * 2) }
    let commands = plan(even)
    #expect(commands.flatMap(\.self) == even)
    #expect(commands.allSatisfy { $0.count <= FetchPlan.rangesPerCommand })
    #expect(plan(Array(1...5_000)).count == 1)
  }
}

struct HeaderFieldsTests {
  private func fields(_ text: String) -> HeaderFields {
    HeaderFields(Array(text.utf8), names: ["subject", "from"])
  }

  @Test(arguments: [
    ("Subject: a\r\n\r\n", "a"), ("SUBJECT:a", "a"), ("subject :  a b \r\n", "a b"),
    ("X: y\r\nSubject: a\nFrom: b\n", "a"),
    ("Subject: a\r\n  b\r\n\tc\r\n", "a b c"), ("Subject: a\r\nSubject: b\r\n", "a"), ("X: y\r\n Subject: a\r\n", ""),
    ("\r\nSubject: a\r\n", ""), ("no colon\r\nSubject: a\r\n", "a"), ("", ""), ("Subject:\r\n", ""),
    ("Subject:\r\n a\r\n", "a"),
  ]) func subject(text: String, expected: String) {
    #expect(fields(text)["subject"] == expected)
  }

  @Test func bytesThatAreNoText() {
    let fields = HeaderFields(Array("Subject: caf".utf8) + [0xE9] + Array("\r\n".utf8), names: ["subject"])
    #expect(fields["subject"] == "caf\u{FFFD}")
  }
}
