import Core
import Groupware
import Testing

@Suite struct ContentLineTests {
  struct Row: Sendable {
    var input: String
    var lines: [ContentLine]
    var faults = 0
    var format = LineFormat.iCalendar
  }

  static let rows: [Row] = [
    Row(input: "SUMMARY:Hello\r\n", lines: [ContentLine("SUMMARY", "Hello")]),
    Row(input: "summary:Hello", lines: [ContentLine("SUMMARY", "Hello")]),
    Row(
      input: "\u{FEFF}BEGIN:VCALENDAR\nEND:VCALENDAR\n",
      lines: [ContentLine("BEGIN", "VCALENDAR"), ContentLine("END", "VCALENDAR")]),
    // RFC 5545 §3.1, the example of folding
    Row(
      input: "DESCRIPTION:This is a lo\r\n ng description\r\n  that exists on a long line.\r\n",
      lines: [ContentLine("DESCRIPTION", "This is a long description that exists on a long line.")]),
    Row(input: "A:1\r\r\n 2\r\r\nB:3", lines: [ContentLine("A", "12"), ContentLine("B", "3")]),
    Row(input: "A:1\r\tx\rB:2\r", lines: [ContentLine("A", "1x"), ContentLine("B", "2")]),
    Row(input: "A:\r\n\r\n  \r\nB:", lines: [ContentLine("A", ""), ContentLine("B", "")]),
    Row(
      input: "ATTENDEE;RSVP=TRUE;ROLE=REQ-PARTICIPANT;CN=\"de Vries, A.\":mailto:a@x.example\n",
      lines: [
        ContentLine(
          "ATTENDEE", [.init("RSVP", "TRUE"), .init("ROLE", "REQ-PARTICIPANT"), .init("CN", "de Vries, A.")],
          "mailto:a@x.example")
      ]),
    Row(
      input: "ATTENDEE;DELEGATED-TO=\"mailto:a@x\",\"mailto:b@x\":mailto:c@x",
      lines: [ContentLine("ATTENDEE", [.init("DELEGATED-TO", ["mailto:a@x", "mailto:b@x"])], "mailto:c@x")]),
    // RFC 6868 §3.1
    Row(
      input: "ATTENDEE;CN=George Herman ^'Babe^' Ruth^n^^^x:mailto:babe@x",
      lines: [ContentLine("ATTENDEE", [.init("CN", "George Herman \"Babe\" Ruth\n^^x")], "mailto:babe@x")]),
    Row(
      input: "item1.TEL;WORK;TYPE=a,b:+31",
      lines: [
        ContentLine("TEL", [.init("", "WORK"), .init("TYPE", ["a", "b"])], "+31", group: "item1")
      ], format: .vCard3),
    Row(
      input: "A;X=:1\nA;X=,:2",
      lines: [ContentLine("A", [.init("X", "")], "1"), ContentLine("A", [.init("X", ["", ""])], "2")]),
    Row(input: "A;X=\"b:1\nC:2", lines: [ContentLine("A", [.init("X", "b")], "1"), ContentLine("C", "2")], faults: 1),
    Row(input: "no colon\nB:2\n;X=1:3\n:4\nÅ:5", lines: [ContentLine("B", "2")], faults: 4),
    Row(input: "A;X=1\n", lines: [], faults: 1),
    Row(input: "A:x\u{0}y\n", lines: [ContentLine("A", "xy")], faults: 1),
    Row(input: " lost\nA:1", lines: [ContentLine("A", "1")], faults: 1),
    Row(input: "A;=x;;B=1:2\n", lines: [ContentLine("A", [.init("B", "1")], "2")], faults: 1),
    Row(input: "", lines: []),
  ]

  @Test(arguments: rows) func reads(_ row: Row) {
    let (lines, faults) = read(Array(row.input.utf8), row.format)
    #expect(lines == row.lines)
    #expect(faults.count == row.faults)
  }

  @Test func textThatIsNotUTF8() {
    let (lines, faults) = read(Array("A:caf".utf8) + [0xE9, 0x0A], .iCalendar)
    #expect(lines == [ContentLine("A", "caf\u{FFFD}")])
    #expect(faults.map(\.place) == ["line 1"])
  }

  @Test func lineNumbersCountFoldedLines() {
    let (_, faults) = read(Array("A:1\n 2\n 3\nbroken\nB:1\nbroken".utf8), .iCalendar)
    #expect(faults.map(\.place) == ["line 4", "line 6"])
    #expect(faults.allSatisfy { $0.code == "CONTENT-LINE" })
  }

  @Test func limits() {
    var limits = ContentLineParser.Limits()
    (limits.line, limits.lines, limits.parameters, limits.faults) = (20, 6, 2, 3)
    let input = "A:1\nB:\(String(repeating: "x", count: 30))\nC;A=1,2,3:4\nD;A=1;B=2;C=3:4\nE;X=1;Y=2:5\nF:6\nG:7\nH:8"
    var parser = ContentLineParser(Array(input.utf8), .iCalendar, limits: limits)
    var names: [String] = []
    while let line = parser.next() { names.append(line.name) }
    #expect(names == ["A", "E", "F"])
    #expect(parser.faults.map(\.code) == ["CONTENT-LIMIT", "CONTENT-LINE", "CONTENT-LINE"])
  }

  @Test(arguments: ["x", "ä", "€", "😀", "a😀€ä"]) func foldsBetweenCharacters(_ character: String) {
    for count in 0..<200 {
      let line = ContentLine("DESCRIPTION", String(repeating: character, count: count))
      let bytes = ContentLineWriter.bytes([line], .iCalendar)
      let physical = bytes.split(separator: 0x0A, omittingEmptySubsequences: true)
      #expect(physical.allSatisfy { $0.count <= 76 && $0.last == 0x0D })
      #expect(physical.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
      #expect(read(bytes, .iCalendar).0 == [line])
    }
  }

  @Test func fullLinesAreFilled() {
    let bytes = ContentLineWriter.bytes([ContentLine("A", String(repeating: "x", count: 73 + 74))], .iCalendar)
    #expect(bytes.split(separator: 0x0A).map(\.count) == [76, 76])
  }

  @Test(arguments: [
    ("plain", "CN=plain"), ("a,b", "CN=\"a,b\""), ("say \"x\"", "CN=say ^'x^'"), ("^", "CN=^^"),
    ("two\r\nlines", "CN=two^nlines"), ("mailto:a@x", "CN=\"mailto:a@x\""), ("\u{7}bell", "CN=bell"), ("", "CN="),
  ])
  func parameters(_ value: String, _ written: String) {
    let line = ContentLine("A", [.init("CN", value)], "1")
    let bytes = ContentLineWriter.bytes([line], .iCalendar)
    #expect(String(decoding: bytes, as: UTF8.self) == "A;\(written):1\r\n")
  }

  @Test func parametersOfOldCards() {
    let line = ContentLine("A", [.init("X", "say \"^\"\nb"), .init("", "WORK")], "1", group: "g")
    #expect(
      String(decoding: ContentLineWriter.bytes([line], .vCard3), as: UTF8.self) == "g.A;X=say '^' b;WORK:1\r\n")
  }

  @Test func nothingEndsALineEarly() {
    let line = ContentLine(
      "A\r\nX", [.init("B:\n", "c\rEND:VCALENDAR")], "1\r\nEND:VCALENDAR\r\u{0}", group: "g\n")
    let bytes = ContentLineWriter.bytes([line], .vCard4)
    #expect(String(decoding: bytes, as: UTF8.self) == "g.AX;B=\"c^nEND:VCALENDAR\":1\\nEND:VCALENDAR\r\n")
    #expect(read(bytes, .vCard4).0.count == 1)
  }

  /// Whatever the input is, what was read is written and read the same again.
  @Test(arguments: rows) func cutAndFlipped(_ row: Row) {
    let bytes = Array(row.input.utf8)
    for end in 0...bytes.count { readsAgain(Array(bytes[..<end]), row.format) }
    for place in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[place] ^= 1 << bit
        readsAgain(flipped, row.format)
      }
    }
  }

  private func readsAgain(_ bytes: [UInt8], _ format: LineFormat) {
    let (lines, _) = read(bytes, format)
    let again = read(ContentLineWriter.bytes(lines, format), format)
    #expect(again.0 == lines || format == .vCard3)
    #expect(again.1.isEmpty)
  }
}

@Suite struct TextValueTests {
  @Test(arguments: [
    ("plain", "plain"), ("a;b,c\\d", "a\\;b\\,c\\\\d"), ("two\nlines", "two\\nlines"),
    ("two\r\nlines\r", "two\\nlines\\n"),
    ("tab\tbell\u{7}", "tab\tbell"), ("", ""), ("é:\"", "é:\""),
  ])
  func escapes(_ text: String, _ value: String) { #expect(TextValue.escaped(text) == value) }

  @Test(arguments: [
    ("a\\;b\\,c\\\\d", "a;b,c\\d"), ("two\\nlines\\N", "two\nlines\n"), ("\\:\\\"", ":\""),
    ("C:\\temp\\x", "C:\\temp\\x"),
    ("end\\", "end\\"), ("\\\\n", "\\n"), ("", ""),
  ])
  func unescapes(_ value: String, _ text: String) { #expect(TextValue.unescaped(value) == text) }

  @Test func lists() {
    #expect(TextValue.list("a\\,b,c,,d\\\\,e") == ["a,b", "c", "", "d\\", "e"])
    #expect(
      TextValue.structure(";;1 Way\\; left;Town,City;;1000;") == [
        [""], [""], ["1 Way; left"], ["Town", "City"], [""], ["1000"], [""],
      ])
    #expect(TextValue.joined(["a,b", "c;d"]) == "a\\,b,c\\;d")
    #expect(TextValue.joined(structure: [["de Vries"], ["A", "B"], [""]]) == "de Vries;A,B;")
  }
}

func read(_ bytes: [UInt8], _ format: LineFormat) -> ([ContentLine], [Fault]) {
  var parser = ContentLineParser(bytes, format)
  var lines: [ContentLine] = []
  while let line = parser.next() { lines.append(line) }
  return (lines, parser.faults)
}
