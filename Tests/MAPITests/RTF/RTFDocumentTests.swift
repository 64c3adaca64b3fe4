import MAPI
import Testing

/// Documents of their own, as Word, WordPad, Outlook and Apple's programs write them: as text, and as HTML.
@Suite struct RTFDocumentTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rtf: String
    var text: String
    /// What is between the body's marks and its `div`.
    var html: String
  }

  static let fonts =
    #"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset2 Symbol;}{\f2 Wingdings;}{\f3\froman\fcharset128 \'82\'6c\'82\'72;}}"#
    + #"{\colortbl ;\red255\green0\blue0;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}}{\info{\author A. Nobody}}\pard\plain "#

  static let rows: [Row] = [
    Row(
      testDescription: "paragraphs and looks",
      rtf: #"a {\b bold {\i both}} {\ul u}{\strike s}\par x{\super 2}\line y{\sub 3}\par\par"#,
      text: "a bold both us\nx2\ny3\n\n",
      html: "<p style=\"margin:0\">a <b>bold </b><b><i>both</i></b> <u>u</u><s>s</s></p>\n"
        + "<p style=\"margin:0\">x<sup>2</sup><br>\ny<sub>3</sub></p>\n<p style=\"margin:0\"><br></p>\n"),
    Row(
      testDescription: "size, colour, font",
      rtf: #"a{\fs48\cf1 b}{\cf2 c}{\f3 \'93\'fa}\par"#, text: "abc日\n",
      html: "<p style=\"margin:0\">a<span style=\"font-size:24pt;color:#ff0000\">b</span>c"
        + "<span style=\"font-family:'ＭＳ'\">日</span></p>\n"),
    Row(
      testDescription: "how paragraphs stand", rtf: #"\qc a\par\pard\li720\fi-360\sa100\qj b\par\pard\ri9 c"#,
      text: "a\nb\nc\n",
      html: "<p style=\"margin:0;text-align:center\">a</p>\n"
        + "<p style=\"margin:0 0 5pt 36pt;text-indent:-18pt;text-align:justify\">b</p>\n<p style=\"margin:0\">c</p>\n"),
    Row(
      testDescription: "WordPad's list",
      rtf:
        #"\pard{\pntext\f1\'B7\tab}{\*\pn\pnlvlblt\pnf1\pnindent0{\pntxtb\'B7}}\fi-360\li720 one\par{\pntext\f1\'B7\tab}two\par\pard"#,
      text: "•\u{A0}one\n•\u{A0}two\n",
      html: "<p style=\"margin:0 0 0 36pt;text-indent:-18pt\">•\u{A0}one</p>\n"
        + "<p style=\"margin:0 0 0 36pt;text-indent:-18pt\">•\u{A0}two</p>\n"),
    Row(
      testDescription: "Word's list",
      rtf:
        #"{\*\listtable{\list{\listlevel{\leveltext\'02\'00.;}}}}{\listtext\pard\plain\ltrpar \rtlch\fcs1 \af0 1.\tab}\pard\ltrpar{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid1 one}{\insrsid2\par }{\listtext\pard\plain\hich\af3\loch\f1 \u-3913 ?\tab}two\par"#,
      text: "1.\u{A0}one\n•\u{A0}two\n",
      html: "<p style=\"margin:0\">1.\u{A0}one</p>\n<p style=\"margin:0\">•\u{A0}two</p>\n"),
    Row(
      testDescription: "a table",
      rtf:
        #"before\par\trowd\cellx1000\cellx2000\pard\intbl a\cell{\b b}\cell\row\trowd\cellx1000\cellx2000\intbl c\par d\cell\cell\row\pard after\par"#,
      text: "before\na\tb\nc\nd\t\nafter\n",
      html:
        "<p style=\"margin:0\">before</p>\n<table>\n<tr><td><p style=\"margin:0\">a</p></td>\n<td><p style=\"margin:0\"><b>b</b></p></td>\n</tr>\n"
        + "<tr><td><p style=\"margin:0\">c</p>\n<p style=\"margin:0\">d</p></td>\n<td></td>\n</tr>\n</table>\n<p style=\"margin:0\">after</p>\n"
    ),
    Row(
      testDescription: "a link",
      rtf:
        #"see {\field{\*\fldinst{HYPERLINK "http://a.example/x?a=1&b" \\o "hint"}}{\fldrslt{\cf1\ul the page}}}, {\field{\*\fldinst HYPERLINK mailto:a@b.example}{\fldrslt a@b.example}}."#,
      text: "see the page <http://a.example/x?a=1&b>, a@b.example.\n",
      html:
        "<p style=\"margin:0\">see <a href=\"http://a.example/x?a=1&amp;b\"><u><span style=\"color:#ff0000\">the page</span></u></a>, "
        + "<a href=\"mailto:a@b.example\">a@b.example</a>.</p>\n"),
    Row(
      testDescription: "other fields",
      rtf:
        #"{\field{\*\fldinst{ DATE \\@ "d"}}{\fldrslt 1 May}}{\field{\*\fldinst{HYPERLINK "javascript:alert(1)"}}{\fldrslt x}}{\field{\*\fldinst{HYPERLINK \\l "top"}}{\fldrslt y}}"#,
      text: "1 Mayxy\n", html: "<p style=\"margin:0\">1 Mayxy</p>\n"),
    Row(
      testDescription: "what is not shown",
      rtf:
        #"a{\v hidden}{\deleted gone}{\header h\par}{\footer f}{\*\bkmkstart x}{\xe index}{\*\comment c}b{\footnote \pard\plain note\par}c"#,
      text: "ab [note ]c\n", html: "<p style=\"margin:0\">ab [note ]c</p>\n"),
    Row(
      testDescription: "markup in the text", rtf: #"<script>alert("1")</script> & \{\}\\"#,
      text: "<script>alert(\"1\")</script> & {}\\\n",
      html: "<p style=\"margin:0\">&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; {}\\</p>\n"),
    Row(
      testDescription: "spaces count", rtf: #" a  b\tab c\~d\_e"#, text: " a  b\tc\u{A0}d\u{2011}e\n",
      html: "<p style=\"margin:0\">&nbsp;a &nbsp;b&nbsp;&nbsp;&nbsp; c\u{A0}d\u{2011}e</p>\n"),
    Row(
      testDescription: "letters that are pictures", rtf: #"-{\f1 abW\'b7}{\f2 J\'fc\'01}\u-3913?"#, text: "-αβΩ•☺✓▪•\n",
      html: "<p style=\"margin:0\">-αβΩ•☺✓▪•</p>\n"),
    Row(
      testDescription: "Apple's line ends", rtf: "one\\\ntwo\\\r\n\\\nthree\\uc0\\u8232 x",
      text: "one\ntwo\n\nthree\u{2028}x\n",
      html:
        "<p style=\"margin:0\">one</p>\n<p style=\"margin:0\">two</p>\n<p style=\"margin:0\"><br></p>\n<p style=\"margin:0\">three\u{2028}x</p>\n"
    ),
    Row(
      testDescription: "both texts of one passage", rtf: #"a{\upr{ANSI}{\*\ud{\u8364 ?uro}}}b"#, text: "a€urob\n",
      html: "<p style=\"margin:0\">a€urob</p>\n"),
    Row(
      testDescription: "a font's name ends no style",
      rtf: #"{\fonttbl{\f9 A'"<x>;}{\f10 B&#39;;}}-{\f9 y}{\f10 z}"#, text: "-yz\n",
      html:
        "<p style=\"margin:0\">-<span style=\"font-family:'Ax'\">y</span><span style=\"font-family:'B39'\">z</span></p>\n"
    ),
  ]

  private static func rtf(_ row: Row) -> [UInt8] { Array("\(fonts)\(row.rtf)}".utf8) }

  @Test(arguments: rows) func text(_ row: Row) {
    let read = RTFText(Self.rtf(row))
    #expect(String(decoding: read.bytes, as: UTF8.self) == row.text)
    #expect(read.flaws.isEmpty)
  }

  @Test(arguments: rows) func html(_ row: Row) {
    let read = RTFHTML(Self.rtf(row))
    let start = """
      <!DOCTYPE html>
      <html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
      <body>
      <div style="font-family:'Arial';font-size:12pt">

      """
    #expect(String(decoding: read.bytes, as: UTF8.self) == "\(start)\(row.html)</div>\n</body></html>\n")
    #expect(read.flaws.isEmpty)
  }

  /// Whatever is missing, every element that was opened is closed.
  @Test(arguments: rows) func cutAnywhere(_ row: Row) {
    let whole = Self.rtf(row)
    for count in Self.fonts.utf8.count..<whole.count {
      let read = RTFHTML(Array(whole[..<count]))
      #expect(read.flaws.contains { $0.kind == .cut }, "cut at \(count)")
      #expect(HTMLBalance.isSound(read.bytes), "cut at \(count)")
      #expect(RTFText(Array(whole[..<count])).bytes.count <= row.text.utf8.count + 40)
    }
  }

  @Test func pictures() {
    let rtf = #"""
      {\rtf1 a{\*\shppict{\pict{\*\picprop{\sp}}\picscalex50\picscaley100\picwgoal1500\pichgoal750\pngblip
      89504E47
      0d0A}}{\nonshppict{\pict\wmetafile8 0102}}b{\pict\jpegblip\bin4 {\}x}{\pict\wmetafile8\picwgoal1440\pichgoal720 0100}
      {\pict\emfblip 01}{\pict\dibitmap0 00}{\v{\pict\pngblip 89}}{\pict}{\pict\macpict 00}}
      """#
    let read = RTFHTML(Array(rtf.utf8), mark: "part7.invalid")
    #expect(read.pictures.map(\.form) == [.png, .jpeg, .wmf, .emf, .bitmap, .other])
    #expect(read.pictures[0].bytes == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A])
    #expect(read.pictures[0].width == 50)
    #expect(read.pictures[0].height == 50)
    #expect(read.pictures[1].bytes == Array(#"{\}x"#.utf8))
    #expect(read.pictures[2].bytes.prefix(4) == [0xD7, 0xCD, 0xC6, 0x9A])
    #expect(read.pictures[2].bytes.count == 24)
    #expect(read.pictures[0].contentID == "picture-1@part7.invalid")
    let html = String(decoding: read.bytes, as: UTF8.self)
    #expect(
      html.contains(#"a<img src="cid:picture-1@part7.invalid" alt="" width="50" height="50">b<img src="cid:picture-2@"#)
    )
    #expect(!html.contains("picture-6@"))
  }

  /// The placeable header's words sum up to nothing, and the bitmap's says where its points begin.
  @Test func pictureHeaders() {
    let bitmap = (0..<40).map { place in place == 0 ? "28" : place == 14 ? "08" : "00" }.joined()
    let read = RTFHTML(Array(#"{\rtf1{\pict\wmetafile8 0100}{\pict\dibitmap \#(bitmap)}}"#.utf8))
    let words = stride(from: 0, to: 22, by: 2).map {
      read.pictures[0].bytes[$0..<$0 + 2].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(words.reduce(0, ^) == 0)
    #expect(Array(read.pictures[1].bytes.prefix(14)) == [0x42, 0x4D, 54, 0, 0, 0, 0, 0, 0, 0, 0x36, 4, 0, 0])
  }

  @Test func placesOfAttachments() {
    let rtf = Array(#"{\rtf1 one {\object\objattph\'20}two\par{\b\objattph\'20 three}}"#.utf8)
    let text = RTFText(rtf)
    #expect(String(decoding: text.bytes, as: UTF8.self) == "one two\n three\n")
    #expect(text.attachments == [4, 8])
    let html = RTFHTML(rtf)
    let parts = html.attachments.map { String(decoding: html.bytes[$0...].prefix(5), as: UTF8.self) }
    #expect(parts == ["two</", "<b>&n"])
  }

  @Test func limits() {
    var limits = RTFLimits()
    limits.outputBytes = 2_000
    let rtf = Array((#"{\rtf1 "# + String(repeating: #"{\b a}b\par "#, count: 5_000) + "}").utf8)
    let html = RTFHTML(rtf, limits: limits)
    #expect(html.bytes.count < 2_200)
    #expect(html.flaws.map(\.kind) == [.limit])
    #expect(HTMLBalance.isSound(html.bytes))
    #expect(RTFText(rtf, limits: limits).bytes.count <= 2_001)
  }

  @Test(arguments: [10_000, 100_000]) func nested(_ count: Int) {
    let open = String(repeating: #"{\b "#, count: count)
    let rtf = Array(#"{\rtf1 \#(open)x\#(String(repeating: "}", count: count))y}"#.utf8)
    #expect(RTFText(rtf).bytes == Array("xy\n".utf8))
    #expect(RTFText(rtf).flaws.map(\.kind) == [.depth])
    #expect(RTFHTML(rtf).bytes.count < 1_000)
  }

  @Test func noRTF() {
    #expect(RTFText(Array("text".utf8)).flaws.map(\.kind) == [.form])
    #expect(RTFText([]).bytes.isEmpty)
    #expect(RTFHTML([]).flaws.map(\.kind) == [.form])
  }

  /// A page of the message serves a text that names none.
  @Test func pageOfTheMessage() {
    let rtf = Array(#"{\rtf1 \'cf\'f0}"#.utf8)
    #expect(String(decoding: RTFText(rtf, page: CodePage(1251)).bytes, as: UTF8.self) == "Пр\n")
    #expect(String(decoding: RTFText(rtf).bytes, as: UTF8.self) == "Ïð\n")
  }
}
