/// Puts words into lines: how many line ends, which marks at the beginning of a line, where a space is one.
struct TextLines {
  private(set) var bytes: [UInt8] = []
  /// Line ends that come before the next word.
  private var breaks = 0
  private(set) var hasSpace = false
  private var hasTab = false
  private var isAtLineStart = true
  private var quotations = 0
  /// Of the last line.
  private var lineQuotations = 0
  /// The next number of each open list; nil for bullets.
  private var lists: [Int?] = []
  /// Open lists beyond those.
  private var innerLists = 0
  /// What stands before the next word of an item.
  private var item: [UInt8]?
  private var isPreformatted = false

  private static let mostLists = 16
  private static let mostQuotations = 32
  private static let mostBreaks = 3

  var listDepth: Int { lists.count + innerLists }

  /// A word or a part of one, without spaces in it. U+00A0 becomes a space; a soft hyphen is left out.
  mutating func text(_ text: ArraySlice<UInt8>) {
    startWord()
    var start = text.startIndex
    var at = start
    while at + 1 < text.endIndex {
      if text[at] == 0xC2, text[at + 1] == 0xA0 || text[at + 1] == 0xAD {
        bytes.append(contentsOf: text[start..<at])
        if text[at + 1] == 0xA0 { bytes.append(32) }
        at += 1
        start = at + 1
      }
      at += 1
    }
    bytes.append(contentsOf: text[start...])
  }

  /// Words with spaces between them.
  mutating func words(_ text: [UInt8]) {
    for word in text.split(whereSeparator: { $0 <= 32 }) {
      self.text(word)
      hasSpace = true
    }
    hasSpace = false
  }

  mutating func space(_ byte: UInt8) {
    guard isPreformatted else {
      hasSpace = true
      return
    }
    switch byte {
    case 10: newLine()
    case 9, 32:
      startWord()
      bytes.append(byte)
    default: break
    }
  }

  /// At least `count` line ends, unless nothing stands before.
  mutating func breakLine(_ count: Int) {
    breaks = max(breaks, count)
    (hasSpace, hasTab) = (false, false)
  }

  mutating func newLine() {
    breaks = min(breaks + 1, Self.mostBreaks)
    (hasSpace, hasTab) = (false, false)
  }

  mutating func tab() { hasTab = breaks == 0 && !bytes.isEmpty }

  mutating func finish() {
    dropSpaces()
    if !bytes.isEmpty { bytes.append(10) }
  }

  mutating func setPreformatted(_ isSo: Bool) { isPreformatted = isSo }

  mutating func beginQuotation() { quotations += 1 }
  mutating func endQuotation() { quotations = max(0, quotations - 1) }

  mutating func beginList(_ first: Int?) {
    if lists.count < Self.mostLists { lists.append(first) } else { innerLists += 1 }
  }

  mutating func endList() {
    item = nil
    if innerLists > 0 { innerLists -= 1 } else { _ = lists.popLast() }
  }

  mutating func beginItem(_ number: Int?) {
    guard let last = lists.indices.last else {
      item = Array("* ".utf8)
      return
    }
    guard let next = lists[last] else {
      item = Array("* ".utf8)
      return
    }
    let shown = number ?? next
    lists[last] = shown &+ 1
    item = Array("\(shown). ".utf8)
  }

  private mutating func startWord() {
    if breaks > 0 {
      dropSpaces()
      if !bytes.isEmpty { endLines() }
      (breaks, hasSpace, hasTab, isAtLineStart) = (0, false, false, true)
    }
    if isAtLineStart {
      startLine()
    } else if hasTab {
      bytes.append(9)
    } else if hasSpace {
      bytes.append(32)
    }
    (hasSpace, hasTab) = (false, false)
  }

  /// An empty line within a quotation is quoted as well, one beside it is not.
  private mutating func endLines() {
    bytes.append(10)
    for _ in 1..<breaks {
      bytes += repeatElement(UInt8(ascii: ">"), count: min(quotations, lineQuotations, Self.mostQuotations))
      bytes.append(10)
    }
  }

  private mutating func startLine() {
    (isAtLineStart, lineQuotations) = (false, quotations)
    for _ in 0..<min(quotations, Self.mostQuotations) { bytes += "> ".utf8 }
    bytes += repeatElement(32, count: 2 * max(0, lists.count - 1))
    if let item { bytes += item } else if !lists.isEmpty { bytes += "  ".utf8 }
    item = nil
  }

  private mutating func dropSpaces() {
    while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
  }
}
