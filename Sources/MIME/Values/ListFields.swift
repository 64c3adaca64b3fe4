/// The value of List-Unsubscribe, List-Post, List-Help, List-Archive, List-Subscribe, List-Owner (RFC 2369 §2).
public struct ListLinks: Hashable, Sendable {
  public struct Link: Hashable, Sendable {
    /// As written, folding and blanks inside removed.
    public var uri: String
    /// The comments before and behind it.
    public var comments: [String]
    public var offset: Int
  }

  /// In the sender's order of preference.
  public var links: [Link]
  /// `NO`: the list takes no mail (RFC 2369 §3.4).
  public var isNo: Bool
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    var scanner = FieldScanner(bytes)
    (links, isNo) = ([], false)
    var comments: [String] = []
    func texts(_ ranges: [Range<Int>]) -> [String] {
      ranges.map { decoder.text(Octets.trimmed(scanner.unquoted($0)[...]), at: $0.lowerBound) }
    }
    while links.count < 1_000 {
      let found = texts(scanner.skipBlanks())
      if links.isEmpty || !comments.isEmpty { comments += found } else { links[links.count - 1].comments += found }
      if scanner.take(UInt8(ascii: ",")) || scanner.take(UInt8(ascii: ">")) { continue }
      guard !scanner.isAtEnd else { break }
      let start = scanner.index
      let isBracketed = scanner.take(UInt8(ascii: "<"))
      let range =
        isBracketed
        ? scanner.run { $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "<") }
        : scanner.run { !$0.isWhitespace && !",<>".utf8.contains($0) }
      if !isBracketed { scanner.flaws.add(.missingBracket, start) }
      if isBracketed, !scanner.take(UInt8(ascii: ">")) { scanner.flaws.add(.unclosedBracket, start) }
      let uri = decoder.rawText(bytes[range].filter { !$0.isWhitespace }[...], at: range.lowerBound)
      if !isBracketed, uri.lowercased() == "no" {
        isNo = true
      } else if !uri.isEmpty {
        links.append(Link(uri: uri, comments: comments, offset: start))
      }
      comments = []
    }
    var flaws = scanner.flaws
    if links.isEmpty && !isNo { flaws.add(.empty, 0) }
    flaws.add(decoder.flaws.flaws)
    self.flaws = flaws.flaws
  }
}

/// The value of List-ID (RFC 2919 §2).
public struct ListID: Hashable, Sendable {
  /// Without angle brackets.
  public var identifier: String
  public var name: String?
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    var flaws = FlawList()
    if let open = bytes.lastIndex(of: UInt8(ascii: "<")) {
      let inside = bytes[(open + 1)...].prefix { $0 != UInt8(ascii: ">") }
      if inside.endIndex == bytes.endIndex { flaws.add(.unclosedBracket, open) }
      identifier = decoder.rawText(Octets.trimmed(inside), at: open + 1)
      var words = Octets.trimmed(bytes[..<open])
      if words.count > 1, words.first == UInt8(ascii: "\""), words.last == UInt8(ascii: "\"") {
        words = words.dropFirst().dropLast()
      }
      name = words.isEmpty ? nil : decoder.text(words, at: words.startIndex)
    } else {
      flaws.add(.missingBracket, 0)
      identifier = decoder.rawText(Octets.trimmed(bytes[...]), at: 0)
      name = nil
    }
    if identifier.isEmpty { flaws.add(.empty, 0) }
    flaws.add(decoder.flaws.flaws)
    self.flaws = flaws.flaws
  }
}
