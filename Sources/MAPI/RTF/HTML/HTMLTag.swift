/// A tag as it is written.
struct HTMLTag {
  /// Small letters.
  var name: [UInt8] = []
  var isEnd = false
  /// Names and values where they stand.
  var attributes: [(name: Range<Int>, value: Range<Int>)] = []

  static let longestName = 32
  /// What has more is no mail's tag.
  static let mostAttributes = 64

  func `is`(_ other: StaticString) -> Bool {
    name.count == other.utf8CodeUnitCount
      && name.withUnsafeBufferPointer { $0.elementsEqual(UnsafeBufferPointer(start: other.utf8Start, count: $0.count)) }
  }

  /// nil where there is none of that name.
  func value(_ wanted: StaticString, in html: [UInt8]) -> ArraySlice<UInt8>? {
    let name = UnsafeBufferPointer(start: wanted.utf8Start, count: wanted.utf8CodeUnitCount)
    let found = attributes.first { html[$0.name].elementsEqual(name, by: { $0 | 0x20 == $1 }) }
    return found.map { html[$0.value] }
  }
}

/// Finds tags and comments. Looks at every byte once: what has no end is looked for one time only.
struct HTMLScanner {
  let html: [UInt8]
  var offset = 0
  /// What is known not to come any more.
  private var noComment = false
  private var missing: Set<UInt8> = []

  init(_ html: [UInt8]) { self.html = html }

  /// Passes a comment, a declaration or a tag at `<`; nil with the place after it for what shows nothing, and nil with the
  /// same place for a sign that is text.
  mutating func markup() -> HTMLTag? {
    let next = offset + 1 < html.count ? html[offset + 1] : 0
    switch next {
    case UInt8(ascii: "!"): comment()
    case UInt8(ascii: "?"): offset = end(of: UInt8(ascii: ">"), from: offset + 2)
    case UInt8(ascii: "/"):
      if offset + 2 < html.count, Self.isLetter(html[offset + 2]) { return tag(from: offset + 2, isEnd: true) }
      // No tag of any element: browsers take it for a comment.
      if offset + 2 < html.count, html[offset + 2] == UInt8(ascii: ">") { offset += 3 }
    default: if Self.isLetter(next) { return tag(from: offset + 1, isEnd: false) }
    }
    return nil
  }

  private mutating func comment() {
    if html[offset...].starts(with: "<!--".utf8), !noComment {
      if let close = find("-->", from: offset + 4) {
        offset = close + 3
        return
      }
      noComment = true
    }
    offset = end(of: UInt8(ascii: ">"), from: offset + 2)
  }

  /// Where `word`, in small letters, stands next, compared without case.
  func find(_ word: StaticString, from start: Int) -> Int? {
    let count = word.utf8CodeUnitCount
    return html.withUnsafeBufferPointer { html in
      var at = start
      while at + count <= html.count {
        if (0..<count).allSatisfy({ html[at + $0] | (word.utf8Start[$0] & 0x20) == word.utf8Start[$0] }) { return at }
        at += 1
      }
      return nil
    }
  }

  /// The place after the next `byte`, or the end.
  private mutating func end(of byte: UInt8, from start: Int) -> Int {
    position(of: byte, from: start).map { $0 + 1 } ?? html.count
  }

  private mutating func position(of byte: UInt8, from start: Int) -> Int? {
    guard start < html.count, !missing.contains(byte) else { return nil }
    let found = html[start...].firstIndex(of: byte)
    if found == nil { missing.insert(byte) }
    return found
  }

  private mutating func tag(from start: Int, isEnd: Bool) -> HTMLTag {
    var tag = HTMLTag(isEnd: isEnd)
    offset = start
    while offset < html.count, !Self.endsName(html[offset]) {
      if tag.name.count < HTMLTag.longestName { tag.name.append(Self.small(html[offset])) }
      offset += 1
    }
    while offset < html.count, html[offset] != UInt8(ascii: ">") {
      if Self.endsName(html[offset]) { offset += 1 } else { attribute(of: &tag) }
    }
    offset = min(offset + 1, html.count)
    return tag
  }

  private mutating func attribute(of tag: inout HTMLTag) {
    let start = offset
    while offset < html.count, !Self.endsName(html[offset]), html[offset] != UInt8(ascii: "=") || offset == start {
      offset += 1
    }
    let name = start..<offset
    while offset < html.count, html[offset] <= 32 { offset += 1 }
    var value = offset..<offset
    if offset < html.count, html[offset] == UInt8(ascii: "=") {
      offset += 1
      while offset < html.count, html[offset] <= 32 { offset += 1 }
      value = attributeValue()
    }
    if tag.attributes.count < HTMLTag.mostAttributes { tag.attributes.append((name, value)) }
  }

  private mutating func attributeValue() -> Range<Int> {
    guard offset < html.count else { return offset..<offset }
    let quote = html[offset]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
      let close = position(of: quote, from: offset + 1)
    {
      defer { offset = close + 1 }
      return offset + 1..<close
    }
    let start = offset
    while offset < html.count, html[offset] > 32, html[offset] != UInt8(ascii: ">") { offset += 1 }
    return start..<offset
  }

  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
  private static func small(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 32 : byte }
  private static func endsName(_ byte: UInt8) -> Bool {
    byte <= 32 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
  }
}
