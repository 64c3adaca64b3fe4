import Core

/// A message with something awkward about it: each is a thing real mailboxes hold and some tool loses, doubles or
/// changes.
struct OddMessage: Sendable {
  /// What is odd, as `kind: detail`.
  var what: String
  var user: String
  var folder: [String]
  /// Refused or rewritten on arrival by many servers.
  var isRaw = false
  var flags: [String]
  var date: ZonedTime
  var bytes: @Sendable () -> [UInt8]

  func make() -> LabMessage { LabMessage(flags: flags, date: date, bytes: bytes()) }

  static let all: [OddMessage] =
    identities + bodies + headers + raw + flagMixes + times

  private static func odd(
    _ what: String, _ user: String, _ folder: String, raw: Bool = false, flags: [String] = ["\\Seen"],
    date: ZonedTime = .ghent(2_024, 5, 13, 9, 30), _ bytes: @escaping @Sendable () -> [UInt8]
  ) -> OddMessage {
    OddMessage(
      what: what, user: user, folder: folder.split(separator: "/").map(String.init), isRaw: raw, flags: flags,
      date: date, bytes: bytes)
  }

  /// A short message with the header fields given; a nil `id` leaves Message-ID out.
  private static func plain(_ subject: String, id: String?, _ fields: [String] = [], body: String) -> [UInt8] {
    var writer = MessageWriter()
    writer.header("Date", "Mon, 13 May 2024 09:30:00 +0200")
    writer.header("From", "Annie De Rogge <annie@shortstraw.example>")
    writer.header("To", "Oliver Stroobandt <oliver@shortstraw.example>")
    if let id { writer.header("Message-ID", "<\(id)@shortstraw.example>") }
    writer.header("Subject", subject)
    for field in fields { writer.line(field) }
    writer.line()
    for line in body.split(separator: "\n", omittingEmptySubsequences: false) { writer.line(String(line)) }
    return writer.bytes
  }

  /// Messages that are easily taken for one another.
  private static let identities: [OddMessage] = [
    odd("id: none, first", "oliver", "INBOX") { plain("Sleutel", id: nil, body: "De sleutel ligt onder de mat.") },
    odd("id: none, second", "oliver", "INBOX") { plain("Sleutel", id: nil, body: "De sleutel hangt aan de haak.") },
    odd("id: same, below 80 %", "annie", "INBOX") {
      plain("Opslag", id: "opslag", body: "De schuur staat voor minder dan 80 % vol.")
    },
    odd("id: same, below 90 %", "annie", "INBOX") {
      plain("Opslag", id: "opslag", body: "De schuur staat voor minder dan 90 % vol.")
    },
    odd("copy: 1", "john", "Werkplaats") { plain("Lijst", id: "lijst", body: "Zaag, vijl, touw.") },
    odd("copy: 2", "john", "Werkplaats") { plain("Lijst", id: "lijst", body: "Zaag, vijl, touw.") },
    odd("copy: 3", "john", "Werkplaats") { plain("Lijst", id: "lijst", body: "Zaag, vijl, touw.") },
    odd("copy: in another folder", "john", "INBOX") { plain("Lijst", id: "lijst", body: "Zaag, vijl, touw.") },
    odd("copy: other flags and date", "john", "Werkplaats", flags: ["\\Flagged"], date: .ghent(2_024, 6, 1)) {
      plain("Lijst", id: "lijst", body: "Zaag, vijl, touw.")
    },
    odd("id: two", "info", "INBOX") {
      plain("Twee", id: "een", ["Message-ID: <twee@shortstraw.example>"], body: "Twee nummers, een brief.")
    },
    odd("id: folded", "info", "INBOX") {
      plain("Gevouwen", id: nil, ["Message-Id:", " <gevouwen@shortstraw.example>"], body: "Het nummer staat lager.")
    },
    odd("id: empty", "info", "INBOX") { plain("Leeg nummer", id: nil, ["Message-ID:"], body: "Zonder nummer.") },
    odd("id: with spaces", "info", "INBOX") { plain("Ruimte", id: "a b (\"c\")", body: "Met ruimte ertussen.") },
  ]

  /// Bodies and their ends.
  private static let bodies: [OddMessage] = [
    odd("body: empty", "oliver", "INBOX") { Array(plain("Leeg", id: "leeg", body: "").dropLast(2)) },
    odd("body: one blank line", "oliver", "INBOX") { plain("Bijna leeg", id: "bijna-leeg", body: "") },
    odd("header: only, no blank line", "oliver", "INBOX") { Array(plain("Kop", id: "kop", body: "").dropLast(4)) },
    odd("header: none", "annie", "INBOX") { Array("Alleen tekst, geen kop.\r\n".utf8) },
    odd("header: one CRLF", "annie", "INBOX") { [0x0D, 0x0A] },
    odd("end: no CRLF", "annie", "INBOX") { Array(plain("Slot", id: "slot", body: "Zonder slot").dropLast(2)) },
    odd("line: 12,000 bytes", "john", "INBOX") {
      plain("Lang", id: "lang", body: String(repeating: "halm ", count: 2_400))
    },
    odd("line: 70,000 bytes", "john", "INBOX") {
      plain("Langer", id: "langer", body: String(repeating: "x", count: 70_000))
    },
    odd("dots", "john", "INBOX") { plain("Punten", id: "punten", body: ".\n..\n.x\nFrom me\n>From you") },
    odd("trailing blanks", "john", "INBOX") {
      plain("Blanco", id: "blanco", ["X-Empty:", "X-Blank:  "], body: "eind  \n\t")
    },
    odd("body: 8-bit without charset", "info", "INBOX") {
      plain("Acht", id: "acht", body: "") + [0x43, 0x61, 0x66, 0xE9, 0x20, 0xFF, 0xFE, 0x0D, 0x0A]
    },
    odd("mbox line", "info", "INBOX") {
      Array("From - Mon Jan 01 00:00:00 2018\r\n".utf8) + plain("Mbox", id: "mbox", body: "Uit een oude doos.")
    },
    odd("parts: boundary never closed", "info", "INBOX") {
      plain(
        "Open", id: "open", ["Content-Type: multipart/mixed; boundary=\"halm\""],
        body: "--halm\nContent-Type: text/plain\n\nHalf af.")
    },
    odd("size: 20 MB", "oliver", "Archief/2020", date: .ghent(2_020, 12, 18)) {
      var writer = MessageWriter()
      var random = SeededRandom(seed: 20, "plan van de schuur")
      writer.header("From", "Sanne Visser <sanne@halm.example>")
      writer.header("Subject", "Plan van de nieuwe schuur")
      writer.header("Message-ID", "<schuur@halm.example>")
      writer.header("Content-Type", "application/pdf; name=\"schuur.pdf\"")
      writer.header("Content-Transfer-Encoding", "base64")
      writer.line()
      writer.attachmentBody(size: 15 * 1_024 * 1_024, &random)
      return writer.bytes
    },
  ]

  /// Header fields in every coat they come in.
  private static let headers: [OddMessage] =
    [
      ("utf-8", "=?UTF-8?Q?Caf=C3=A9_=26_thee?="), ("latin-1", "=?iso-8859-1?Q?Caf=E9_M=FCller?="),
      ("latin-9", "=?iso-8859-15?Q?=A4_1.250,00?="), ("windows-1252", "=?windows-1252?Q?=80_korting?="),
      ("koi8-r", "=?koi8-r?B?8NLJ18XU?="), ("iso-2022-jp", "=?iso-2022-jp?B?GyRCTz4bKEI=?="),
      ("gb2312", "=?gb2312?B?usPMqA==?="), ("language tag", "=?utf-8*nl?Q?stro?="),
      ("unknown charset", "=?x-unknown?Q?stro=FF?="), ("broken base64", "=?utf-8?B?c3Ry*?="),
      ("never closed", "=?utf-8?Q?stro"), ("two words", "=?utf-8?Q?st?= =?utf-8?Q?ro?="),
    ].enumerated().map { number, row in
      odd("encoded word: \(row.0)", "annie", "Boekhouding/Facturen") {
        plain(row.1, id: "woord-\(number)", body: "Let op het onderwerp.")
      }
    } + [
      odd("header: 8-bit UTF-8", "oliver", "INBOX") {
        plain("Café ✓ 日本 zonder omslag", id: "kop-utf8", body: "Rauw onderwerp.")
      },
      odd("header: 8-bit Latin-1", "oliver", "INBOX") {
        Array("Subject: Caf".utf8) + [0xE9, 0x0D, 0x0A] + plain("x", id: "kop-latin1", body: "Nog rauwer.")
      },
      odd("header: 8-bit From", "oliver", "INBOX") {
        Array("From: Zo\u{EB} <zoe@stro-en-zonen.example>\r\n".utf8) + plain("Naam", id: "naam", body: "Van Zoë.")
      },
      odd("header: 3,000 bytes in a line", "annie", "INBOX") {
        plain("Breed", id: "breed", ["X-Long: " + String(repeating: "y", count: 3_000)], body: "Brede kop.")
      },
      odd("header: tab in the subject", "annie", "INBOX") { plain("a\tb", id: "tab", body: "Een tab.") },
      odd("header: read receipt wanted", "info", "INBOX") {
        plain(
          "Ontvangst", id: "ontvangst", ["Disposition-Notification-To: <info@shortstraw.example>"], body: "Gelezen?")
      },
      odd("header: no colon", "info", "INBOX") {
        plain("Kapot", id: "kapot", ["this is no field"], body: "Toch gelezen.")
      },
    ]

  /// Only for a store that keeps what it is given.
  private static let raw: [OddMessage] = [
    odd("raw: NUL", "oliver", "INBOX", raw: true) {
      plain("Nul", id: "nul", body: "") + [0x61, 0x00, 0x62, 0x0D, 0x0A]
    },
    odd("raw: bare LF", "oliver", "INBOX", raw: true) {
      plain("Kale LF", id: "kale-lf", body: "") + Array("een\ntwee\ndrie\r\n".utf8)
    },
    odd("raw: bare CR", "oliver", "INBOX", raw: true) {
      plain("Kale CR", id: "kale-cr", body: "") + Array("een\rtwee\r\n".utf8)
    },
  ]

  /// Every mix of the five system flags, then keywords.
  private static let flagMixes: [OddMessage] = {
    let system = ["\\Seen", "\\Answered", "\\Flagged", "\\Draft", "\\Deleted"]
    let mixes = (0..<32).map { mask in
      odd(
        "flags: mix \(mask)", "info", "Vragen",
        flags: system.indices.filter { mask >> $0 & 1 == 1 }.map { system[$0] }
      ) { plain("Vlag \(mask)", id: "vlag-\(mask)", body: "Vlaggen nummer \(mask).") }
    }
    let keywords = [["$Forwarded"], ["$MDNSent", "\\Seen"], ["$label1", "NonJunk"], ["Belangrijk", "Te-betalen"]]
    return mixes
      + keywords.enumerated().map { number, flags in
        odd("keywords: \(flags.joined(separator: " "))", "info", "Vragen", flags: flags) {
          plain("Trefwoord", id: "trefwoord-\(number)", body: "Trefwoorden nummer \(number).")
        }
      }
  }()

  /// Arrival times at the edges.
  private static let times: [OddMessage] = [
    ("last second of 1999", 946_684_799, 0), ("first second of 2000", 946_681_200, 60),
    ("leap day", 1_709_164_800, 60), ("hour that summer time skips", 1_711_848_600, 60),
    ("hour that comes twice", 1_729_989_000, 120), ("half-hour zone", 1_600_000_000, 330),
    ("west", 1_600_000_000, -570), ("far east", 1_600_000_000, 840), ("day before 2027", 1_798_671_600, 60),
  ].enumerated().map { number, row in
    odd(
      "time: \(row.0)", "annie", "Vakantie ☀",
      date: ZonedTime(seconds: Int64(row.1), zoneMinutes: Int16(row.2))
    ) { plain("Tijd", id: "tijd-\(number)", body: row.0) }
  }
}
