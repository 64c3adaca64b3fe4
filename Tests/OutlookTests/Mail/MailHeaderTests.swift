import Core
import MAPI
import MIME
import Outlook
import Testing

@Suite struct MailHeaderTests {
  @Test func aMessageWithoutAStoredHeader() {
    let mail = Exported(
      Made.message { message in
        message.storedRecipients += [
          Made.recipient("'cc@firma.example'", "cc@firma.example", kind: 2),
          Made.recipient("Geheim", "b@firma.example", kind: 3),
        ]
      })
    #expect(
      mail.text == """
        From: Jan Jansen <jan@voorbeeld.example>\r
        To: Piet Peters <piet@firma.example>\r
        Cc: cc@firma.example\r
        Bcc: Geheim <b@firma.example>\r
        Date: Thu, 1 Jan 2015 00:00:00 +0000\r
        Subject: Overleg\r
        Message-ID: <1.2@voorbeeld.example>\r
        MIME-Version: 1.0\r
        Content-Type: text/plain; charset=us-ascii\r
        \r
        Dag allemaal,\r
        tot morgen.\r

        """)
    #expect(mail.codes.isEmpty)
  }

  static let stored = """
    Received: from a by b; Thu, 1 Jan 2015 00:00:00 +0000\r
    From: "Jansen, Jan" <jan@voorbeeld.example>\r
    To: piet@firma.example,\r
    \tklaas@firma.example\r
    Subject: Overleg\r
    Date: Thu, 1 Jan 2015 01:00:00 +0100\r
    Content-Type: multipart/mixed;\r
    \tboundary="alt"\r
    Content-Transfer-Encoding: base64\r
    MIME-Version: 1.0\r
    X-Mailer: Duif\r
    \r

    """

  @Test func aStoredHeaderIsKeptButForWhatDescribesTheBody() {
    let mail = Exported(
      Made.message { message in
        message.set(PropertyID.transportMessageHeaders, Self.stored)
        message.storedRecipients.append(Made.recipient("Geheim", "b@firma.example", kind: 3))
      })
    #expect(
      mail.text.hasPrefix(
        """
        Received: from a by b; Thu, 1 Jan 2015 00:00:00 +0000\r
        From: "Jansen, Jan" <jan@voorbeeld.example>\r
        To: piet@firma.example,\r
        \tklaas@firma.example\r
        Subject: Overleg\r
        Date: Thu, 1 Jan 2015 01:00:00 +0100\r
        X-Mailer: Duif\r
        Bcc: Geheim <b@firma.example>\r
        Message-ID: <1.2@voorbeeld.example>\r
        MIME-Version: 1.0\r
        Content-Type: text/plain; charset=us-ascii\r

        """))
  }

  /// A stored header as some program left it, what stands in the result, and what is told.
  @Test(
    arguments: [
      ("Microsoft Mail Internet Headers Version 2.0\r\nX-A: 1\r\nFrom: a@b.example\r\n\r\n", "X-A", "1", []),
      ("X-A: 1\nFrom: a@b.example\n\n", "X-A", "1", []),
      ("X-A: 1\rFrom: a@b.example\r\r", "From", "a@b.example", []),
      ("From: a@b.example\r\nX-A: one\r\ntwo without a blank\r\nX-B: 2\r\n\r\n", "X-A", "one two without a blank", []),
      ("From: a@b.example\r\nX-A: 1\r\n\r\n--alt\r\nContent-Type: text/html\r\nX-C: 3\r\n", "X-C", nil, []),
      ("\r\n\r\nX-A: 1\r\n\r\nFrom: a@b.example\r\n\r\n", "From", "a@b.example", []),
      ("From: a@b.example\r\nX-A: Grüße\r\n\r\n", "X-A", "=?utf-8?B?R3LDvMOfZQ==?=", ["MAIL-HEADER-REPAIRED"]),
      (
        "From: Jörg <a@b.example>\r\n\r\n", "From", "=?utf-8?B?SsO2cmc=?= <a@b.example>", ["MAIL-HEADER-REPAIRED"]
      ),
      ("From: a@b.example\r\nMessage-I", "From", "a@b.example", ["MAIL-HEADER-CUT"]),
      ("From: a@b.example\r\nX-A: 1", "X-A", "1", []),
      ("nothing at all", "From", "Jan Jansen <jan@voorbeeld.example>", ["MAIL-HEADER-UNUSABLE"]),
      ("\u{0}\u{0}: x\r\n: y\r\n", "From", "Jan Jansen <jan@voorbeeld.example>", ["MAIL-HEADER-UNUSABLE"]),
      ("From : a@b.example\r\n", "From", "a@b.example", []),
      ("From: a@b.example\r\nX-A: a\u{0}b\u{1}c\r\n", "X-A", "ab c", []),
      ("From: a@b.example\r\nSubject: Ander onderwerp\r\n", "Subject", "Overleg", ["MAIL-SUBJECT-CHANGED"]),
      (
        "From: a@b.example\r\nSubject: =?utf-8?Q?Over?=\r\n =?utf-8?Q?leg?=\r\n", "Subject",
        "=?utf-8?Q?Over?= =?utf-8?Q?leg?=", []
      ),
      ("From: \r\nX-A: 1\r\n", "From", "Jan Jansen <jan@voorbeeld.example>", []),
    ] as [(String, String, String?, [String])])
  func storedHeaders(_ header: String, _ name: String, _ value: String?, _ codes: [String]) {
    let mail = Exported(Made.message { $0.set(PropertyID.transportMessageHeaders, header) })
    #expect(mail.field(name) == value)
    #expect(mail.codes == codes)
    #expect(mail.root.fields.all("From").count == 1)
    #expect(mail.root.fields.all("Subject").count == 1)
  }

  @Test func aLongLineOfAStoredHeaderIsFolded() {
    let words = Array(repeating: "woord", count: 400).joined(separator: " ")
    let one = String(repeating: "x", count: 3_000)
    let mail = Exported(
      Made.message {
        $0.set(PropertyID.transportMessageHeaders, "X-A: \(words)\r\nX-B: \(one)\r\nFrom: a@b.example\r\n\r\n")
      })
    #expect(mail.field("X-A") == words)
    #expect(mail.field("X-B")?.filter { $0 == "x" }.count == 3_000)
  }

  @Test func cutAtEveryPlaceTheHeaderStaysOne() {
    let bytes = Array(Self.stored.utf8)
    for end in 0...bytes.count {
      let message = Made.message {
        $0.set(PropertyTag(PropertyID.transportMessageHeaders, .string8), .string8(Array(bytes[..<end])))
      }
      let mail = Exported(message)
      #expect(mail.root.subject?.text == "Overleg")
      #expect(mail.root.fields.all("From").count == 1)
    }
  }

  // MARK: Senders

  private static let oneOff: [UInt8] =
    [0, 0, 0, 0, 0x81, 0x2B, 0x1F, 0xA4, 0xBE, 0xA3, 0x10, 0x19, 0x9D, 0x6E, 0x00, 0xDD, 0x01, 0x0F, 0x54, 0x02, 0, 0]

  private static func entry(_ name: String, _ type: String, _ address: String, isUnicode: Bool = true) -> [UInt8] {
    let texts = [name, type, address]
    return oneOff + (isUnicode ? [0x01, 0x90] : [0x01, 0x10])
      + texts.flatMap { isUnicode ? UTF16Text.bytes($0) + [0, 0] : Array($0.utf8) + [0] }
  }

  /// What a message says of its sender, and what From and Sender become.
  @Test(
    arguments: [
      ("SMTP", "a@b.example", nil, "Anna", "Anna <a@b.example>", []),
      ("SMTP", "a@b.example", nil, "a@B.example", "a@b.example", []),
      ("SMTP", "a@b.example", nil, "'a@b.example'", "a@b.example", []),
      ("", "a@b.example", nil, "Anna, B.", "\"Anna, B.\" <a@b.example>", []),
      ("SMTP", "<a@b.example>", nil, "Ann \"x\"", "\"Ann \\\"x\\\"\" <a@b.example>", []),
      ("SMTP", "a@b.example", nil, "Änne", "=?utf-8?B?w4RubmU=?= <a@b.example>", []),
      ("EX", "/o=Firma/ou=X/cn=Recipients/cn=anna", "a@b.example", "Anna", "Anna <a@b.example>", []),
      (
        "EX", "/o=Firma/ou=X/cn=anna b", nil, "Anna",
        "Anna <IMCEAEX-_o=Firma_ou=X_cn=anna+20b@x500.invalid>", ["MAIL-X500-SENDER"]
      ),
      ("EX", "/o=Firma/ou=X/cn=piet", nil, "Piet", "Piet <piet@firma.example>", []),
      ("FAX", "+31 20 123", nil, "Fax", "Fax <IMCEAFAX-+2B31+2020+20123@x500.invalid>", ["MAIL-X500-SENDER"]),
      ("SMTP", "", nil, "Anna", "Anna:;", ["MAIL-NO-ADDRESS"]),
      ("SMTP", "", nil, "Änne", "=?utf-8?B?w4RubmU=?= :;", ["MAIL-NO-ADDRESS"]),
      ("SMTP", "", nil, "anna@b.example", "anna@b.example", []),
      ("SMTP", "no address", nil, "Anna", "Anna:;", ["MAIL-NO-ADDRESS"]),
    ] as [(String, String, String?, String, String, [String])])
  func senders(_ type: String, _ address: String, _ smtp: String?, _ name: String, _ from: String, _ codes: [String]) {
    let mail = Exported(
      Made.message { message in
        message.set(PropertyID.senderAddressType, type)
        message.set(PropertyID.senderEmailAddress, address)
        message.set(PropertyID.senderName, name)
        if let smtp { message.set(PropertyID.senderSMTPAddress, smtp) }
        let known = Made.recipient("Piet", "/O=FIRMA/OU=X/CN=PIET", type: "EX")
        known.set(PropertyID.smtpAddress, "piet@firma.example")
        message.storedRecipients = [known]
      })
    #expect(mail.field("From") == from)
    #expect(mail.codes == codes)
    #expect(mail.field("To") == "Piet <piet@firma.example>")
  }

  @Test func entryIDsHoldAddresses() {
    for isUnicode in [true, false] {
      let mail = Exported(
        Made.message { message in
          message.set(PropertyID.senderEmailAddress, "")
          message.set(PropertyID.senderName, "")
          message.set(PropertyID.senderEntryID, Self.entry("Anna", "SMTP", "a@b.example", isUnicode: isUnicode))
          let one = Self.entry("Klaas", "SMTP", "k@b.example", isUnicode: isUnicode)
          let size = UInt8(one.count)
          let padded = one + [UInt8](repeating: 0, count: (4 - one.count % 4) % 4)
          let all = [2, 0, 0, 0, UInt8(truncatingIfNeeded: padded.count * 2 + 8), 0, 0, 0, size, 0, 0, 0] + padded
          message.set(PropertyID.replyRecipientEntries, all + [size, 0, 0, 0] + padded)
        })
      #expect(mail.field("From") == "Anna <a@b.example>")
      #expect(mail.field("Reply-To") == "Klaas <k@b.example>, Klaas <k@b.example>")
    }
  }

  @Test func oneWhoSendsForAnother() {
    let mail = Exported(
      Made.message { message in
        message.set(PropertyID.sentRepresentingName, "Directie")
        message.set(PropertyID.sentRepresentingAddressType, "SMTP")
        message.set(PropertyID.sentRepresentingEmailAddress, "directie@voorbeeld.example")
      })
    #expect(mail.field("From") == "Directie <directie@voorbeeld.example>")
    #expect(mail.field("Sender") == "Jan Jansen <jan@voorbeeld.example>")
  }

  @Test func withoutARecipientTableTheNamesAreTaken() {
    let mail = Exported(
      Made.message { message in
        message.storedRecipients = []
        message.set(PropertyID.displayTo, "Piet Peters; a@b.example")
      })
    #expect(mail.field("To") == "Piet Peters:;, a@b.example")
    #expect(mail.codes == ["MAIL-NO-RECIPIENTS"])
  }

  @Test func manyRecipientsAndFieldsHaveAnEnd() {
    let one = Made.recipient(String(repeating: "ü", count: 500), "a@b.example")
    let many = Made.message { message in
      message.storedRecipients = [StoredProperties](repeating: one, count: 4_000)
      message.set(
        PropertyID.transportMessageHeaders, String(repeating: "X-A: 1\r\n", count: 20_000) + "From: a@b.example\r\n")
    }
    let mail = Exported(many)
    #expect(mail.codes == ["MAIL-HEADER-CUT", "MAIL-LIMIT"])
    #expect(mail.root.fields.all("X-A").count == 5_000)
  }

  // MARK: The rest

  @Test func wishesBecomeFields() {
    let names: [UInt16: PropertyName] = [
      0x8001: PropertyName(.internetHeaders, "x-eigen"), 0x8002: PropertyName(.publicStrings, "Keywords"),
      0x8003: PropertyName(.internetHeaders, "content-type"), 0x8004: PropertyName(.internetHeaders, "X:Y"),
    ]
    let mail = Exported(
      Made.message(names: names) { message in
        message.set(PropertyID.importance, 2)
        message.set(PropertyID.priority, 1)
        message.set(PropertyID.sensitivity, 3)
        message.set(PropertyID.conversationTopic, "Overleg")
        message.set(PropertyID.conversationIndex, [UInt8](repeating: 1, count: 22))
        message.set(PropertyID.inReplyToID, "<0@voorbeeld.example>")
        message.set(PropertyID.internetReferences, "<a@b> <c@d>")
        message.set(PropertyTag(PropertyID.readReceiptRequested, .boolean), .boolean(true))
        message.set(0x8001, "waarde")
        message.set(PropertyTag(0x8002, .string.multiple), .several([Made.text("Rood"), Made.text("Werk")]))
        message.set(0x8003, "text/evil")
        message.set(0x8004, "z")
      })
    let expected = [
      "Importance": "high", "X-Priority": "1", "Priority": "urgent", "Sensitivity": "Company-Confidential",
      "Thread-Topic": "Overleg", "Thread-Index": "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ==",
      "In-Reply-To": "<0@voorbeeld.example>", "References": "<a@b> <c@d>", "X-Eigen": "waarde",
      "Keywords": "Rood, Werk",
      "Disposition-Notification-To": "Jan Jansen <jan@voorbeeld.example>",
    ]
    for (name, value) in expected { #expect(mail.field(name) == value) }
    #expect(mail.root.fields.all("Content-Type").count == 1)
    #expect(mail.result.flags.categories == ["Rood", "Werk"])
  }

  @Test(
    arguments: [
      ("\u{1}\u{5}RE: Overleg", "RE: Overleg"), ("\u{1}\u{1}Overleg", "Overleg"), ("\u{1}\u{F0}RE: x", "RE: x"),
      ("\u{1}", nil),
      ("a\r\nBcc: evil@x.example", "a Bcc: evil@x.example"), ("  x ", "x"), ("Grüße aus Köln", "Grüße aus Köln"),
      ("=?utf-8?Q?x?=", "=?utf-8?Q?x?="),
      (String(repeating: "lang ", count: 60) + "!", String(repeating: "lang ", count: 60) + "!"),
      ("😀", "😀"),
    ] as [(String, String?)])
  func subjects(_ stored: String, _ shown: String?) {
    let mail = Exported(Made.message { $0.set(PropertyID.subject, stored) })
    #expect(mail.root.subject?.text.split(separator: " ") == shown?.split(separator: " "))
    #expect(mail.field("Bcc") == nil)
  }

  @Test func flags() {
    let flags = Exported(
      Made.message { message in
        message.set(PropertyID.messageFlags, 0x9)
        message.set(PropertyID.lastVerbExecuted, 104)
        message.set(PropertyID.flagStatus, 2)
      }
    ).result.flags
    #expect(flags.isRead && flags.isDraft && flags.isForwarded && flags.isFlagged && !flags.isAnswered)
    #expect(flags.arrival == FileTime(seconds: 1_420_070_400))
  }
}
