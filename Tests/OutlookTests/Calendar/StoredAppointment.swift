import Core
import Groupware
import MAPI

@testable import Outlook

/// Makes appointments in memory.
struct StoredAppointment {
  static let names: [UInt16: PropertyName] = {
    let all: [PropertyName] = [
      .appointmentSequence, .busyStatus, .location, .startWhole, .endWhole, .allDay, .appointmentRecur, .stateFlags,
      .responseStatus, .exceptionReplaceTime, .timeZoneStruct, .timeZoneDescription, .startZone, .endZone, .seriesZone,
      .reminderDelta, .reminderSet, .isPrivate, .ownerCriticalChange, .attendeeCriticalChange, .globalObjectID,
      .cleanGlobalObjectID, .keywords, .counterProposal, .proposedStart, .proposedEnd, .intendedBusyStatus,
      .notAllowPropose, .appointmentDuration,
    ]
    return Dictionary(uniqueKeysWithValues: all.enumerated().map { (0x8000 + UInt16($0.offset), $0.element) })
  }()
  let message = StoredMessage(names: StoredAppointment.names)

  init(_ messageClass: String = "IPM.Appointment") {
    set(PropertyID.messageClass, messageClass)
    set(PropertyID.subject, "Overleg")
    set(PropertyID.creationTime, utc: "20240101T080000")
    set(PropertyID.lastModificationTime, utc: "20240102T080000")
    set(.globalObjectID, binary: GlobalObjectIDTests.head + [UInt8](repeating: 0, count: 24))
  }

  func set(_ id: UInt16, _ value: PropertyValue, _ type: PropertyType) { message.set(PropertyTag(id, type), value) }
  func set(_ id: UInt16, _ text: String) { set(id, .string(UTF16Text.bytes(text)), .string) }
  func set(_ id: UInt16, _ number: Int) { set(id, .integer32(Int32(number)), .integer32) }
  func set(_ id: UInt16, utc: String) { set(id, .time(Self.time(utc)), .time) }

  private func id(_ name: PropertyName) -> UInt16 { message.id(of: name) ?? 0 }
  func set(_ name: PropertyName, _ text: String) { set(id(name), text) }
  func set(_ name: PropertyName, _ number: Int) { set(id(name), number) }
  func set(_ name: PropertyName, _ isSo: Bool) { set(id(name), .boolean(isSo), .boolean) }
  func set(_ name: PropertyName, utc: String) { set(id(name), utc: utc) }
  func set(_ name: PropertyName, binary: [UInt8]) { set(id(name), .binary(binary), .binary) }

  static func time(_ utc: String) -> FileTime { FileTime(seconds: S.time(utc).secondsSince1970) }

  func add(_ name: String, _ address: String, type: Int = 1, flags: Int = 1, status: Int = 0, kind: String = "SMTP") {
    let row = StoredProperties()
    row.set(PropertyTag(PropertyID.displayName, .string), .string(UTF16Text.bytes(name)))
    row.set(PropertyTag(PropertyID.addressType, .string), .string(UTF16Text.bytes(kind)))
    row.set(PropertyTag(PropertyID.emailAddress, .string), .string(UTF16Text.bytes(address)))
    for (id, number) in [
      (PropertyID.recipientType, type), (CalendarPropertyID.recipientFlags, flags),
      (CalendarPropertyID.recipientTrackStatus, status),
    ] { row.set(PropertyTag(id, .integer32), .integer32(Int32(number))) }
    message.storedRecipients.append(row)
  }

  func from(_ name: String, _ address: String, kind: String = "SMTP") {
    set(PropertyID.sentRepresentingName, name)
    set(PropertyID.sentRepresentingAddressType, kind)
    set(PropertyID.sentRepresentingEmailAddress, address)
  }

  /// The exception whose occurrence would have been at `replacing`, as an attachment.
  func add(exception: StoredAppointment, replacing: String) {
    exception.set(PropertyID.messageClass, "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}")
    exception.set(.exceptionReplaceTime, utc: replacing)
    let attachment = StoredAttachment(names: Self.names)
    attachment.set(PropertyTag(PropertyID.attachMethod, .integer32), .integer32(5))
    attachment.enclosed = exception.message
    message.storedAttachments.append(attachment)
  }

  struct Made {
    var calendar: CalendarComponent
    var faults: [Fault]
    var events: [CalendarComponent] { calendar.components("VEVENT") }
    /// `NAME;PARAMETERS:VALUE` of the lines of an event with these names.
    func lines(_ names: String..., event: Int = 0) -> [String] {
      guard events.indices.contains(event) else { return [] }
      return events[event].lines.filter { names.contains($0.name) }.map {
        let bytes = ContentLineWriter.bytes([$0], .iCalendar)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\r\n ").joined()
          .split(separator: "\r\n").joined()
      }
    }
  }

  func made(_ export: CalendarExport = CalendarExport()) throws -> Made {
    let (calendar, faults) = try export.event(message)
    let again = CalendarParser.read(calendar.bytes)
    guard again.components == [calendar], again.faults.isEmpty else {
      throw Fault("TEST-CALENDAR", "what was written reads otherwise: \(again.faults)", recovery: .stopRun)
    }
    return Made(calendar: calendar, faults: faults)
  }
}
