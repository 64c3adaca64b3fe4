import Groupware
import MAPI

extension ContactWriter {
  // [MS-OXOCNTC] §2.2.1.1
  mutating func names() {
    let surname = item.text(0x3A11)
    let given = item.text(0x3A06)
    let middle = item.text(0x3A44)
    let prefix = item.text(0x3A45)
    let suffix = item.text(0x3A05)
    let parts = [surname, given, middle, prefix, suffix]
    let company = item.text(0x3A16)
    let isPerson = parts.contains { $0 != nil }
    let spoken = [prefix, given, middle, surname, suffix].compactMap { $0 }.joined(separator: " ")
    let fileAs = item.text(.fileUnder)
    let candidates = [
      item.text(PropertyID.displayName), isPerson ? spoken : nil, fileAs, company, item.text(PropertyID.subject),
      item.text(PropertyID.normalizedSubject), item.text(.emailAddress(0)), item.text(0x3A1C),
    ]
    // RFC 6350 §6.2.1: there must be one.
    fullName = candidates.lazy.compactMap { $0 }.first ?? "Unnamed"
    let isOrganization = !isPerson && company == fullName
    if version == .v4 { lines.append(ContentLine("KIND", isOrganization ? "org" : "individual")) }
    add("FN", text: fullName)
    let sortAs = sortAs(fileAs)
    if isPerson || version == .v3 {
      let structure = TextValue.joined(structure: parts.map { [$0 ?? ""] })
      let sort: [ContentLine.Parameter] = version == .v4 && isPerson ? sortAs.map { [.init("SORT-AS", $0)] } ?? [] : []
      lines.append(ContentLine("N", sort, structure))
    }
    if version == .v3 { add("SORT-STRING", text: fileAs) }
    // SORT-AS has room for the fields of N alone.
    if let fileAs, version == .v4, !isPerson && fileAs != fullName || isPerson && sortAs == nil {
      add("X-FILE-AS", text: fileAs)
    }
    add("NICKNAME", text: item.text(0x3A4F))
    add("X-INITIALS", text: item.text(0x3A0A))
    add("X-PHONETIC-FIRST-NAME", text: item.text(.yomiFirstName))
    add("X-PHONETIC-LAST-NAME", text: item.text(.yomiLastName))
  }

  /// `Berg, Hanna` in fields as N has them; nil for what has no such form. RFC 6350 §5.9
  private func sortAs(_ fileAs: String?) -> [String]? {
    guard let fileAs, !fileAs.utf8.contains(where: { $0 < 0x20 }) else { return nil }
    let fields = fileAs.split(separator: ",", omittingEmptySubsequences: false).map { field in
      String(field.drop { $0 == " " })
    }
    return fields.count <= 2 && fields.allSatisfy { !$0.isEmpty } ? fields : nil
  }

  mutating func organization() {
    let company = item.text(0x3A16)
    let department = item.text(0x3A18)
    if company != nil || department != nil {
      let fields = [[company ?? ""]] + (department.map { [[$0]] } ?? [])
      lines.append(ContentLine("ORG", TextValue.joined(structure: fields)))
    }
    add("X-PHONETIC-ORG", text: item.text(.yomiCompanyName))
    add("TITLE", text: item.text(0x3A17))
    add("ROLE", text: item.text(0x3A46))
  }
}
