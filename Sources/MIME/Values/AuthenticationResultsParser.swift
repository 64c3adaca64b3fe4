/// Reads Authentication-Results with and without the server's name in front.
struct AuthenticationResultsParser {
  private var scanner: FieldScanner
  private let decoder: WordDecoder
  private var found: AuthenticationResults
  private var isNone = false
  private static let mostResults = 1_000

  init(_ field: [UInt8]) {
    scanner = FieldScanner(field)
    decoder = WordDecoder(field)
    found = AuthenticationResults(flaws: [])
  }

  mutating func value() -> AuthenticationResults {
    var isFirst = true
    while true {
      scanner.skipBlanks()
      if scanner.take(UInt8(ascii: ";")) { continue }
      guard !scanner.isAtEnd else { break }
      guard found.results.count < Self.mostResults else {
        scanner.flaws.add(.limit, scanner.index)
        break
      }
      if let word = pairAhead() {
        result(word)
      } else if isFirst {
        server()
      } else {
        lone()
      }
      // `i=1` of ARC stands before the server.
      if found.server != nil || !found.results.isEmpty { isFirst = false }
    }
    if found.results.isEmpty && !isNone { scanner.flaws.add(.empty, scanner.bytes.count) }
    var flaws = scanner.flaws
    flaws.add(decoder.flaws.flaws)
    found.flaws = flaws.flaws.sorted { $0.offset < $1.offset }
    return found
  }

  private func text(_ range: Range<Int>) -> String { decoder.rawText(scanner.bytes[range], at: range.lowerBound) }

  /// The method here if `=` follows it, perhaps with a version between; consumed then, the `=` too.
  private mutating func pairAhead() -> (method: Range<Int>, version: Int?)? {
    let start = scanner.index
    let word = scanner.run { $0.isTokenText }
    scanner.skipBlanks()
    var version: Range<Int>?
    if scanner.take(UInt8(ascii: "/")) {
      scanner.skipBlanks()
      version = scanner.run(while: \.isDigit)
      scanner.skipBlanks()
    }
    if !word.isEmpty, scanner.take(UInt8(ascii: "=")) { return (word, version.flatMap { Int(text($0)) }) }
    scanner.index = start
    return nil
  }

  private mutating func server() {
    let name = quotedOrWord()
    if name.range.contains(where: { !scanner.bytes[$0].isTokenText }), !name.isQuoted {
      scanner.flaws.add(.unexpected, name.range.lowerBound)
    }
    if name.text.lowercased() == "none" { isNone = true }
    found.server = name.text
    scanner.skipBlanks()
    let digits = scanner.run(while: \.isDigit)
    if !digits.isEmpty { found.version = Int(text(digits)) }
    skipRest()
  }

  /// `none`, and what else stands alone.
  private mutating func lone() {
    let start = scanner.index
    let word = quotedOrWord()
    if word.text.lowercased() == "none" { isNone = true } else { scanner.flaws.add(.badParameter, start) }
    skipRest()
  }

  private mutating func skipRest() {
    scanner.skipBlanks()
    if scanner.isAtEnd || scanner.current == UInt8(ascii: ";") { return }
    scanner.flaws.add(.unexpected, scanner.index)
    scanner.index = max(scanner.run { $0 != UInt8(ascii: ";") }.upperBound, scanner.index)
  }

  private mutating func result(_ head: (method: Range<Int>, version: Int?)) {
    let method = text(head.method).lowercased()
    scanner.skipBlanks()
    let verdict = quotedOrWord()
    if method == "i", found.server == nil, found.results.isEmpty, let number = Int(verdict.text) {
      found.instance = number
      return
    }
    var result = AuthenticationResults.Result(
      method: method, methodVersion: head.version,
      result: verdict.text.lowercased(), reason: nil, comments: [], properties: [], offset: head.method.lowerBound)
    if verdict.text.isEmpty { scanner.flaws.add(.empty, scanner.index) }
    while true {
      result.comments += scanner.skipBlanks().map { comment in
        decoder.text(Octets.trimmed(scanner.unquoted(comment)[...]), at: comment.lowerBound)
      }
      guard !scanner.isAtEnd, scanner.current != UInt8(ascii: ";") else { break }
      property(into: &result)
    }
    found.results.append(result)
  }

  private mutating func property(into result: inout AuthenticationResults.Result) {
    let start = scanner.index
    guard let key = propertyKey() else {
      scanner.flaws.add(.badParameter, start)
      scanner.index = max(scanner.run { !$0.isWhitespace && !";(".utf8.contains($0) }.upperBound, start + 1)
      return
    }
    scanner.skipBlanks()
    let content = quotedOrWord()
    if !content.isQuoted,
      content.range.contains(where: { !scanner.bytes[$0].isTokenText && scanner.bytes[$0] != UInt8(ascii: "@") })
    {
      scanner.flaws.add(.unquotedValue, content.range.lowerBound)
    }
    if key.type.isEmpty, key.name == "reason", result.reason == nil {
      result.reason = content.text
    } else {
      result.properties.append(.init(type: key.type, name: key.name, value: content.text))
    }
  }

  /// `header.d =`, blanks and comments allowed around each sign.
  private mutating func propertyKey() -> (type: String, name: String)? {
    let word = scanner.run { $0.isTokenText && $0 != UInt8(ascii: ".") }
    scanner.skipBlanks()
    guard !word.isEmpty else { return nil }
    if scanner.take(UInt8(ascii: "=")) { return ("", text(word).lowercased()) }
    guard scanner.take(UInt8(ascii: ".")) else { return nil }
    scanner.skipBlanks()
    let name = scanner.run(while: \.isTokenText)
    scanner.skipBlanks()
    guard scanner.take(UInt8(ascii: "=")) else { return nil }
    return (text(word).lowercased(), text(name).lowercased())
  }

  private mutating func quotedOrWord() -> (text: String, range: Range<Int>, isQuoted: Bool) {
    if let inside = scanner.quoted() {
      // `"local part"@domain`.
      let tail = scanner.run { !$0.isWhitespace && !";(".utf8.contains($0) }
      let bytes = scanner.unquoted(inside) + scanner.bytes[tail]
      return (decoder.rawText(bytes[...], at: inside.lowerBound), inside, true)
    }
    let range = scanner.run { !$0.isWhitespace && !";(".utf8.contains($0) }
    if range.isEmpty, scanner.current == UInt8(ascii: "(") {
      // A comment without an end; its parenthesis is the text.
      scanner.index += 1
      return ("(", range.lowerBound..<range.lowerBound + 1, false)
    }
    return (text(range), range, false)
  }
}
