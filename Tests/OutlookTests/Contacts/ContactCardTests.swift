import Core
import Groupware
import MAPI
import Outlook
import Testing

@Suite struct ContactCardTests {
  struct Case: Sendable, CustomStringConvertible {
    var rows: [Row]
    /// `NAME;PARAMETERS:VALUE` as written, for version 4 and version 3; the lines of that name.
    var four: [String]
    var three: [String]
    var description: String { "\(four) \(three)" }
    init(_ rows: [Row], _ four: [String], _ three: [String]) {
      (self.rows, self.four, self.three) = (rows, four, three)
    }
  }

  static let cases: [Case] = [
    Case(
      [Row(0x3A11, "Berg"), Row(0x3A06, "Hanna"), Row(0x3A44, "M."), Row(0x3A45, "Dr."), Row(0x3A05, "jr.")],
      ["FN:Dr. Hanna M. Berg jr.", "N:Berg;Hanna;M.;Dr.;jr."], ["FN:Dr. Hanna M. Berg jr.", "N:Berg;Hanna;M.;Dr.;jr."]),
    Case(
      [Row(0x3001, "Hanna"), Row(0x3A11, "Ber;g"), Row(.address, 0x8005, "Ber;g, Hanna")],
      ["FN:Hanna", "N;SORT-AS=\"Ber;g\",Hanna:Ber\\;g;;;;"],
      ["FN:Hanna", "N:Ber\\;g;;;;", "SORT-STRING:Ber\\;g\\, Hanna"]),
    Case(
      [Row(0x3A16, "Vogel, BV"), Row(0x3A18, "Til;pen")], ["KIND:org", "FN:Vogel\\, BV", "ORG:Vogel\\, BV;Til\\;pen"],
      ["FN:Vogel\\, BV", "N:;;;;", "ORG:Vogel\\, BV;Til\\;pen"]),
    Case([Row(0x3A17, "Chef"), Row(0x3A46, "Kok")], ["TITLE:Chef", "ROLE:Kok"], ["TITLE:Chef", "ROLE:Kok"]),
    Case([], ["FN:Unnamed", "KIND:individual"], ["FN:Unnamed", "N:;;;;"]),
    Case(
      [Row(.address, 0x802C, "ハンナ"), Row(0x3A4F, "Han")], ["X-PHONETIC-FIRST-NAME:ハンナ", "NICKNAME:Han"],
      ["X-PHONETIC-FIRST-NAME:ハンナ"]),
    Case(
      [Row(0x3A1C, "+31 6 1"), Row(0x3A1A, "2"), Row(0x3A24, "3"), Row(0x3A4B, "4"), Row(0x3A1E, "5")],
      [
        "TEL;TYPE=cell,voice:+31 6 1", "TEL;PREF=1;TYPE=voice:2", "TEL;TYPE=work,fax:3", "TEL;TYPE=textphone:4",
        "TEL;TYPE=x-car,voice:5",
      ],
      [
        "TEL;TYPE=cell,voice:+31 6 1", "TEL;TYPE=voice,pref:2", "TEL;TYPE=work,fax:3", "TEL;TYPE=x-tty:4",
        "TEL;TYPE=car,voice:5",
      ]),
    Case(
      [
        Row(0x3001, "Hanna"), Row(.address, 0x8083, "h@example.org"), Row(.address, 0x8080, "Hanna (h@example.org)"),
        Row(.address, 0x8093, "i@example.org"), Row(.address, 0x8090, "Thuis"),
      ],
      ["EMAIL;PREF=1:h@example.org", "EMAIL;X-DISPLAY-NAME=Thuis:i@example.org"],
      ["EMAIL;TYPE=internet,pref:h@example.org", "EMAIL;TYPE=internet;X-DISPLAY-NAME=Thuis:i@example.org"]),
    Case(
      [
        Row(.address, 0x8082, "EX"), Row(.address, 0x8083, "/o=Org/cn=Recipients/cn=hanna"),
        Row(.address, 0x8084, "h@example.org"),
      ], ["EMAIL;PREF=1:h@example.org"], ["EMAIL;TYPE=internet,pref:h@example.org"]),
    Case(
      [
        Row(0x3A5D, "Markt 1\r\n2e etage"), Row(0x3A59, "Ede"), Row(0x3A5B, "6711 AA"), Row(0x3A5A, "NL"),
        Row(.address, 0x801A, "Markt 1\r\nEde"), Row(.address, 0x8022, .integer32(1)), Row(0x3A27, "Ede"),
      ],
      ["ADR;PREF=1;TYPE=home;LABEL=Markt 1^nEde:;;Markt 1\\n2e etage;Ede;;6711 AA;NL"],
      ["ADR;TYPE=home,pref:;;Markt 1\\n2e etage;Ede;;6711 AA;NL", "LABEL;TYPE=home,pref:Markt 1\\nEde"]),
    Case(
      [Row(.address, 0x8046, "Ede"), Row(0x3A19, "K. 12"), Row(0x3A64, "9"), Row(0x3A29, "Elders")],
      ["ADR;TYPE=work:;K. 12;;Ede;;;", "ADR:9;;;;;;", "ADR:;;Elders;;;;"],
      ["ADR;TYPE=work:;K. 12;;Ede;;;", "ADR;TYPE=postal:9;;;;;;", "ADR;TYPE=postal:;;Elders;;;;"]),
    Case(
      [
        Row(0x3A51, "http://example.org/a b"), Row(.address, 0x802B, "http://example.org/a b"),
        Row(0x3A50, "www.example.org"),
      ],
      ["URL;TYPE=work:http://example.org/a%20b", "URL;TYPE=home:www.example.org"],
      ["URL;TYPE=work:http://example.org/a%20b", "URL;TYPE=home:www.example.org"]),
    Case([Row(.address, 0x8062, "sip:h@example.org")], ["IMPP:sip:h@example.org"], ["IMPP:sip:h@example.org"]),
    Case([Row(.address, 0x8062, "hanna")], ["X-MS-IMADDRESS:hanna"], ["X-MS-IMADDRESS:hanna"]),
    Case(
      [
        Row(0x1000, "a,\r\nb\u{0}"), Row(.publicStrings, "Keywords", .texts(["Rood", "a,b"])),
        Row(0x0036, .integer32(2)),
      ],
      ["NOTE:a\\,\\nb", "CATEGORIES:Rood,a\\,b", "X-CLASS:PRIVATE"], ["CATEGORIES:Rood,a\\,b", "CLASS:PRIVATE"]),
    Case(
      [
        Row(0x3A48, "Jan"), Row(0x3A58, .texts(["Ko", "Bo"])), Row(0x3A30, "Els"), Row(0x3A4E, "Baas"),
        Row(0x3A4D, .integer16(1)),
      ],
      [
        "RELATED;TYPE=spouse;VALUE=text:Jan", "RELATED;TYPE=child;VALUE=text:Ko", "RELATED;TYPE=child;VALUE=text:Bo",
        "RELATED;TYPE=agent;VALUE=text:Els", "RELATED;TYPE=x-manager;VALUE=text:Baas", "GENDER:F",
      ],
      [
        "X-MS-SPOUSE:Jan", "X-MS-CHILD:Ko", "X-MS-CHILD:Bo", "X-MS-ASSISTANT:Els", "X-MS-MANAGER:Baas",
        "X-GENDER:Female",
      ]),
    Case(
      [Row(0x3A43, "Duiven"), Row(0x3A4A, "K1"), Row(.common, 0x8535, "R")],
      ["HOBBY:Duiven", "X-CUSTOMER-ID:K1", "X-BILLING:R"],
      ["X-MS-INTERESTS:Duiven"]),
    // 2022-07-20T17:44:27Z
    Case([Row(0x3008, .at(1_658_339_067))], ["REV:20220720T174427Z"], ["REV:2022-07-20T17:44:27Z"]),
  ]

  @Test(arguments: cases) func lines(_ row: Case) {
    for (version, expected) in [(VCard.Version.v4, row.four), (.v3, row.three)] {
      let made = Self.export(row.rows, version)
      let lines = made.card.lines.map(Self.text)
      for line in expected { #expect(lines.contains(line), "\(version): \(line) in \(lines)") }
      // Of every name that is told, there is nothing else.
      let names = Set(expected.map(Self.name))
      #expect(lines.filter { names.contains(Self.name($0)) }.count == expected.count, "\(version): \(lines)")
      #expect(VCardReader(made.card.bytes()).cards == [made.card])
      #expect(VCardReader(made.card.bytes()).faults.isEmpty)
      #expect(made.findings.isEmpty)
    }
  }

  static func export(_ rows: [Row], _ version: VCard.Version = .v4) -> ContactCard {
    var options = ContactCard.Options()
    options.version = version
    return ContactCard(StoredMessage(rows: rows), options)
  }

  private static func text(_ line: ContentLine) -> String {
    let written = ContentLineWriter.bytes([line], .vCard4)
    return String(decoding: written, as: UTF8.self).replacing("\r\n ", with: "").replacing("\r\n", with: "")
  }
  private static func name(_ line: String) -> Substring { line.prefix { $0 != ":" && $0 != ";" } }

  struct Stored: Sendable {
    var place: String
    /// Beside 1985-04-12T00:00:00Z.
    var seconds: Int64
    init(_ place: String, _ seconds: Int64) { (self.place, self.seconds) = (place, seconds) }
  }
  static let midnight: Int64 = 482_112_000
  static let stored = [
    Stored("Greenwich", 0), Stored("Amsterdam, summer", -7_200), Stored("Amsterdam, winter", -3_600),
    Stored("New York", 18_000), Stored("Honolulu", 36_000), Stored("Baker Island", 43_200), Stored("Tokyo", -32_400),
    Stored("Kolkata", -19_800), Stored("Outlook 2010", 43_140),
  ]

  /// Midnight where the writer was, in UTC: never another day.
  @Test(arguments: stored)
  func birthdays(_ row: Stored) {
    let time = PropertyValue.at(Self.midnight + row.seconds)
    #expect(Self.export([Row(0x3A42, time)]).card["BDAY"]?.value == "19850412", "\(row.place)")
    #expect(Self.export([Row(0x3A41, time)]).card["ANNIVERSARY"]?.value == "19850412", "\(row.place)")
    #expect(Self.export([Row(0x3A42, .at(-3_600))]).card["BDAY"]?.value == "19700101")
  }

  @Test func localBirthdayWins() {
    let rows = [Row(0x3A42, .at(Self.midnight - 50_400)), Row(.address, 0x80DE, .at(Self.midnight))]
    #expect(Self.export(rows).card["BDAY"]?.value == "19850412")
    #expect(Self.export(rows, .v3).card["BDAY"]?.value == "1985-04-12")
    let never = [Row(0x3A42, .time(FileTime(ticks: 915_151_392_000_000_000)))]
    #expect(Self.export(never).card["BDAY"] == nil)
    // 1604-04-12: a day without a year.
    let yearless = [Row(.address, 0x80DE, .at(-11_541_052_800))]
    #expect(Self.export(yearless).card["BDAY"]?.value == "--0412")
    #expect(Self.export(yearless, .v3).card["BDAY"]?.parameter("X-APPLE-OMIT-YEAR") == "1604")
  }

  @Test func addressesOfExchangeAreToldOf() {
    let made = Self.export([
      Row(.address, 0x8082, "EX"), Row(.address, 0x8083, "/o=Org/ou=A/cn=hanna"), Row(.address, 0x8080, "Hanna"),
    ])
    #expect(made.card["EMAIL"] == nil)
    #expect(made.card["X-EXCHANGE-ADDRESS"]?.text == "/o=Org/ou=A/cn=hanna")
    #expect(made.findings.map(\.code) == ["CONTACT-ADDRESS"])
    #expect(made.findings.allSatisfy { FindingCatalogue.text(for: $0.code.rawValue) != nil })
  }

  struct Photo: Sendable {
    var bytes: [UInt8]
    var type: String
    var old: String?
    init(_ bytes: [UInt8], _ type: String, _ old: String?) { (self.bytes, self.type, self.old) = (bytes, type, old) }
  }
  static let pictures = [
    Photo([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg", "JPEG"), Photo([0x89, 0x50, 0x4E, 0x47, 13], "image/png", "PNG"),
    Photo(Array("GIF89a".utf8), "image/gif", "GIF"), Photo(Array("RIFF....WEBP".utf8), "image/webp", "WEBP"),
    Photo([1, 2, 3], "application/octet-stream", nil),
  ]

  @Test(arguments: pictures) func photos(_ row: Photo) {
    let (bytes, type, old) = (row.bytes, row.type, row.old)
    let message = StoredMessage(rows: [Row(0x3001, "Hanna")])
    let (letter, photo) = (StoredAttachment(), StoredAttachment())
    letter.set(PropertyTag(0x3707, .string), .text("brief.doc"))
    photo.set(PropertyTag(0x3707, .string), .text("ContactPicture.jpg"))
    photo.set(PropertyTag(0x3701, .binary), .binary(bytes))
    message.storedAttachments = [letter, photo]
    var options = ContactCard.Options()
    let four = ContactCard(message, options)
    #expect(four.card["PHOTO"]?.value == "data:\(type);base64,\(Base64.encode(bytes))")
    #expect(four.leftAttachments == [0])
    options.version = .v3
    let three = ContactCard(message, options)
    #expect(three.card["PHOTO"]?.value == Base64.encode(bytes))
    #expect(three.card["PHOTO"]?.parameter("ENCODING") == "b")
    #expect(three.card["PHOTO"]?.parameter("TYPE") == old)
    options.photoLimit = bytes.count - 1
    let none = ContactCard(message, options)
    #expect(none.card["PHOTO"] == nil)
    #expect(none.leftAttachments == [0, 1])
    #expect(none.findings.map(\.code) == ["CONTACT-PHOTO"])
  }

  @Test func certificates() {
    let certificate: [UInt8] = [0x30, 0x07, 0x30, 0x03, 0x02, 0x01, 0x05, 0x05, 0x00]
    let capabilities: [UInt8] = [2, 0, 8, 0, 0x30, 0x02, 0x30, 0x00]
    let stored = capabilities + [3, 0, 13, 0] + certificate
    for bytes in [stored, certificate] {
      let made = Self.export([Row(0x3A70, .several([.binary(bytes)]))])
      #expect(made.card["KEY"]?.value == "data:application/pkix-cert;base64," + Base64.encode(certificate))
    }
    for end in 0..<stored.count {
      #expect(Self.export([Row(0x3A70, .several([.binary(Array(stored[..<end]))]))]).card["KEY"] == nil)
    }
  }

  @Test func identityIsTheSameAgainAndAnotherForOthers() throws {
    var options = ContactCard.Options()
    options.identity = [1, 2, 3]
    let contact = StoredMessage(rows: [Row(0x3001, "Hanna")])
    let first = try #require(ContactCard(contact, options).card["UID"]?.value)
    #expect(ContactCard(contact, options).card["UID"]?.value == first)
    options.identity = [1, 2, 4]
    #expect(ContactCard(contact, options).card["UID"]?.value != first)
    #expect(first.hasPrefix("urn:uuid:") && first.utf8.count == 45)
    #expect(
      Self.export([Row(0x0FF9, .binary([1]))]).card["UID"] != Self.export([Row(0x0FF9, .binary([2]))]).card["UID"])
  }

  @Test func whatHasNoPlaceIsLeft() {
    let made = Self.export([Row(0x3001, "Hanna"), Row(0x300B, .binary([1])), Row(.address, 0x8040, .binary([2]))])
    #expect(made.left.map(\.id) == [0x8001])
    #expect(Self.export([Row(0x0FF9, .binary([9])), Row(0x300B, .binary([1]))]).left.map(\.id) == [0x300B])
  }

  @Test func textOfCodePages() {
    let made = Self.export([Row(0x3FFD, .integer32(1251)), Row(0x3001, .string8([0xC0, 0xE1]))])
    #expect(made.card["FN"]?.text == "Аб")
  }

  /// Zeros, line ends, lone halves of pairs, a megabyte, other types: every card that comes out can be read.
  @Test func hostileValues() {
    let texts: [PropertyValue] = [
      .text("\u{0}\u{1}\u{7}"), .text("a\r\nEND:VCARD\r\nBEGIN:VCARD"), .text("\"^n;:,\\\\"),
      .string([0x00, 0xD8, 0x41]),
      .text(String(repeating: "é\u{0}", count: 50_000)), .integer32(-1), .binary([0xFF]), .several([]), .boolean(true),
      .several([.text("a"), .integer16(1)]), .other(PropertyType(rawValue: 0xABCD), [1]), .at(-11_644_473_599),
      .time(FileTime(ticks: .max)), .floating64(.nan),
    ]
    let ids: [UInt16] = [
      0x3001, 0x3A06, 0x3A11, 0x3A16, 0x3A1C, 0x3A42, 0x3A58, 0x3A4D, 0x3A70, 0x1000, 0x3008, 0x3A5D, 0x3A51, 0x0036,
    ]
    let names: [UInt32] = [0x8005, 0x801A, 0x8022, 0x8062, 0x8083, 0x8082, 0x8085, 0x80DE, 0x80D8]
    for value in texts {
      let rows =
        ids.map { Row($0, value) } + names.map { Row(.address, $0, value) } + [Row(.publicStrings, "Keywords", value)]
      for version in VCard.Version.allCases {
        let bytes = Self.export(rows, version).card.bytes()
        let reader = VCardReader(bytes)
        #expect(reader.faults.isEmpty)
        #expect(reader.cards.count == 1)
        #expect(bytes.split(separator: 10).allSatisfy { $0.count <= 76 })
        #expect(reader.cards.first?.bytes() == bytes)
      }
    }
  }
}
