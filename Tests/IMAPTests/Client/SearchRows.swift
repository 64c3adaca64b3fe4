import IMAP
import Testing

/// SEARCH, ESEARCH and VANISHED.
@Suite struct SearchRows {
  @Test(arguments: rows) func numbers(_ row: ResponseRow) { row.check() }

  private static func extended(_ fill: (inout ExtendedSearch) -> Void) -> Response {
    var search = ExtendedSearch()
    fill(&search)
    return .esearch(search)
  }

  static let rows: [ResponseRow] = [
    ResponseRow("* SEARCH 2 3 6\r\n", "RFC 3501 §7.2.5", .search([2, 3, 6], modSequence: nil)),
    ResponseRow("* SEARCH\r\n", "RFC 3501 §7.2.5", .search([], modSequence: nil)),
    ResponseRow("* SEARCH 9 2 5 \r\n", "a space at the end", .search([9, 2, 5], modSequence: nil)),
    ResponseRow("* SEARCH \n", "nothing but a space", .search([], modSequence: nil)),
    ResponseRow("* SEARCH 2 5 (MODSEQ 917162500)\r\n", "RFC 7162 §3.1.5", .search([2, 5], modSequence: 917_162_500)),
    ResponseRow("* SEARCH 2x\r\n", "not a number", outcome: .rejected(at: 10, .expectedSpace)),
    ResponseRow("* SEARCH 4294967296\r\n", "33 bits", outcome: .rejected(at: 9, .numberTooLarge)),
    ResponseRow(
      "* ESEARCH (TAG \"A285\") UID MIN 7 MAX 3800\r\n", "RFC 4731 §3.1",
      extended {
        $0.tag = "A285"
        $0.isUID = true
        $0.min = 7
        $0.max = 3800
      }),
    ResponseRow(
      "* ESEARCH (TAG a) COUNT 5 ALL 4:19,21,28 MODSEQ 12\r\n", "RFC 4731 §3.2",
      extended {
        $0.tag = "a"
        $0.count = 5
        $0.all = NumberSet([21, 28] + Array(4...19))
        $0.modSequence = 12
      }),
    ResponseRow("* ESEARCH PARTIAL (1:5 2,4) COUNT 0\r\n", "RFC 4466 §2.6.2", extended { $0.count = 0 }),
    ResponseRow("* ESEARCH\r\n", "RFC 4466 §2.6.2", extended { _ in }),
    ResponseRow("* ESEARCH (TAG \"a\") ALL x\r\n", "not a set", outcome: .rejected(at: 24, .badSet)),
    ResponseRow(
      "* VANISHED 41,43:116,50:40\r\n", "RFC 7162 §3.2.10",
      .vanished(earlier: false, NumberSet(40...116))),
    ResponseRow(
      "* VANISHED (EARLIER) 300:310,405\r\n", "RFC 7162 §3.2.10",
      .vanished(earlier: true, NumberSet([405] + Array(300...310)))),
    ResponseRow("* VANISHED (EARLIER)\r\n", "no set", outcome: .rejected(at: 20, .unfinished)),
    ResponseRow("* VANISHED 4,\r\n", "a comma too many", outcome: .rejected(at: 13, .unfinished)),
    ResponseRow("* VANISHED 1:*\r\n", "no star from a server", outcome: .rejected(at: 13, .expectedNumber)),
  ]

  @Test func setsInHostileOrderAreSortedOnce() {
    let numbers = (1...200_000).reversed().map { String($0 * 2) }.joined(separator: ",")
    let run = Drive.run([Array("* VANISHED \(numbers)\r\n".utf8)])
    guard case .response(.vanished(_, let set)) = run.seen.first else {
      Issue.record("no VANISHED")
      return
    }
    #expect(set.count == 200_000)
    #expect(set.first == 2)
    #expect(set.last == 400_000)
  }
}
