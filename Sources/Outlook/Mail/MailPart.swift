import Core
import MAPI
import MIME

/// A part of the message that is to be written.
indirect enum MailPart {
  case text(TextPart)
  case file(FilePart)
  case message(EnclosedMessage)
  case multipart(String, [(String, String)], [MailPart])

  var file: FilePart? { if case .file(let file) = self { file } else { nil } }

  static func picture(_ picture: RTFBody.Picture) -> MailPart {
    var file = FilePart(bytes: picture.bytes, type: picture.type, fileName: picture.fileName)
    (file.contentID, file.isInline) = (picture.contentID, true)
    return .file(file)
  }

  /// RFC 6047 §2.4
  static func calendar(_ calendar: CalendarBody) -> MailPart {
    let method = String(calendar.method.unicodeScalars.filter { $0.isASCII && $0.properties.isAlphabetic })
    let survey = LineSurvey(calendar.bytes)
    return .text(
      TextPart(
        type: "text/calendar; charset=utf-8" + (method.isEmpty ? "" : "; method=\(method)"), bytes: calendar.bytes,
        encoding: BodyEncoding.choose(survey, size: calendar.bytes.count)))
  }
}

struct TextPart {
  /// With its parameters.
  var type: String
  var bytes: [UInt8]
  var encoding: BodyEncoding
  /// Of one that is to be kept as a file.
  var fileName: String?

  /// `text` is UTF-8 with line ends of any kind.
  static func plain(_ text: [UInt8], _ notes: MailNotes) -> TextPart {
    var text = text
    var survey = LineSurvey(text)
    if survey.hasNUL || survey.hasBareEnds {
      if survey.hasNUL { notes.add(.note, "MAIL-TEXT-NUL", "NUL characters were taken out of the text") }
      text = wholeLines(text)
      survey = LineSurvey(text)
    }
    let isASCII = survey.escaped == 0 || PlainText.isASCII(text)
    return TextPart(
      type: isASCII ? "text/plain; charset=us-ascii" : "text/plain; charset=utf-8", bytes: text,
      encoding: BodyEncoding.choose(survey, size: text.count))
  }

  /// Bytes that are not touched.
  static func html(_ html: [UInt8], _ charset: String) -> TextPart {
    TextPart(
      type: "text/html; charset=\(charset)", bytes: html,
      encoding: BodyEncoding.choose(LineSurvey(html), size: html.count))
  }

  /// Every line end becomes CR LF; NUL goes.
  private static func wholeLines(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count + text.count / 16)
    var previous: UInt8 = 0
    for byte in text where byte != 0 {
      if byte == 0x0A, previous != 0x0D { out.append(0x0D) }
      if previous == 0x0D, byte != 0x0A { out.append(0x0A) }
      out.append(byte)
      previous = byte
    }
    if previous == 0x0D { out.append(0x0A) }
    return out
  }
}

/// A file: the data of an attachment, or some bytes.
struct FilePart {
  enum Content {
    case bytes([UInt8])
    case attachment(AttachmentItem)
  }
  var content: Content
  var type: String
  var parameters = Parameters()
  var fileName: String?
  /// Without angle brackets.
  var contentID: String?
  var location: String?
  var description: String?
  var isInline = false

  init(_ content: Content, type: String, fileName: String?) {
    (self.content, self.type, self.fileName) = (content, type, fileName)
  }

  init(bytes: [UInt8], type: String, fileName: String?) { self.init(.bytes(bytes), type: type, fileName: fileName) }
}

struct EnclosedMessage {
  var item: MailItem
  /// Of the attachment that it lies in, counted from 1.
  var number: Int
  var fileName: String
}
