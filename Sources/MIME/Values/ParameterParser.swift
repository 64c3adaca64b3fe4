/// Reads a word with parameters behind it, as Content-Type, Content-Disposition and others have them.
///
/// Beyond RFC 2045 §5.1: values with blanks and semicolons but without quotes, quotation marks inside quotes, paths
/// of Windows whose backslashes were not doubled, semicolons left out, encoded words, raw 8-bit text.
struct ParameterParser {
  var scanner: FieldScanner
  private let decoder: WordDecoder
  private var sections: [ParameterSection] = []
  /// Comments before here have text behind them, so they belong to it; asked once.
  private var textBehind = 0
  /// More parameters than this mean nothing.
  private static let mostSections = 5_000

  init(_ field: [UInt8]) {
    scanner = FieldScanner(field)
    decoder = WordDecoder(field)
  }

  var flaws: [FieldFlaw] {
    var all = scanner.flaws
    all.add(decoder.flaws.flaws)
    return all.flaws.sorted { $0.offset < $1.offset }
  }

  /// The word before the parameters, or one half of a media type; lower case.
  mutating func kind(endsAtSlash: Bool) -> String {
    scanner.skipBlanks()
    let word = scanner.run { byte in
      !byte.isWhitespace && byte != UInt8(ascii: ";") && byte != UInt8(ascii: "(")
        && !(endsAtSlash && byte == UInt8(ascii: "/"))
    }
    scanner.skipBlanks()
    let lower = scanner.bytes[word].map(\.lowercasedASCII)
    if let odd = word.first(where: { !scanner.bytes[$0].isTokenText && scanner.bytes[$0] != UInt8(ascii: "/") }) {
      scanner.flaws.add(.unexpected, odd)
    }
    return decoder.rawText(lower[...], at: word.lowerBound)
  }

  mutating func takeSlash() -> Bool { scanner.take(UInt8(ascii: "/")) }

  mutating func parameters() -> Parameters {
    scanner.skipBlanks()
    if let byte = scanner.current, byte != UInt8(ascii: ";") { scanner.flaws.add(.wrongSeparator, scanner.index) }
    while true {
      scanner.skipBlanks()
      guard !scanner.isAtEnd else { break }
      if scanner.take(UInt8(ascii: ";")) { continue }
      guard sections.count < Self.mostSections else {
        scanner.flaws.add(.limit, scanner.index)
        break
      }
      parameter()
    }
    return Parameters(ParameterSection.join(sections, decoder, &scanner.flaws))
  }

  private mutating func parameter() {
    let start = scanner.index
    guard let name = name() else {
      strayText(from: start)
      return
    }
    scanner.skipBlanks()
    let valueStart = scanner.index
    var value: [UInt8]
    var isQuoted = false
    if let inside = scanner.quoted() {
      (value, isQuoted) = (quotedValue(inside), true)
    } else {
      value = openValue()
    }
    if name.allSatisfy({ $0 == UInt8(ascii: "*") }) {
      scanner.flaws.add(.badParameter, start)
    } else if value.isEmpty && !isQuoted {
      scanner.flaws.add(.badParameter, valueStart)
    } else {
      sections.append(ParameterSection(name: name, value: value, isQuoted: isQuoted, offset: start))
    }
  }

  /// The name up to `=`, which is consumed; blanks inside it are dropped. Nil without `=`.
  private mutating func name() -> [UInt8]? {
    let start = scanner.index
    let run = scanner.run { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: "\"") }
    guard scanner.take(UInt8(ascii: "=")) else {
      scanner.index = start
      return nil
    }
    return scanner.bytes[run].filter { !$0.isWhitespace }.map(\.lowercasedASCII)
  }

  /// Text without `=`: the rest of a file name that has a semicolon and no quotes, or nothing.
  private mutating func strayText(from start: Int) {
    scanner.index = max(scanner.run { $0 != UInt8(ascii: ";") }.upperBound, start + 1)
    scanner.flaws.add(.badParameter, start)
    guard let last = sections.last, !last.isQuoted, last.isFileName else { return }
    let text = Octets.trimmed(scanner.bytes[start..<scanner.index])
    sections[sections.count - 1].value += "; ".utf8 + text
  }

  // MARK: Values

  /// A value in quotes. When more than a semicolon follows, its quotation marks were not doubled: all up to the
  /// next semicolon belongs to it.
  private mutating func quotedValue(_ inside: Range<Int>) -> [UInt8] {
    let end = scanner.index
    scanner.skipBlanks()
    if scanner.isAtEnd || scanner.current == UInt8(ascii: ";") { return plain(inside) }
    if isNameAhead(scanner.index) {
      scanner.flaws.add(.unexpected, scanner.index)
      return plain(inside)
    }
    scanner.flaws.add(.unquotedValue, end - 1)
    let rest = scanner.run { $0 != UInt8(ascii: ";") }
    let whole = Octets.trimmed(scanner.bytes[inside.lowerBound..<rest.upperBound])
    let hasQuote = whole.last == UInt8(ascii: "\"")
    return plain(whole.startIndex..<whole.endIndex - (hasQuote ? 1 : 0))
  }

  /// Quoted pairs undone, but a backslash before a letter or digit is a directory's in a path of Windows.
  private func plain(_ range: Range<Int>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = scanner.bytes[index]
      index += 1
      if byte == UInt8(ascii: "\\"), index < range.upperBound, !scanner.bytes[index].isLetterOrDigit {
        out.append(scanner.bytes[index])
        index += 1
      } else {
        out.append(byte)
      }
    }
    return out
  }

  /// A value without quotes: up to a semicolon, or to a name that follows without one. A comment at its end is none
  /// of it.
  private mutating func openValue() -> [UInt8] {
    let start = scanner.index
    let isUnclosed = scanner.current == UInt8(ascii: "\"")
    var end = start
    while let byte = scanner.current, byte != UInt8(ascii: ";") {
      if byte.isWhitespace {
        scanner.skipWhitespace()
        if isNameAhead(scanner.index) { break }
      } else if byte == UInt8(ascii: "("), scanner.index == start || scanner.bytes[scanner.index - 1].isWhitespace,
        isCommentAtEnd()
      {
        break
      } else {
        scanner.index += 1
        end = scanner.index
      }
    }
    if isUnclosed { return plain(start + 1..<scanner.index) }
    let value = scanner.bytes[start..<end]
    if value.contains(where: { $0.isWhitespace || !$0.isTokenText }) { scanner.flaws.add(.unquotedValue, start) }
    // A quotation mark at the end that none opened.
    return Array(value.last == UInt8(ascii: "\"") ? value.dropLast() : value)
  }

  /// A comment and nothing after it before the semicolon; consumed then.
  private mutating func isCommentAtEnd() -> Bool {
    let start = scanner.index
    guard start >= textBehind, scanner.comment() != nil else { return false }
    scanner.skipBlanks()
    if scanner.isAtEnd || scanner.current == UInt8(ascii: ";") || isNameAhead(scanner.index) { return true }
    textBehind = scanner.index
    scanner.index = start
    return false
  }

  /// `token=` begins here, with nothing but letters, digits, `-` and RFC 2231's asterisks in the token.
  private func isNameAhead(_ start: Int) -> Bool {
    var at = start
    while at < scanner.bytes.count, at - start < 64 {
      let byte = scanner.bytes[at]
      // `=?` opens an encoded word, `==` is padding.
      if byte == UInt8(ascii: "=") { return at > start }
      guard byte.isLetterOrDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*") else { return false }
      at += 1
    }
    return false
  }
}
