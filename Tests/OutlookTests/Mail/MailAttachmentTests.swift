import Core
import MAPI
import MIME
import Outlook
import Testing

@Suite struct MailAttachmentTests {
  private func exported(_ attachments: [StoredAttachment], _ options: MailOptions = MailOptions(), html: String? = nil)
    -> Exported
  {
    Exported(
      Made.message { message in
        message.storedAttachments = attachments
        if let html { message.set(PropertyID.html, html) }
      }, options)
  }

  /// A name as stored, the type it leads to, and a name read back that is the same.
  @Test(arguments: [
    ("rapport.pdf", "application/pdf"),
    ("Überblick 2015.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("zonder", "application/octet-stream"), ("a \"b\" [c].txt", "text/plain"),
    (String(repeating: "långt ", count: 30) + ".PNG", "image/png"),
    ("日本語.xls", "application/vnd.ms-excel"), ("../../etc/passwd", "application/octet-stream"),
    ("=?utf-8?Q?x?=.gif", "image/gif"),
  ])
  func names(_ name: String, _ type: String) throws {
    let data: [UInt8] = (0..<200).map { UInt8($0) }
    let mail = exported([Made.attachment(name, data)])
    #expect(mail.tree == "mixed(text/plain \(type))")
    let part = try #require(mail.root.children.last)
    #expect(part.fileName == name)
    #expect(part.disposition?.isAttachment == true)
    #expect(try part.decodedBody().bytes == data)
  }

  @Test(arguments: [0, 1, 2, 3, 56, 57, 58, 114, 58_367, 58_368, 58_369, 200_000])
  func sizes(_ size: Int) throws {
    let data = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    let mail = exported([Made.attachment("a.bin", data)])
    let part = try #require(mail.root.children.last)
    #expect(try part.decodedBody().bytes == data)
    #expect(mail.codes.isEmpty)
  }

  @Test func picturesThatTheHTMLShows() throws {
    let shown = Made.attachment("a.png", [1]) { $0.set(PropertyID.attachContentID, "Een@x.example") }
    let escaped = Made.attachment("b.png", [2]) { $0.set(PropertyID.attachContentID, "<b 2@x>") }
    let placed = Made.attachment("c.png", [3]) { $0.set(PropertyID.attachContentLocation, "c%20.png") }
    let other = Made.attachment("d.png", [4]) { $0.set(PropertyID.attachContentID, "d@x") }
    let mail = exported(
      [shown, other, escaped, placed],
      html: "<img src=\"cid:een@x.example\"><td background='CID:b2%40x'><img src=\"c%20.png\">")
    #expect(
      mail.tree == "mixed(alternative(text/plain related(text/html image/png image/png image/png)) image/png)")
    let related = try #require(mail.message.parts.first { $0.mediaType.subtype == "related" })
    #expect(related.children.dropFirst().allSatisfy { $0.disposition?.kind == "inline" })
    #expect(related.children[1].identifiers("Content-ID") == ["Een@x.example"])
    #expect(mail.root.children.last?.identifiers("Content-ID") == ["d@x"])
  }

  @Test func messagesWithinMessages() throws {
    let inner = Made.message("binnen\r\n") { message in
      message.set(PropertyID.subject, "Binnen: \"x\"")
      message.storedAttachments = [Made.attachment("a.bin", [1, 2, 3])]
    }
    let mail = exported([Made.enclosing(inner)])
    #expect(
      mail.tree
        == "mixed(text/plain message/rfc822(mixed(text/plain application/octet-stream)))")
    let part = try #require(mail.root.children.last?.inner)
    #expect(part.subject?.text == "Binnen: \"x\"")
    #expect(mail.root.children.last?.fileName == "Binnen: \"x\".eml")
    var options = MailOptions()
    options.enclosed = { _ in EnclosedFile(bytes: [1], type: "text/vcard", fileName: "x.vcf") }
    #expect(exported([Made.enclosing(inner)], options).tree == "mixed(text/plain text/vcard)")
  }

  @Test func theDepthHasAnEnd() {
    var message = Made.message("onder\r\n")
    for _ in 0..<60 {
      let inner = message
      message = Made.message { $0.storedAttachments = [Made.enclosing(inner)] }
    }
    let mail = Exported(message)
    #expect(mail.codes == ["MAIL-DEPTH"])
    #expect(mail.message.parts.count { $0.kind == .message } == 31)
  }

  /// One message, named by each of two attachments on every level: 2 to the 30th messages without a limit.
  @Test func theNumberOfAttachmentsHasAnEnd() {
    var message = Made.message("x\r\n")
    for _ in 0..<30 {
      let inner = message
      message = Made.message("x\r\n") { $0.storedAttachments = [Made.enclosing(inner), Made.enclosing(inner)] }
    }
    var options = MailOptions()
    options.attachments = 500
    let mail = Exported(message, options)
    #expect(mail.codes.contains("MAIL-LIMIT"))
    #expect(mail.message.parts.count { $0.kind == .message } == 501)
  }

  @Test func anObjectThatHoldsItself() {
    let message = Made.message()
    message.storedAttachments = [Made.enclosing(message)]
    #expect(Exported(message).codes == ["MAIL-DEPTH"])
    message.storedAttachments = []
  }

  /// How an attachment is kept, what is at hand of it, what it becomes, and what is told.
  @Test(
    arguments: [
      (1, nil, "application/octet-stream", ["MAIL-ATTACHMENT-MISSING"]), (1, [], "application/octet-stream", []),
      (2, nil, "text/plain", ["MAIL-ATTACHMENT-REFERENCE"]), (4, [1], "application/octet-stream", []),
      (5, nil, "text/plain", ["MAIL-ATTACHMENT-MISSING"]),
      (6, [0xD0, 0xCF], "application/x-ole-storage", ["MAIL-ATTACHMENT-OLE"]),
      (7, nil, "text/html", ["MAIL-ATTACHMENT-LINK"]),
      (0, nil, "application/octet-stream", ["MAIL-ATTACHMENT-MISSING"]),
      (99, [1], "application/octet-stream", []),
    ] as [(Int32, [UInt8]?, String, [String])])
  func methods(_ method: Int32, _ data: [UInt8]?, _ type: String, _ codes: [String]) throws {
    let attachment = Made.attachment("stuk", data, method: method) {
      $0.set(
        PropertyID.attachLongPathname, method == 7 ? "https://x.example/a?b=1&c=\"2\"" : "\\\\server\\map\\stuk.doc")
    }
    let mail = exported([attachment])
    #expect(mail.tree == "mixed(text/plain \(type))")
    #expect(mail.codes == codes)
    let body = String(decoding: try #require(mail.root.children.last).decodedBody().bytes, as: UTF8.self)
    if method == 7 { #expect(body.contains("href=\"https://x.example/a?b=1&amp;c=&quot;2&quot;\"")) }
    if method == 2 { #expect(body.contains("\\\\server\\map\\stuk.doc")) }
  }

  @Test(arguments: [
    ("text/calendar; method=REQUEST; charset=utf-8", "text/calendar"), ("IMAGE/PNG", "image/png"),
    ("nonsense", "application/octet-stream"),
    ("multipart/mixed; boundary=x", "application/octet-stream"), ("message/rfc822", "message/rfc822(text/plain)"),
    ("a b/c", "application/octet-stream"), ("", "application/octet-stream"),
  ])
  func types(_ tag: String, _ type: String) throws {
    let data = Array("Subject: x\r\n\r\ny\r\n".utf8)
    let mail = exported([Made.attachment("stuk", data) { $0.set(PropertyID.attachMimeTag, tag) }])
    #expect(mail.tree == "mixed(text/plain \(type))")
    let part = try #require(mail.root.children.last)
    if part.content.form == .leaf { #expect(try part.decodedBody().bytes == data) }
    // One that may not be encoded and cannot travel as it is.
    let eight = exported([Made.attachment("stuk", [0xFF]) { $0.set(PropertyID.attachMimeTag, "message/rfc822") }])
    #expect(eight.tree == "mixed(text/plain application/octet-stream)")
  }

  /// Reading breaks off: what was read is there, and the rest is told.
  @Test func anAttachmentThatBreaksOff() throws {
    let attachment = BrokenAttachment()
    let message = BrokenMessage(Made.message(), attachment)
    let mail = Exported(message)
    #expect(mail.codes == ["MAIL-ATTACHMENT-CUT"])
    #expect(mail.result.damages.map(\.code) == ["PST-BLOCK-CRC"])
    let part = try #require(mail.root.children.last)
    #expect(try part.decodedBody().bytes == [UInt8](repeating: 7, count: 58_368))
  }

  @Test func piecesAreHandedOutWhileReading() throws {
    let data = [UInt8](repeating: 9, count: 1 << 20)
    var largest = 0
    let message = Made.message { $0.storedAttachments = [Made.attachment("a.bin", data)] }
    let result = try MailExport().write(message) { largest = max(largest, $0.count) }
    #expect(result.size > 1_400_000)
    #expect(largest < 200_000)
  }

  struct Full: Error {}
  @Test func whatTheSinkThrowsComesOut() {
    #expect(throws: Full.self) { try MailExport().write(Made.message()) { _ in throw Full() } }
  }
}

/// An attachment of 100,000 bytes of which the first 58,368 can be read.
private final class BrokenAttachment: AttachmentObject {
  private let stored = Made.attachment("a.bin", [1])
  private(set) var damages: [Fault] = []
  var tags: [PropertyTag] { stored.tags }
  func value(_ id: UInt16) throws(Fault) -> PropertyValue? { try stored.value(id) }
  func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? { Source(owner: self) }
  func id(of name: PropertyName) -> UInt16? { nil }
  func name(of id: UInt16) -> PropertyName? { nil }
  func message() throws(Fault) -> (any MessageObject)? { nil }

  struct Source: MailboxSource {
    let owner: BrokenAttachment
    var count: Int { 100_000 }
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
      guard offset < 58_368 else {
        let fault = Fault("PST-BLOCK-CRC", "a block is damaged", recovery: .skipItem)
        if owner.damages.isEmpty { owner.damages.append(fault) }
        throw fault
      }
      for index in buffer.indices { buffer[index] = 7 }
      return buffer.count
    }
  }
}

private final class BrokenMessage: MessageObject {
  private let stored: StoredMessage
  private let attachment: BrokenAttachment
  init(_ stored: StoredMessage, _ attachment: BrokenAttachment) {
    (self.stored, self.attachment) = (stored, attachment)
  }
  var tags: [PropertyTag] { stored.tags }
  var damages: [Fault] { [] }
  func value(_ id: UInt16) throws(Fault) -> PropertyValue? { try stored.value(id) }
  func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? { try stored.open(id) }
  func id(of name: PropertyName) -> UInt16? { nil }
  func name(of id: UInt16) -> PropertyName? { nil }
  func recipients() throws(Fault) -> [any PropertyBag] { [] }
  func attachments() throws(Fault) -> [any AttachmentObject] { [attachment] }
}
