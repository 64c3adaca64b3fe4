/// Reads Received fields of Postfix, Exim, sendmail, qmail, Exchange, Gmail, Notes, Courier, CommuniGate and others.
///
/// None of them keeps to RFC 5321 §4.4 quite; the words `from`, `by`, `via`, `with`, `id` and `for` are common to all.
struct ReceivedParser {
  private var scanner: FieldScanner
  private let decoder: WordDecoder
  private var field = ReceivedField(comments: [])
  private var clause = Clause.none
  private var withWords: [String] = []
  private var viaWords: [String] = []
  private var freeWords: [String] = []
  private var isByFound = false

  private enum Clause { case none, from, by, via, with, id, recipient, sender, user }
  /// Words looked at; a Received field has some thirty.
  private static let mostWords = 2_000

  init(_ bytes: [UInt8]) {
    scanner = FieldScanner(bytes)
    decoder = WordDecoder(bytes)
  }

  mutating func value() -> ReceivedField {
    let end = dateStart()
    var words = 0
    while true {
      scanner.skipWhitespace()
      guard scanner.index < end, words < Self.mostWords else { break }
      words += 1
      if let inside = scanner.comment() {
        comment(inside)
      } else {
        word(self.wordRange(end))
      }
    }
    if field.fromAddress == nil, let from = field.from { field.fromAddress = IPText.address(in: from[...]) }
    if field.byAddress == nil, let by = field.by { field.byAddress = IPText.address(in: by[...]) }
    if !withWords.isEmpty { field.with = withWords.joined(separator: " ") }
    if !viaWords.isEmpty { field.via = viaWords.joined(separator: " ") }
    if field.tls == nil { field.tls = TLSDescription(Substring((withWords + freeWords).joined(separator: " "))) }
    finishDate(end)
    if field.from == nil, field.by == nil, field.date?.time == nil { scanner.flaws.add(.empty, 0) }
    var flaws = scanner.flaws
    flaws.add(decoder.flaws.flaws)
    field.flaws = flaws.flaws
    return field
  }

  // MARK: Date

  /// The last semicolon outside comments and quotes; without one, the weekday that a date at the end begins with.
  private mutating func dateStart() -> Int {
    var last: Int?
    var weekday: Int?
    while let byte = scanner.current {
      if byte == UInt8(ascii: "("), scanner.comment() != nil { continue }
      if byte == UInt8(ascii: "\""), scanner.quoted() != nil { continue }
      if byte == UInt8(ascii: ";") { last = scanner.index }
      if byte == UInt8(ascii: ","), scanner.index >= 3 {
        let name = scanner.bytes[(scanner.index - 3)..<scanner.index].map(\.lowercasedASCII)
        if DateNames.weekday(String(decoding: name, as: UTF8.self)) != nil { weekday = scanner.index - 3 }
      }
      scanner.index += 1
    }
    scanner.index = 0
    if last == nil, let weekday { scanner.flaws.add(.wrongSeparator, weekday) }
    return last ?? weekday ?? scanner.bytes.count
  }

  private mutating func finishDate(_ end: Int) {
    guard end < scanner.bytes.count else {
      scanner.flaws.add(.badDate, end)
      return
    }
    let start = scanner.bytes[end] == UInt8(ascii: ";") ? end + 1 : end
    let date = MailDate(scanner.bytes[start...])
    scanner.flaws.add(date.flaws, from: start)
    field.date = date
  }

  // MARK: Words

  /// Up to a blank or a comment; a pair of angle or square brackets is one word, blanks included.
  private mutating func wordRange(_ end: Int) -> Range<Int> {
    let start = scanner.index
    if let close = Self.closings[scanner.bytes[start]],
      let stop = scanner.bytes[start..<min(end, start + 512)].firstIndex(of: close)
    {
      scanner.index = stop + 1
      return start..<stop + 1
    }
    scanner.index += 1
    while scanner.index < end, let byte = scanner.current, !byte.isWhitespace, byte != UInt8(ascii: "(") {
      scanner.index += 1
    }
    return start..<scanner.index
  }

  private static let closings: [UInt8: UInt8] = [
    UInt8(ascii: "<"): UInt8(ascii: ">"), UInt8(ascii: "["): UInt8(ascii: "]"), UInt8(ascii: "\""): UInt8(ascii: "\""),
  ]

  private static let keywords: [String: Clause] = [
    "from": .from, "by": .by, "via": .via, "with": .with, "id": .id, "for": .recipient, "envelope-from": .sender,
    "envelope-sender": .sender, "user": .user,
  ]

  private mutating func word(_ range: Range<Int>) {
    var text = Substring(decoder.rawText(scanner.bytes[range], at: range.lowerBound))
    while let last = text.last, last == "," || last == ";" { text.removeLast() }
    // A comment that has no end.
    while text.first == "(" { text.removeFirst() }
    if let next = Self.keywords[text.lowercased()], accepts(next) {
      clause = next
      return
    }
    take(text)
  }

  /// A word of the grammar where it can be one: `from` again only for the envelope's sender, `user` only in `as user`.
  private mutating func accepts(_ next: Clause) -> Bool {
    switch next {
    case .from:
      // Smail writes it behind `by`.
      if field.from != nil { clause = .sender }
      return field.from == nil
    case .by:
      defer { isByFound = true }
      return !isByFound
    case .user: return freeWords.last?.lowercased() == "as"
    default: return true
    }
  }

  private mutating func take(_ text: Substring) {
    let plain = Self.withoutBrackets(text)
    switch clause {
    case .from where field.from == nil:
      field.from = plain
    case .from:
      if let address = IPText.address(in: text) { field.fromAddress = address } else { freeWords.append(String(text)) }
    case .by where field.by == nil: field.by = plain
    case .by:
      if let address = IPText.address(in: text) { field.byAddress = address } else { freeWords.append(String(text)) }
    case .id where field.id == nil: field.id = plain
    case .recipient where field.recipient == nil: field.recipient = plain
    case .sender where field.envelopeSender == nil && !plain.isEmpty && plain.lowercased() != "from":
      field.envelopeSender = plain
    case .user: field.user = plain
    case .via: viaWords.append(plain)
    case .with: withWords.append(plain)
    default: freeWords.append(String(text))
    }
    if clause == .user || clause == .sender { clause = .none }
  }

  private static func withoutBrackets(_ text: Substring) -> String {
    var plain = text
    if plain.first == "<", plain.last == ">" { plain = plain.dropFirst().dropLast() }
    if plain.first == "[", plain.last == "]" { plain = plain.dropFirst().dropLast() }
    return String(plain)
  }

  // MARK: Comments

  private mutating func comment(_ inside: Range<Int>) {
    let text = decoder.text(Octets.trimmed(scanner.unquoted(inside)[...]), at: inside.lowerBound)
    field.comments.append(text)
    if field.tls == nil { field.tls = TLSDescription(text[...]) }
    let words = text.split { " \t,()".contains($0) }
    guard let first = words.first else { return }
    // Submission by a program on the same host: `(from user@localhost) by …`.
    if clause == .none, first.lowercased() == "from", words.count > 1, field.from == nil {
      field.from = Self.withoutBrackets(words[1])
      if words.count > 2 { field.fromAddress = IPText.address(in: words[2]) }
      return
    }
    switch clause {
    case .from, .none: client(words)
    case .by:
      if field.byAddress == nil, let address = IPText.address(in: first) { field.byAddress = address }
    default: break
    }
    marks(words)
  }

  /// What the server found out about the client: `(name [address])`, `(user@name [address])`, `([address]:port)`.
  private mutating func client(_ words: [Substring]) {
    for (index, word) in words.prefix(20).enumerated() {
      if word.contains("["), let open = word.firstIndex(of: "["), open != word.startIndex, !word.contains("=") {
        // `(name[address])`
        if let address = IPText.address(in: word[open...]) { field.fromAddress = field.fromAddress ?? address }
        clientName(word[..<open], index)
      } else if let address = IPText.address(in: word) {
        if field.fromAddress == nil || words.count == 1 || index < 2 { field.fromAddress = address }
      } else {
        clientName(word, index)
      }
    }
  }

  private mutating func clientName(_ word: Substring, _ index: Int) {
    guard index == 0, field.reverseName == nil else { return }
    var name = Substring(Self.withoutBrackets(word))
    if name.lowercased().hasPrefix("ident:") { name = name.dropFirst(6) }
    if let at = name.lastIndex(of: "@") {
      field.user = field.user ?? (at == name.index(before: name.endIndex) ? String(name[..<at]) : String(name))
      let host = name[name.index(after: at)...]
      if let address = IPText.address(in: host) { field.fromAddress = field.fromAddress ?? address }
    } else if name.contains("."), !name.contains("="), !name.contains("/"),
      name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 >= 0x80 || ".-_".utf8.contains($0) })
    {
      field.reverseName = String(name)
    }
  }

  /// `HELO name`, `helo=name`, `ident=user`, `envelope-sender <…>`, `authenticated as user`, `account user`.
  private mutating func marks(_ words: [Substring]) {
    for (index, word) in words.prefix(40).enumerated() {
      let lower = word.lowercased()
      let next = index + 1 < words.count ? Self.withoutBrackets(words[index + 1]) : nil
      switch lower {
      case "helo", "ehlo", "lhlo", "helo:": field.helo = field.helo ?? next
      case "envelope-from", "envelope-sender": field.envelopeSender = field.envelopeSender ?? next
      case "account", "sender:", "auth:", "authenticated:": field.user = field.user ?? account(words, index)
      case "user" where index > 0 && ["authenticated", "as"].contains(words[index - 1].lowercased()):
        field.user = field.user ?? next
      case _ where lower.hasPrefix("helo=") || lower.hasPrefix("ehlo="):
        field.helo = field.helo ?? Self.withoutBrackets(word.dropFirst(5))
      case _ where lower.hasPrefix("ident="): field.user = field.user ?? Self.withoutBrackets(word.dropFirst(6))
      default: break
      }
    }
  }

  /// Behind `AUTH:` the mechanism comes first.
  private func account(_ words: [Substring], _ index: Int) -> String? {
    let mechanisms = ["PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "NTLM", "GSSAPI", "XOAUTH2"]
    var at = index + 1
    if at + 1 < words.count, mechanisms.contains(words[at].uppercased()) { at += 1 }
    return at < words.count ? Self.withoutBrackets(words[at]) : nil
  }
}
