public import Core

/// What is looked for in a message. One case is one code, with a text for `explain` in `Core/Findings`.
public enum Rule: String, Sendable, Hashable, CaseIterable {
  // The bytes.
  case nul = "MIME-NUL"
  case bareLF = "MIME-BARE-LF"
  case bareCR = "MIME-BARE-CR"
  case lineLong = "MIME-LINE-LONG"
  case headerEightBit = "MIME-HEADER-8BIT"
  case size = "MIME-SIZE"
  case empty = "MIME-EMPTY"
  // The header.
  case headerSize = "MIME-HEADER-SIZE"
  case fieldCount = "MIME-FIELD-COUNT"
  case fieldSize = "MIME-FIELD-SIZE"
  case subjectLong = "MIME-SUBJECT-LONG"
  case idLong = "MIME-ID-LONG"
  case recipients = "MIME-RECIPIENTS"
  case noHeader = "MIME-NO-HEADER"
  case headerEnd = "MIME-HEADER-END"
  case fieldBad = "MIME-FIELD-BAD"
  case fieldTwice = "MIME-FIELD-TWICE"
  case fromLine = "MIME-FROM-LINE"
  case noFrom = "MIME-NO-FROM"
  case date = "MIME-DATE"
  case noID = "MIME-NO-ID"
  case receipt = "MIME-RECEIPT"
  // The structure.
  case type = "MIME-TYPE"
  case encoding = "MIME-ENCODING"
  case boundary = "MIME-BOUNDARY"
  case boundaryEnd = "MIME-BOUNDARY-END"
  case encodedMessage = "MIME-ENCODED-MESSAGE"
  case limit = "MIME-LIMIT"
  case parts = "MIME-PARTS"
  case attachments = "MIME-ATTACHMENTS"
  case nesting = "MIME-NESTING"
  // The content of parts.
  case decoding = "MIME-DECODING"
  case eightBitLabel = "MIME-8BIT-LABEL"
  case charset = "MIME-CHARSET"
  case tnef = "MIME-TNEF"
  case uuencode = "MIME-UUENCODE"
  case blocked = "MIME-BLOCKED"
  case fileName = "MIME-FILE-NAME"
  case elsewhere = "MIME-ELSEWHERE"
  // The file.
  case junk = "MIME-MBOX-JUNK"

  public var code: Fault.Code { Fault.Code(rawValue: rawValue) }

  /// It concerns how the message is put together, not what some service thinks of it.
  public var isFlaw: Bool {
    switch self {
    case .nul, .bareLF, .bareCR, .empty, .noHeader, .headerEnd, .fieldBad, .fieldTwice, .fromLine, .date, .type,
      .encoding,
      .boundary, .boundaryEnd, .encodedMessage, .limit, .decoding, .eightBitLabel, .charset, .uuencode, .headerEightBit,
      .fileName:
      true
    default: false
    }
  }

  /// Who trips over it, where that does not depend on a limit of the service.
  var trips: [Trip] {
    switch self {
    case .nul: Self.all(.problem, "refuses it: no NUL may stand in what IMAP carries (RFC 9051 §4.3)")
    case .bareLF: Self.all(.warning, "may refuse it, or change the line ends")
    case .bareCR: Self.all(.note, "may take it for a line end, or leave it out")
    case .headerEightBit: Self.all(.warning, "may refuse it, or show the field wrong")
    case .empty: Self.all(.warning, "may refuse it; other copying programs leave it out without a word")
    case .noHeader: Self.all(.warning, "may refuse it; other copying programs leave it out without a word")
    case .headerEnd: Self.all(.note, "may take text for header fields, or the other way round")
    case .fieldBad:
      [Trip(.imap, .warning, "may take the header to end there"), Trip(.gmail, .warning, "may refuse it")]
    case .fromLine: Self.all(.warning, "may refuse it, or take the whole header for text")
    case .noFrom:
      [Trip(.gmail, .warning, "refuses such mail when it arrives"), Trip(.exchangeOnline, .note, Self.noSender)]
    case .date: Self.all(.note, "sorts it by the day it arrived, or by none")
    case .noID: Self.all(.note, "cannot tell replies to it, and a second copy is not recognised by it")
    case .receipt: Self.all(.note, "tells the sender when it is opened first, years later too")
    case .type: Self.all(.warning, "may show it as plain text, or as an attachment")
    case .encoding: Self.all(.warning, "may show it as it stands, unreadable")
    case .boundary: Self.all(.warning, "shows none of its parts, or shows it as plain text")
    case .boundaryEnd: Self.all(.warning, "may leave the last part out; the message may be cut short")
    case .encodedMessage: Self.all(.note, "shows the message inside as a file that does not open")
    case .limit: Self.all(.problem, "may refuse it, or stop reading there")
    case .decoding: Self.all(.warning, "may show the part damaged, or cut short")
    case .eightBitLabel: Self.all(.note, "may lose letters when it is sent on")
    case .charset: Self.all(.note, "may show wrong letters")
    case .tnef: [.gmail, .imap].map { Trip($0, .warning, "shows winmail.dat in place of the attachments") }
    case .uuencode: Self.all(.note, "shows the file as lines of letters")
    case .fileName: Self.all(.note, "may save it under another name")
    case .elsewhere: Self.all(.warning, "shows nothing: the content is not in this message")
    case .lineLong, .size, .headerSize, .fieldCount, .fieldSize, .subjectLong, .idLong, .recipients, .fieldTwice,
      .parts,
      .attachments, .nesting, .blocked, .junk:
      []
    }
  }

  private static let noSender = "shows it without a sender"

  private static func all(_ level: Finding.Level, _ how: String) -> [Trip] {
    MailService.allCases.map { Trip($0, level, how) }
  }
}
