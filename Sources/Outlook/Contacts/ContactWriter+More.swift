import Core
import Groupware
import MAPI
import MIME

extension ContactWriter {
  mutating func days() {
    let birthday = CardDates.day(local: item.time(.birthdayLocal), stored: item.time(0x3A42))
    let wedding = CardDates.day(local: item.time(.weddingAnniversaryLocal), stored: item.time(0x3A41))
    if let birthday { lines.append(CardDates.line("BDAY", birthday, version)) }
    // RFC 2426 knows no such day; this is the name that others use.
    if let wedding { lines.append(CardDates.line(version == .v4 ? "ANNIVERSARY" : "X-ANNIVERSARY", wedding, version)) }
  }

  /// RFC 6350 §6.6.6; in version 3 by the names of [MS-OXVCARD] §2.1.3.
  mutating func people() {
    add(person: item.text(0x3A48), type: "spouse", old: "X-MS-SPOUSE")
    for child in item.texts(0x3A58) { add(person: child, type: "child", old: "X-MS-CHILD") }
    add(person: item.text(0x3A30), type: "agent", old: "X-MS-ASSISTANT")
    add(person: item.text(0x3A4E), type: "x-manager", old: "X-MS-MANAGER")
    // [MS-OXOCNTC] §2.2.1.10: PidTagGender
    switch item.integer(0x3A4D) {
    case 1: lines.append(version == .v4 ? ContentLine("GENDER", "F") : ContentLine("X-GENDER", "Female"))
    case 2: lines.append(version == .v4 ? ContentLine("GENDER", "M") : ContentLine("X-GENDER", "Male"))
    default: break
    }
  }

  private mutating func add(person: String?, type: String, old: String) {
    if version == .v3 { return add(old, text: person) }
    add("RELATED", [.init("TYPE", type), .init("VALUE", "text")], text: person)
  }

  mutating func notes() {
    add("NOTE", text: item.body())
    let words = item.texts(.keywords)
    if !words.isEmpty { lines.append(ContentLine("CATEGORIES", TextValue.joined(words))) }
    // PidTagSensitivity; version 4 has no CLASS any more.
    switch item.integer(PropertyID.sensitivity) {
    case 1, 2: lines.append(ContentLine(version == .v3 ? "CLASS" : "X-CLASS", "PRIVATE"))
    case 3: lines.append(ContentLine(version == .v3 ? "CLASS" : "X-CLASS", "CONFIDENTIAL"))
    default: break
    }
  }

  /// What is text alone and has, or gets, one name. HOBBY is of RFC 6715 §2.3.
  mutating func simple() {
    add(version == .v4 ? "HOBBY" : "X-MS-INTERESTS", text: item.text(0x3A43))
    for (id, name) in Self.plainTags { add(name, text: item.text(id)) }
    for (property, name) in Self.plainNames { add(name, text: item.text(property)) }
  }

  private static let plainTags: [(UInt16, String)] = [
    (0x3A00, "X-ACCOUNT"), (0x3A07, "X-GOVERNMENT-ID"), (0x3A0C, "X-LANGUAGE"), (0x3A0D, "X-LOCATION"),
    (0x3A10, "X-ORGANIZATIONAL-ID"), (0x3A47, "X-REFERRED-BY"), (0x3A49, "X-COMPUTER-NETWORK-NAME"),
    (0x3A4A, "X-CUSTOMER-ID"),
  ]
  private static let plainNames: [(ItemProperty, String)] = [
    (.billing, "X-BILLING"), (.mileage, "X-MILEAGE"), (.contactUserField1, "X-MS-USER-FIELD-1"),
    (.contactUserField2, "X-MS-USER-FIELD-2"), (.contactUserField3, "X-MS-USER-FIELD-3"),
    (.contactUserField4, "X-MS-USER-FIELD-4"),
  ]

  mutating func identity() {
    let uuid = ItemIdentity.uuid(options.identity ?? ItemIdentity.key(item), kind: "contact")
    lines.append(ContentLine("UID", "urn:uuid:" + uuid))
    if let changed = item.time(PropertyID.lastModificationTime) {
      lines.append(ContentLine("REV", CardDates.moment(changed, version)))
    }
  }

  /// PidTagUserX509Certificate: certificates, each in a list of tagged values.
  mutating func certificates() {
    guard let values = item.value(0x3A70) else { return }
    for value in values.several ?? [values] {
      guard let bytes = value.binary, let certificate = StoredCertificate.find(in: bytes) else { continue }
      let encoded = Base64.encode(certificate)
      lines.append(
        version == .v4
          ? ContentLine("KEY", "data:application/pkix-cert;base64," + encoded)
          : ContentLine("KEY", [.init("ENCODING", "b"), .init("TYPE", "X509")], encoded))
    }
  }
}

/// A certificate as a contact keeps it: alone, or as one value of a list of tag, length and bytes, both of 16 bits, the
/// length with its head. [MS-OXOCNTC] §2.2.1.10
enum StoredCertificate {
  static func find(in bytes: [UInt8]) -> [UInt8]? {
    if let whole = der(bytes[...]) { return whole }
    var at = 0
    while at + 4 <= bytes.count {
      let length = Int(bytes[at + 2]) | Int(bytes[at + 3]) << 8
      guard length >= 4, at + length <= bytes.count else { return nil }
      if let found = der(bytes[(at + 4)..<(at + length)]) { return found }
      at += length
    }
    return nil
  }

  /// A sequence whose first member is a sequence that begins with a version or a serial number, as a certificate does
  /// and the list of capabilities beside it does not. RFC 5280 §4.1
  private static func der(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    guard let outer = sequence(bytes), let inner = sequence(bytes[outer.content...]),
      inner.content < bytes.endIndex, [0xA0, 0x02].contains(bytes[inner.content])
    else { return nil }
    return Array(bytes[bytes.startIndex..<outer.end])
  }

  private static func sequence(_ bytes: ArraySlice<UInt8>) -> (content: Int, end: Int)? {
    let at = bytes.startIndex
    guard bytes.count >= 2, bytes[at] == 0x30 else { return nil }
    let size = bytes[at + 1] < 0x80 ? 0 : Int(bytes[at + 1] & 0x7F)
    guard size <= 3, bytes.count >= 2 + size else { return nil }
    let length = size == 0 ? Int(bytes[at + 1]) : bytes[(at + 2)..<(at + 2 + size)].reduce(0) { $0 << 8 | Int($1) }
    let content = at + 2 + size
    return length <= bytes.endIndex - content ? (content, content + length) : nil
  }
}
