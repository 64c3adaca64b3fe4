public import Core
public import Groupware
public import MAPI

/// What a caller adds to an event: texts are made from three kinds of bodies, which is work of its own.
public struct CalendarContent: Sendable {
  public struct Attachment: Sendable {
    public var name: String
    /// As `image/png`; empty where it is not known.
    public var type: String
    public var bytes: [UInt8]
    public init(name: String, type: String, bytes: [UInt8]) { (self.name, self.type, self.bytes) = (name, type, bytes) }
  }
  public var text: String?
  public var html: String?
  public var attachments: [Attachment]
  public init(text: String? = nil, html: String? = nil, attachments: [Attachment] = []) {
    (self.text, self.html, self.attachments) = (text, html, attachments)
  }
}

/// Appointments and meetings of Outlook as iCalendar. [MS-OXCICAL] §2.1.3.1
public struct CalendarExport: Sendable {
  /// Two letters, as `BE`: which name a zone gets that has one for several countries. nil takes the world's.
  public var territory: String?
  /// Mail addresses of the calendar's owner, in small letters: whose answer the owner's appointment holds.
  public var owner: Set<String> = []
  /// PRODID
  public var product = "-//Postduif//Postduif//EN"
  /// Gives the texts and attachments of an appointment, or of one exception of it. Without it the plain text is taken.
  public var content: (@Sendable (any MessageObject) throws(Fault) -> CalendarContent)?
  /// Knows SMTP addresses of Exchange's own ones.
  public var directory: (@Sendable ([UInt8]) -> [UInt8]?)?

  public init() {}

  /// A VCALENDAR with one event, its exceptions and its time zones; METHOD stands in it where the object is mail.
  ///
  /// Faults tell what could not be carried over. Throws `CALENDAR-TIME` where the object has no time at all.
  public func event(_ object: any MessageObject) throws(Fault) -> (calendar: CalendarComponent, faults: [Fault]) {
    let codePage = (try? object.codePage()) ?? .western
    var writer = CalendarWriter(self, object, codePage)
    let calendar = try writer.calendar()
    return (calendar, object.damages + writer.faults)
  }

  /// The calendar part of a meeting message; nil for any other object, and where no calendar can be made.
  public func part(_ object: any MessageObject) -> CalendarBody? {
    guard let calendar = try? event(object).calendar, let method = calendar.first("METHOD")?.value else { return nil }
    return CalendarBody(bytes: calendar.bytes, method: method)
  }
}

/// What a message about a meeting wants. [MS-OXCICAL] §2.1.3.1.1.1
enum CalendarMethod: Hashable {
  case none, request, cancel
  case reply(String)
  case counter(String)

  init(messageClass: String, isCounter: Bool) {
    let name = messageClass.lowercased()
    func begins(_ text: String) -> Bool { name == text || name.hasPrefix(text + ".") }
    if begins("ipm.schedule.meeting.request") {
      self = .request
    } else if begins("ipm.schedule.meeting.canceled") {
      self = .cancel
    } else {
      let answers = ["pos": "ACCEPTED", "tent": "TENTATIVE", "neg": "DECLINED"]
      let answer = answers.first { begins("ipm.schedule.meeting.resp." + $0.key) }?.value
      self = answer.map { isCounter ? .counter($0) : .reply($0) } ?? .none
    }
  }

  /// METHOD
  var text: String? {
    switch self {
    case .none: nil
    case .request: "REQUEST"
    case .cancel: "CANCEL"
    case .reply: "REPLY"
    case .counter: "COUNTER"
    }
  }

  /// PARTSTAT of the one who answers.
  var answer: String? {
    switch self {
    case .reply(let status), .counter(let status): status
    default: nil
    }
  }
}
