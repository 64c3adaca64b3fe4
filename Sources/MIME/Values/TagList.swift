/// `tag=value; tag=value`: DKIM-Signature, ARC-Seal, ARC-Message-Signature (RFC 6376 §3.2, RFC 8617 §4.1).
public struct TagList: Hashable, Sendable {
  public struct Tag: Hashable, Sendable {
    /// As written: case counts.
    public var name: String
    /// Folding undone, without blanks at its ends.
    public var value: String
    public var offset: Int
  }

  public var tags: [Tag]
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    var flaws = FlawList()
    var tags: [Tag] = []
    var names: Set<String> = []
    for part in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: true) {
      let tag = Octets.trimmed(part)
      guard !tag.isEmpty else { continue }
      guard let equals = tag.firstIndex(of: UInt8(ascii: "=")) else {
        flaws.add(.badParameter, tag.startIndex)
        continue
      }
      let name = decoder.rawText(Octets.trimmed(tag[..<equals]), at: tag.startIndex)
      if name.isEmpty { flaws.add(.badParameter, tag.startIndex) }
      if !names.insert(name).inserted { flaws.add(.duplicate, tag.startIndex) }
      let value = decoder.rawText(Octets.trimmed(tag[(equals + 1)...]), at: equals + 1)
      tags.append(Tag(name: name, value: value, offset: tag.startIndex))
    }
    if tags.isEmpty { flaws.add(.empty, 0) }
    flaws.add(decoder.flaws.flaws)
    (self.tags, self.flaws) = (tags, flaws.flaws)
  }

  /// The first of that name.
  public subscript(_ name: String) -> String? { tags.first { $0.name == name }?.value }

  /// Without any blanks, as `b`, `bh` and `h` are meant.
  public func compact(_ name: String) -> String? {
    self[name].map { String(decoding: $0.utf8.filter { !$0.isWhitespace }, as: UTF8.self) }
  }
}

/// `KEY:value;KEY:value;` as Exchange writes X-Forefront-Antispam-Report and X-Microsoft-Antispam.
public struct ReportList: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var key: String
    public var value: String
    public var offset: Int
  }

  /// In the order of the field; keys may repeat.
  public var entries: [Entry]
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    var flaws = FlawList()
    var entries: [Entry] = []
    for part in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: true) {
      let entry = Octets.trimmed(part)
      guard !entry.isEmpty else { continue }
      // The first colon: addresses of IPv6 have more of them.
      let colon = entry.firstIndex(of: UInt8(ascii: ":"))
      if colon == nil { flaws.add(.badParameter, entry.startIndex) }
      let key = decoder.rawText(Octets.trimmed(entry[..<(colon ?? entry.endIndex)]), at: entry.startIndex)
      let value = colon.map { decoder.rawText(Octets.trimmed(entry[($0 + 1)...]), at: $0 + 1) } ?? ""
      entries.append(Entry(key: key, value: value, offset: entry.startIndex))
    }
    if entries.isEmpty { flaws.add(.empty, 0) }
    flaws.add(decoder.flaws.flaws)
    (self.entries, self.flaws) = (entries, flaws.flaws)
  }

  /// The first of that key, case ignored.
  public subscript(_ key: String) -> String? {
    entries.first { $0.key.lowercased() == key.lowercased() }?.value
  }
}
