public import Core
public import MAPI
public import MIME

/// How mail is exported, and who reads what is not mail in it.
public struct MailOptions: Sendable {
  /// An RTF body is also attached as it is.
  public var keepsRTF = false
  /// Messages within messages; what lies deeper is left out and told.
  public var depth = 30
  /// Attachments of a message and of those within it, all together; the rest is left out and told.
  public var attachments = 8_000
  /// Bytes from which on no further attachment is begun: a small file can name the same large block many times.
  public var size = 4 << 30
  /// Reads PidTagRtfCompressed; the code page is for text that names none.
  public var rtf: @Sendable (_ compressed: [UInt8], CodePage, _ needsText: Bool) -> RTFBody = {
    RTFBody(compressed: $0, page: $1, needsText: $2)
  }
  /// Text in UTF-8 for programs that show no HTML.
  public var textOfHTML: @Sendable (_ html: [UInt8], Charset) -> [UInt8] = { html, charset in
    // Almost all of it is UTF-8 or ASCII; the rest is converted.
    HTMLText(charset == .utf8 || PlainText.isASCII(html) ? html : Array(charset.text(of: html).text.utf8)).bytes
  }
  /// The `text/calendar` of an invitation and of answers to it; nil where none can be made.
  public var calendar: (@Sendable (any MessageObject) -> CalendarBody?)?
  /// A file for an enclosed object that is no mail, such as a contact; nil to enclose it as a message.
  public var enclosed: (@Sendable (any MessageObject) -> EnclosedFile?)?

  public init() {}
}

/// What an RTF body holds. [MS-OXRTFEX] §2.2
public struct RTFBody: Sendable {
  /// Decompressed; nil where that fails.
  public var rtf: [UInt8]?
  /// The HTML that was put into RTF, or one made of the RTF.
  public var html: [UInt8]?
  /// What `html` is written in.
  public var charset = "utf-8"
  /// In UTF-8: the text that was put into RTF, or one made of it.
  public var text: [UInt8]?
  /// Nothing but text was put into it: there is no formatting to show.
  public var isText = false
  /// What `html` shows from the RTF itself.
  public var pictures: [Picture] = []

  public struct Picture: Sendable {
    public var bytes: [UInt8]
    /// A media type, such as `image/png`.
    public var type: String
    public var fileName: String
    public var contentID: String
    public init(bytes: [UInt8], type: String, fileName: String, contentID: String) {
      (self.bytes, self.type, self.fileName, self.contentID) = (bytes, type, fileName, contentID)
    }
  }

  /// What was found broken. Places are added by who reads the message.
  public var damages: [Fault] = []

  public init() {}
}

public struct CalendarBody: Sendable {
  /// iCalendar in UTF-8.
  public var bytes: [UInt8]
  /// `REQUEST`, `REPLY`, `CANCEL` and so on. RFC 5546 §1.4
  public var method: String
  public init(bytes: [UInt8], method: String) { (self.bytes, self.method) = (bytes, method) }
}

public struct EnclosedFile: Sendable {
  public var bytes: [UInt8]
  /// A media type, such as `text/vcard`.
  public var type: String
  public var fileName: String
  public init(bytes: [UInt8], type: String, fileName: String) {
    (self.bytes, self.type, self.fileName) = (bytes, type, fileName)
  }
}
