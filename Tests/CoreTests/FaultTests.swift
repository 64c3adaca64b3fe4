import Core
import Foundation
import Testing

@Suite struct FaultTests {
  @Test func saysWhatAndWhere() {
    let fault = Fault("IMAP-AUTH", "the server refused", place: "imap.x.example", recovery: .stopMailbox, advice: "ask")
    #expect("\(fault)" == "IMAP-AUTH at imap.x.example: the server refused")
    #expect("\(Fault("X", "gone", recovery: .reconnect))" == "X: gone")
    let finding = Finding(fault)
    #expect(finding.level == .problem && finding.code == "IMAP-AUTH" && finding.next == "ask")
    #expect(Finding(fault, level: .note).level == .note)
  }

  @Test func levelsHaveAnOrder() {
    #expect(Finding.Level.allCases.sorted() == [.ok, .note, .warning, .problem])
  }

  @Test func findingsAreStoredAndReadBack() throws {
    let finding = Finding(.warning, "PLAN-QUOTA", place: "an", "full", next: "do")
    let data = try JSONEncoder().encode(finding)
    #expect(try JSONDecoder().decode(Finding.self, from: data) == finding)
    #expect(String(decoding: data, as: UTF8.self).contains("\"code\":\"PLAN-QUOTA\""))
  }

  /// The order stands in UX: 70, 78, 77, 69, 75, 73, 65, 1.
  @Test func theWorseStatusWins() {
    let order: [Core.ExitStatus] = [
      .ourFault, .wrongSettings, .refused, .unreachable, .notNow, .cannotWriteOutput, .inputDamaged, .needsAttention,
      .done,
    ]
    for (place, worse) in order.enumerated() {
      for better in order[place...] {
        #expect(worse.merged(with: better) == worse && better.merged(with: worse) == worse)
      }
    }
    for status in Core.ExitStatus.allCases {
      #expect(status.merged(with: status) == status && status.merged(with: .done) == status)
    }
  }

  @Test(arguments: [
    ("sorce", "source"), ("SOURCE", "source"), ("tagret", "target"), ("trgt", nil), ("mailbox", "mailboxes"),
    ("optoins", "options"), ("", nil), ("x", nil), ("zzzzzz", nil), ("projectt", "project"),
  ])
  func suggests(word: String, meant: String?) {
    #expect(suggestion(for: word, among: ["project", "source", "target", "mailboxes", "options"]) == meant)
  }

  @Test func aSuggestionCostsLittle() {
    let long = String(repeating: "a", count: 1_000_000)
    #expect(suggestion(for: long, among: ["project", long]) == long)
    #expect(suggestion(for: "a", among: []) == nil)
  }
}
