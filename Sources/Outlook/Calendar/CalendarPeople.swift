import Core
import Groupware
import MAPI

/// Organizer and attendees. [MS-OXCICAL] §2.1.3.1.1.20.2, §2.1.3.1.1.20.16
struct CalendarPeople {
  struct Person {
    var name: String
    var address: String
    var parameters: [ContentLine.Parameter] = []

    func line(_ property: String) -> ContentLine {
      let shown = name.isEmpty || name.lowercased() == address.lowercased() ? [] : [ContentLine.Parameter("CN", name)]
      return ContentLine(property, shown + parameters, "mailto:" + address)
    }
  }

  let codePage: CodePage
  private(set) var faults: [Fault] = []

  init(_ codePage: CodePage) { self.codePage = codePage }

  /// Who sent the meeting, or for whom it was sent; nil where no mail address is known.
  mutating func sender(_ object: some PropertyBag) throws(Fault) -> Person? {
    let name = try object.text(PropertyID.sentRepresentingName, codePage: codePage) ?? ""
    let address = try address(
      object, [PropertyID.sentRepresentingSMTPAddress], PropertyID.sentRepresentingAddressType,
      PropertyID.sentRepresentingEmailAddress)
    if let address { return Person(name: name, address: address) }
    let sender = try object.text(PropertyID.senderName, codePage: codePage) ?? ""
    guard name.isEmpty || sender == name else { return nil }
    let other = try self.address(
      object, [PropertyID.senderSMTPAddress], PropertyID.senderAddressType, PropertyID.senderEmailAddress)
    return other.map { Person(name: sender, address: $0) }
  }

  struct Recipients {
    var organizer: Person?
    var attendees: [Person] = []
  }

  /// The rows of the recipient table; `asks` says whether those who have not answered shall.
  mutating func recipients(_ rows: [any PropertyBag], asks: Bool) throws(Fault) -> Recipients {
    var found = Recipients()
    for row in rows {
      let flags = try row.integer(CalendarPropertyID.recipientFlags) ?? 0
      // Taken out of this one occurrence.
      if flags & 0x20 != 0 { continue }
      let name = try row.text(PropertyID.displayName, codePage: codePage) ?? ""
      let known = try address(row, [PropertyID.smtpAddress], PropertyID.addressType, PropertyID.emailAddress)
      guard let address = known else {
        note(
          flags & 0x2 != 0
            ? "The organizer has no mail address and is left out." : "An attendee has no mail address and is left out.")
        continue
      }
      var person = Person(name: name, address: address)
      if flags & 0x2 != 0 {
        found.organizer = person
      } else {
        person.parameters = try parameters(row, asks: asks)
        found.attendees.append(person)
      }
    }
    return found
  }

  mutating func note(_ message: String) { faults.append(Fault("CALENDAR-ATTENDEE", message, recovery: .skipItem)) }

  private func parameters(_ row: any PropertyBag, asks: Bool) throws(Fault) -> [ContentLine.Parameter] {
    var parameters: [ContentLine.Parameter] = []
    switch try row.integer(PropertyID.recipientType).map({ $0 & 0xF }) ?? 1 {
    case 2: parameters.append(.init("ROLE", "OPT-PARTICIPANT"))
    case 3: parameters += [.init("CUTYPE", "RESOURCE"), .init("ROLE", "NON-PARTICIPANT")]
    default: parameters.append(.init("ROLE", "REQ-PARTICIPANT"))
    }
    let status = Self.status(try row.integer(CalendarPropertyID.recipientTrackStatus) ?? 0)
    parameters.append(.init("PARTSTAT", status))
    if asks, status == "NEEDS-ACTION" { parameters.append(.init("RSVP", "TRUE")) }
    return parameters
  }

  /// PidTagRecipientTrackStatus and PidLidResponseStatus. [MS-OXOCAL] §2.2.1.11
  static func status(_ number: Int) -> String {
    switch number {
    case 2: "TENTATIVE"
    case 1, 3: "ACCEPTED"
    case 4: "DECLINED"
    default: "NEEDS-ACTION"
    }
  }

  /// An address that mail reaches; Exchange's own, as `/o=…/cn=…`, is none.
  private func address(
    _ bag: some PropertyBag, _ direct: [UInt16], _ type: UInt16, _ other: UInt16
  ) throws(Fault) -> String? {
    for id in direct { if let found = Self.mail(try bag.text(id, codePage: codePage)) { return found } }
    let kind = try bag.text(type, codePage: codePage)?.uppercased() ?? "SMTP"
    return kind == "EX" ? nil : Self.mail(try bag.text(other, codePage: codePage))
  }

  private static func mail(_ text: String?) -> String? {
    guard let text else { return nil }
    let address = String(
      text.unicodeScalars.filter {
        !$0.properties.isWhitespace && $0.value > 0x20 && !"<>\"".unicodeScalars.contains($0)
      })
    let at = address.firstIndex(of: "@")
    return at != nil && at != address.startIndex && !address.hasSuffix("@") && !address.hasPrefix("/") ? address : nil
  }
}
