import MIME
import Testing

/// RFC 2047, its own examples and what mail makes of it.
@Suite struct EncodedWordTests {
  struct Row: CustomTestStringConvertible {
    var input: String
    var text: String
    var flaws: [FieldFlaw.Kind] = []
    var testDescription: String { input }
  }

  static let rows: [Row] = [
    // RFC 2047 §8
    Row(input: "=?ISO-8859-1?Q?a?=", text: "a"),
    Row(input: "=?ISO-8859-1?Q?a?= b", text: "a b"),
    Row(input: "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", text: "ab"),
    Row(input: "=?ISO-8859-1?Q?a?=\r\n   =?ISO-8859-1?Q?b?=", text: "ab"),
    Row(input: "=?ISO-8859-1?Q?a_b?=", text: "a b"),
    Row(input: "=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", text: "a b"),
    Row(
      input:
        "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
      text: "If you can read this you understand the example."),
    // Folding
    Row(input: " plain\r\n text\r\n", text: "plain text"),
    Row(input: "plain\r\n\ttext", text: "plain text"),
    Row(input: "plain\n  text", text: "plain  text"),
    // A character cut between two words, Q and B
    Row(input: "=?utf-8?Q?M=C3?= =?utf-8?Q?=BCller?=", text: "Müller"),
    Row(input: "=?UTF-8?B?4pyU?= =?utf-8?B?8J+Y?= =?utf-8?B?gA==?=", text: "✔😀"),
    Row(input: "=?gb2312?B?xOO6?= =?gb2312?B?ww==?=", text: "你好"),
    // Base64 cut between groups
    Row(input: "=?utf-8?B?TcO8b?= =?utf-8?B?GxlcnM=?=", text: "Müllers", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?B?TcO8bGxlcg?=", text: "Müller", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?B?TcO8 bGxl cg==?=", text: "Müller", flaws: [.badEncodedWord]),
    // Wrong and frequent
    Row(input: "=?utf-8?Q?Caf=C3=A9 au lait?=", text: "Café au lait", flaws: [.badEncodedWord]),
    Row(input: "Re:=?utf-8?Q?Caf=C3=A9?=", text: "Re:Café", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?Q?Caf=C3=A9?=bar", text: "Cafébar", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?Q?Caf=C3=A9 and more", text: "Café and more", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?Q?a =?utf-8?Q?b?=", text: "ab", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?B?w6k=", text: "é", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?Q?100=?=", text: "100=", flaws: [.badEncodedWord]),
    Row(input: "=?utf-8?Q?=C3=BC?=", text: "ü"),
    Row(input: "=?utf-8?q?=c3=bc?=", text: "ü"),
    Row(input: "=?x-nobody?Q?=C3=BC?=", text: "ü", flaws: [.unknownCharset]),
    Row(input: "=?us-ascii?Q?=FC?=", text: "ü"),
    Row(input: "=?unknown-8bit?Q?=C3=BC?=", text: "ü"),
    Row(input: "=?iso-8859-1?Q?=80=93?=", text: "€“"),
    Row(input: "=?US-ASCII*EN?Q?Keith_Moore?=", text: "Keith Moore"),
    Row(input: "=?utf-8?Q?a=0D=0ABcc:_x?=", text: "a  Bcc: x"),
    // None
    Row(input: "=? =?? =?a?", text: "=? =?? =?a?"),
    Row(input: "=?utf-8?X?abc?=", text: "=?utf-8?X?abc?="),
    Row(input: "1 =?= 2", text: "1 =?= 2"),
    // Other sets
    Row(input: "=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=", text: "こんにちは"),
    Row(input: "=?iso-2022-jp?B?GyRCLSEbKEI=?=", text: "①"),
    Row(input: "=?iso-2022-jp?B?GyhJMTIzGyhC?=", text: "ｱｲｳ"),
    Row(input: "=?ks_c_5601-1987?B?vsiz5w==?=", text: "안녕"),
    // Only in code page 949
    Row(input: "=?ks_c_5601-1987?B?jGM=?=", text: "똠"),
    Row(input: "=?utf-7?Q?Fr+APY-sche?=", text: "Frösche"),
    Row(input: "=?koi8-r?B?8NLJ18XU?=", text: "Привет"),
  ]

  @Test(arguments: rows)
  func decodes(_ row: Row) {
    let value = HeaderText(row.input.utf8)
    #expect(value.text == row.text)
    #expect(Set(value.flaws.map(\.kind)) == Set(row.flaws), "\(value.flaws)")
  }

  @Test func rawTextShowsItsSet() {
    #expect(HeaderText([0x46, 0x72, 0xF6, 0x73, 0x63, 0x68]).text == "Frösch")
    #expect(HeaderText([0x46, 0x72, 0xF6, 0x73, 0x63, 0x68]).flaws == [FieldFlaw(.raw8Bit, at: 2)])
    #expect(HeaderText("Frösch".utf8).text == "Frösch")
    #expect(HeaderText("Frösch".utf8).flaws.isEmpty)
  }

  @Test func flawsSayWhere() {
    #expect(HeaderText("abc =?utf-8?Q?x y?=".utf8).flaws == [FieldFlaw(.badEncodedWord, at: 4)])
    #expect(HeaderText("a\u{0}b".utf8).flaws == [FieldFlaw(.control, at: 1)])
  }
}
