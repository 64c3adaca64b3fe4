/// Single mailboxes, in angle brackets and without.
extension AddressParser {
  mutating func angleMailbox(_ range: Range<Int>, open: Int, close: Int) {
    let isClosed = tokens[close].kind == .close && close > open
    if !isClosed { scanner.flaws.add(.missingBracket, Int(tokens[open].start)) }
    var inside = open + 1..<(isClosed ? close : close + 1)
    while let first = inside.first, tokens[first].kind == .open {
      scanner.flaws.add(.unexpected, Int(tokens[first].start))
      inside.removeFirst()
    }
    if let empty = hiddenGroup(inside) {
      entries.append(.group(empty))
      return
    }
    var mailbox = addressSpec(inside)
    mailbox.offset = offset(of: range)
    name(&mailbox, before: range.lowerBound..<open, after: close + 1..<range.upperBound)
    mailbox.comments = comments(in: range)
    if mailbox.name == nil { mailbox.name = mailbox.comments.last }
    add(mailbox)
  }

  private mutating func name(_ mailbox: inout MailAddress, before: Range<Int>, after: Range<Int>) {
    mailbox.name = phrase(before)
    if tokens[before].contains(where: { $0.kind == .at || $0.kind == .comma || $0.kind == .colon }) {
      scanner.flaws.add(.unquotedName, offset(of: before))
    }
    // A second bracket at the end was told of at the beginning.
    let after = after.drop { tokens[$0].kind == .close }
    guard tokens[after].contains(where: { $0.kind != .comment }) else { return }
    scanner.flaws.add(.trailing, offset(of: after))
    if mailbox.name == nil { mailbox.name = phrase(after) }
  }

  /// `<undisclosed-recipients:;>`, as some servers make of an empty To.
  private func hiddenGroup(_ inside: Range<Int>) -> AddressGroup? {
    guard inside.count >= 3, tokens[inside.upperBound - 1].kind == .semicolon,
      tokens[inside.upperBound - 2].kind == .colon,
      !tokens[inside].contains(where: { $0.kind == .at })
    else { return nil }
    return AddressGroup(name: phrase(inside.lowerBound..<inside.upperBound - 2) ?? "", members: [])
  }

  /// What stands in angle brackets.
  private mutating func addressSpec(_ range: Range<Int>) -> MailAddress {
    var range = range
    var route: [String] = []
    if let first = range.first(where: { tokens[$0].kind != .comment }), tokens[first].kind == .at,
      let colon = tokens[range].firstIndex(where: { $0.kind == .colon })
    {
      scanner.flaws.add(.obsolete, Int(tokens[first].start))
      let hosts = tokens[first..<colon].split { $0.kind == .comma || $0.kind == .at }
      route = hosts.map { joined($0.startIndex..<$0.endIndex) }.filter { !$0.isEmpty }
      range = colon + 1..<range.upperBound
    }
    guard let at = tokens[range].lastIndex(where: { $0.kind == .at }) else {
      let local = joined(range)
      if !local.isEmpty { scanner.flaws.add(.missingDomain, offset(of: range)) }
      return MailAddress(localPart: local, domain: nil, route: route)
    }
    if tokens[range].filter({ $0.kind == .at }).count > 1 { scanner.flaws.add(.unexpected, Int(tokens[at].start)) }
    let domain = joined(at + 1..<range.upperBound)
    if domain.isEmpty { scanner.flaws.add(.missingDomain, Int(tokens[at].end)) }
    return MailAddress(localPart: joined(range.lowerBound..<at), domain: domain, route: route)
  }

  /// Words without angle brackets: `user@host`, `John Doe user@host`, `user@host John Doe`, or no address at all.
  mutating func bareMailboxes(_ range: Range<Int>) {
    var start = range.lowerBound
    while let at = tokens[start..<range.upperBound].firstIndex(where: { $0.kind == .at }) {
      let first = wordStart(before: at, from: start)
      var end = wordEnd(after: at, to: range.upperBound)
      // Several at signs in one word are one address: `a@b@c`.
      while end < range.upperBound, tokens[end].kind == .at, !tokens[end].isApart {
        end = wordEnd(after: end, to: range.upperBound)
      }
      var mailbox = addressSpec(first..<end)
      mailbox.offset = offset(of: start..<end)
      let isLast = !tokens[end..<range.upperBound].contains { $0.kind == .at }
      let last = isLast ? range.upperBound : end
      mailbox.name = phrase(start..<first) ?? (isLast ? phrase(end..<last) : nil)
      if mailbox.name != nil { scanner.flaws.add(.missingBracket, offset(of: first..<end)) }
      if !isLast { scanner.flaws.add(.wrongSeparator, Int(tokens[end].start)) }
      mailbox.comments = comments(in: start..<last)
      if mailbox.name == nil { mailbox.name = mailbox.comments.last }
      add(mailbox)
      start = last
    }
    if start < range.upperBound { notAnAddress(start..<range.upperBound) }
  }

  private mutating func notAnAddress(_ range: Range<Int>) {
    let words = tokens[range].filter { $0.kind != .comment }
    guard let first = words.first else { return }
    let comments = comments(in: range)
    var mailbox = MailAddress(localPart: "", domain: nil, comments: comments, offset: offset(of: range))
    if words.count == 1, first.kind == .text, !isEncoded(first) {
      // A user of the same host.
      scanner.flaws.add(.missingDomain, Int(first.end))
      mailbox.localPart = joined(range)
      mailbox.name = comments.last
    } else {
      scanner.flaws.add(.notAnAddress, offset(of: range))
      mailbox.name = phrase(range)
    }
    add(mailbox)
  }

  private func isEncoded(_ token: AddressToken) -> Bool { scanner.bytes[token.range].starts(with: "=?".utf8) }

  /// The first token of the local part that ends at the at sign: back to a blank that no dot bridges.
  private func wordStart(before at: Int, from start: Int) -> Int {
    var first = at
    while first > start {
      let previous = tokens[first - 1]
      let current = tokens[first]
      if previous.kind == .comment || current.kind == .comment {
        first -= 1
        continue
      }
      let isBridged = first == at || endsWithDot(previous) || startsWithDot(current)
      guard !current.isApart || isBridged else { break }
      first -= 1
    }
    while first < at, tokens[first].kind == .comment { first += 1 }
    return first
  }

  private func wordEnd(after at: Int, to end: Int) -> Int {
    var next = at + 1
    while next < end, tokens[next].kind == .comment { next += 1 }
    let first = next
    while next < end, tokens[next].kind != .at {
      let token = tokens[next]
      let isFirst = next == first
      let isBridged = !isFirst && token.kind != .comment && (startsWithDot(token) || endsWithDot(tokens[next - 1]))
      guard isFirst || isBridged || !token.isApart && token.kind != .comment else { break }
      next += 1
    }
    return next
  }

  private func startsWithDot(_ token: AddressToken) -> Bool {
    token.kind == .text && scanner.bytes[Int(token.start)] == UInt8(ascii: ".")
  }

  private func endsWithDot(_ token: AddressToken) -> Bool {
    token.kind == .text && scanner.bytes[Int(token.end) - 1] == UInt8(ascii: ".")
  }
}

/// Words as text.
extension AddressParser {
  func offset(of range: Range<Int>) -> Int {
    guard let first = range.first, first < tokens.count else { return scanner.bytes.count }
    let token = tokens[first]
    // Of quoted strings and comments the inside is known; they begin one byte earlier.
    return Int(token.start) - (token.kind == .quoted || token.kind == .comment ? 1 : 0)
  }

  /// Words as a display name: quotes undone, encoded words decoded, one blank where there were some.
  func phrase(_ range: Range<Int>) -> String? {
    var bytes: [UInt8] = []
    var hasWord = false
    var isQuoted = false
    for token in tokens[range] where token.kind != .comment {
      if token.isApart, hasWord { bytes.append(0x20) }
      hasWord = true
      if token.kind == .quoted {
        isQuoted = true
        bytes += scanner.unquoted(token.range)
      } else {
        bytes += scanner.bytes[token.range]
      }
    }
    guard hasWord else { return nil }
    return decoder.text(bytes[...], at: offset(of: range), isQuoted: isQuoted)
  }

  /// A local part or domain: no blanks, no comments, quotes undone.
  mutating func joined(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for index in range where tokens[index].kind != .comment {
      let token = tokens[index]
      if token.isApart, index > range.lowerBound { scanner.flaws.add(.obsolete, Int(token.start)) }
      bytes += token.kind == .quoted ? scanner.unquoted(token.range) : Array(scanner.bytes[token.range])
    }
    return decoder.rawText(bytes[...], at: offset(of: range))
  }

  func comments(in range: Range<Int>) -> [String] {
    tokens[range].filter { $0.kind == .comment }.map { token in
      let inside = scanner.unquoted(token.range)
      return decoder.text(Octets.trimmed(inside[...]), at: Int(token.start))
    }
  }
}
