import Lab
import Testing

@Suite struct MailboxComparisonTests {
  private func item(_ digest: String, flags: [String] = [], seconds: Int64 = 0) -> MailboxSnapshot.Item {
    MailboxSnapshot.Item(digest: digest, size: 1, flags: flags, seconds: seconds)
  }
  private func snapshot(_ folders: [FolderName: [MailboxSnapshot.Item]]) -> MailboxSnapshot {
    var snapshot = MailboxSnapshot()
    snapshot.folders = folders
    return snapshot
  }

  @Test func equalMailboxesAreEqual() {
    let mailbox = snapshot(["INBOX": [item("a"), item("a", flags: ["\\seen"]), item("b")], "Leeg": []])
    let comparison = MailboxComparison(source: mailbox, target: mailbox)
    #expect(comparison.isEqual)
    #expect(comparison.compared == 3)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var what: String
    var target: [FolderName: [MailboxSnapshot.Item]]
    var counts: [Int]
    var testDescription: String { what }
  }

  static let rows: [Row] = {
    func item(_ digest: String, _ flags: [String] = [], _ seconds: Int64 = 0) -> MailboxSnapshot.Item {
      MailboxSnapshot.Item(digest: digest, size: 1, flags: flags, seconds: seconds)
    }
    return [
      Row(what: "one lost", target: ["INBOX": [item("a")]], counts: [1, 0, 0, 0]),
      Row(what: "one doubled", target: ["INBOX": [item("a"), item("b"), item("b")]], counts: [0, 1, 0, 0]),
      Row(what: "one changed", target: ["INBOX": [item("a"), item("c")]], counts: [1, 1, 0, 0]),
      Row(what: "other flags", target: ["INBOX": [item("a", ["\\seen"]), item("b")]], counts: [0, 0, 1, 0]),
      Row(what: "other date", target: ["INBOX": [item("a", [], 5), item("b")]], counts: [0, 0, 0, 1]),
      Row(what: "folder lost", target: [:], counts: [2, 0, 0, 0]),
      Row(what: "in another folder", target: ["INBOX": [item("a")], "X": [item("b")]], counts: [1, 1, 0, 0]),
    ]
  }()

  @Test(arguments: rows) func differencesAreCounted(row: Row) {
    let comparison = MailboxComparison(
      source: snapshot(["INBOX": [item("a"), item("b")]]), target: snapshot(row.target))
    #expect([comparison.missing, comparison.extra, comparison.otherFlags, comparison.otherDates] == row.counts)
    #expect(!comparison.isEqual)
  }

  @Test func renamedAndMergedFoldersAreFollowed() {
    let comparison = MailboxComparison(
      source: snapshot(["Sent": [item("a")], "Verzonden items": [item("b")]]),
      target: snapshot(["Sent Items": [item("b"), item("a")]]),
      map: ["Sent": "Sent Items", "Verzonden items": "Sent Items"])
    #expect(comparison.isEqual)
  }

  /// Names that look alike are two folders, of which a target that keeps one takes the other under another name.
  @Test func namesAreTheirBytes() {
    let both = snapshot(["Caf\u{E9}": [item("a")], "Cafe\u{301}": [item("b")]])
    #expect(both.folders.count == 2)
    let target = snapshot(["Caf\u{E9} (2)": [item("a")], "Cafe\u{301}": [item("b")]])
    #expect(MailboxComparison(source: both, target: target, map: ["Caf\u{E9}": "Caf\u{E9} (2)"]).isEqual)
    let comparison = MailboxComparison(source: both, target: target)
    #expect(comparison.missingFolders == ["Caf\u{E9}"])
    #expect(comparison.extraFolders == ["Caf\u{E9} (2)"])
    #expect([comparison.missing, comparison.extra] == [1, 1])
  }
}
