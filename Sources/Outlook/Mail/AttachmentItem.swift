import Core
import MAPI
import MIME

/// An attachment as it goes into a message. [MS-OXCMAIL] §2.1
final class AttachmentItem {
  let object: any AttachmentObject
  let reader: ObjectReader
  let number: Int
  private let notes: MailNotes

  /// `number` counts from 1.
  init(_ object: any AttachmentObject, number: Int, of item: MailItem) {
    (self.object, self.number, notes) = (object, number, item.reader.notes)
    reader = ObjectReader(object, notes: item.reader.notes, within: item.reader)
  }

  /// nil for one that is nothing: no data, no name.
  func part(_ options: MailOptions, _ depth: Int) -> MailPart? {
    defer { reader.passOnDamages() }
    let method = reader.integer(PropertyID.attachMethod) ?? AttachMethod.byValue
    switch method {
    case AttachMethod.embedded: return message(options, depth)
    case AttachMethod.byReference where !hasData: return reference()
    case AttachMethod.webReference where !hasData: return link()
    case AttachMethod.ole:
      if let message = try? object.message() { return enclosed(message, options, depth) }
      notes.add(
        .note, "MAIL-ATTACHMENT-OLE", "an object of another program was attached as the file that it is stored in")
      return .file(file(type: "application/x-ole-storage", ending: ".ole"))
    case AttachMethod.none where !hasData && name == nil: return nil
    default:
      if !hasData {
        notes.add(.problem, "MAIL-ATTACHMENT-MISSING", "the content of an attachment is not in the file")
      }
      return .file(file(type: nil, ending: ""))
    }
  }

  var hasData: Bool { reader.has(PropertyID.attachDataBinary) }

  /// Its data; nil where it cannot be opened, which is told.
  lazy var source: (any MailboxSource)? = notes.within(number) {
    do throws(Fault) {
      if let source = try object.open(PropertyID.attachDataBinary) { return source }
    } catch { notes.add(CollectionOfOne(error)) }
    notes.add(.problem, "MAIL-ATTACHMENT-MISSING", "the content of an attachment cannot be read")
    return nil
  }

  // MARK: Names and types

  /// What it is called, in UTF-8: the long name, else the short one, else what is shown.
  lazy var name: [UInt8]? =
    reader.words(PropertyID.attachLongFilename) ?? reader.words(PropertyID.attachFilename)
    ?? reader.words(PropertyID.displayName).map(withExtension)

  private func withExtension(_ shown: [UInt8]) -> [UInt8] {
    guard let ending = reader.words(PropertyID.attachExtension), ending.count < 20, !shown.suffix(6).contains(0x2E)
    else {
      return shown
    }
    return shown + (ending.first == 0x2E ? [] : [0x2E]) + ending
  }

  private func fileName(_ ending: String) -> String {
    let plain = name.map { String(decoding: $0.prefix(2_000), as: UTF8.self) } ?? "attachment \(number)"
    return plain.lowercased().hasSuffix(ending) ? plain : plain + ending
  }

  /// `type` where the kind of attachment decides it.
  private func file(type: String?, ending: String) -> FilePart {
    let named = fileName(ending)
    var part = FilePart(.attachment(self), type: "application/octet-stream", fileName: named)
    if let type {
      part.type = type
    } else if let tag = reader.words(PropertyID.attachMimeTag), let (type, parameters) = MediaTypes.parsed(tag) {
      (part.type, part.parameters) = (type, parameters)
    } else {
      part.type = MediaTypes.type(ofFile: named)
    }
    if part.type.hasPrefix("text/"), part.parameters["charset"] == nil,
      let charset = reader.words(MailProperty.textAttachmentCharset)
    {
      part.parameters.all.append(.init("charset", String(decoding: charset.prefix(40), as: UTF8.self)))
    }
    part.contentID = reader.words(PropertyID.attachContentID).flatMap(Self.identifier)
    part.location = reader.words(PropertyID.attachContentLocation).flatMap {
      PlainText.isPlain($0) && !$0.contains(0x20) && $0.count < 900 ? String(decoding: $0, as: UTF8.self) : nil
    }
    return part
  }

  private static func identifier(_ text: [UInt8]) -> String? {
    let plain = text.filter { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    return plain.isEmpty || plain.count > 900 ? nil : String(decoding: plain, as: UTF8.self)
  }

  // MARK: Messages

  private func message(_ options: MailOptions, _ depth: Int) -> MailPart? {
    do throws(Fault) {
      if let message = try object.message() { return enclosed(message, options, depth) }
    } catch { notes.add(CollectionOfOne(error)) }
    notes.add(.problem, "MAIL-ATTACHMENT-MISSING", "a message that was attached is not in the file")
    return .text(explanation("A message was attached here. It is not in the mailbox file any more.", fileName(".txt")))
  }

  private func enclosed(_ message: any MessageObject, _ options: MailOptions, _ depth: Int) -> MailPart {
    guard depth < options.depth else {
      notes.add(
        .problem, "MAIL-DEPTH", "messages within each other were left out below the level of \(options.depth)")
      return .text(explanation("A message lay here, too deep within others to be carried over.", fileName(".txt")))
    }
    if let file = options.enclosed?(message) {
      return .file(FilePart(bytes: file.bytes, type: file.type, fileName: file.fileName))
    }
    let item = MailItem(message, notes: notes)
    let shown = item.subject.isEmpty ? name ?? Array("message".utf8) : item.subject
    let title = String(decoding: shown.prefix(200), as: UTF8.self).filter { $0 != "\u{FFFD}" }
    return .message(EnclosedMessage(item: item, number: number, fileName: title + ".eml"))
  }

  // MARK: What lies elsewhere

  private func reference() -> MailPart {
    notes.add(.warning, "MAIL-ATTACHMENT-REFERENCE", "an attachment is a reference to a file outside of the mailbox")
    return .text(explanation("The attachment is a reference to a file: \(path)", fileName(".txt")))
  }

  private func link() -> MailPart {
    notes.add(.note, "MAIL-ATTACHMENT-LINK", "an attachment is a link to a file in the cloud")
    let path = path
    guard path.hasPrefix("https://") || path.hasPrefix("http://") else {
      return .text(explanation("The attachment is a link to a file: \(path)", fileName(".txt")))
    }
    let shown = Self.escaped(name.map { String(decoding: $0, as: UTF8.self) } ?? path)
    let page =
      "<!DOCTYPE html>\r\n<html><head><meta charset=\"utf-8\"><title>\(shown)</title></head>\r\n"
      + "<body><p><a href=\"\(Self.escaped(path))\">\(shown)</a></p></body></html>\r\n"
    var part = TextPart.html(Array(page.utf8), "utf-8")
    part.fileName = fileName(".html")
    return .text(part)
  }

  /// Where the file lies, as far as that is known.
  private var path: String {
    let bytes = reader.words(PropertyID.attachLongPathname) ?? reader.words(PropertyID.attachPathname) ?? name ?? []
    return FieldWriter.oneLine(String(decoding: bytes.prefix(4_000), as: UTF8.self))
  }

  private func explanation(_ sentence: String, _ fileName: String) -> TextPart {
    var part = TextPart.plain(Array("\(sentence)\r\n".utf8), notes)
    part.fileName = fileName
    return part
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}

extension MailItem {
  /// The messages within it.
  var enclosed: [MailItem] {
    attachments.compactMap { object in
      guard (try? object.value(PropertyID.attachMethod))?.integer == AttachMethod.embedded,
        let message = try? object.message()
      else { return nil }
      return MailItem(message, notes: reader.notes)
    }
  }
}
