/// The value of Received-SPF (RFC 7208 §9.1).
public struct ReceivedSPF: Hashable, Sendable {
  /// `pass`, `fail`, `softfail` …, in lower case.
  public var result: String
  public var comment: String?
  /// Keys in lower case, in the order of the field.
  public var pairs: [TagList.Tag]
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    var scanner = FieldScanner(bytes)
    var comments = scanner.skipBlanks()
    let word = scanner.run { !$0.isWhitespace && $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ";") }
    result = decoder.rawText(bytes[word], at: word.lowerBound).lowercased()
    if result.isEmpty { scanner.flaws.add(.empty, 0) }
    pairs = []
    while true {
      comments += scanner.skipBlanks()
      if scanner.take(UInt8(ascii: ";")) || scanner.take(UInt8(ascii: ",")) { continue }
      guard !scanner.isAtEnd, pairs.count < 1_000 else { break }
      if let pair = Self.pair(&scanner, decoder) { pairs.append(pair) }
    }
    comment = comments.first.map { decoder.text(scanner.unquoted($0)[...], at: $0.lowerBound) }
    var flaws = scanner.flaws
    flaws.add(decoder.flaws.flaws)
    self.flaws = flaws.flaws
  }

  public subscript(_ key: String) -> String? { pairs.first { $0.name == key }?.value }

  private static func pair(_ scanner: inout FieldScanner, _ decoder: WordDecoder) -> TagList.Tag? {
    let start = scanner.index
    let key = scanner.run { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    scanner.skipBlanks()
    guard !key.isEmpty, scanner.take(UInt8(ascii: "=")) else {
      scanner.flaws.add(.badParameter, start)
      scanner.index = max(scanner.index, start + 1)
      return nil
    }
    scanner.skipBlanks()
    let name = decoder.rawText(scanner.bytes[key], at: start).lowercased()
    var value: [UInt8]
    if let inside = scanner.quoted() {
      value = scanner.unquoted(inside)
    } else {
      value = Array(scanner.bytes[scanner.run { !$0.isWhitespace && $0 != UInt8(ascii: ";") }])
    }
    if value.first == UInt8(ascii: "<"), value.last == UInt8(ascii: ">") { value = Array(value.dropFirst().dropLast()) }
    return TagList.Tag(name: name, value: decoder.rawText(value[...], at: start), offset: start)
  }
}
