import Core
import Groupware
import MAPI

extension ContactWriter {
  /// A number of a telephone: where it stands, and what each version says of it.
  private struct Telephone {
    var id: UInt16
    var old: [String]
    var new: [String]
    init(_ id: UInt16, _ old: [String], _ new: [String]) { (self.id, self.old, self.new) = (id, old, new) }
  }

  /// [MS-OXOCNTC] §2.2.1.4; TYPE by RFC 2426 §3.3.1 and RFC 6350 §6.4.1, with names of our own for what these do not know.
  private static let telephones = [
    Telephone(0x3A1A, ["voice", "pref"], ["voice"]), Telephone(0x3A08, ["work", "voice"], ["work", "voice"]),
    Telephone(0x3A1B, ["work", "voice"], ["work", "voice"]), Telephone(0x3A09, ["home", "voice"], ["home", "voice"]),
    Telephone(0x3A2F, ["home", "voice"], ["home", "voice"]), Telephone(0x3A1C, ["cell", "voice"], ["cell", "voice"]),
    Telephone(0x3A1E, ["car", "voice"], ["x-car", "voice"]), Telephone(0x3A1F, ["voice"], ["voice"]),
    Telephone(0x3A57, ["work", "x-company"], ["work", "x-company"]),
    Telephone(0x3A2E, ["x-assistant"], ["x-assistant"]), Telephone(0x3A02, ["x-callback"], ["x-callback"]),
    Telephone(0x3A1D, ["x-radio"], ["x-radio"]), Telephone(0x3A21, ["pager"], ["pager"]),
    Telephone(0x3A2D, ["isdn"], ["x-isdn"]), Telephone(0x3A4B, ["x-tty"], ["textphone"]),
    Telephone(0x3A2C, ["x-telex"], ["x-telex"]), Telephone(0x3A23, ["fax"], ["fax"]),
    Telephone(0x3A24, ["work", "fax"], ["work", "fax"]), Telephone(0x3A25, ["home", "fax"], ["home", "fax"]),
  ]

  mutating func telephones() {
    for telephone in Self.telephones {
      guard let number = item.text(telephone.id) else { continue }
      var parameters: [ContentLine.Parameter] = []
      if version == .v4, telephone.old.contains("pref") { parameters.append(.init("PREF", "1")) }
      parameters.append(.init("TYPE", version == .v3 ? telephone.old : telephone.new))
      add("TEL", parameters, text: number)
    }
  }

  // [MS-OXOCNTC] §2.2.1.2
  mutating func emails() {
    var isFirst = true
    for place in 0..<UInt32(3) {
      let kind = item.text(.emailAddressType(place))?.uppercased()
      let address = item.text(.emailAddress(place))
      let display = item.text(.emailDisplayName(place))
      let original = item.text(.emailOriginalDisplayName(place))
      let entry = item.binary(.emailOriginalEntryID(place)).map { MemberEntryID($0, codePage: item.codePage) }
      if kind == "FAX" { continue }
      let isForeign = kind == "EX" || address.map(ExchangeAddress.isOne) ?? false
      let written: String? = if case .oneOff(_, _, let text)? = entry { text } else { nil }
      let candidates = isForeign ? [original, written, display] : [address, original, written]
      guard let found = candidates.lazy.compactMap({ $0 }).first(where: ExchangeAddress.isMailAddress) else {
        if let lost = address ?? (isForeign ? display : nil) { keep(foreign: lost) }
        continue
      }
      var parameters: [ContentLine.Parameter] =
        version == .v3 ? [.init("TYPE", isFirst ? ["internet", "pref"] : ["internet"])] : []
      if version == .v4, isFirst { parameters.append(.init("PREF", "1")) }
      if let display, ![found, fullName, "\(fullName) (\(found))"].contains(display) {
        parameters.append(.init("X-DISPLAY-NAME", display))
      }
      isFirst = false
      add("EMAIL", parameters, text: found)
    }
  }

  /// An address that mail cannot go to from elsewhere is kept, and told of.
  private mutating func keep(foreign address: String) {
    add("X-EXCHANGE-ADDRESS", text: address)
    item.findings.append(
      Finding(
        .warning, "CONTACT-ADDRESS", place: item.place,
        "An address of this contact is none of the internet, and nothing in the file says which it stands for.",
        next: "Look up the person in the address book of that Exchange organization and add the address by hand."))
  }

  mutating func places() {
    add("URL", [.init("TYPE", "work")], uri: item.text(0x3A51) ?? item.text(.html))
    item.take(.html)
    add("URL", [.init("TYPE", "home")], uri: item.text(0x3A50))
    add("URL", [.init("TYPE", "x-ftp")], uri: item.text(0x3A4C))
    if let chat = item.text(.instantMessagingAddress) {
      if Self.hasScheme(chat) { add("IMPP", uri: chat) } else { add("X-MS-IMADDRESS", text: chat) }
    }
    add("FBURL", uri: item.text(.freeBusyLocation))
  }

  /// `sip:hanna@example.org`, not `hanna@example.org:5060`. RFC 3986 §3.1
  private static func hasScheme(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.startIndex else { return false }
    return text.utf8[..<colon].allSatisfy { isLetter($0) || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
  }
}

/// Addresses of X.400 and X.500, which only the organization knows that gave them. [MS-OXOABK] §2.2.3.21
enum ExchangeAddress {
  static func isOne(_ address: String) -> Bool {
    let start = address.prefix(3).lowercased()
    return start == "/o=" || start == "/cn" || start == "/ou"
  }

  static func isMailAddress(_ text: String) -> Bool {
    guard !isOne(text), let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
    let domain = text.utf8[text.utf8.index(after: at)...]
    return at != text.startIndex && !domain.isEmpty && !text.utf8.contains { $0 <= 0x20 || $0 == 0x7F }
  }
}
