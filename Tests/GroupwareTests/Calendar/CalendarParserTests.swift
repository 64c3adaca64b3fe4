import Core
import Groupware
import Testing

@Suite struct CalendarParserTests {
  static let invitation = """
    BEGIN:VCALENDAR\r
    VERSION:2.0\r
    PRODID:-//Example//EN\r
    METHOD:REQUEST\r
    BEGIN:VEVENT\r
    UID:1@x\r
    X-UNKNOWN;X-P="a;b":kept as it is\\, too\r
    SUMMARY:Lunch\\, at last\r
    BEGIN:VALARM\r
    TRIGGER:-PT15M\r
    END:VALARM\r
    END:VEVENT\r
    BEGIN:X-OTHER\r
    A:1\r
    END:X-OTHER\r
    END:VCALENDAR\r

    """

  @Test func treeKeepsEverythingInOrder() throws {
    let (components, faults) = CalendarParser.read(Array(Self.invitation.utf8))
    #expect(faults.isEmpty)
    let calendar = try #require(components.first)
    #expect(calendar.components.map(\.name) == ["VEVENT", "X-OTHER"])
    let event = try #require(calendar.components("VEVENT").first)
    #expect(event.first("SUMMARY")?.text == "Lunch, at last")
    #expect(event.lines.map(\.name) == ["UID", "X-UNKNOWN", "SUMMARY"])
    #expect(event.components.first?.first("TRIGGER")?.value == "-PT15M")
    #expect(String(decoding: calendar.bytes, as: UTF8.self) == Self.invitation)
  }

  struct Broken: Sendable {
    var input: String
    var written: [String]
    var faults: [String]
  }
  @Test(arguments: [
    Broken(input: "A:1\nBEGIN:X\nEND:X", written: ["BEGIN:X", "END:X"], faults: ["line 1"]),
    Broken(input: "BEGIN:X\nA:1", written: ["BEGIN:X", "A:1", "END:X"], faults: ["line 2"]),
    Broken(input: "BEGIN:X\nEND:Y\nA:1\nEND:X", written: ["BEGIN:X", "A:1", "END:X"], faults: ["line 2"]),
    Broken(
      input: "BEGIN:X\nBEGIN:Y\nA:1\nEND:X\nBEGIN:x \nEND:X",
      written: [
        "BEGIN:X", "BEGIN:Y", "A:1", "END:Y", "END:X", "BEGIN:X", "END:X",
      ], faults: ["line 4"]),
    Broken(input: "END:X", written: [], faults: ["line 1"]),
    Broken(input: "", written: [], faults: []),
  ])
  func mends(_ row: Broken) {
    let (components, faults) = CalendarParser.read(Array(row.input.utf8))
    let lines = String(decoding: components.flatMap(\.bytes), as: UTF8.self).split(separator: "\r\n").map(String.init)
    #expect(lines == row.written)
    #expect(faults.map(\.place) == row.faults)
    #expect(faults.allSatisfy { $0.code == "CONTENT-NESTING" })
  }

  @Test func depthIsBounded() {
    let input = String(repeating: "BEGIN:X\n", count: 50_000) + "A:1\n" + String(repeating: "END:X\n", count: 50_000)
    let (components, faults) = CalendarParser.read(Array(input.utf8))
    #expect(faults.map(\.place) == ["line 17"])
    #expect(components.count == 1)
    var depth = 0
    var next = components.first
    while let component = next { (depth, next) = (depth + 1, component.components.first) }
    #expect(depth == 16)
  }

  @Test func cutAndFlipped() {
    let bytes = Array(Self.invitation.utf8)
    for end in 0...bytes.count { readsAgain(Array(bytes[..<end])) }
    for place in bytes.indices {
      var flipped = bytes
      flipped[place] ^= 1 << UInt8(place % 8)
      readsAgain(flipped)
    }
  }

  private func readsAgain(_ bytes: [UInt8]) {
    let (components, _) = CalendarParser.read(bytes)
    let again = CalendarParser.read(components.flatMap(\.bytes))
    #expect(again.components == components)
    #expect(again.faults.isEmpty)
  }
}
