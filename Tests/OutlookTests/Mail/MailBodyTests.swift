import Core
import MAPI
import MIME
import Outlook
import Testing

@Suite struct MailBodyTests {
  /// A text as it is stored, and how it travels; read back it is the same with whole line ends.
  @Test(
    arguments: [
      ("Dag.\r\n", "us-ascii", BodyEncoding.sevenBit), ("Dag.\nDag.\r", "us-ascii", .sevenBit),
      ("", "us-ascii", .sevenBit),
      ("Viele Grüße aus der Mitte der Stadt\r\n", "utf-8", .quotedPrintable), ("日本語のテキスト\r\n", "utf-8", .base64),
      ("-- \r\nJan\r\n", "us-ascii", .quotedPrintable), ("From here\r\n", "us-ascii", .quotedPrintable),
      (".\r\n", "us-ascii", .quotedPrintable), ("--=_0000\r\n", "us-ascii", .quotedPrintable),
      (String(repeating: "x", count: 1_200), "us-ascii", .quotedPrintable),
      (String(repeating: "ü", count: 500) + String(repeating: "x", count: 5_000), "utf-8", .quotedPrintable),
      ("a\tb \t\r\nc", "us-ascii", .quotedPrintable), ("😀 \u{FFFD}\r\n", "utf-8", .base64),
      ("a=b\r\n", "us-ascii", .sevenBit),
      ("\u{1}\u{7F}\r\n", "us-ascii", .base64),
    ] as [(String, String, BodyEncoding)])
  func texts(_ stored: String, _ charset: String, _ encoding: BodyEncoding) throws {
    let mail = Exported(Made.message(stored))
    let whole = stored.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\n", with: "\r\n")
    #expect(try mail.body("text/plain") == Array(whole.utf8))
    #expect(mail.root.contentType?.charset == charset)
    #expect(mail.field("Content-Transfer-Encoding") ?? "7bit" == encoding.rawValue)
  }

  @Test func textOfACodePageAndBrokenUnicode() throws {
    let message = Made.message(nil) { message in
      message.set(PropertyID.messageCodepage, 1251)
      message.set(PropertyTag(PropertyID.body, .string8), .string8([0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2, 0]))
    }
    #expect(try Exported(message).body("text/plain") == Array("Привет".utf8))
    // Half of a pair, an odd byte, zeros at the end and in between.
    let units: [UInt8] = [0x41, 0, 0x00, 0xD8, 0x42, 0, 0, 0, 0x43, 0, 0, 0, 0x7A]
    let broken = Exported(Made.message(nil) { $0.set(PropertyTag(PropertyID.body, .string), .string(units)) })
    #expect(try broken.body("text/plain") == Array("A\u{FFFD}BC".utf8))
    #expect(broken.codes == ["MAIL-TEXT-NUL"])
  }

  /// HTML in bytes, its code page, the label it gets, and what is told.
  @Test(
    arguments: [
      (Array("<p>x</p>".utf8), 1252, "us-ascii", []), (Array("<p>ü</p>".utf8), 65_001, "utf-8", []),
      ([0x3C, 0x70, 0x3E, 0xFC], 1252, "windows-1252", []), ([0x3C, 0x70, 0x3E, 0xFC], 28_591, "iso-8859-1", []),
      ([0x3C, 0x70, 0x3E, 0xFC], 65_001, "windows-1252", ["MAIL-HTML-CHARSET"]),
      (Array("<meta charset=\"iso-8859-2\">".utf8) + [0xFC], 20_127, "iso-8859-2", ["MAIL-HTML-CHARSET"]),
      (Array("<meta content='text/html; charset = UTF-8'>ü".utf8), 1252, "utf-8", []),
      (Array("<p>ü</p>".utf8), 0, "utf-8", []), (Array("<p>x</p>\u{0}".utf8), 0, "us-ascii", []),
      (Array("\u{1B}$B$\"\u{1B}(B".utf8), 50_220, "iso-2022-jp", []), (Array("<p>ü\n\n</p>".utf8), 65_001, "utf-8", []),
    ] as [([UInt8], Int32, String, [String])])
  func html(_ stored: [UInt8], _ codePage: Int32, _ charset: String, _ codes: [String]) throws {
    let mail = Exported(
      Made.message { message in
        message.set(PropertyID.html, stored)
        message.set(PropertyID.internetCodepage, codePage)
      })
    #expect(mail.tree == "alternative(text/plain text/html)")
    #expect(try mail.body("text/html") == (stored.last == 0 ? stored.dropLast() : stored))
    #expect(mail.part("text/html")?.contentType?.charset == charset)
    #expect(mail.codes == codes)
  }

  @Test func htmlAloneGetsAText() throws {
    var options = MailOptions()
    options.textOfHTML = { html, _ in Array("made of \(html.count)".utf8) }
    let mail = Exported(Made.message(" \r\n") { $0.set(PropertyID.html, Array("<p>x</p>".utf8)) }, options)
    #expect(try mail.body("text/plain") == Array("made of 8".utf8))
    let text = Exported(Made.message(nil) { $0.set(PropertyID.html, "<p>ü</p>") }, options)
    #expect(try text.body("text/html") == Array("<p>ü</p>".utf8))
  }

  private static func rtf(_ change: @escaping @Sendable (inout RTFBody) -> Void) -> MailOptions {
    var options = MailOptions()
    options.rtf = { compressed, _, _ in
      var body = RTFBody()
      body.rtf = compressed
      change(&body)
      return body
    }
    return options
  }

  @Test func rtfAloneGetsTextAndHTML() throws {
    var options = Self.rtf {
      $0.html = Array("<b>x</b><img src=\"cid:1@rtf\">".utf8)
      $0.text = Array("x".utf8)
      $0.pictures = [RTFBody.Picture(bytes: [1, 2], type: "image/png", fileName: "1.png", contentID: "1@rtf")]
    }
    options.keepsRTF = true
    let mail = Exported(Made.message(nil) { $0.set(PropertyID.rtfCompressed, [1, 2, 3]) }, options)
    #expect(
      mail.tree == "mixed(alternative(text/plain related(text/html image/png)) application/rtf)")
    #expect(try mail.body("text/plain") == Array("x".utf8))
    #expect(try mail.body("application/rtf") == [1, 2, 3])
    let plain = Exported(
      Made.message(nil) { $0.set(PropertyID.rtfCompressed, [1, 2, 3]) },
      Self.rtf {
        $0.text = Array("y".utf8)
        $0.isText = true
        $0.damages = [Fault("RTF-CUT", "the text ends before its end", recovery: .skipItem)]
      })
    #expect(plain.tree == "text/plain")
    #expect(plain.result.damages.map(\.place) == ["test"])
  }

  @Test func aMeetingHasACalendarPart() throws {
    var options = MailOptions()
    options.calendar = { _ in CalendarBody(bytes: Array("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".utf8), method: "REQUEST")
    }
    let mail = Exported(Made.message { $0.set(PropertyID.messageClass, "IPM.Schedule.Meeting.Request") }, options)
    #expect(mail.tree == "alternative(text/plain text/calendar)")
    #expect(mail.part("text/calendar")?.contentType?.parameters["method"] == "REQUEST")
    #expect(Exported(Made.message(), options).tree == "text/plain")
  }

  @Test func propertiesOfOtherTypesCountAsAbsent() {
    let message = Made.message()
    for tag in message.tags where tag.id != PropertyID.messageClass {
      for value in [PropertyValue.integer32(7), .binary([1, 2, 3]), .several([.boolean(true)]), .other(.object, [])] {
        let odd = Made.message { $0.set(PropertyTag(tag.id, .unspecified), value) }
        _ = Exported(odd)
      }
    }
    _ = Exported(StoredMessage())
  }
}
