import MIME
import Testing

/// RFC 2045 §5.1 and RFC 2231, and the file names of this world.
@Suite struct ParameterTests {
  struct Row: CustomTestStringConvertible {
    var input: String
    var value: String?
    var flaws: [FieldFlaw.Kind] = []
    var testDescription: String { input }
  }

  /// The file name of a disposition.
  static let names: [Row] = [
    Row(input: "attachment; filename=a.txt", value: "a.txt"),
    Row(input: "attachment; filename=\"a b.txt\"", value: "a b.txt"),
    Row(input: "attachment; filename=my file.txt; size=3", value: "my file.txt", flaws: [.unquotedValue]),
    Row(input: "attachment; filename=my; file.txt", value: "my; file.txt", flaws: [.badParameter]),
    Row(input: "attachment; filename=\"a \"b\" c.txt\"", value: "a \"b\" c.txt", flaws: [.unquotedValue]),
    Row(input: "attachment; filename=\"C:\\Temp\\new.txt\"", value: "C:\\Temp\\new.txt"),
    Row(input: "attachment; filename=\"a.txt", value: "a.txt", flaws: [.unclosedQuote]),
    Row(input: "attachment; filename=report (1).pdf", value: "report (1).pdf", flaws: [.unquotedValue]),
    Row(input: "attachment; filename=a.pdf (a comment)", value: "a.pdf"),
    Row(input: "attachment filename=a.pdf", value: "a.pdf", flaws: [.wrongSeparator]),
    Row(input: "attachment; filename=\"=?utf-8?Q?B=C3=A4r.txt?=\"", value: "Bär.txt", flaws: [.encodedWordInParameter]),
    Row(
      input: "attachment; filename==?utf-8?Q?B=C3=A4r.txt?=", value: "Bär.txt",
      flaws: [.encodedWordInParameter, .unquotedValue]),
    Row(input: "attachment; filename=\"Bär.txt\"", value: "Bär.txt"),
    Row(input: "attachment; filename*=utf-8''B%C3%A4r.txt", value: "Bär.txt"),
    Row(input: "attachment; filename*=\"utf-8''B%C3%A4r.txt\"", value: "Bär.txt"),
    Row(input: "attachment; filename*=UTF-8'de'B%C3%A4r.txt; filename=Bar.txt", value: "Bär.txt"),
    Row(input: "attachment; filename*0*=utf-8''B%C3; filename*1*=%A4r; filename*2=\".txt\"", value: "Bär.txt"),
    Row(input: "attachment; filename*1=b; filename*2=c; filename*0=a", value: "abc"),
    Row(input: "attachment; filename*1=b; filename*2=c", value: "bc", flaws: [.missingSection]),
    Row(input: "attachment; filename*0=a; filename*0=b; filename*1=c", value: "ac", flaws: [.duplicate]),
    Row(
      input: "attachment; filename*0=\"=?utf-8?Q?B=C3\"; filename*1=\"=A4r?=\"", value: "Bär",
      flaws: [.encodedWordInParameter]),
    Row(input: "attachment; filename*=B%C3%A4r.txt", value: "Bär.txt", flaws: [.unknownCharset]),
    Row(input: "attachment; filename*=utf-8''100%.txt", value: "100%.txt", flaws: [.badPercent]),
    Row(input: "attachment; filename*=iso-2022-jp''%1B%24B%24%22%1B%28B", value: "あ"),
    Row(input: "attachment; filename=a; filename=b", value: "a", flaws: [.duplicate]),
    Row(input: "attachment; name=a.txt", value: "a.txt"),
    Row(input: "attachment; filename=", value: nil, flaws: [.badParameter]),
    Row(input: "attachment; filename=\"\"", value: ""),
    Row(input: "; filename=a.txt", value: "a.txt", flaws: [.empty]),
    Row(input: "attachment; ; ;filename = a.txt ;;", value: "a.txt"),
    Row(input: "attachment; FileName=A.TXT", value: "A.TXT"),
  ]

  @Test(arguments: names)
  func fileName(_ row: Row) {
    let value = ContentDisposition(row.input.utf8)
    #expect(value.fileName == row.value)
    let kinds = Set(value.flaws.map(\.kind)).subtracting([.badEncodedWord])
    #expect(kinds == Set(row.flaws), "\(value.flaws)")
  }

  @Test func mediaTypes() {
    #expect(ContentType("Text/HTML; Charset=\"UTF-8\"".utf8).mediaType == "text/html")
    #expect(ContentType("Text/HTML; Charset=\"UTF-8\"".utf8).charset == "UTF-8")
    #expect(ContentType("multipart/mixed; boundary=\"a=_b\\\"c\"".utf8).boundary == "a=_b\"c")
    #expect(ContentType("text".utf8).mediaType.isEmpty)
    #expect(ContentType("text".utf8).flaws.map(\.kind) == [.badMediaType])
    #expect(ContentType("text/plain charset=utf-8".utf8).charset == "utf-8")
    #expect(ContentType("".utf8).flaws.map(\.kind) == [.badMediaType])
  }

  static let disk: [(String, String)] = [
    ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\a.txt", "a.txt"), ("", "attachment"),
    ("..", "attachment"), ("a/", "a"), ("/", "attachment"), (".profile", "_.profile"), ("con", "_con"),
    ("CON.txt", "_CON.txt"),
    ("a\u{202E}fdp.exe", "afdp.exe"), ("a\u{0}b\n.txt", "ab.txt"), ("a:b?.txt", "a_b_.txt"), ("name. . ", "name"),
    ("Übung 1.docx", "Übung 1.docx"), ("lpt1 .txt", "_lpt1 .txt"),
  ]

  @Test(arguments: disk)
  func safeName(_ name: String, _ expected: String) { #expect(SafeFileName.make(from: name) == expected) }

  @Test func safeNameIsShort() {
    let name = SafeFileName.make(from: String(repeating: "ä", count: 500) + ".docx")
    #expect(name.utf8.count <= 200)
    #expect(name.hasSuffix("ä.docx"))
  }
}
