import Core
import MAPI
import MIME

/// The body of a message in the forms it has, and in those that can be made of them. [MS-OXBBODY] §2.1.3
struct MailBody {
  /// In UTF-8; empty where there is nothing.
  private(set) var text: [UInt8] = []
  private(set) var html: [UInt8]?
  /// What ``html`` is written in.
  private(set) var charset = "utf-8"
  private(set) var rtf: [UInt8]?
  private(set) var pictures: [RTFBody.Picture] = []

  init(_ item: MailItem, _ options: MailOptions) {
    let reader = item.reader
    var plain = reader.text(PropertyID.body) ?? []
    if plain.isEmpty, item.kind == .report { plain = reader.text(PropertyID.reportText) ?? [] }
    readHTML(item)
    // [MS-OXBBODY] §2.1.3.1: RTF counts where no HTML is kept; HTML is often kept within it.
    if html == nil || options.keepsRTF, let compressed = reader.binary(PropertyID.rtfCompressed), !compressed.isEmpty {
      let body = options.rtf(compressed, reader.codePage, !Self.saysSomething(plain))
      rtf = body.rtf
      reader.notes.add(placing: body.damages)
      if html == nil, !body.isText, let made = body.html, Self.saysSomething(made) {
        (html, charset, pictures) = (made, body.charset, body.pictures)
      }
      if !Self.saysSomething(plain), let made = body.text { plain = made }
    }
    if !Self.saysSomething(plain), let html { plain = options.textOfHTML(html, Charset(label: charset) ?? .unnamed) }
    text = plain
    let isUnreadable =
      text.isEmpty && html == nil
      && [PropertyID.body, PropertyID.html, PropertyID.rtfCompressed].contains {
        reader.has($0) && reader.value($0) == nil
      }
    if isUnreadable { reader.notes.add(.problem, "MAIL-BODY", "the text of the message cannot be read") }
  }

  private static func saysSomething(_ text: [UInt8]) -> Bool { text.contains { $0 > 0x20 } }

  private mutating func readHTML(_ item: MailItem) {
    switch item.reader.value(PropertyID.html) {
    case .binary(var bytes)?:
      // A closing zero is no part of it; of UTF-16 the last byte is one anyway.
      if !Self.isWide(bytes) { while bytes.last == 0 { bytes.removeLast() } }
      guard Self.saysSomething(bytes) else { return }
      charset = BodyCharset.label(bytes, codePage: item.reader.integer(PropertyID.internetCodepage), item.reader.notes)
      html = bytes
    case .string(let units)?:
      let bytes = UTF8Text.bytes(utf16: units)
      if Self.saysSomething(bytes) { (html, charset) = (bytes, "utf-8") }
    case .string8(let bytes)?:
      guard Self.saysSomething(bytes) else { return }
      charset = BodyCharset.label(bytes, codePage: item.reader.codePage.number, item.reader.notes)
      html = bytes
    default: break
    }
  }

  /// UTF-16, by its mark or its first character.
  private static func isWide(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0x3C, 0x00])
  }
}
