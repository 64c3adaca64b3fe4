import Groupware
import MAPI

extension ContactWriter {
  private struct PostalAddress: Hashable {
    var box: String?
    var street: String?
    var city: String?
    var state: String?
    var code: String?
    var country: String?
    var label: String?
    var types: [String]
    /// As PidLidPostalAddressId counts.
    var number: Int?

    var fields: [String?] { [box, street, city, state, code, country] }
    var isEmpty: Bool { label == nil && fields.allSatisfy { $0 == nil } }
  }

  /// [MS-OXOCNTC] §2.2.1.3: home, work and other, and the mailing address, which repeats one of them.
  mutating func addresses() {
    let preferred = item.integer(.postalAddressID) ?? 0
    let home = PostalAddress(
      box: item.text(0x3A5E), street: item.text(0x3A5D), city: item.text(0x3A59), state: item.text(0x3A5C),
      code: item.text(0x3A5B), country: item.text(0x3A5A), label: item.text(.homeAddress), types: ["home"], number: 1)
    let work = PostalAddress(
      box: item.text(.workAddressPostOfficeBox), street: item.text(.workAddressStreet),
      city: item.text(.workAddressCity), state: item.text(.workAddressState), code: item.text(.workAddressPostalCode),
      country: item.text(.workAddressCountry), label: item.text(.workAddress), types: ["work"], number: 2)
    let other = PostalAddress(
      box: item.text(0x3A64), street: item.text(0x3A63), city: item.text(0x3A5F), state: item.text(0x3A62),
      code: item.text(0x3A61), country: item.text(0x3A60), label: item.text(.otherAddress),
      types: version == .v3 ? ["postal"] : [], number: 3)
    var mailing = PostalAddress(
      box: item.text(0x3A2B), street: item.text(0x3A29), city: item.text(0x3A27), state: item.text(0x3A28),
      code: item.text(0x3A2A), country: item.text(0x3A26), label: item.text(0x3A15),
      types: version == .v3 ? ["postal"] : [])
    let office = item.text(0x3A19)
    let known = [work, home, other]
    // Programs of others, and Outlook before 2000, write the address of the business in the place of the mailing address.
    if known.contains(where: { !$0.isEmpty && Self.repeats(mailing, $0) }) { mailing = PostalAddress(types: []) }
    for address in known + [mailing] {
      let isOffice = address.number == 2 && office != nil
      guard !address.isEmpty || isOffice else { continue }
      add(address, office: isOffice ? office : nil, isPreferred: preferred > 0 && address.number == preferred)
    }
  }

  /// The mailing address says nothing that `other` does not say.
  private static func repeats(_ mailing: PostalAddress, _ other: PostalAddress) -> Bool {
    let label = mailing.label == nil || mailing.label == other.label
    return label && zip(mailing.fields, other.fields).allSatisfy { $0 == nil || $0 == $1 }
  }

  /// RFC 6350 §6.3.1, RFC 2426 §3.2.1: the label is a parameter of the address, or a line of its own.
  private mutating func add(_ address: PostalAddress, office: String?, isPreferred: Bool) {
    let values = [
      address.box, office, address.street, address.city, address.state, address.code, address.country,
    ]
    let structure = TextValue.joined(structure: values.map { [$0 ?? ""] })
    var types = address.types
    var parameters: [ContentLine.Parameter] = []
    if version == .v3, isPreferred { types.append("pref") }
    if version == .v4, isPreferred { parameters.append(.init("PREF", "1")) }
    if !types.isEmpty { parameters.append(.init("TYPE", types)) }
    // A parameter knows one kind of line end. RFC 6868 §3.2
    let plain = address.label?.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    let label = plain.map { version == .v4 ? [ContentLine.Parameter("LABEL", $0)] : [] } ?? []
    lines.append(ContentLine("ADR", parameters + label, structure))
    if version == .v3 { add("LABEL", parameters, text: address.label) }
  }
}
