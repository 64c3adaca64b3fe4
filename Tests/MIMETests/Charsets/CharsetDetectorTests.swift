import Glibc
import MIME
import Testing

/// Texts that say what set they are in only by their bytes.
@Suite struct CharsetDetectorTests {
  static let texts: [(name: String, text: String)] = [
    ("CP1251", "Добрый день! Высылаем вам счёт за ноябрь и договор на подпись."),
    ("KOI8-R", "Добрый день! Высылаем вам договор на подпись, ответьте пожалуйста."),
    ("GB18030", "您好，请查收附件中的文件，我们公司的地址是北京市。"),
    ("BIG5-HKSCS", "您好，請查收附件，我們公司的地址在台北市，有問題請回信。"),
    ("UHC", "안녕하세요. 첨부 파일을 확인해 주시기 바랍니다. 감사합니다."),
    ("CP932", "お世話になっております。添付ファイルをご確認ください。"),
    ("EUC-JP-MS", "お世話になっております。添付ファイルをご確認ください。"),
  ]

  @Test(arguments: texts.indices)
  func eachIsFound(_ index: Int) throws {
    let (name, text) = Self.texts[index]
    let bytes = try Self.encoded(text, name)
    let guess = try #require(CharsetDetector.guess(bytes))
    #expect(guess.charset.name == name && !guess.isCertain)
    #expect(Charset.unnamed.text(of: bytes).text == text)
  }

  static let western: [String] = [
    "Grüße aus München, schöne Tage und Nächte", "Ça a été très agréable à Orléans", "Änderungen Ärger Ämter Übung",
    "El niño añadió más información", "naïve café", "Smørrebrød på Østerbro", "É", "Müller",
    "Ünal Şahin".replacing("Ş", with: "S"),
  ]

  @Test(arguments: western)
  func westernTextStaysWestern(_ text: String) throws {
    #expect(Charset.unnamed.text(of: try Self.encoded(text, "CP1252")).text == text)
  }

  @Test func certainSigns() {
    #expect(CharsetDetector.guess(Array("Grüße".utf8))?.isCertain == true)
    #expect(CharsetDetector.guess(Array("plain".utf8))?.charset == .utf8)
    #expect(CharsetDetector.guess([0xFF, 0xFE, 0x41, 0x00])?.charset.name == "UTF-16")
    #expect(CharsetDetector.guess([0x41, 0x00, 0x42, 0x00, 0x43, 0x00])?.charset.name == "UTF-16LE")
    #expect(CharsetDetector.guess(Array("a \u{1B}$B$\"\u{1B}(B".utf8))?.charset.name == "ISO-2022-JP")
    #expect(CharsetDetector.guess(Array("~{VPND~} text".utf8))?.charset.name == "HZ-GB-2312")
    #expect(CharsetDetector.guess(Array("~{ no pairs".utf8))?.charset == .utf8)
    // A sample may end within a character.
    #expect(CharsetDetector.guess(Array("Grüße".utf8.dropLast(2)), isWhole: false)?.charset == .utf8)
  }

  /// By the same library, the other way round.
  static func encoded(_ text: String, _ name: String) throws -> [UInt8] {
    let failed = iconv_t(bitPattern: -1)
    let descriptor = try #require(iconv_open(name, "UTF-8"))
    try #require(descriptor != failed)
    defer { iconv_close(descriptor) }
    var input = Array(text.utf8).map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: input.count * 2)
    var (left, room) = (input.count, output.count)
    let result = input.withUnsafeMutableBufferPointer { from in
      output.withUnsafeMutableBufferPointer { to in
        var source = from.baseAddress
        var target = to.baseAddress
        return iconv(descriptor, &source, &left, &target, &room)
      }
    }
    try #require(Int(result) != -1)
    return output.prefix(output.count - room).map { UInt8(bitPattern: $0) }
  }
}
