/// Lists, sets and whole values.
extension ResponseCursor {
  /// Words of a rest of line: `CAPABILITY`, `ENABLED`. `stop` ends them inside a response code.
  mutating func words(until stop: UInt8 = 0) throws(ParseFault) -> [String] {
    var out: [String] = []
    skipSpaces()
    while !isAtEnd, next != stop {
      let start = at
      while at < bytes.count, bytes[at] > ASCII.space, bytes[at] != stop { at += 1 }
      guard at > start else { throw fault(.expectedAtom) }
      guard out.count < limits.flags else { throw fault(.tooMany, at: start) }
      out.append(text(start..<at))
      skipSpaces()
    }
    return out
  }

  /// `(\Seen $Forwarded)`; `NIL` counts as the empty list.
  mutating func flags() throws(ParseFault) -> [Flag] {
    guard next == ASCII.open else {
      guard bytes.matches("NIL", in: try word()) else { throw fault(.expectedOpen) }
      return []
    }
    try open()
    var out: [Flag] = []
    while next != ASCII.close {
      // Only a space or the closing parenthesis ends a flag: `TEST:FLAG]211` and 8-bit keywords are met in practice.
      let start = at
      while at < bytes.count, bytes[at] > ASCII.space, bytes[at] != ASCII.close { at += 1 }
      guard at > start else { throw fault(.expectedClose) }
      guard out.count < limits.flags else { throw fault(.tooMany, at: start) }
      out.append(Flag(interning: bytes.extracting(start..<at)))
      skipSpaces()
    }
    at += 1
    return out
  }

  /// A parenthesised list of astrings; an atom may begin with a backslash (Gmail's labels, LIST attributes).
  mutating func strings() throws(ParseFault) -> [[UInt8]] {
    try open()
    var out: [[UInt8]] = []
    while next != ASCII.close {
      guard out.count < limits.flags else { throw fault(.tooMany) }
      out.append(try astring())
      skipSpaces()
    }
    at += 1
    return out
  }

  /// `sequence-set` of plain numbers, ranges in either direction, in the order written.
  mutating func ranges() throws(ParseFault) -> [ClosedRange<UInt32>] {
    var out: [ClosedRange<UInt32>] = []
    repeat {
      guard ASCII.isDigit(next) else { throw fault(.badSet) }
      guard out.count < limits.numbers else { throw fault(.tooMany) }
      let first = try number()
      let last = skip(ASCII.colon) ? try number() : first
      out.append(Swift.min(first, last)...Swift.max(first, last))
    } while skip(ASCII.comma)
    return out
  }

  mutating func set() throws(ParseFault) -> NumberSet { NumberSet(sorting: try ranges()) }

  /// Steps over one value of any kind and returns where it lay: an atom (with `BODY[…]` brackets), a string, NIL, or a
  /// list in parentheses. The work is one pass; nesting is counted, not recursed.
  mutating func skipValue() throws(ParseFault) -> Range<Int> {
    let start = at
    var depth = 0
    repeat {
      switch next {
      case ASCII.open:
        depth += 1
        guard depth <= limits.depth else { throw fault(.tooDeep) }
        at += 1
      case ASCII.close where depth > 0:
        depth -= 1
        at += 1
      case ASCII.quote: _ = try quotedRange()
      case ASCII.openBrace: _ = try literal()
      case ASCII.tilde where at + 1 < bytes.count && bytes[at + 1] == ASCII.openBrace:
        at += 1
        _ = try literal()
      case ASCII.space where depth > 0: at += 1
      default: _ = try word()
      }
      guard depth == 0 || !isAtEnd else { throw fault(.unfinished) }
    } while depth > 0
    return start..<at
  }
}

extension NumberSet {
  /// A set of ranges in any order; sorting first keeps a hostile order from costing quadratic time.
  init(sorting ranges: [ClosedRange<UInt32>]) {
    self.init()
    var sorted = true
    for (a, b) in zip(ranges, ranges.dropFirst()) where a.lowerBound > b.lowerBound {
      sorted = false
      break
    }
    var pending: ClosedRange<UInt32>?
    for range in sorted ? ranges : ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard let last = pending else {
        pending = range
        continue
      }
      if range.lowerBound <= last.upperBound || range.lowerBound - last.upperBound == 1 {
        pending = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
      } else {
        insert(last)
        pending = range
      }
    }
    if let pending { insert(pending) }
  }
}
