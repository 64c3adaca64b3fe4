import Core
import Groupware
import MAPI
import MIME
import Outlook
import PST

/// What an item becomes outside of Outlook.
enum NaturalForm: Hashable {
  case mail
  case calendar(WrittenKind)
  case card(WrittenKind)
  case note

  init(_ kind: ItemKind) {
    self =
      switch kind {
      case .mail, .report, .meeting, .taskRequest: .mail
      case .appointment: .calendar(.appointment)
      case .task: .calendar(.task)
      case .journalEntry: .calendar(.journal)
      case .contact: .card(.contact)
      case .distributionList: .card(.group)
      case .note: .note
      }
  }

  // MARK: Mail

  static func mailOptions(keepsRTF: Bool) -> MailOptions {
    var options = MailOptions()
    options.keepsRTF = keepsRTF
    options.calendar = { message in
      var export = CalendarExport()
      export.content = { (object: any MessageObject) throws(Fault) in CalendarContent(text: try bodyText(of: object)) }
      return export.part(message)
    }
    options.enclosed = { message in
      let name = (try? message.text(PropertyID.messageClass, codePage: .western)) ?? nil
      guard let name, case .card = NaturalForm(ItemKind(messageClass: name)) else { return nil }
      let card = ContactCard(message).card
      let file = SafeFileName.make(from: card["FN"]?.text ?? "", fallback: "contact") + ".vcf"
      return EnclosedFile(bytes: card.bytes(), type: "text/vcard", fileName: file)
    }
    return options
  }

  // MARK: The others

  /// A VCALENDAR with the item and the time zones it names.
  static func calendar(
    of message: OutlookMessage, _ kind: ItemKind, _ findings: inout [Finding]
  ) throws(Fault) -> CalendarComponent {
    let place = ItemConverter.place(of: message)
    if kind != .appointment {
      var options = ItemComponent.Options()
      (options.identity, options.place) = (identity(of: message), place)
      let made = kind == .task ? ItemComponent.task(message, options) : ItemComponent.journalEntry(message, options)
      findings += made.findings
      return CalendarComponent("VCALENDAR", [.component(made.component)])
    }
    var export = CalendarExport()
    export.content = { (object: any MessageObject) throws(Fault) in
      CalendarContent(text: try bodyText(of: object))
    }
    let (calendar, faults) = try export.event(message)
    findings += faults.map { fault in
      var finding = Finding(fault, level: .warning)
      if finding.place.isEmpty { finding.place = place }
      return finding
    }
    return calendar
  }

  /// Plain text of whatever body an item has.
  static func bodyText(of object: any MessageObject) throws(Fault) -> String? {
    let codePage = try object.codePage()
    if let text = try object.text(PropertyID.body, codePage: codePage), !text.isEmpty { return text }
    guard let compressed = try object.binary(PropertyID.rtfCompressed), !compressed.isEmpty else { return nil }
    let unpacked = CompressedRTF(decoding: compressed).bytes
    if let inside = Encapsulation(unpacked), inside.form == .text {
      return String(decoding: inside.bytes, as: UTF8.self)
    }
    return String(decoding: RTFText(unpacked).bytes, as: UTF8.self)
  }

  /// A note as text: what it says, and when it was written.
  static func text(of message: OutlookMessage) throws(Fault) -> [UInt8] {
    var text = try bodyText(of: message)
    if text == nil { text = try message.text(PropertyID.subject, codePage: try message.codePage()) }
    var time = try message.time(PropertyID.lastModificationTime)
    if time == nil { time = try message.time(PropertyID.creationTime) }
    let date = time.map { "Date: \(ZonedTime(seconds: $0.seconds).rfc3339)\r\n\r\n" } ?? ""
    return Array((date + (text ?? "") + "\r\n").utf8)
  }

  /// The contact or the group, as a vCard.
  static func card(of message: OutlookMessage, _ kind: ItemKind, _ findings: inout [Finding]) -> [UInt8] {
    let identity = identity(of: message)
    if kind == .distributionList {
      var options = DistributionList.Options()
      (options.identity, options.place) = (identity, ItemConverter.place(of: message))
      let list = DistributionList(message, options)
      findings += list.findings
      return list.card().bytes()
    }
    var options = ContactCard.Options()
    (options.identity, options.place) = (identity, ItemConverter.place(of: message))
    let contact = ContactCard(message, options)
    findings += contact.findings
    return contact.card.bytes()
  }

  /// What no other item has: the store's key and the number of the node.
  static func identity(of message: OutlookMessage) -> [UInt8] {
    message.store.recordKey + (0..<4).map { UInt8(truncatingIfNeeded: message.id.rawValue >> (8 * $0)) }
  }
}
