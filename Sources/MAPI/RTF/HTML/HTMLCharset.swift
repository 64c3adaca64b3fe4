/// What an HTML text says about its own character set, in `<meta>` elements.
enum HTMLCharset {
  /// A browser looks no further than 1024 bytes; some programs write long comments before.
  private static let head = 64 << 10

  /// Where the names of character sets stand.
  static func names(in html: [UInt8]) -> [Range<Int>] {
    let end = min(html.count, head)
    var names: [Range<Int>] = []
    var at = 0
    while let start = find("<meta", in: html, at, end) {
      let close = html[start..<end].firstIndex(of: UInt8(ascii: ">")) ?? end
      if let name = name(in: html, start, close) { names.append(name) }
      at = close
    }
    return names
  }

  private static func name(in html: [UInt8], _ start: Int, _ end: Int) -> Range<Int>? {
    guard var at = find("charset", in: html, start, end) else { return nil }
    at += 7
    func pass(_ isPassed: (UInt8) -> Bool) { while at < end, isPassed(html[at]) { at += 1 } }
    pass { $0 <= 32 }
    guard at < end, html[at] == UInt8(ascii: "=") else { return nil }
    at += 1
    pass { $0 <= 32 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
    let first = at
    pass { $0 > 32 && $0 < 127 && !#""';/>"#.utf8.contains($0) }
    return first < at ? first..<at : nil
  }

  /// The place of `word`, in small letters, compared without case.
  private static func find(_ word: StaticString, in html: [UInt8], _ start: Int, _ end: Int) -> Int? {
    let count = word.utf8CodeUnitCount
    var at = start
    while at + count <= end {
      if (0..<count).allSatisfy({ html[at + $0] | (word.utf8Start[$0] & 0x20) == word.utf8Start[$0] }) { return at }
      at += 1
    }
    return nil
  }
}
