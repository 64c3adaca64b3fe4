import Core

/// An ordinary message of the company, made from its folder and number.
struct BusinessMail {
  let person: Person
  let shelf: FolderShelf
  let index: Int
  private var random: SeededRandom

  init(person: Person, shelf: FolderShelf, index: Int, seed: UInt64) {
    self.person = person
    self.shelf = shelf
    self.index = index
    random = SeededRandom(seed: seed, person.user, shelf.path.joined(separator: "/"), String(index))
  }

  private var isOutgoing: Bool { shelf.specialUse == "\\Sent" || shelf.specialUse == "\\Drafts" }

  func message() -> LabMessage {
    var copy = self
    return copy.compose()
  }

  private mutating func compose() -> LabMessage {
    let date = drawDate()
    let other = random.pick(Phrases.others.filter { $0.address != person.address })
    let phrases = other.english ? Phrases.english : Phrases.dutch
    let topic = random.pick(phrases.topics)
    let numbers = (n: String(random.within(2...90) * 250), m: String(random.within(19...64)))
    func filled(_ text: String) -> String {
      text.replacing("{n}", with: numbers.n).replacing("{m}", with: numbers.m)
        .replacing("{you}", with: other.name.split(separator: " ").first.map(String.init) ?? other.name)
    }
    var writer = MessageWriter()
    let to = isOutgoing ? (other.name, other.address) : (person.name, person.address)
    let from = isOutgoing ? (person.name, person.address) : (other.name, other.address)
    if !isOutgoing { writeTrace(&writer, from: from.1, date: date) }
    writer.header("Date", date.mailDate)
    writer.header("From", "\(word(from.0)) <\(from.1)>")
    writer.header("To", "\(word(to.0)) <\(to.1)>")
    let reply = random.chance(percent: 35) ? "Re: " : ""
    writer.header("Subject", word(reply + filled(topic.subject)))
    writer.header(
      "Message-ID", "<\(date.seconds).\(index).\(random.below(1_000_000))@\(person.user).shortstraw.example>")
    if !reply.isEmpty { writer.header("In-Reply-To", "<\(date.seconds - 86_400).\(index)@mail.example>") }
    writer.header("MIME-Version", "1.0")
    let body = bodyText(phrases, topic, filled)
    writeBody(&writer, body)
    return LabMessage(flags: drawFlags(), date: date, bytes: writer.bytes)
  }

  private mutating func drawDate() -> ZonedTime {
    // Older mail first within a folder, as it came in, with some hours of disorder.
    let span = shelf.years.count * 12
    let month = index * span / max(1, shelf.ordinary)
    let year = shelf.years.lowerBound + month / 12
    // The company's clock stands at the end of November 2026.
    let isLast = year == 2_026 && month % 12 > 9
    return .ghent(
      year, isLast ? 10 : month % 12 + 1, random.within(1...28), random.within(6...20), random.below(60))
  }

  private mutating func drawFlags() -> [String] {
    var flags: [String] = []
    if shelf.specialUse == "\\Drafts" { flags.append("\\Draft") }
    if random.chance(percent: 80) { flags.append("\\Seen") }
    if random.chance(percent: 25) { flags.append("\\Answered") }
    if random.chance(percent: 6) { flags.append("\\Flagged") }
    if random.chance(percent: 3) { flags.append("$Forwarded") }
    if random.chance(percent: 2) { flags.append("$MDNSent") }
    if random.chance(percent: 2) { flags.append("Belangrijk") }
    if shelf.specialUse == "\\Junk" { flags.append("$Junk") }
    return flags
  }

  private mutating func writeTrace(_ writer: inout MessageWriter, from: String, date: ZonedTime) {
    writer.header("Return-Path", "<\(from)>")
    writer.line("Received: from mx\(random.within(1...4)).example (mx.example [192.0.2.\(random.within(1...250))])")
    writer.line("\tby imap.oudehost.example with ESMTPS id \(String(random.next(), radix: 36))")
    writer.line("\tfor <\(person.address)>; \(date.mailDate)")
  }

  private mutating func bodyText(_ phrases: Phrases, _ topic: Phrases.Topic, _ filled: (String) -> String) -> [String] {
    var lines = [filled(random.pick(phrases.greetings)), ""]
    for sentence in topic.sentences where random.chance(percent: 80) { lines.append(filled(sentence)) }
    // Long threads quote what went before.
    let quotes = random.chance(percent: 30) ? random.within(5...120) : 0
    if quotes > 0 {
      lines.append("")
      for depth in 0..<quotes {
        lines.append("\(depth % 7 == 0 ? ">> " : "> ")\(filled(random.pick(topic.sentences)))")
      }
    }
    lines += ["", random.pick(phrases.closings), "", "--", person.name, "\(person.task) · Shortstraw, Gent"]
    return lines
  }

  private mutating func writeBody(_ writer: inout MessageWriter, _ text: [String]) {
    switch random.below(100) {
    case ..<55:
      writer.header("Content-Type", "text/plain; charset=utf-8")
      writer.header("Content-Transfer-Encoding", "8bit")
      writer.line()
      for line in text { writer.line(line) }
    case ..<85:
      writeAlternative(&writer, text)
    default:
      writeMixed(&writer, text)
    }
  }

  private mutating func writeAlternative(_ writer: inout MessageWriter, _ text: [String]) {
    let boundary = "=_halm_\(String(random.next(), radix: 16))"
    writer.header("Content-Type", "multipart/alternative; boundary=\"\(boundary)\"")
    writer.line()
    writer.line("--\(boundary)")
    writer.header("Content-Type", "text/plain; charset=utf-8")
    writer.line()
    for line in text { writer.line(line) }
    writer.line("--\(boundary)")
    writer.header("Content-Type", "text/html; charset=utf-8")
    writer.line()
    writer.line("<html><body>")
    for line in text { writer.line("<p style=\"font-family:Calibri\">\(line)</p>") }
    writer.line("</body></html>")
    writer.line("--\(boundary)--")
  }

  private mutating func writeMixed(_ writer: inout MessageWriter, _ text: [String]) {
    let boundary = "=_halm_\(String(random.next(), radix: 16))"
    writer.header("Content-Type", "multipart/mixed; boundary=\"\(boundary)\"")
    writer.line()
    writer.line("--\(boundary)")
    writer.header("Content-Type", "text/plain; charset=utf-8")
    writer.line()
    for line in text { writer.line(line) }
    writer.line("--\(boundary)")
    writer.header("Content-Type", "application/pdf; name=\"offerte-\(index).pdf\"")
    writer.header("Content-Transfer-Encoding", "base64")
    writer.header("Content-Disposition", "attachment; filename=\"offerte-\(index).pdf\"")
    writer.line()
    // Mostly small papers, now and then a scan.
    let size = random.chance(percent: 90) ? random.within(2_000...40_000) : random.within(60_000...400_000)
    writer.attachmentBody(size: size, &random)
    writer.line("--\(boundary)--")
  }

  /// `text` for a header: as it is in ASCII, else an encoded word in UTF-8, now and then split over two lines
  /// (RFC 2047 §2).
  private mutating func word(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 > 0x7E }) else { return text }
    let characters = Array(text)
    let cut = random.chance(percent: 30) && characters.count > 4 ? characters.count / 2 : characters.count
    let parts = [characters[..<cut], characters[cut...]].filter { !$0.isEmpty }
    return parts.map { "=?utf-8?B?\(Base64.encode(Array(String($0).utf8)))?=" }.joined(separator: "\r\n ")
  }
}
