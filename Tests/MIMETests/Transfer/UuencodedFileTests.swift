import MIME
import Testing

@Suite struct UuencodedFileTests {
  /// A text, `|` for LF, and the files in it with their names and contents.
  @Test(arguments: [
    ("Hello,||begin 644 cat.txt|#0V%T|`|end|Bye", ["cat.txt=Cat"]),
    ("begin 0600 a b|#0V%T|#0V%T|end|begin 644 c|#0V%T|`|end", ["a b=CatCat", "c=Cat"]),
    ("begin 644 words and so on|we went home|end", []),
    ("begin 644 x|#0V%T|", []), ("begin x|#0V%T|end", []), ("begin 64 x|#0V%T|end", []), ("", []),
    ("begin 644 lost|begin 644 x|#0V%T||end", ["x=Cat"]),
  ])
  func filesInText(text: String, expected: [String]) throws {
    for lineEnd in ["\n", "\r\n"] {
      let bytes = Array(text.replacing("|", with: lineEnd).utf8)
      let found = try UuencodedFile.files(in: bytes.span).map { file in
        let (content, damage) = try TransferDecoderTests.decode(Array(bytes[file.range]), .uuencode)
        #expect(damage.isEmpty)
        return "\(String(decoding: file.name, as: UTF8.self))=\(String(decoding: content, as: UTF8.self))"
      }
      #expect(found == expected)
    }
  }
}
