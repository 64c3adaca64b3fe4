import Core
import MAPI

/// Named properties of appointments and meetings. [MS-OXPROPS] §2
extension PropertyName {
  static let appointmentSequence = PropertyName(.appointment, 0x8201)
  static let busyStatus = PropertyName(.appointment, 0x8205)
  static let location = PropertyName(.appointment, 0x8208)
  static let startWhole = PropertyName(.appointment, 0x820D)
  static let endWhole = PropertyName(.appointment, 0x820E)
  static let appointmentDuration = PropertyName(.appointment, 0x8213)
  static let allDay = PropertyName(.appointment, 0x8215)
  static let appointmentRecur = PropertyName(.appointment, 0x8216)
  static let stateFlags = PropertyName(.appointment, 0x8217)
  static let responseStatus = PropertyName(.appointment, 0x8218)
  static let intendedBusyStatus = PropertyName(.appointment, 0x8224)
  static let exceptionReplaceTime = PropertyName(.appointment, 0x8228)
  static let timeZoneStruct = PropertyName(.appointment, 0x8233)
  static let timeZoneDescription = PropertyName(.appointment, 0x8234)
  static let proposedStart = PropertyName(.appointment, 0x8250)
  static let proposedEnd = PropertyName(.appointment, 0x8251)
  static let counterProposal = PropertyName(.appointment, 0x8257)
  static let notAllowPropose = PropertyName(.appointment, 0x825A)
  static let startZone = PropertyName(.appointment, 0x825E)
  static let endZone = PropertyName(.appointment, 0x825F)
  static let seriesZone = PropertyName(.appointment, 0x8260)
  static let reminderDelta = PropertyName(.common, 0x8501)
  static let reminderSet = PropertyName(.common, 0x8503)
  static let isPrivate = PropertyName(.common, 0x8506)
  static let commonStart = PropertyName(.common, 0x8516)
  static let commonEnd = PropertyName(.common, 0x8517)
  static let attendeeCriticalChange = PropertyName(.meeting, 0x0001)
  static let globalObjectID = PropertyName(.meeting, 0x0003)
  static let ownerCriticalChange = PropertyName(.meeting, 0x001A)
  static let cleanGlobalObjectID = PropertyName(.meeting, 0x0023)
  static let keywords = PropertyName(.publicStrings, "Keywords")
}

/// Properties of appointments that ``PropertyID`` does not list.
enum CalendarPropertyID {
  static let ownerAppointmentID: UInt16 = 0x0062
  static let responseRequested: UInt16 = 0x0063
  static let recipientFlags: UInt16 = 0x5FFD
  static let recipientTrackStatus: UInt16 = 0x5FFF
  static let exceptionReplaceTime: UInt16 = 0x7FF9
  static let exceptionStartTime: UInt16 = 0x7FFB
}

/// An object and, for what it lacks, another one behind it: an exception and its series. What cannot be read is noted and
/// counts as absent: an appointment without its category is better than none.
final class LayeredProperties {
  let layers: [any MessageObject]
  let codePage: CodePage
  private(set) var faults: [Fault] = []

  init(_ layers: [any MessageObject], _ codePage: CodePage) { (self.layers, self.codePage) = (layers, codePage) }

  func value(_ name: PropertyName) -> PropertyValue? { first { (layer) throws(Fault) in try layer.value(name) } }
  func value(_ id: UInt16) -> PropertyValue? { first { (layer) throws(Fault) in try layer.value(id) } }

  private func first(_ read: (any MessageObject) throws(Fault) -> PropertyValue?) -> PropertyValue? {
    for layer in layers { if let value = attempt({ () throws(Fault) in try read(layer) }) ?? nil { return value } }
    return nil
  }

  /// What `read` gives; nil where it fails, which is noted.
  func attempt<Value>(_ read: () throws(Fault) -> Value) -> Value? {
    do { return try read() } catch {
      faults.append(error)
      return nil
    }
  }

  func text(_ name: PropertyName) -> String? { value(name)?.text(codePage) }
  func text(_ id: UInt16) -> String? { value(id)?.text(codePage) }
  func integer(_ name: PropertyName) -> Int? { value(name)?.integer }
  func integer(_ id: UInt16) -> Int? { value(id)?.integer }
  func boolean(_ name: PropertyName) -> Bool? { value(name)?.boolean }
  func time(_ name: PropertyName) -> FileTime? { value(name)?.time }
  func time(_ id: UInt16) -> FileTime? { value(id)?.time }
  func binary(_ name: PropertyName) -> [UInt8]? { value(name)?.binary }

  /// A subject as the store keeps it may begin with a mark and the length of its prefix. [MS-PST] §2.5.3.1.1.1
  func subject(_ id: UInt16) -> String? {
    guard let text = text(id) else { return nil }
    return text.first == "\u{1}" ? String(text.dropFirst(2)) : text
  }
}
