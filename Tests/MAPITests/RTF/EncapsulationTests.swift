import MAPI
import Testing

/// [MS-OXRTFEX] §2.1 and §4, in texts as Outlook and Exchange write them.
@Suite struct EncapsulationTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var body: String
    var html: String
    var head = standard

    static let standard = #"""
      {\rtf1\ansi\ansicpg1252\fromhtml1 \fbidi \deff0{\fonttbl
      {\f0\fswiss\fcharset0 Arial;}
      {\f1\fmodern Courier New;}
      {\f2\fnil\fcharset2 Symbol;}
      {\f3\fmodern\fcharset0 Courier New;}
      {\f4\fswiss\fcharset128 "MS PGothic";}
      {\f5\fswiss\fcharset204 Arial Cyr;}}
      {\colortbl\red0\green0\blue0;\red0\green0\blue255;}
      \uc1\pard\plain\deftab360 \f0\fs24 
      """#
    var rtf: [UInt8] { Array("\(head)\(body)}".utf8) }
  }

  static let rows: [Row] = [
    Row(
      testDescription: "tags, text, line ends",
      body: #"{\*\htmltag19 <html>}\#n{\*\htmltag2 \par }{\*\htmltag64 <p>}Hello{\*\htmltag72 </p>}"#,
      html: "<html>\r\n<p>Hello</p>"),
    Row(
      testDescription: "what is for readers of RTF",
      body: #"{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 bold{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0  on"#,
      html: "<b>bold</b> on"),
    Row(
      testDescription: "entities beside their characters",
      body: #"a{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 {\*\htmltag84 &lt;}\htmlrtf <\htmlrtf0 b"#,
      html: "a&nbsp;&lt;b"),
    Row(
      testDescription: "a link as a field",
      body:
        #"{\*\htmltag84 <a href="http://a.example/?x=1&amp;y">}\htmlrtf {\field{\*\fldinst{HYPERLINK "http://a.example"}}"#
        + #"{\fldrslt\cf1\ul \htmlrtf0 here\htmlrtf }\htmlrtf0 \htmlrtf }\htmlrtf0 {\*\htmltag92 </a>}"#,
      html: #"<a href="http://a.example/?x=1&amp;y">here</a>"#),
    Row(
      testDescription: "an older tag kept aside",
      body: #"{\*\mhtmltag84 <img src="http://a.example/x.png">}{\*\htmltag84 <img src="cid:1">}"#,
      html: #"<img src="cid:1">"#),
    Row(
      testDescription: "list marks",
      body:
        #"{\*\htmltag96 <li>}\htmlrtf {\htmlrtf0 {\pntext\f2\'B7\tab}{\*\pn\pnlvlblt{\pntxtb\'B7}}one\htmlrtf }\htmlrtf0"#,
      html: "<li>one"),
    Row(
      testDescription: "signs that RTF has words for",
      body: #"\lquote a\rquote \ldblquote b\rdblquote \bullet \endash \emdash \tab c\~d\line e"#,
      html: "\u{2018}a\u{2019}\u{201C}b\u{201D}\u{2022}\u{2013}\u{2014}\tc\u{A0}d\r\ne"),
    Row(
      testDescription: "braces of a style sheet", body: #"{\*\htmltag241 p \{a:b\\c\}\par }"#, html: "p {a:b\\c}\r\n"),
    Row(testDescription: "bytes of windows-1252", body: #"caf\'e9 \'80"#, html: "café €"),
    Row(
      testDescription: "Japanese of one font",
      body: #"\htmlrtf\f4\htmlrtf0\'93\'fa\'96{\'7b}\'83] a\htmlrtf\f0\htmlrtf0 \'e9"#, html: "日本ゾ aé"),
    Row(
      testDescription: "one character in two groups", body: #"{\f4 \'93}{\f4\'fa}\f4{\'96}\'7b"#, html: "日本"),
    Row(testDescription: "Cyrillic of one font", body: #"{\f5 \'cf\'f0\'e8\'e2\'e5\'f2}\'e9"#, html: "Приветé"),
    Row(testDescription: "Unicode with one fallback", body: #"\u8364?\u26085\'93x"#, html: "€日x"),
    Row(testDescription: "Unicode with two", body: #"{\uc2 \u26085\'93\'faa\u26412\'96{}b}\u8364?"#, html: "日a本b€"),
    Row(testDescription: "Unicode with none", body: #"{\uc0 \u26085 a}\u8364?b"#, html: "日a€b"),
    Row(testDescription: "a character outside the plane", body: #"\u-10179?\u-8704?.\u55357?\u56832?"#, html: "😀.😀"),
    Row(testDescription: "halves of one", body: #"\u-10179?a\u-8704?b"#, html: "\u{FFFD}a\u{FFFD}b"),
    Row(testDescription: "half in a page of two bytes", body: #"{\f4 \'93}\par x"#, html: "\u{FFFD}\r\nx"),
    Row(
      testDescription: "a picture for readers of RTF", body: #"a{\pict\pngblip 89504e47}b{\*\unknown c{d}\'65}e"#,
      html: "abe"),
    Row(
      testDescription: "a page of its own for all", body: #"\'cf\'f0"#, html: "Пр",
      head: #"{\rtf1\ANSI\ansicpg1251\fromhtml1 {\*\htmltag64}"#),
    Row(
      testDescription: "UTF-8 as the page", body: #"\'e6\'97\'a5é"#, html: "日é",
      head: #"{\rtf1\ansi\ansicpg65001\fromhtml1 "#),
    Row(
      testDescription: "a meta element is put right",
      body: #"{\*\htmltag <META content="text/html; charset=Shift_JIS">}"#,
      html: #"<META content="text/html; charset=utf-8">"#),
    Row(
      testDescription: "another form of it", body: #"{\*\htmltag <meta charset = 'big5' x=1>}"#,
      html: "<meta charset = 'utf-8' x=1>"),
    Row(
      testDescription: "one that is right", body: #"{\*\htmltag <meta charset="UTF-8">}"#,
      html: #"<meta charset="UTF-8">"#),
    Row(testDescription: "skipped bytes", body: #"a\bin3 {}\\bin0 c"#, html: "ac"),
    Row(testDescription: "a huge number of fallbacks", body: #"{\uc2147483647 \u8364 abc}d"#, html: "€d"),
    Row(
      testDescription: "a word in the place of a fallback", body: #"\u8217\rquote s\u8364\par x"#,
      html: "\u{2019}s€\r\nx"),
  ]

  @Test(arguments: rows) func html(_ row: Row) throws {
    let read = try #require(Encapsulation(row.rtf))
    #expect(read.form == .html)
    #expect(String(decoding: read.bytes, as: UTF8.self) == row.html)
    #expect(read.flaws.isEmpty)
  }

  /// What is taken out of a text that stops anywhere is a beginning of it, apart from a last character.
  @Test(arguments: rows) func cutAnywhere(_ row: Row) throws {
    for count in row.rtf.indices {
      guard let read = Encapsulation(Array(row.rtf[..<count])) else { continue }
      #expect(read.flaws.contains { $0.kind == .cut }, "cut at \(count)")
      #expect(read.bytes.count <= row.html.utf8.count + 8, "cut at \(count)")
    }
  }

  @Test func declaredCharset() throws {
    let row = Row(testDescription: "", body: #"{\*\htmltag <meta charset=koi8-r>}"#, html: "")
    #expect(try #require(Encapsulation(row.rtf)).declaredCharset == "koi8-r")
  }

  @Test func text() throws {
    let rtf = #"""
      {\rtf1\ansi\ansicpg932\fromtext \fbidi \deff0{\fonttbl
      {\f0\fswiss Arial;}
      {\f1\fmodern Courier New;}
      {\f2\fnil\fcharset2 Symbol;}}
      {\colortbl\red0\green0\blue0;\red0\green0\blue255;}
      \uc1\pard\plain\deftab360 \f0\fs20 \'93\'fa\'96\'7b <a@b.example>\par
      \par
      see \objattph\'20 there\tab !\par
      }
      """#
    let read = try #require(Encapsulation(Array(rtf.utf8)))
    #expect(read.form == .text)
    #expect(String(decoding: read.bytes, as: UTF8.self) == "日本 <a@b.example>\r\n\r\nsee  there\t!\r\n")
    #expect(read.attachments.map { String(decoding: read.bytes[..<$0], as: UTF8.self).suffix(4) } == ["see "])
    #expect(read.flaws.isEmpty)
  }

  @Test(arguments: [
    (#"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\fromhtml1 a}"#, nil), (#"{\rtf1\ansi Hello \fromtext}"#, nil),
    (#"{\rtf1\fromhtml0\ansi a}"#, nil), ("{\\rtf1\r\n\\ansi\r\n\\fromtext a}", Encapsulation.Form.text),
    (#"{\rtf1\fromhtml a}"#, .html), ("", nil), ("text", nil),
  ])
  func form(_ rtf: String, _ form: Encapsulation.Form?) {
    #expect(Encapsulation.form(of: Array(rtf.utf8)) == form)
    #expect(Encapsulation(Array(rtf.utf8))?.form == form)
  }

  @Test func limit() throws {
    var limits = RTFLimits()
    limits.outputBytes = 100
    let rtf = Array((#"{\rtf1\fromhtml1 "# + String(repeating: #"abc\par "#, count: 1_000) + "}").utf8)
    let read = try #require(Encapsulation(rtf, limits: limits))
    #expect(read.bytes.count == 100)
    #expect(read.flaws.map(\.kind) == [.limit])
  }

  /// Groups without end cost nothing; what is in them comes out.
  @Test(arguments: [10_000, 200_000]) func nested(_ count: Int) throws {
    let open = String(repeating: "{", count: count)
    let close = String(repeating: "}", count: count)
    let read = try #require(Encapsulation(Array(#"{\rtf1\fromhtml1 a\#(open)b\#(close)c}"#.utf8)))
    #expect(read.bytes == Array("abc".utf8))
    #expect(read.flaws.map(\.kind) == [.depth])
  }

  @Test func hostileLengths() throws {
    let read = try #require(Encapsulation(Array(#"{\rtf1\fromhtml1 a\bin2147483647 b}"#.utf8)))
    #expect(read.bytes == Array("a".utf8))
    #expect(read.flaws.map(\.kind) == [.cut])
    let negative = try #require(Encapsulation(Array(#"{\rtf1\fromhtml1 a\bin-99999999999 b\uc-1\u8364 c}"#.utf8)))
    #expect(String(decoding: negative.bytes, as: UTF8.self) == "ab€c")
  }
}
