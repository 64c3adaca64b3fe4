/// The text of an HTML body, for people and programs that take no HTML.
///
/// Paragraphs stand apart, lists have their bullets and numbers, quotations a `>`, cells of a table are parted by tabs; the
/// address of a link follows in angle brackets where the text does not show it; pictures are their description. What is
/// not shown (scripts, styles, the head) is left out. Time grows with the length only, and there is no recursion.
public struct HTMLText: Sendable, Hashable {
  /// In UTF-8; lines end with LF.
  public var bytes: [UInt8]
  public var flaws: [RTFFlaw]

  /// `html` in UTF-8.
  public init(_ html: [UInt8], limits: RTFLimits = RTFLimits()) {
    var reader = HTMLTextReader(html, limit: limits.outputBytes)
    reader.run()
    bytes = reader.lines.bytes
    flaws = reader.isFull ? [RTFFlaw(.limit, at: reader.scanner.offset)] : []
  }
}

/// What an element does to the lines around it.
private enum HTMLBlock {
  /// Lines between it and what stands before and after; nil for elements within a line.
  static func lines(_ tag: HTMLTag) -> Int? { table[String(decoding: tag.name, as: UTF8.self)] }

  private static let table: [String: Int] = {
    let line = [
      "address", "article", "aside", "body", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset",
      "figcaption", "figure", "footer", "form", "header", "legend", "li", "main", "menu", "nav", "option", "section",
      "summary", "table", "tbody", "tfoot", "thead", "tr", "caption", "html",
    ]
    let apart = ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "hr"]
    return Dictionary(uniqueKeysWithValues: line.map { ($0, 1) } + apart.map { ($0, 2) })
  }()
}

private struct HTMLTextReader {
  var scanner: HTMLScanner
  var lines = TextLines()
  private let limit: Int
  private var link: (address: [UInt8], start: Int)?
  private var isInHead = false
  /// An element that is not shown, and how many of its name are open in it.
  private var hidden: (name: [UInt8], depth: Int)?

  init(_ html: [UInt8], limit: Int) {
    scanner = HTMLScanner(html)
    self.limit = limit
  }

  var isFull: Bool { lines.bytes.count >= limit }

  mutating func run() {
    while scanner.offset < scanner.html.count, !isFull {
      let start = scanner.offset
      switch scanner.html[start] {
      case UInt8(ascii: "<"):
        if let tag = scanner.markup() {
          read(tag)
        } else if scanner.offset == start {
          scanner.offset += 1
          write([UInt8(ascii: "<")])
        }
      case UInt8(ascii: "&"): write(entity()[...])
      case let byte where byte <= 32: readSpace()
      default: readRun()
      }
    }
    endLink()
    lines.finish()
  }

  private var isShown: Bool { !isInHead && hidden == nil }

  private mutating func write(_ bytes: ArraySlice<UInt8>) {
    if isShown, !bytes.isEmpty { lines.text(bytes) }
  }

  private mutating func readRun() {
    let html = scanner.html
    let start = scanner.offset
    var at = start + 1
    while at < html.count, html[at] > 32, html[at] != UInt8(ascii: "<"), html[at] != UInt8(ascii: "&") { at += 1 }
    scanner.offset = at
    write(html[start..<at])
  }

  private mutating func readSpace() {
    let byte = scanner.html[scanner.offset]
    scanner.offset += 1
    guard isShown else { return }
    lines.space(byte)
  }

  /// At `&`: the character, or the sign itself.
  private mutating func entity() -> [UInt8] {
    let (character, end) = HTMLEntity.read(scanner.html[scanner.offset...])
    scanner.offset = end
    return character
  }

  // MARK: Elements

  private mutating func read(_ tag: HTMLTag) {
    if tag.is("script") || tag.is("style") {
      return tag.isEnd ? () : passRaw(tag.is("script") ? "</script" : "</style")
    }
    if tag.is("head") {
      isInHead = !tag.isEnd
      return
    }
    if tag.is("body") { isInHead = false }
    if let hidden {
      guard hidden.name == tag.name else { return }
      let depth = hidden.depth + (tag.isEnd ? -1 : 1)
      self.hidden = depth > 0 ? (hidden.name, depth) : nil
      return
    }
    if !tag.isEnd, isHidden(tag) {
      hidden = (tag.name, 1)
      return
    }
    if isInHead { return }
    if let count = HTMLBlock.lines(tag) { readBlock(tag, count) } else { readInline(tag) }
  }

  /// To the end tag, or to the end.
  private mutating func passRaw(_ end: StaticString) {
    scanner.offset = scanner.find(end, from: scanner.offset) ?? scanner.html.count
  }

  private func isHidden(_ tag: HTMLTag) -> Bool {
    if tag.is("title") || tag.is("template") { return true }
    guard tag.is("div") || tag.is("span"), let style = tag.value("style", in: scanner.html) else { return false }
    return Self.contains(style, "display:none")
  }

  private mutating func readBlock(_ tag: HTMLTag, _ count: Int) {
    if tag.is("ul") || tag.is("ol") {
      lines.breakLine(lines.listDepth > (tag.isEnd ? 1 : 0) ? 1 : 2)
      return tag.isEnd ? lines.endList() : lines.beginList(tag.is("ol") ? number(tag, "start") ?? 1 : nil)
    }
    lines.breakLine(tag.is("p") && !tag.isEnd && isTight(tag) ? 1 : tag.is("p") && tag.isEnd ? 1 : count)
    if tag.is("p"), !tag.isEnd { isTightParagraph = isTight(tag) }
    if tag.is("p"), tag.isEnd, !isTightParagraph { lines.breakLine(2) }
    if tag.is("blockquote") { tag.isEnd ? lines.endQuotation() : lines.beginQuotation() }
    if tag.is("pre") { lines.setPreformatted(!tag.isEnd) }
    if tag.is("li"), !tag.isEnd { lines.beginItem(number(tag, "value")) }
    if tag.is("hr"), !tag.isEnd {
      lines.text(Array("----------".utf8)[...])
      lines.breakLine(count)
    }
  }

  private var isTightParagraph = false

  /// Paragraphs of Word and Outlook, which look like lines.
  private func isTight(_ tag: HTMLTag) -> Bool {
    if let kind = tag.value("class", in: scanner.html), kind.starts(with: "Mso".utf8) { return true }
    guard let style = tag.value("style", in: scanner.html) else { return false }
    return Self.contains(style, "margin:0") || Self.contains(style, "margin-bottom:0")
  }

  private mutating func readInline(_ tag: HTMLTag) {
    if tag.is("br") {
      lines.newLine()
    } else if tag.is("td") || tag.is("th") {
      if !tag.isEnd { lines.tab() }
    } else if tag.is("a") {
      endLink()
      if !tag.isEnd, let address = tag.value("href", in: scanner.html) { beginLink(address) }
    } else if tag.is("img"), let text = tag.value("alt", in: scanner.html) {
      let words = HTMLEntity.decoded(text)
      if words.contains(where: { $0 > 32 }) { lines.words([UInt8(ascii: "[")] + words + [UInt8(ascii: "]")]) }
    }
  }

  private mutating func beginLink(_ address: ArraySlice<UInt8>) {
    guard let safe = LinkAddress.safe(HTMLEntity.decoded(address)) else { return }
    link = (safe, lines.bytes.count)
  }

  private mutating func endLink() {
    guard let link else { return }
    self.link = nil
    if LinkAddress.isTold(link.address, by: lines.bytes[min(link.start, lines.bytes.count)...]) { return }
    let isSpaced = lines.hasSpace
    lines.space(32)
    lines.text(([UInt8(ascii: "<")] + link.address + [UInt8(ascii: ">")])[...])
    if isSpaced { lines.space(32) }
  }

  private func number(_ tag: HTMLTag, _ name: StaticString) -> Int? {
    tag.value(name, in: scanner.html).flatMap { Int(String(decoding: $0.prefix(9), as: UTF8.self)) }
  }

  /// Without regard to spaces and case.
  private static func contains(_ style: ArraySlice<UInt8>, _ words: StaticString) -> Bool {
    let plain = style.prefix(2_000).filter { $0 > 32 }.map { $0 &- 65 < 26 ? $0 | 32 : $0 }
    let words = Array(UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount))
    return plain.indices.contains { plain[$0...].starts(with: words) }
  }
}
