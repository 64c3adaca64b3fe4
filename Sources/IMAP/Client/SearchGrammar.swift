/// Answers that are numbers. RFC 9051 §7.3.4, RFC 4731, RFC 7162.
extension ResponseCursor {
  /// `* SEARCH 2 84 882 (MODSEQ 917)`.
  mutating func search() throws(ParseFault) -> Response {
    var numbers: [UInt32] = []
    var modSequence: ModSequence?
    skipSpaces()
    while !isAtEnd {
      if next == ASCII.open {
        try open()
        guard bytes.matches("MODSEQ", in: try word()) else { throw fault(.expectedNumber) }
        try space()
        modSequence = try number64()
        try close()
      } else {
        guard numbers.count < limits.numbers else { throw fault(.tooMany) }
        numbers.append(try number())
        guard isAtEnd || next == ASCII.space else { throw fault(.expectedSpace) }
      }
      skipSpaces()
    }
    return .search(numbers, modSequence: modSequence)
  }

  /// `* ESEARCH (TAG "a1") UID MIN 2 COUNT 8 ALL 4:19,21`. Unknown items are stepped over. RFC 4466 §2.6.2.
  mutating func extendedSearch() throws(ParseFault) -> ExtendedSearch {
    var out = ExtendedSearch()
    skipSpaces()
    if next == ASCII.open {
      try open()
      guard bytes.matches("TAG", in: try word()) else { throw fault(.expectedAtom) }
      try space()
      out.tag = String(decoding: try astring(), as: UTF8.self)
      try close()
      skipSpaces()
    }
    while !isAtEnd {
      let item = try word()
      skipSpaces()
      if bytes.matches("UID", in: item) {
        out.isUID = true
      } else if bytes.matches("MIN", in: item) {
        out.min = try number()
      } else if bytes.matches("MAX", in: item) {
        out.max = try number()
      } else if bytes.matches("COUNT", in: item) {
        out.count = try number()
      } else if bytes.matches("ALL", in: item) {
        out.all = try set()
      } else if bytes.matches("MODSEQ", in: item) {
        out.modSequence = try number64()
      } else {
        _ = try skipValue()
      }
      skipSpaces()
    }
    return out
  }

  /// `* VANISHED (EARLIER) 41,43:116`. RFC 7162 §3.2.10.
  mutating func vanished() throws(ParseFault) -> Response {
    var earlier = false
    if next == ASCII.open {
      try open()
      guard bytes.matches("EARLIER", in: try word()) else { throw fault(.expectedAtom) }
      earlier = true
      try close()
      skipSpaces()
    }
    let numbers = try set()
    try end()
    return .vanished(earlier: earlier, numbers)
  }
}
