import MIME
import Testing

@Suite struct FlowedTextTests {
  /// `|` stands for CR LF; a paragraph is its depth and its text.
  @Test(arguments: [
    ("one line|two|", ["0 one line", "0 two"]),
    ("one |paragraph|", ["0 one paragraph"]),
    ("ends |", ["0 ends "]),
    // RFC 3676 §4.5 and §4.4.
    ("> quoted |> on|>> deeper", ["1 quoted on", "2 deeper"]),
    (" >no quote| From here|", ["0 >no quote", "0 From here"]),
    ("flows |> into nothing", ["0 flows ", "1 into nothing"]),
    // RFC 3676 §4.3.
    ("text |-- |name", ["0 text ", "0 -- ", "0 name"]),
    ("||", ["0 ", "0 "]), ("> |x", ["1 ", "0 x"]), ("", []),
  ])
  func paragraphs(body: String, expected: [String]) {
    for lineEnd in ["\n", "\r\n"] {
      #expect(read(body.replacing("|", with: lineEnd), deletesSpace: false) == expected)
    }
  }

  @Test func deletedSpaces() {
    #expect(read("one \r\ntwo\r\n-- \r\n", deletesSpace: true) == ["0 onetwo", "0 -- "])
    #expect(read("ends ", deletesSpace: true) == ["0 ends"])
  }

  private func read(_ body: String, deletesSpace: Bool) -> [String] {
    var found: [String] = []
    FlowedText.read(Array(body.utf8).span, deletesSpace: deletesSpace) { paragraph in
      found.append("\(paragraph.quoteDepth) \(String(decoding: paragraph.text, as: UTF8.self))")
    }
    return found
  }
}
