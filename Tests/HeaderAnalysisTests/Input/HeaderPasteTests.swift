import Core
import Foundation
import HeaderAnalysis
import MIME
import Testing

/// However a header was mangled on its way to the clipboard, it says the same.
@Suite struct HeaderPasteTests {
  struct Mangling: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var mending: [HeaderPaste.Mending]
    var apply: @Sendable (String) -> [UInt8]

    static func lines(_ text: String, _ change: (String) -> String) -> String {
      text.split(separator: "\n", omittingEmptySubsequences: false).map { change(String($0)) }.joined(separator: "\n")
    }
  }

  static let manglings = [
    Mangling(testDescription: "whole", mending: []) { Array($0.utf8) },
    Mangling(testDescription: "CRLF", mending: []) { Array($0.replacing("\n", with: "\r\n").utf8) },
    Mangling(testDescription: "no empty line", mending: []) { Array($0.prefix { _ in true }.dropLast().utf8) },
    Mangling(testDescription: "quoted", mending: [.quotes]) { text in
      Array(Mangling.lines(text) { $0.isEmpty ? $0 : "> " + $0 }.utf8)
    },
    Mangling(testDescription: "quoted twice", mending: [.quotes]) { text in
      Array(Mangling.lines(text) { $0.isEmpty ? $0 : ">> " + $0 }.utf8)
    },
    Mangling(testDescription: "indented", mending: [.indent]) { text in
      Array(Mangling.lines(text) { $0.isEmpty ? $0 : "    " + $0 }.utf8)
    },
    Mangling(testDescription: "indented with no-break spaces", mending: [.indent]) { text in
      Array(Mangling.lines(text) { $0.isEmpty ? $0 : "\u{A0}\u{A0}" + $0 }.utf8)
    },
    Mangling(testDescription: "folds lost", mending: [.brokenLines]) { text in
      Array(Mangling.lines(text) { String($0.drop { $0 == " " || $0 == "\t" }) }.utf8)
    },
    Mangling(testDescription: "double spaced", mending: [.doubleSpacing]) { text in
      Array(text.dropLast().replacing("\n", with: "\n\n").utf8)
    },
    Mangling(testDescription: "a heading in front", mending: [.leadingText]) {
      Array(("Internet headers\n\n" + $0).utf8)
    },
    Mangling(testDescription: "empty lines in front", mending: [.indent]) { Array(("\n\n" + $0).utf8) },
    Mangling(testDescription: "byte order mark", mending: [.byteOrderMark]) { [0xEF, 0xBB, 0xBF] + Array($0.utf8) },
    Mangling(testDescription: "UTF-16", mending: [.wideCharacters]) { text in
      [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    },
    Mangling(testDescription: "UTF-16, other end first", mending: [.wideCharacters]) { text in
      [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    },
    Mangling(testDescription: "on one line", mending: [.oneLine]) { text in
      Array(text.replacing(/\n[ \t]*/, with: " ").utf8)
    },
    Mangling(testDescription: "CR alone", mending: [.lineEnds]) { Array($0.replacing("\n", with: "\r").utf8) },
  ]

  @Test(arguments: manglings, Headers.names) func saysTheSame(mangling: Mangling, name: String) throws {
    let text = String(decoding: try Headers.bytes(name), as: UTF8.self)
    let whole = ExplainedHeader(Message(Array(text.utf8)))
    let paste = HeaderPaste(mangling.apply(text))
    let mended = ExplainedHeader(Message(paste.bytes))
    #expect(paste.mendings == mangling.mending, "\(String(decoding: paste.bytes.prefix(300), as: UTF8.self))")
    #expect(mended.verdict == whole.verdict)
    #expect(mended.route.hops.map(Self.text) == whole.route.hops.map(Self.text))
    #expect(mended.identity.from == whole.identity.from && mended.identity.subject == whole.identity.subject)
    #expect(mended.findings.map(\.code) == whole.findings.map(\.code))
  }

  /// What a hop says; blanks in comments and places of flaws may differ.
  private static func text(_ hop: Hop) -> String {
    let received = hop.received
    return
      "\(hop.number) \(received.from ?? "-") \(received.fromAddress ?? "-") \(received.by ?? "-") \(hop.transmission)"
      + " \(received.id ?? "-") \(hop.time?.rfc3339 ?? "-") \(hop.protection) \(received.tls?.cipher ?? "-")"
  }

  /// Nothing of a message that is whole is changed, whatever its body looks like.
  @Test(arguments: [
    "From: a@x.example\nTo: b@x.example\nSubject: c\n\nHi\n\n> quoted\n\nbye\n",
    "From: a@x.example\nSubject: c\nDate: Mon, 23 Nov 2026 10:00:00 +0000\nMessage-ID: <1@x>\n\n> a\n> b\n> c\n",
    "Received: from a by b; 1 Jan 2026 00:00:00 +0000\nFrom: a@x.example\nTo: b@x.example\nSubject: d\n\n  body\n",
    "From a@x.example Mon Nov 23 10:00:00 2026\nFrom: a@x.example\nTo: b@x.example\nSubject: d\nDate: x\n\nbody\n",
  ])
  func leavesWholeOnesAlone(text: String) {
    let paste = HeaderPaste(Array(text.utf8))
    #expect(paste.mendings.isEmpty)
    #expect(paste.bytes == Array(text.utf8))
  }

  @Test func namesInASignatureAreNoFields() {
    let text = """
      DKIM-Signature: v=1; d=x.example; s=s; h=From:To:
      Subject:Date:Message-ID; bh=AA; b=BB
      From: a@x.example
      Subject: echt
      To: b@x.example
      """
    let header = ExplainedHeader(Message(HeaderPaste(Array(text.utf8)).bytes))
    #expect(header.identity.subject == "echt" && header.fieldCount == 4)
  }

  @Test(arguments: ["", "\n\n", "hello", "hello: there\nworld", ">", "   ", "https://x.example/", "\u{FEFF}"])
  func nothingUseful(text: String) {
    #expect(!ExplainedHeader(Message(HeaderPaste(Array(text.utf8)).bytes)).isHeader)
  }

  @Test(
    arguments: [
      ("", nil), ("a: b\n", nil), ("a: b\n\n", 6), ("a: b\r\n\r\nbody", 8), ("\n\na: b\n\nx", 8), ("a: b\n c\n\nx", 9),
    ] as [(String, Int?)])
  func headerEnds(text: String, end: Int?) {
    let bytes = Array(text.utf8)
    var whole = HeaderEnd()
    #expect(whole.end(in: bytes.span) == end)
    var pieces = HeaderEnd()
    var found: Int?
    for index in bytes.indices where found == nil {
      if pieces.end(in: bytes.span.extracting(index..<(index + 1))) != nil { found = index + 1 }
    }
    #expect(found == end)
  }
}
