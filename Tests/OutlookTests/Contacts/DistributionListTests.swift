import Core
import Groupware
import MAPI
import Outlook
import Testing

@Suite struct DistributionListTests {
  static let oneOffProvider: [UInt8] = [
    0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02,
  ]
  static let wrapper: [UInt8] = [
    0xC0, 0x91, 0xAD, 0xD3, 0x51, 0x9D, 0xCF, 0x11, 0xA4, 0xA9, 0x00, 0xAA, 0x00, 0x47, 0xFA, 0xA4,
  ]
  static let addressBook: [UInt8] = [
    0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82,
  ]

  static func oneOff(_ name: String, _ address: String, type: String = "SMTP") -> [UInt8] {
    [0, 0, 0, 0] + oneOffProvider + [0, 0, 1, 0x80]
      + [name, type, address].flatMap { UTF16Text.bytes($0) + [0, 0] }
  }
  static func narrow(_ name: [UInt8], _ address: String) -> [UInt8] {
    [0, 0, 0, 0] + oneOffProvider + [0, 0, 1, 0] + name + [0] + Array("SMTP".utf8) + [0] + Array(address.utf8) + [0]
  }
  static func item(_ node: UInt32) -> [UInt8] {
    [0, 0, 0, 0] + [UInt8](repeating: 7, count: 16) + (0..<4).map { UInt8(truncatingIfNeeded: node >> (8 * $0)) }
  }
  static func wrapped(_ type: UInt8, _ inner: [UInt8]) -> [UInt8] { [0, 0, 0, 0] + wrapper + [type] + inner }

  static func list(_ name: String, _ members: [[UInt8]], saved: [[UInt8]] = []) -> StoredMessage {
    StoredMessage(rows: [
      Row(0x001A, "IPM.DistList"), Row(.address, 0x8053, .text(name)),
      Row(.address, 0x8055, .several(members.map { .binary($0) })),
      Row(.address, 0x8054, .several(saved.map { .binary($0) })),
    ])
  }

  @Test func entryIDs() {
    #expect(
      MemberEntryID(Self.oneOff("Hanna", "h@example.org"), codePage: .western)
        == .oneOff(name: "Hanna", type: "SMTP", address: "h@example.org"))
    #expect(
      MemberEntryID(Self.narrow([0xC0, 0xE1], "h@example.org"), codePage: CodePage(1251))
        == .oneOff(name: "Аб", type: "SMTP", address: "h@example.org"))
    let id = ItemEntryID(Self.item(0x20_0024))
    #expect(id.node == 0x20_0024)
    #expect(id.store == GUID([UInt8](repeating: 7, count: 16)))
    #expect(MemberEntryID(Self.wrapped(0xC3, id.bytes), codePage: .western) == .contact(id, email: 0))
    #expect(MemberEntryID(Self.wrapped(0xE3, id.bytes), codePage: .western) == .contact(id, email: 2))
    #expect(MemberEntryID(Self.wrapped(0xB4, id.bytes), codePage: .western) == .list(id))
    let dn = [0, 0, 0, 0] + Self.addressBook + [1, 0, 0, 0, 0, 0, 0, 0] + Array("/o=Org/cn=h".utf8) + [0]
    #expect(MemberEntryID(Self.wrapped(0xB5, dn), codePage: .western) == .addressBook("/o=Org/cn=h"))
    #expect(MemberEntryID(dn, codePage: .western) == .addressBook("/o=Org/cn=h"))
    let twice = Self.wrapped(0xB5, Self.wrapped(0xB5, dn))
    #expect(MemberEntryID(twice, codePage: .western) == .other(twice))
    for whole in [Self.oneOff("Hanna", "h@example.org"), Self.wrapped(0xC3, id.bytes), Self.wrapped(0xB5, dn)] {
      for end in 0..<whole.count { _ = MemberEntryID(Array(whole[..<end]), codePage: .western) }
    }
  }

  @Test func membersOfAllKinds() {
    let contact = StoredMessage(rows: [
      Row(0x3001, "Piet"), Row(.address, 0x8083, "p1@example.org"), Row(.address, 0x8093, "p2@example.org"),
    ])
    let inner = Self.list("Binnen", [Self.oneOff("Els", "e@example.org"), Self.wrapped(0xB4, Self.item(1))])
    var options = DistributionList.Options()
    options.item = { (id) throws(Fault) in [2: contact, 3: inner][id.node ?? 0] }
    let list = Self.list(
      "Vogels, allemaal",
      [
        Self.oneOff("Berg, Hanna", "h@example.org"), Self.wrapped(0xD3, Self.item(2)), Self.wrapped(0xB4, Self.item(3)),
        Self.wrapped(0xC3, Self.item(99)), Self.oneOff("Fax", "+31 1", type: "FAX"),
        Self.oneOff("Els", "e@example.org"), [1],
      ],
      saved: [[], [], [], Self.oneOff("Weg", "weg@example.org")])
    let made = DistributionList(list, options)
    #expect(
      made.members.map(\.address) == ["h@example.org", "p2@example.org", "e@example.org", "weg@example.org", nil])
    // The list that is in a list and not in the file, the number of a fax, and bytes that mean nothing.
    #expect(made.findings.map(\.code) == ["CONTACT-MEMBER", "CONTACT-MEMBER", "CONTACT-MEMBER"])
    #expect(
      made.addressText
        == "\"Vogels, allemaal\": \"Berg, Hanna\" <h@example.org>, Piet <p2@example.org>, Els <e@example.org>, Weg <weg@example.org>;"
    )
    let card = made.card()
    #expect(card["KIND"]?.value == "group")
    #expect(card.all("MEMBER").map(\.value).prefix(2) == ["mailto:h@example.org", "mailto:p2@example.org"])
    #expect(card["X-MEMBER-WITHOUT-ADDRESS"]?.text == "Fax (FAX:+31 1)")
    for version in VCard.Version.allCases {
      #expect(VCardReader(made.card(version).bytes()).cards == [made.card(version)])
    }
    #expect(made.card(.v3).all("X-ADDRESSBOOKSERVER-MEMBER").count == 4)
    #expect(made.left.isEmpty)
  }

  /// A list in itself, and lists in lists without an end.
  @Test func listsWithinLists() {
    var options = DistributionList.Options()
    options.item = { (id) throws(Fault) in
      Self.list(
        "x", [Self.wrapped(0xB4, Self.item((id.node ?? 0) &+ 1)), Self.oneOff("", "m\(id.node ?? 0)@example.org")])
    }
    let made = DistributionList(Self.list("a", [Self.wrapped(0xB4, Self.item(1))]), options)
    #expect(made.members.count == options.depth)
    let itself = Self.list("b", [Self.wrapped(0xB4, Self.item(1)), Self.oneOff("H", "h@example.org")])
    options.item = { (_) throws(Fault) in itself }
    #expect(DistributionList(itself, options).members.map(\.address) == ["h@example.org"])
    options.members = 2
    let many = Self.list("c", (0..<9).map { Self.oneOff("", "m\($0)@example.org") })
    #expect(DistributionList(many, options).members.count == 2)
  }

  @Test func namesThatBreakAddresses() {
    let made = DistributionList(Self.list("a\"\r\nb", [Self.oneOff("x\r\ny", "h%?@example.org")]))
    #expect(made.addressText == "\"a\\\"  b\": xy <h%?@example.org>;")
    #expect(made.card()["MEMBER"]?.value == "mailto:h%25%3F@example.org")
  }
}
