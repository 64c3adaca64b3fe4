import Core
import Testing

@testable import CLI

@Suite struct OutputTests {
  @Test(arguments: [
    ("abc", 3), ("Bäckerei", 8), ("日本語", 6), ("한국", 4), ("e\u{301}", 1), ("👨‍👩‍👧", 2), ("❤️", 2), ("ｶﾅ", 2), ("…→✓", 3),
  ])
  func columns(text: String, width: Int) { #expect(DisplayWidth.of(text) == width) }

  @Test(arguments: [
    ("an@peeters.example", 18, "an@peeters.example"), ("administratie@peeters.example", 16, "administ…example"),
    ("日本語日本語日本語", 9, "日本…本語"), ("abc", 1, "…"),
  ])
  func namesAreCutInTheMiddle(text: String, width: Int, cut: String) {
    #expect(DisplayWidth.cutMiddle(text, to: width, ellipsis: "…") == cut)
    #expect(DisplayWidth.of(cut) <= width)
  }

  @Test func nothingFromOutsideMovesTheCursor() {
    let hostile = "ok\u{1B}[2J\u{9B}31m\r\n\u{202E}evil\u{7}"
    #expect(
      DisplayWidth.printable(hostile)
        == "ok\u{FFFD}[2J\u{FFFD}31m\u{FFFD}\u{FFFD}\u{FFFD}evil\u{FFFD}")
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (74_901, "74,901"), (-1_234_567, "-1,234,567"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func numbers(value: Int, text: String) { #expect(Words.number(value) == text) }

  @Test(arguments: [
    (0.04, "0 s"), (0.44, "0.4 s"), (2.0, "2 s"), (45.0, "45 s"), (90.0, "2 min"), (3_599.0, "1 h"),
    (60_060.0, "16 h 41 min"),
    (183_600.0, "2 d 3 h"),
  ])
  func durations(seconds: Double, text: String) { #expect(Words.duration(seconds) == text) }

  @Test func sizesShareTheUnitOfTheWhole() {
    #expect(Words.bytes(21_700_000_000, of: 58_600_000_000) == "21.7 of 58.6 GB")
    #expect(Words.bytes(900, of: 58_600_000_000) == "0.0 of 58.6 GB")
    #expect(Words.bytes(0, of: 0) == "0 bytes of 0 bytes")
    #expect(Words.bytes(212_000_000, of: 412_000_000) == "212 of 412 MB")
  }

  @Test func percentsAreRoundedDown() {
    #expect(Words.percent(0.999) == "99 %")
    #expect(Words.percent(1) == "100 %")
    #expect(Words.percent(-1) == "0 %")
  }

  @Test func listsOfNames() {
    #expect(Words.some(["a"]) == "a")
    #expect(Words.some(["a", "b"]) == "a and b")
    #expect(Words.some(["a", "b", "c"]) == "a and 2 more")
  }

  @Test func tablesGiveUpNotesThenNamesThenColumnsAndNeverNumbers() {
    var table = Table([.init("Mailbox", .name), .init("Items", .number), .init("Size", .number), .init("Note", .note)])
    table.rows = [["administratie@peeters.example", "12,345,678", "31.0 GB", "longest; about 17 h at the limit"]]
    let wide = table.lines(Layout(width: 100))[1]
    #expect(wide == " administratie@peeters.example  12,345,678  31.0 GB  longest; about 17 h at the limit")
    let fair = table.lines(Layout(width: 72))[1]
    #expect(fair.contains("administratie@peeters.example") && fair.contains("longest; ") && fair.hasSuffix("…"))
    let narrow = table.lines(Layout(width: 44))[1]
    #expect(narrow.contains("12,345,678") && narrow.contains("31.0 GB") && !narrow.contains("longest"))
    for width in 40...100 {
      for line in table.lines(Layout(width: width)) { #expect(DisplayWidth.of(line) <= width) }
    }
  }

  @Test func wideCharactersKeepColumnsAligned() {
    var table = Table([.init("Folder", .name), .init("Items", .number)])
    table.rows = [["受信箱", "1"], ["Inbox", "22"]]
    #expect(table.lines(Layout()) == [" Folder  Items", " 受信箱      1", " Inbox      22"])
  }

  @Test func commandsStayOnOneLine() {
    let long = "postduif mailbox set administratie@peeters.example --exclude \"Archief 2009\" --exclude \"Oud\""
    let lines = FindingLines.lines(
      [Finding(.problem, "PLAN-QUOTA", place: "x", "does not fit", next: "Leave a folder out: \(long)")], Layout())
    #expect(lines.last?.hasSuffix(long) == true)
    #expect(lines.dropLast().last?.hasSuffix("Leave a folder out:") == true)
  }

  @Test func findingsStandWorstFirst() {
    let lines = FindingLines.lines(
      [Finding(.note, "A-NOTE", "n"), Finding(.problem, "B-BAD", "p"), Finding(.warning, "C-WARN", "w")], Layout())
    #expect(lines.map { $0.prefix(9).trimmingPrefix(" ") } == ["✗ B-BAD ", "! C-WARN", "· A-NOTE"])
  }

  private static let colours: [(ColorChoice, Bool, [String: String], Bool)] = [
    (ColorChoice.auto, true, [:], true), (.auto, false, [:], false), (.auto, true, ["NO_COLOR": "1"], false),
    (.auto, true, ["NO_COLOR": ""], true), (.auto, true, ["TERM": "dumb"], false),
    (.always, false, ["NO_COLOR": "1"], true),
    (.never, true, [:], false),
  ]

  @Test(arguments: colours)
  func colour(choice: ColorChoice, isTerminal: Bool, environment: [String: String], hasColor: Bool) {
    let layout = Terminal(isTerminal: isTerminal, columns: 120).layout(
      color: choice, ascii: false, environment: environment)
    #expect(layout.hasColor == hasColor)
  }

  @Test func asciiWhereTheLocaleHasNothingElse() {
    let terminal = Terminal(isTerminal: true, columns: nil)
    #expect(terminal.layout(color: .auto, ascii: false, environment: ["LC_ALL": "en_US.ISO-8859-1"]).isASCII)
    #expect(!terminal.layout(color: .auto, ascii: false, environment: ["LANG": "nl_BE.UTF-8"]).isASCII)
    #expect(terminal.layout(color: .auto, ascii: true, environment: [:]).isASCII)
  }
}
