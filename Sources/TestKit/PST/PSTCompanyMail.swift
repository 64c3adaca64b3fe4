import MAPI

/// Makes one mail after another: three to sixty lines of text, most with HTML and with the headers they came with, some
/// with files of 3 to 400 kB.
struct PSTCompanyMail {
  private struct Line {
    /// In UTF-8 and as files hold it.
    var narrow: [UInt8]
    var wide: [UInt8]
  }

  private var random: PSTRandom
  private let attachmentShare: Int
  private let people: [String]
  private let endings: [String]
  private let lines: [Line]
  /// Where the bytes of attachments come from; random, so that nothing makes them shorter.
  private let noise: [UInt8]
  private let wideBreak = wide("\r\n")

  private static let words =
    """
    offerte factuur levering project planning overleg bijlage klant contract voorstel update vergadering rapport budget \
    server migratie licentie mailbox archief agenda vraag antwoord betaling termijn order magazijn coördinatie reünie
    """.split { $0 == " " || $0 == "\n" }.map(String.init)

  init(seed: UInt64, isWestern: Bool, attachmentShare: Int) {
    random = PSTRandom(seed: seed)
    self.attachmentShare = attachmentShare
    let names = [
      "Jan de Vries", "Zoë Müller", "Ana Peña", "Søren Kjær", "Mary O'Neil", "René Lefèvre", "Piet Bakker",
      "Łukasz Żak", "山田太郎", "Олег Иванов",
    ]
    people = names.filter { !isWestern || WesternText.holds($0) }
    endings = ["", "", " é", " – besproken"] + (isWestern ? [] : [" ✓", " № 4"])
    var made: [Line] = []
    for _ in 0..<4000 {
      let text = Self.phrase(5...13, &random)
      made.append(Line(narrow: Array(text.utf8), wide: wide(text)))
    }
    lines = made
    var bytes: [UInt8] = []
    for _ in 0..<1 << 17 { bytes.put(random.next()) }
    noise = bytes
  }

  private static func phrase(_ range: ClosedRange<Int>, _ random: inout PSTRandom) -> String {
    let count = Int.random(in: range, using: &random)
    return (0..<count).map { _ in words[Int.random(in: words.indices, using: &random)] }.joined(separator: " ")
  }

  private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  private mutating func one(_ choices: [String]) -> String { choices[Int.random(in: choices.indices, using: &random)] }

  /// A folder's place; the first ones are taken more often.
  mutating func shelf(of count: Int) -> Int {
    let share = Double.random(in: 0..<1, using: &random)
    return Int(Double(count) * share * share)
  }

  mutating func next(_ number: Int, _ truth: inout PSTTruth) -> (message: PSTMessage, isRead: Bool) {
    let subject = Self.phrase(2...7, &random) + one(endings)
    let sent = 1_420_070_400 + Int64.random(in: 0..<300_000_000, using: &random)
    let person = one(people)
    let address = "p\(Int.random(in: 0..<400, using: &random))@voorbeeld.example"
    let recipients = recipients()
    let body = body()
    var mail = PSTMessage.mail(
      subject: "\u{1}\u{1}" + subject, text: "", from: person, address, sent: sent, to: recipients,
      attachments: attachments(number, &truth))
    let isRead = chance(90)
    replace(&mail, .number(PropertyID.messageFlags, isRead ? 1 : 0))
    replace(&mail, PSTProperty(PropertyTag(PropertyID.body, .string), .string(body.wide)))
    let id = "<\(number).\(sent)@bench.example>"
    mail.properties += [
      .text(PropertyID.conversationTopic, subject), .text(PropertyID.internetMessageID, id),
      .number(PropertyID.importance, 1), .text(PropertyID.displayTo, "Postbus"),
    ]
    if chance(60) { mail.properties.append(.binary(PropertyID.html, html(body.narrow))) }
    if chance(80) { mail.properties.append(.text(PropertyID.transportMessageHeaders, headers(id, address, sent))) }
    if chance(10) {
      mail.named = [
        PSTNamedProperty(
          PropertyName(.publicStrings, "Keywords"), .string.multiple, .several([.string(wide("Klant"))]))
      ]
    }
    truth.texts.add(Array(subject.utf8) + [0] + body.narrow)
    return (mail, isRead)
  }

  private func replace(_ mail: inout PSTMessage, _ property: PSTProperty) {
    for place in mail.properties.indices where mail.properties[place].tag.id == property.tag.id {
      mail.properties[place] = property
    }
  }

  private mutating func recipients() -> [PSTRecipient] {
    var list = [PSTRecipient(.to, "Postbus", "postbus\(Int.random(in: 0..<9, using: &random))@firma.example")]
    if chance(30) {
      list.append(PSTRecipient(.copy, one(people), "kopie\(Int.random(in: 0..<9, using: &random))@firma.example"))
    }
    if chance(5) { list.append(PSTRecipient(.blindCopy, "Blind", "blind@firma.example")) }
    return list
  }

  private mutating func body() -> Line {
    var body = Line(narrow: [], wide: [])
    let count = Int.random(in: 3..<60, using: &random)
    body.wide.reserveCapacity(count * 200)
    body.narrow.reserveCapacity(count * 100)
    for place in 0..<count {
      let line = lines[Int.random(in: lines.indices, using: &random)]
      if place > 0 {
        body.narrow += [13, 10]
        body.wide += wideBreak
      }
      body.narrow += line.narrow
      body.wide += line.wide
    }
    return body
  }

  private func html(_ text: [UInt8]) -> [UInt8] {
    var html = Array("<html><head><meta charset=\"utf-8\"></head><body><p>".utf8)
    html.reserveCapacity(text.count + 1000)
    for byte in text {
      if byte == 10 { html += "</p>\r\n<p>".utf8 } else if byte != 13 { html.append(byte) }
    }
    html += "</p></body></html>".utf8
    return html
  }

  private func headers(_ id: String, _ address: String, _ sent: Int64) -> String {
    """
    Received: from mx.voorbeeld.example (mx.voorbeeld.example [192.0.2.7])\r
    \tby mail.firma.example with ESMTPS id \(sent); Thu, 1 Jan 2015 00:00:00 +0000\r
    Message-ID: \(id)\r
    From: <\(address)>\r
    To: <postbus@firma.example>\r
    MIME-Version: 1.0\r
    \r

    """
  }

  private mutating func attachments(_ number: Int, _ truth: inout PSTTruth) -> [PSTAttachment] {
    guard chance(attachmentShare) else { return [] }
    return (0..<Int.random(in: 1...3, using: &random)).map { place in
      if chance(2) {
        truth.embeddedMessages += 1
        return PSTAttachment(
          .message(
            .mail(subject: "Doorgestuurd \(number)", text: "Zie onder.", from: "Jan", "jan@firma.example", sent: 0)),
          [.text(PropertyID.displayName, "Doorgestuurd \(number)")])
      }
      // 3 to 400 kB; sizes are spread evenly over their logarithms.
      let doublings = Double.random(in: 0..<7, using: &random)
      let whole = 3000 << Int(doublings)
      let size = whole + Int(Double(whole) * (doublings - doublings.rounded(.down)))
      let start = Int.random(in: 0..<noise.count - size, using: &random)
      let bytes = Array(noise[start..<start + size])
      truth.attachments += 1
      truth.attachmentBytes += size
      truth.contents.add(bytes)
      return .file("bijlage_\(number)_\(place).bin", bytes)
    }
  }
}
