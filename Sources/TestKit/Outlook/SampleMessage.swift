public import MAPI

/// A message with something of every kind, for tests of the forms it can stand in.
public enum SampleMessage {
  public static let names: [UInt16: PropertyName] = [
    0x8000: PropertyName(.common, 0x8503), 0x8001: PropertyName(.publicStrings, "Keywords"),
    0x8002: PropertyName(.appointment, 0x8205), 0x8003: PropertyName(.internetHeaders, "x-mailer"),
  ]

  /// - Parameter nested: messages within it.
  public static func make(nested: Int = 1, isUnicode: Bool = true) -> StoredMessage {
    let message = StoredMessage(names: names)
    fill(message, isUnicode)
    for (name, type) in [("Anna Bakker", 1), ("Čeněk Šťastný", 2)] {
      let recipient = StoredProperties(names: names)
      text(recipient, PropertyID.displayName, name, isUnicode)
      text(recipient, PropertyID.smtpAddress, "\(type)@shortstraw.example", isUnicode)
      recipient.set(PropertyTag(PropertyID.recipientType, .integer32), .integer32(Int32(type)))
      message.storedRecipients.append(recipient)
    }
    for size in [0, 100, 4095, 4096, 9000] {
      let attachment = StoredAttachment(names: names)
      text(attachment, PropertyID.attachLongFilename, "file \(size).bin", isUnicode)
      attachment.set(PropertyTag(PropertyID.attachMethod, .integer32), .integer32(1))
      attachment.set(PropertyTag(PropertyID.attachDataBinary, .binary), .binary(data(size)))
      message.storedAttachments.append(attachment)
    }
    if nested > 0 {
      let attachment = StoredAttachment(names: names)
      attachment.set(PropertyTag(PropertyID.attachMethod, .integer32), .integer32(5))
      attachment.enclosed = make(nested: nested - 1, isUnicode: isUnicode)
      message.storedAttachments.append(attachment)
    }
    return message
  }

  /// Bytes that tell their place.
  public static func data(_ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
  }

  public static func text(_ bag: StoredProperties, _ id: UInt16, _ text: String, _ isUnicode: Bool = true) {
    if isUnicode {
      bag.set(PropertyTag(id, .string), .string(UTF16Text.bytes(text)))
    } else {
      // Of Windows-1250, which the texts above need.
      let bytes = text.unicodeScalars.map { scalar in
        ["Č": 0xC8, "ě": 0xEC, "Š": 0x8A, "ť": 0x9D, "ý": 0xFD, "é": 0xE9, "ň": 0xF2]["\(scalar)"]
          ?? UInt8(truncatingIfNeeded: scalar.value)
      }
      bag.set(PropertyTag(id, .string8), .string8(bytes))
    }
  }

  private static func fill(_ message: StoredMessage, _ isUnicode: Bool) {
    text(message, PropertyID.messageClass, "IPM.Note", isUnicode)
    text(message, PropertyID.subject, "Šťastný Čeněk", isUnicode)
    text(message, PropertyID.body, String(repeating: "Čeněk Šťastný. ", count: 400), isUnicode)
    message.set(PropertyTag(PropertyID.importance, .integer32), .integer32(2))
    message.set(PropertyTag(PropertyID.hasAttachments, .boolean), .boolean(true))
    message.set(PropertyTag(PropertyID.clientSubmitTime, .time), .time(FileTime(seconds: 1_700_000_000)))
    message.set(PropertyTag(PropertyID.messageCodepage, .integer32), .integer32(isUnicode ? 1252 : 1250))
    message.set(PropertyTag(0x0E08, .integer64), .integer64(-5_000_000_000))
    message.set(PropertyTag(0x3A17, .floating64), .floating64(2.5))
    message.set(PropertyTag(0x3A18, .floating32), .floating32(-0.5))
    message.set(PropertyTag(0x3A19, .currency), .currency(123_456))
    message.set(PropertyTag(0x3A1A, .floatingTime), .floatingTime(45_000.25))
    message.set(PropertyTag(0x3A1B, .integer16), .integer16(-2))
    message.set(PropertyTag(0x3A1C, .errorCode), .errorCode(0x8004_010F))
    message.set(PropertyTag(0x3A1D, .guid), .guid(.meeting))
    message.set(PropertyTag(PropertyID.conversationIndex, .binary), .binary(data(22)))
    message.set(PropertyTag(0x6001, .integer32.multiple), .several([.integer32(1), .integer32(-1)]))
    message.set(PropertyTag(0x6002, .guid.multiple), .several([.guid(.task), .guid(.note)]))
    message.set(PropertyTag(0x6003, .binary.multiple), .several([.binary([]), .binary(data(5000)), .binary([1])]))
    message.set(
      PropertyTag(0x6004, .time.multiple), .several([.time(FileTime(seconds: 1)), .time(FileTime(seconds: 2))]))
    message.set(PropertyTag(0x8000, .boolean), .boolean(true))
    message.set(
      PropertyTag(0x8001, .string.multiple), .several(["Red", "Grün"].map { .string(UTF16Text.bytes($0)) }))
    message.set(PropertyTag(0x8002, .integer32), .integer32(2))
    text(message, 0x8003, "Pigeon", isUnicode)
  }
}
