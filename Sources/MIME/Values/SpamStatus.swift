/// The value of X-Spam-Status as SpamAssassin, amavis and rspamd write it.
public struct SpamStatus: Hashable, Sendable {
  /// `Yes` or `No` in front; nil for anything else.
  public var isSpam: Bool?
  /// `score=` or, before SpamAssassin 3, `hits=`.
  public var score: Double?
  public var required: Double?
  /// The rules that matched, in their order; some servers add each rule's points.
  public var tests: [Test]
  /// Everything `key=value`, keys in lower case, `tests` among them.
  public var pairs: [TagList.Tag]
  public var flaws: [FieldFlaw]

  public struct Test: Hashable, Sendable {
    public var name: String
    public var points: Double?
  }

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    var scanner = FieldScanner(bytes)
    (isSpam, pairs) = (nil, [])
    scanner.skipWhitespace()
    let word = scanner.run(while: \.isLetter)
    if Octets.equal(bytes[word], "yes") { isSpam = true }
    if Octets.equal(bytes[word], "no") { isSpam = false }
    if isSpam == nil { scanner.index = word.lowerBound }
    while pairs.count < 100 {
      _ = scanner.run { $0.isWhitespace || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
      guard !scanner.isAtEnd else { break }
      let start = scanner.index
      let key = scanner.run { $0.isTokenText && $0 != UInt8(ascii: "=") }
      guard !key.isEmpty, scanner.take(UInt8(ascii: "=")) else {
        scanner.flaws.add(.badParameter, start)
        scanner.index = max(scanner.index, start + 1)
        continue
      }
      let value = Self.value(&scanner)
      let name = decoder.rawText(bytes[key], at: start).lowercased()
      pairs.append(TagList.Tag(name: name, value: decoder.rawText(value[...], at: start), offset: start))
    }
    let found = pairs
    func number(_ name: String) -> Double? { found.first { $0.name == name }.flatMap { Double($0.value) } }
    score = number("score") ?? number("hits")
    required = number("required") ?? number("tagged_above")
    tests = (found.first { $0.name == "tests" }?.value ?? "").split(separator: ",").compactMap(Self.test)
    var flaws = scanner.flaws
    if isSpam == nil, pairs.isEmpty { flaws.add(.empty, 0) }
    flaws.add(decoder.flaws.flaws)
    self.flaws = flaws.flaws
  }

  /// A list goes on after a comma, over folds; in brackets up to the closing one.
  private static func value(_ scanner: inout FieldScanner) -> [UInt8] {
    if scanner.take(UInt8(ascii: "[")) {
      let inside = scanner.run { $0 != UInt8(ascii: "]") }
      _ = scanner.take(UInt8(ascii: "]"))
      return scanner.bytes[inside].filter { !$0.isWhitespace }
    }
    var value: [UInt8] = []
    while let byte = scanner.current {
      if byte.isWhitespace {
        guard value.last == UInt8(ascii: ",") else { break }
      } else {
        value.append(byte)
      }
      scanner.index += 1
    }
    while value.last == UInt8(ascii: ",") { value.removeLast() }
    return value
  }

  private static func test(_ text: Substring) -> Test? {
    let halves = text.split(separator: "=", maxSplits: 1)
    guard let name = halves.first, name.lowercased() != "none" else { return nil }
    return Test(name: String(name), points: halves.count > 1 ? Double(halves[1]) : nil)
  }
}
