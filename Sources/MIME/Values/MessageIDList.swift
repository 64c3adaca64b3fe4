/// The value of Message-ID, References, In-Reply-To and Content-ID (RFC 5322 §3.6.4, §4.5.4).
public struct MessageIDList: Hashable, Sendable {
  /// Without angle brackets, blanks and comments. Case counts.
  public var identifiers: [String]
  /// Words beside them, as old programs wrote into In-Reply-To: `Your message of Monday`.
  public var phrase: String?
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    var reader = Reader(scanner: FieldScanner(bytes))
    let decoder = WordDecoder(bytes)
    reader.read()
    reader.takeLoneWord()
    identifiers = reader.found.map { decoder.rawText($0.bytes[...], at: $0.offset) }
    let words = Octets.trimmed(reader.words[...])
    phrase = words.isEmpty ? nil : decoder.text(words, at: reader.wordsOffset)
    var flaws = reader.scanner.flaws
    flaws.add(decoder.flaws.flaws)
    if identifiers.isEmpty { flaws.add(.empty, 0) }
    self.flaws = flaws.flaws
  }

  private struct Reader {
    var scanner: FieldScanner
    var found: [(bytes: [UInt8], offset: Int)] = []
    var words: [UInt8] = []
    var wordsOffset = 0

    mutating func read() {
      while true {
        scanner.skipBlanks()
        guard let byte = scanner.current else { return }
        let start = scanner.index
        if byte == UInt8(ascii: "<") {
          bracketed(start)
        } else if byte == UInt8(ascii: "\""), let inside = scanner.quoted() {
          word(scanner.unquoted(inside), start)
        } else {
          scanner.index += 1
          let end = scanner.run { !$0.isWhitespace && !"<>,;".utf8.contains($0) }.upperBound
          bare(scanner.bytes[start..<end], start)
        }
      }
    }

    /// Up to `>`; without one, up to the next `<` or blank.
    private mutating func bracketed(_ start: Int) {
      scanner.index += 1
      let inside = scanner.run { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
      if scanner.take(UInt8(ascii: ">")) {
        let plain = identifier(inside)
        if plain.count != inside.count { scanner.flaws.add(.unexpected, inside.lowerBound) }
        if !plain.isEmpty { found.append((plain, inside.lowerBound)) }
        return
      }
      scanner.flaws.add(.missingBracket, start)
      scanner.index = inside.lowerBound
      let word = scanner.run { !$0.isWhitespace && $0 != UInt8(ascii: "<") }
      if !word.isEmpty { found.append((identifier(word), word.lowerBound)) }
    }

    /// Spaces, folding and comments inside do not belong to the identifier.
    private func identifier(_ range: Range<Int>) -> [UInt8] {
      guard scanner.bytes[range].contains(where: { $0.isWhitespace || $0 == UInt8(ascii: "(") }) else {
        return Array(scanner.bytes[range])
      }
      var inner = FieldScanner(scanner.bytes[range])
      var plain: [UInt8] = []
      while !inner.isAtEnd {
        inner.skipBlanks()
        guard let byte = inner.current else { break }
        plain.append(byte)
        inner.index += 1
      }
      return plain
    }

    /// Without brackets, what has an at sign is taken for an identifier.
    private mutating func bare(_ bytes: ArraySlice<UInt8>, _ start: Int) {
      let inner = bytes.dropFirst().dropLast()
      if inner.contains(UInt8(ascii: "@")) {
        scanner.flaws.add(.missingBracket, start)
        found.append((Array(bytes), start))
      } else if !bytes.elementsEqual([UInt8(ascii: ",")]) && !bytes.elementsEqual([UInt8(ascii: ";")]) {
        word(Array(bytes), start)
      }
    }

    /// A single word and nothing else is meant as an identifier, at sign or not.
    mutating func takeLoneWord() {
      guard found.isEmpty, !words.isEmpty, !words.contains(where: \.isWhitespace) else { return }
      scanner.flaws.add(.missingBracket, wordsOffset)
      found = [(words, wordsOffset)]
      words = []
    }

    private mutating func word(_ bytes: [UInt8], _ start: Int) {
      if words.isEmpty { wordsOffset = start } else { words.append(0x20) }
      words += bytes
    }
  }
}
