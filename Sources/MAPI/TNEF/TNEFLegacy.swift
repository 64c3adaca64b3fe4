/// Attributes of Microsoft Mail as the properties that they stand for. [MS-OXTNEF] §2.1.3
///
/// Text is in the OEM code page of the stream.
enum TNEFLegacy {
  typealias Pair = (tag: PropertyTag, value: PropertyValue)

  /// Empty for one that says nothing, or nothing that can be understood.
  ///
  /// - Parameter isResponse: the message answers an invitation.
  static func properties(_ id: TNEFAttributeID, _ bytes: [UInt8], isResponse: Bool) -> [Pair] {
    if let number = texts[id] { return [text(number, bytes)] }
    if let number = keys[id] { return key(bytes).map { [binary(number, $0)] } ?? [] }
    if let number = dates[id] { return TNEFDate.time(bytes).map { [(PropertyTag(number, .time), .time($0))] } ?? [] }
    if let number = blobs[id] { return [binary(number, bytes)] }
    var cursor = StreamCursor(bytes)
    switch id {
    case .messageClass, .originalMessageClass:
      let number = id == .messageClass ? PropertyID.messageClass : 0x004B
      return [text(number, TNEFMessageClass.modern(PropertyText.narrow(bytes)))]
    case .from: return sender(bytes)
    case .owner, .sentFor: return represented(bytes, isReceiver: id == .owner && isResponse)
    case .aidOwner: return cursor.u32().map { [integer(0x0062, Int32(bitPattern: $0))] } ?? []
    case .requestResponse: return cursor.u16().map { [(PropertyTag(0x0063, .boolean), .boolean($0 != 0))] } ?? []
    case .priority: return cursor.u16().flatMap(importance).map { [integer(PropertyID.importance, $0)] } ?? []
    case .messageStatus: return cursor.u8().map { [integer(PropertyID.messageFlags, flags($0))] } ?? []
    case .attachRenderData: return rendering(bytes)
    default: return []
    }
  }

  private static let texts: [TNEFAttributeID: UInt16] = [
    .subject: PropertyID.subject, .body: PropertyID.body, .attachTitle: PropertyID.attachFilename,
    .attachTransportFilename: 0x370C,
  ]
  /// Hexadecimal digits: PidTagSearchKey, PidTagParentKey, PidTagConversationKey.
  private static let keys: [TNEFAttributeID: UInt16] = [.messageID: 0x300B, .parentID: 0x0025, .conversationID: 0x000B]
  private static let dates: [TNEFAttributeID: UInt16] = [
    .dateSent: PropertyID.clientSubmitTime, .dateReceived: PropertyID.messageDeliveryTime,
    .dateModified: PropertyID.lastModificationTime, .dateStart: PropertyID.startDate, .dateEnd: PropertyID.endDate,
    .attachCreateDate: PropertyID.creationTime, .attachModifyDate: PropertyID.lastModificationTime,
  ]
  private static let blobs: [TNEFAttributeID: UInt16] = [
    .delegate: 0x007E, .attachData: PropertyID.attachDataBinary, .attachMetaFile: PropertyID.attachRendering,
  ]

  // MARK: Values

  private static func text(_ number: UInt16, _ bytes: [UInt8]) -> Pair {
    (PropertyTag(number, .string8), .string8(PropertyText.narrow(bytes)))
  }
  private static func binary(_ number: UInt16, _ bytes: [UInt8]) -> Pair {
    (PropertyTag(number, .binary), .binary(bytes))
  }
  private static func integer(_ number: UInt16, _ value: Int32) -> Pair {
    (PropertyTag(number, .integer32), .integer32(value))
  }

  private static func key(_ bytes: [UInt8]) -> [UInt8]? {
    let digits = PropertyText.narrow(bytes).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count >= 2, digits.count & 1 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  /// 1 is high, 3 is low. [MS-OXTNEF] §2.1.3
  private static func importance(_ priority: UInt16) -> Int32? {
    (1...3).contains(priority) ? 3 - Int32(priority) : nil
  }

  /// fmsRead, fmsModified, fmsSubmitted, fmsHasAttach and fmsLocal as flags of PidTagMessageFlags.
  private static func flags(_ status: UInt8) -> Int32 {
    var flags: Int32 = status & 0x01 == 0 ? 0x02 : 0
    for (from, to) in [(UInt8(0x20), Int32(0x01)), (0x04, 0x04), (0x80, 0x10), (0x02, 0x08)] where status & from != 0 {
      flags |= to
    }
    return flags
  }

  /// TRP: kind, size of all, sizes of name and address, and both, closed by zeros. [MS-OXTNEF] §2.1.3
  private static func sender(_ bytes: [UInt8]) -> [Pair] {
    var cursor = StreamCursor(bytes)
    guard cursor.u16() != nil, cursor.u16() != nil, let name = cursor.u16(), let address = cursor.u16(),
      let nameBytes = cursor.take(min(Int(name), cursor.left)),
      let addressBytes = cursor.take(min(Int(address), cursor.left))
    else { return [] }
    return [text(PropertyID.senderName, nameBytes)]
      + split(addressBytes, PropertyID.senderAddressType, PropertyID.senderEmailAddress)
  }

  /// A name and an address, each behind its size. [MS-OXTNEF] §2.1.3
  private static func represented(_ bytes: [UInt8], isReceiver: Bool) -> [Pair] {
    var cursor = StreamCursor(bytes)
    guard let nameSize = cursor.u16(), let name = cursor.take(Int(nameSize)), let size = cursor.u16(),
      let address = cursor.take(min(Int(size), cursor.left))
    else { return [] }
    let numbers: (name: UInt16, type: UInt16, address: UInt16) =
      isReceiver
      ? (0x0044, 0x0077, 0x0078)
      : (
        PropertyID.sentRepresentingName, PropertyID.sentRepresentingAddressType, PropertyID.sentRepresentingEmailAddress
      )
    return [text(numbers.name, name)] + split(address, numbers.type, numbers.address)
  }

  /// `SMTP:name@domain` as its two properties.
  private static func split(_ bytes: [UInt8], _ type: UInt16, _ address: UInt16) -> [Pair] {
    let whole = PropertyText.narrow(bytes)
    guard let colon = whole.firstIndex(of: UInt8(ascii: ":")) else {
      return whole.isEmpty ? [] : [text(address, whole)]
    }
    return [text(type, Array(whole[..<colon])), text(address, Array(whole[(colon + 1)...]))]
  }

  /// AttachRendData: kind, place in the text, width, height, flags. [MS-OXTNEF] §2.1.3
  private static func rendering(_ bytes: [UInt8]) -> [Pair] {
    var cursor = StreamCursor(bytes)
    guard let kind = cursor.u16(), let place = cursor.u32() else { return [] }
    cursor.skip(4)
    var out: [Pair] = []
    // 1 is a file, 2 an OLE object.
    if kind == 1 || kind == 2 { out.append(integer(PropertyID.attachMethod, kind == 1 ? 1 : 6)) }
    out.append(integer(PropertyID.renderingPosition, Int32(bitPattern: place)))
    // fdMacBinary: PidTagAttachEncoding says so by the OID 1.2.840.113556.3.11.1.
    if cursor.u32() == 1 {
      out.append(binary(PropertyID.attachEncoding, [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x14, 0x03, 0x0B, 0x01]))
    }
    return out
  }
}

/// Date and time in seven numbers, UTC: year, month, day, hour, minute, second, day of the week. [MS-OXTNEF] §2.1.3
enum TNEFDate {
  static func time(_ bytes: [UInt8]) -> FileTime? {
    var cursor = StreamCursor(bytes)
    guard let year = cursor.u16(), let month = cursor.u16(), let day = cursor.u16(), let hour = cursor.u16(),
      let minute = cursor.u16(), let second = cursor.u16(), (1601...4500).contains(year), (1...12).contains(month),
      (1...31).contains(day), hour < 24, minute < 60, second < 61
    else { return nil }
    let days = days(Int64(year), Int64(month), Int64(day))
    return FileTime(seconds: days * 86_400 + Int64(hour) * 3_600 + Int64(minute) * 60 + Int64(second))
  }

  /// Days since 1970-01-01 in the Gregorian calendar; years begin in March, so that leap days come last.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }
}

/// Classes of Microsoft Mail and Schedule+ as they are called since. [MS-OXTNEF] §2.1.3
enum TNEFMessageClass {
  private static let names: [String: String] = [
    "ipm.microsoft mail.note": "IPM.Note", "ipm.microsoft mail.read receipt": "Report.IPM.Note.IPNRN",
    "ipm.microsoft mail.non-delivery": "Report.IPM.Note.NDR",
    "ipm.microsoft schedule.mtgreq": "IPM.Schedule.Meeting.Request",
    "ipm.microsoft schedule.mtgrespp": "IPM.Schedule.Meeting.Resp.Pos",
    "ipm.microsoft schedule.mtgrespn": "IPM.Schedule.Meeting.Resp.Neg",
    "ipm.microsoft schedule.mtgrespa": "IPM.Schedule.Meeting.Resp.Tent",
    "ipm.microsoft schedule.mtgcncl": "IPM.Schedule.Meeting.Canceled",
  ]

  /// What is not one of them stays as it is.
  static func modern(_ name: [UInt8]) -> [UInt8] {
    names[String(decoding: name, as: UTF8.self).lowercased()].map { Array($0.utf8) } ?? name
  }
}
