import Core
import Testing

@testable import HeaderAnalysis

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("00:00:02.3456789", 2, "2.3 s"), ("00:00:00.0", 0, "0.0 s"), ("00:01:00", 60, "1 min"),
    ("00:04:10.5", 250, "4 min 10 s"),
    ("01:05:00", 3_900, "1 h 5 min"), ("1:00:00:00.0000000", 86_400, "1 day"), ("2.03:00:00", 183_600, "2 days 3 h"),
    ("1.00:00:01", 86_401, "1 days"),
  ]) func lengthsAreRead(_ text: String, _ seconds: Int, _ words: String) {
    #expect(TimeSpan(text)?.seconds == seconds)
    #expect(TimeSpan(text)?.words == words)
  }

  @Test(arguments: [
    "", ":", "::", "1:2", "24:00:00", "00:60:00", "00:00:60", "-1:00:00", "1:1:1:1:1", "00:00:0x", "99999:00:00:00",
    "00:00:01.2.3", "00:00:01.x",
  ])
  func otherTextIsNoLength(_ text: String) { #expect(TimeSpan(text) == nil) }

  @Test func everyCutOfALengthIsReadOrNot() {
    let text = "1:02:03:04.5678901"
    for end in 0...text.count { _ = TimeSpan(String(text.prefix(end))) }
    #expect(TimeSpan(text)?.milliseconds == 567)
  }
}

@Suite struct ThreadIndexTests {
  /// Outlook writes the upper six bytes of the time, Exchange 1 and the upper five.
  static func index(_ seconds: Int64, exchange: Bool, answers: Int) -> String {
    let ticks = UInt64((seconds + 11_644_473_600) * 10_000_000)
    let time = (0..<8).map { UInt8(truncatingIfNeeded: ticks >> (56 - 8 * UInt64($0))) }
    let head = exchange ? [1] + time.prefix(5) : Array(time.prefix(6))
    return Base64.encode(head + [UInt8](repeating: 7, count: 16 + 5 * answers))
  }

  @Test(arguments: [true, false], [0, 1, 7]) func bothFormsAreRead(_ exchange: Bool, _ answers: Int) throws {
    let moment: Int64 = 1_795_437_240
    let index = try #require(ThreadIndex(Self.index(moment, exchange: exchange, answers: answers)))
    // Six bytes keep 6.5 ms, five 1.7 s.
    #expect((moment - 2...moment).contains(index.start.seconds))
    #expect(index.answers == answers)
    #expect(index.meaning.text.contains(answers == 0 ? "with this message" : "answer \(answers) "))
  }

  @Test(arguments: ["", "AQ==", "AQHWLRNo4NaOjvXU", "%%%", String(repeating: "A", count: 40)]) func otherTextIsNoIndex(
    _ text: String
  ) {
    #expect(ThreadIndex(text) == nil)
  }

  @Test func everyCutOfAnIndexIsReadOrNot() {
    let text = Self.index(0, exchange: false, answers: 3)
    for end in 0...text.count { _ = ThreadIndex(String(text.prefix(end))) }
  }
}
