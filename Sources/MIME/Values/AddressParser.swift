/// Reads address fields as mail programs write them.
///
/// The strict grammar is RFC 5322 §3.4 and §4.4. Beyond it: names with unquoted dots, commas, colons and at signs
/// (Exchange, Lotus Notes), semicolons between addresses (Outlook), missing or doubled angle brackets, names behind
/// their addresses, commas left out.
struct AddressParser {
  var scanner: FieldScanner
  let tokens: [AddressToken]
  let decoder: WordDecoder
  var entries: [AddressList.Entry] = []
  private var group: AddressGroup?
  /// A group has just ended, and a comma parts it from what follows.
  private var isAfterGroup = false
  /// Words without an address that a comma ended: perhaps the first half of `Doe, John <jdoe@example.org>`.
  private var bare: [Range<Int>] = []
  /// More halves than this are not one name.
  private static let mostHalves = 3

  init(_ field: [UInt8]) {
    var scanner = FieldScanner(field)
    tokens = field.count <= Int(Int32.max) ? AddressTokens.scan(&scanner) : []
    self.scanner = scanner
    decoder = WordDecoder(field)
    if tokens.isEmpty { self.scanner.flaws.add(.empty, 0) }
  }

  mutating func list() -> AddressList {
    var (start, index) = (0, 0)
    // Words and comments only, so far: a colon may make a group's name of them.
    var (isName, hasWord) = (true, false)
    while index < tokens.count {
      switch tokens[index].kind {
      case .text, .quoted, .literal: hasWord = true
      case .comment: break
      case .open:
        index = closing(from: index)
        isName = false
      case .comma, .semicolon:
        element(start..<index, endsWith: tokens[index].kind)
        (start, isName, hasWord) = (index + 1, true, false)
      case .colon where isName && hasWord && !isScheme(start..<index):
        beginGroup(start..<index)
        (start, isName, hasWord) = (index + 1, true, false)
      case .colon, .at, .close: isName = false
      }
      index += 1
    }
    element(start..<tokens.count, endsWith: nil)
    flushBare()
    endGroup(isClosed: group == nil, at: scanner.bytes.count)
    var flaws = scanner.flaws
    flaws.add(decoder.flaws.flaws)
    return AddressList(entries: entries, flaws: flaws.flaws.sorted { $0.offset < $1.offset })
  }

  /// The last token of the angle brackets that open at `index`: the `>`, or what stands before a comma when there is
  /// none.
  func closing(from index: Int) -> Int {
    var at = index + 1
    while at < tokens.count, tokens[at].kind == .open { at += 1 }
    var comma: Int?
    while at < tokens.count {
      switch tokens[at].kind {
      case .close: return at
      case .open: return (comma ?? at) - 1
      case .comma, .semicolon:
        if comma == nil { comma = at }
      default: break
      }
      at += 1
    }
    return (comma ?? tokens.count) - 1
  }

  // MARK: Groups

  /// What the colon behind `range` ends is a scheme: `https://…`, `mailto:user@example.org`.
  private func isScheme(_ range: Range<Int>) -> Bool {
    if scanner.bytes[Int(tokens[range.upperBound].end)...].starts(with: "//".utf8) { return true }
    return range.count == 1 && Octets.equal(scanner.bytes[tokens[range.lowerBound].range], "mailto")
  }

  private mutating func beginGroup(_ range: Range<Int>) {
    flushBare()
    if group != nil { endGroup(isClosed: false, at: Int(tokens[range.lowerBound].start)) }
    group = AddressGroup(name: phrase(range) ?? "", members: [], comments: comments(in: range))
  }

  private mutating func keep(_ comments: [String]) {
    if group != nil {
      group?.comments += comments
    } else if case .group(var last)? = entries.last {
      last.comments += comments
      entries[entries.count - 1] = .group(last)
    }
  }

  private mutating func endGroup(isClosed: Bool, at offset: Int) {
    guard let finished = group else { return }
    if !isClosed { scanner.flaws.add(.unclosedGroup, offset) }
    entries.append(.group(finished))
    group = nil
  }

  // MARK: Elements

  private mutating func element(_ range: Range<Int>, endsWith end: AddressToken.Kind?) {
    let isGroupEnd = end == .semicolon && group != nil
    if tokens[range].allSatisfy({ $0.kind == .comment }) {
      // Obsolete syntax allows nothing between commas. RFC 5322 §4.4
      if end == .comma, !isAfterGroup { scanner.flaws.add(.obsolete, Int(tokens[range.upperBound].start)) }
      isAfterGroup = false
      if !range.isEmpty { keep(comments(in: range)) }
      if isGroupEnd {
        flushBare()
        endGroup(isClosed: true, at: 0)
        isAfterGroup = true
      }
      return
    }
    if end == .comma, bare.count < Self.mostHalves, isBare(range) {
      bare.append(range)
      return
    }
    var range = range
    if let first = bare.first, completesName(range) {
      scanner.flaws.add(.unquotedName, offset(of: first))
      range = first.lowerBound..<range.upperBound
      bare = []
    }
    flushBare()
    mailboxes(range)
    isAfterGroup = isGroupEnd
    if isGroupEnd {
      endGroup(isClosed: true, at: 0)
    } else if end == .semicolon {
      scanner.flaws.add(.wrongSeparator, Int(tokens[range.upperBound].start))
    }
  }

  /// Only words, without an address.
  private func isBare(_ range: Range<Int>) -> Bool {
    tokens[range].allSatisfy { $0.kind == .text || $0.kind == .comment }
  }

  /// A name in words and then an address in brackets.
  private func completesName(_ range: Range<Int>) -> Bool {
    tokens[range.lowerBound].kind == .text
      && tokens[range].contains { $0.kind == .open }
      && !tokens[range].prefix { $0.kind != .open }.contains { $0.kind == .at }
  }

  private mutating func flushBare() {
    let held = bare
    bare = []
    for range in held { mailboxes(range) }
  }

  mutating func add(_ mailbox: MailAddress) {
    if group != nil { group?.members.append(mailbox) } else { entries.append(.mailbox(mailbox)) }
  }

  /// What stands between two commas: one mailbox, or more where commas are missing.
  private mutating func mailboxes(_ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound {
      guard let open = tokens[start..<range.upperBound].firstIndex(where: { $0.kind == .open }) else {
        bareMailboxes(start..<range.upperBound)
        return
      }
      let close = min(closing(from: open), range.upperBound - 1)
      var end = range.upperBound
      if let next = tokens[(close + 1)..<end].firstIndex(where: { $0.kind == .open }) {
        // The words between belong to the next one, if it has any.
        scanner.flaws.add(.wrongSeparator, Int(tokens[next].start))
        end = close + 1
      }
      while end < range.upperBound, tokens[end].kind == .close { end += 1 }
      angleMailbox(start..<end, open: open, close: close)
      start = end
    }
  }
}
