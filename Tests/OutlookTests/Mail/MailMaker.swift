import Core
import MAPI
import MIME
import Outlook
import Testing

/// Messages as a store would hold them, in few words.
enum Made {
  static func text(_ text: String) -> PropertyValue { .string(UTF16Text.bytes(text)) }

  /// An ordinary message; `change` gives it what the test is about.
  static func message(
    _ body: String? = "Dag allemaal,\r\ntot morgen.\r\n", names: [UInt16: PropertyName] = [:],
    _ change: (StoredMessage) -> Void = { _ in }
  ) -> StoredMessage {
    let message = StoredMessage(names: names)
    message.set(PropertyID.messageClass, "IPM.Note")
    message.set(PropertyID.subject, "Overleg")
    message.set(PropertyID.senderName, "Jan Jansen")
    message.set(PropertyID.senderAddressType, "SMTP")
    message.set(PropertyID.senderEmailAddress, "jan@voorbeeld.example")
    message.set(PropertyTag(PropertyID.clientSubmitTime, .time), .time(FileTime(seconds: 1_420_070_400)))
    message.set(PropertyID.internetMessageID, "<1.2@voorbeeld.example>")
    if let body { message.set(PropertyID.body, body) }
    message.storedRecipients = [recipient("Piet Peters", "piet@firma.example")]
    change(message)
    return message
  }

  static func recipient(_ name: String, _ address: String, kind: Int32 = 1, type: String = "SMTP") -> StoredProperties {
    let recipient = StoredProperties()
    recipient.set(PropertyTag(PropertyID.recipientType, .integer32), .integer32(kind))
    recipient.set(PropertyID.displayName, name)
    recipient.set(PropertyID.addressType, type)
    recipient.set(PropertyID.emailAddress, address)
    return recipient
  }

  static func attachment(
    _ name: String, _ data: [UInt8]?, method: Int32 = 1, _ change: (StoredAttachment) -> Void = { _ in }
  ) -> StoredAttachment {
    let attachment = StoredAttachment()
    attachment.set(PropertyTag(PropertyID.attachMethod, .integer32), .integer32(method))
    attachment.set(PropertyID.attachLongFilename, name)
    if let data { attachment.set(PropertyTag(PropertyID.attachDataBinary, .binary), .binary(data)) }
    change(attachment)
    return attachment
  }

  static func enclosing(_ message: StoredMessage, _ name: String = "Bericht") -> StoredAttachment {
    let attachment = attachment(name, nil, method: 5)
    attachment.enclosed = message
    return attachment
  }
}

extension StoredProperties {
  func set(_ id: UInt16, _ text: String) { set(PropertyTag(id, .string), Made.text(text)) }
  func set(_ id: UInt16, _ number: Int32) { set(PropertyTag(id, .integer32), .integer32(number)) }
  func set(_ id: UInt16, _ bytes: [UInt8]) { set(PropertyTag(id, .binary), .binary(bytes)) }
}

/// An exported message, read back.
struct Exported {
  let bytes: [UInt8]
  let result: MailResult
  let message: Message
  var text: String { String(decoding: bytes, as: UTF8.self) }
  var root: Part { message.root }
  var codes: [String] { result.findings.map(\.code.rawValue) }

  /// Whatever the object was: a message without damage, in lines that mail allows.
  init(
    _ object: any MessageObject, _ options: MailOptions = MailOptions(), isASCII: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let export = MailExport(options: options)
    (bytes, result) = export.bytes(object, place: "test")
    message = Message(bytes)
    #expect(message.damage.isEmpty, "\(message.damage)", sourceLocation: sourceLocation)
    #expect(Self.flaw(bytes, isASCII: isASCII) == nil, sourceLocation: sourceLocation)
    #expect(result.size == bytes.count, sourceLocation: sourceLocation)
    // The same again, in pieces.
    #expect(export.bytes(object, place: "test").bytes == bytes, sourceLocation: sourceLocation)
  }

  static func flaw(_ bytes: [UInt8], isASCII: Bool) -> String? {
    var start = 0
    for (index, byte) in bytes.enumerated() {
      if byte == 0 { return "NUL at \(index)" }
      if isASCII, byte >= 0x80 { return "8 bits at \(index)" }
      if byte == 0x0A, index == 0 || bytes[index - 1] != 0x0D { return "bare LF at \(index)" }
      if byte == 0x0D, index + 1 == bytes.count || bytes[index + 1] != 0x0A { return "bare CR at \(index)" }
      if byte == 0x0A {
        if index - start > 1_000 { return "long line at \(start)" }
        start = index + 1
      }
    }
    return bytes.count - start > 998 ? "long line at \(start)" : nil
  }

  func field(_ name: String) -> String? {
    root.fields[name].map { String(decoding: $0.unfolded, as: UTF8.self) }
  }

  /// The tree in a line: `mixed(alternative(text/plain text/html) image/png)`.
  var tree: String { Self.tree(root) }

  private static func tree(_ part: Part) -> String {
    let type = part.mediaType
    if part.content.form == .leaf { return type.description }
    let name = type.type == "multipart" ? type.subtype : type.description
    return "\(name)(\(part.children.map(tree).joined(separator: " ")))"
  }

  /// The first part of that type.
  func part(_ type: String) -> Part? {
    message.parts.first { $0.mediaType.description == type && $0.content.form == .leaf }
  }
  func body(_ type: String) throws -> [UInt8] { try #require(part(type)).decodedBody().bytes }
}
