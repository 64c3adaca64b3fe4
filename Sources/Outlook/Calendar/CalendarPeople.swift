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

  private let notes: MailNotes
  private let message: ObjectReader
  private let directory: ([UInt8]) -> [UInt8]?
  private var missing: [Fault] = []
  /// What could not be read, and who was left out.
  var faults: [Fault] { notes.damages + missing }

  init(_ message: any MessageObject, directory: @escaping ([UInt8]) -> [UInt8]?) {
    notes = MailNotes(place: "")
    self.message = ObjectReader(message, notes: notes)
    self.directory = directory
  }

  /// Who sent the meeting, or for whom it was sent; nil where no mail address is known.
  func sender() -> Person? {
    guard let represented = Mailbox(message, .represented, directory: directory) else {
      return person(message, .sender)
    }
    if let person = person(represented) { return person }
    // Somebody else may have sent it for the organizer.
    let sender = Mailbox(message, .sender, directory: directory)
    return sender.flatMap { $0.name == represented.name ? person($0) : nil }
  }

  struct Recipients {
    var organizer: Person?
    var attendees: [Person] = []
  }

  /// The rows of the recipient table; `asks` says whether those who have not answered shall.
  mutating func recipients(_ rows: [any PropertyBag], asks: Bool) -> Recipients {
    var found = Recipients()
    for row in rows {
      let reader = ObjectReader(row, notes: notes, within: message)
      let flags = reader.integer(CalendarPropertyID.recipientFlags) ?? 0
      // Taken out of this one occurrence.
      if flags & 0x20 != 0 { continue }
      guard var person = person(reader, .recipient) else {
        note("\(flags & 0x2 != 0 ? "The organizer" : "An attendee") has no mail address and is left out.")
        continue
      }
      if flags & 0x2 != 0 {
        found.organizer = person
      } else {
        person.parameters = parameters(reader, asks: asks)
        found.attendees.append(person)
      }
      notes.add(row.damages)
    }
    return found
  }

  mutating func note(_ message: String) { missing.append(Fault("CALENDAR-ATTENDEE", message, recovery: .skipItem)) }

  private func parameters(_ row: ObjectReader, asks: Bool) -> [ContentLine.Parameter] {
    var parameters: [ContentLine.Parameter] = []
    switch row.integer(PropertyID.recipientType).map({ $0 & 0xF }) ?? 1 {
    case 2: parameters.append(.init("ROLE", "OPT-PARTICIPANT"))
    case 3: parameters += [.init("CUTYPE", "RESOURCE"), .init("ROLE", "NON-PARTICIPANT")]
    default: parameters.append(.init("ROLE", "REQ-PARTICIPANT"))
    }
    let status = Self.status(row.integer(CalendarPropertyID.recipientTrackStatus) ?? 0)
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

  private func person(_ reader: ObjectReader, _ source: Mailbox.Source) -> Person? {
    Mailbox(reader, source, directory: directory).flatMap { person($0) }
  }

  /// nil without an address that mail reaches; Exchange's own is none.
  private func person(_ mailbox: Mailbox) -> Person? {
    guard !mailbox.isEncapsulated, !mailbox.address.isEmpty else { return nil }
    return Person(
      name: String(decoding: mailbox.name, as: UTF8.self), address: String(decoding: mailbox.address, as: UTF8.self))
  }
}
