import Core
import Foundation
import Groupware
import TestKit
import Testing

@Suite struct VCardTests {
  struct Old: Sendable {
    var text: String
    var lines: [ContentLine]
    init(_ text: String, _ lines: [ContentLine]) { (self.text, self.lines) = (text, lines) }
  }

  /// Version 2.1, and what mobile telephones and Outlook made of it.
  static let old: [Old] = [
    Old("TEL;WORK;VOICE:1", [ContentLine("TEL", [.init("TYPE", ["WORK", "VOICE"])], "1")]),
    Old("TEL;TYPE=HOME;FAX:1", [ContentLine("TEL", [.init("TYPE", ["HOME", "FAX"])], "1")]),
    Old("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Ren=C3=A9", [ContentLine("FN", "René")]),
    Old("FN;CHARSET=UTF-8;QUOTED-PRINTABLE:Ren=C3=A9", [ContentLine("FN", "René")]),
    Old("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Ren=\r\n=E9 en=\r\n co", [ContentLine("FN", "René en co")]),
    Old("NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab, c; d", [ContentLine("NOTE", "a\\nb\\, c\\; d")]),
    Old("N:van der Berg;Hanna;;;", [ContentLine("N", "van der Berg;Hanna;;;")]),
    Old(
      "ADR;WORK:;;Markt 1, 2e etage;Ee\\;n;;;",
      [
        ContentLine("ADR", [.init("TYPE", "WORK")], ";;Markt 1\\, 2e etage;Ee\\;n;;;")
      ]),
    Old(
      "PHOTO;ENCODING=BASE64;TYPE=JPEG:\r\n  /9j/\r\n  4AAQ\r\n",
      [
        ContentLine("PHOTO", [.init("ENCODING", "b"), .init("TYPE", "JPEG")], "/9j/4AAQ")
      ]),
    Old("PHOTO;JPEG;BASE64:/9j/", [ContentLine("PHOTO", [.init("TYPE", "JPEG"), .init("ENCODING", "b")], "/9j/")]),
    Old(
      "PHOTO;VALUE=URL:http://example.org/a",
      [
        ContentLine("PHOTO", [.init("VALUE", "URL")], "http://example.org/a")
      ]),
  ]

  @Test(arguments: old) func oldCards(_ row: Old) {
    let text = "BEGIN:VCARD\r\nVERSION:2.1\r\n\(row.text)\r\nEND:VCARD\r\n"
    let reader = VCardReader(Array(text.utf8))
    #expect(reader.cards.map(\.lines) == [row.lines])
    #expect(reader.cards.first?.version == .v3)
    #expect(reader.faults.isEmpty)
  }

  @Test func bytesOfWesternEuropeWithoutACharset() {
    let reader = VCardReader(Array("BEGIN:VCARD\nVERSION:2.1\nFN:Ren".utf8) + [0xE9] + Array("\nEND:VCARD".utf8))
    #expect(reader.cards.first?["FN"]?.text == "René")
  }

  @Test func cardsWithinCardsAndWithoutAnEnd() {
    let text =
      "BEGIN:VCARD\nVERSION:3.0\nFN:a\nAGENT:\nBEGIN:VCARD\nFN:b\nEND:VCARD\nNOTE:c\nEND:VCARD\nx:y\nBEGIN:VCARD\nFN:d"
    let reader = VCardReader(Array(text.utf8))
    #expect(reader.cards.map { $0["FN"]?.value } == ["a", "b", "d"])
    #expect(reader.cards.first?["NOTE"]?.value == "c")
    #expect(reader.faults.count == 2)
    let deep = VCardReader(Array(String(repeating: "BEGIN:VCARD\n", count: 5_000).utf8))
    #expect(deep.cards.count == 8)
  }

  @Test func lineNumbersOutliveJoinedLines() {
    let text = "BEGIN:VCARD\nVERSION:2.1\nFN;QUOTED-PRINTABLE:a=\nb=\nc\nno colon\nEND:VCARD\n"
    let reader = VCardReader(Array(text.utf8))
    #expect(reader.cards.first?["FN"]?.value == "abc")
    #expect(reader.faults.map(\.place) == ["line 6"])
  }

  @Test func preferencesAndTypes() {
    let old = ContentLine("TEL", [.init("TYPE", ["Home", "PREF"])], "1")
    let new = ContentLine("TEL", [.init("PREF", "1"), .init("TYPE", "home")], "1")
    #expect(old.types == ["home"] && new.types == ["home"])
    #expect(old.isPreferred && new.isPreferred)
  }

  /// Cut at every point and with every byte changed: nothing traps, and what comes out is written and read the same.
  @Test func damagedCards() {
    let text =
      "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Ren=E9;=\r\n x\r\nTEL;WORK:+31\r\n"
      + "item1.PHOTO;ENCODING=BASE64:\r\n /9j/\r\n\r\nNOTE:é\\n\"^n\r\nEND:VCARD\r\n"
    let bytes = Array(text.utf8)
    for end in bytes.indices { Self.check(Array(bytes[..<end])) }
    for place in bytes.indices {
      for change: UInt8 in [0x00, 0x0A, 0x3A, 0x3D, 0xFF] {
        var changed = bytes
        changed[place] = change
        Self.check(changed)
      }
    }
  }

  static func check(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    let cards = VCardReader(bytes).cards
    let again = VCardReader(cards.flatMap { $0.bytes() })
    #expect(again.cards == cards, sourceLocation: sourceLocation)
  }

  @Test func longValuesStayLinear() {
    let name = String(repeating: "é, ", count: 400_000)
    let card = VCard(.v4, lines: [ContentLine("FN", text: name), ContentLine("N", ";;;;")])
    let bytes = card.bytes()
    #expect(bytes.split(separator: 10).allSatisfy { $0.count <= 76 })
    #expect(VCardReader(bytes).cards == [card])
  }

  @Test func cardsOfOthers() throws {
    guard let root = SharedSuites.root, Files.exists(root + "/suites/calendar") else {
      return Skips.record("VCardTests: no cards (POSTDUIF_SHARED, or ../shared beside the package)")
    }
    let suites = URL(filePath: root + "/suites")
    let all = FileManager.default.enumerator(at: suites, includingPropertiesForKeys: nil)?.allObjects as? [URL]
    let files = (all ?? []).filter { $0.pathExtension == "vcf" }.sorted { $0.path < $1.path }
    #expect(files.count >= 10)
    for file in files {
      let reader = VCardReader(Array(try Data(contentsOf: file)))
      #expect(!reader.cards.isEmpty || file.path.contains("libical"), "\(file.lastPathComponent)")
      let again = VCardReader(reader.cards.flatMap { $0.bytes() })
      #expect(again.cards == reader.cards, "\(file.lastPathComponent)")
      #expect(again.faults.isEmpty, "\(file.lastPathComponent)")
    }
  }
}
