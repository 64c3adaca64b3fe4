/// `msg-att`: the data of one message. RFC 9051 §7.5.2.
extension ResponseCursor {
  enum FetchStep {
    /// The closing parenthesis was read; the line must end here.
    case done
    /// A section that streams and whose value is `""` or NIL.
    case emptyBody(Section)
    /// The cursor stands at the end, where the literal of this section begins.
    case body(Section)
  }

  /// Reads attributes into `item` until something happens that the caller has to tell.
  /// - Parameter streams: sections whose bytes do not go into `item`.
  mutating func fetchAttributes(
    into item: inout FetchItem, streams: Set<Section>
  ) throws(ParseFault) -> FetchStep {
    while true {
      skipSpaces()
      if skip(ASCII.close) {
        try end()
        return .done
      }
      let name = try attributeName()
      if bytes.matches("UID", in: name) {
        try space()
        // 0 is no UID; a server that sends it has none to give.
        let value = try number()
        item.uid = value == 0 ? nil : UID(value)
      } else if bytes.matches("FLAGS", in: name) {
        try space()
        item.flags = try flags()
      } else if bytes.matches("INTERNALDATE", in: name) {
        try space()
        try internalDate(into: &item)
      } else if bytes.matches("RFC822.SIZE", in: name) {
        try space()
        item.size = try number64()
      } else if let section = try section(name) {
        if let step = try sectionValue(section, into: &item, streams: streams) { return step }
      } else {
        try otherAttribute(name, into: &item)
      }
    }
  }

  /// Letters, digits and dots up to a space or bracket.
  private mutating func attributeName() throws(ParseFault) -> Range<Int> {
    let start = at
    while at < bytes.count, bytes[at] > ASCII.space, bytes[at] != ASCII.openBracket, bytes[at] != ASCII.open,
      bytes[at] != ASCII.close
    {
      at += 1
    }
    guard at > start else { throw fault(.expectedAtom) }
    return start..<at
  }

  /// NIL and dates no calendar has leave the field empty; what came stays in ``FetchItem/raw``.
  private mutating func internalDate(into item: inout FetchItem) throws(ParseFault) {
    let start = at
    guard next == ASCII.quote else {
      let range = try skipValue()
      if !bytes.matches("NIL", in: range) { item.raw["INTERNALDATE"] = copy(range) }
      return
    }
    let (range, _) = try quotedRange()
    item.internalDate = InternalDate(internalDate: bytes.extracting(range))
    if item.internalDate == nil { item.raw["INTERNALDATE"] = copy(start..<at) }
  }

  /// The section `BODY[…]<n>`, `BINARY[…]<n>`, `RFC822`, `RFC822.HEADER` or `RFC822.TEXT` speaks of; nil for another
  /// attribute. `BODY` without brackets is a structure.
  private mutating func section(_ name: Range<Int>) throws(ParseFault) -> Section? {
    if next == ASCII.openBracket, bytes.matches("BODY", in: name) || bytes.matches("BINARY", in: name) {
      let section = try bracketedSection()
      if skip(ASCII.less) {
        _ = try number64()
        guard skip(ASCII.greater) else { throw fault(.expectedAtom) }
      }
      return section
    }
    if bytes.matches("RFC822", in: name) { return .whole }
    if bytes.matches("RFC822.HEADER", in: name) { return .header }
    if bytes.matches("RFC822.TEXT", in: name) { return .text }
    return nil
  }

  /// `[HEADER.FIELDS ("Date" from)]` → `HEADER.FIELDS (DATE FROM)`: servers differ in case and in quoting.
  private mutating func bracketedSection() throws(ParseFault) -> Section {
    let start = at
    at += 1
    if skip(ASCII.closeBracket) { return .whole }
    var text: [UInt8] = []
    var depth = 0
    while next != ASCII.closeBracket || depth > 0 {
      switch next {
      case ASCII.quote: text += try quoted().lazy.map { ASCII.upper($0) }
      case ASCII.openBrace: text += copy(try literal()).lazy.map { ASCII.upper($0) }
      case 0, ASCII.lf: throw fault(.unfinished, at: isAtEnd ? at : start)
      case ASCII.open:
        depth += 1
        guard depth == 1 else { throw fault(.tooDeep) }
        text.append(ASCII.open)
        at += 1
        skipSpaces()
      case ASCII.close:
        depth -= 1
        guard depth == 0 else { throw fault(.expectedClose) }
        if text.last == ASCII.space { text.removeLast() }
        text.append(ASCII.close)
        at += 1
      case ASCII.space:
        text.append(ASCII.space)
        skipSpaces()
      default:
        text.append(ASCII.upper(next))
        at += 1
      }
    }
    at += 1
    return Section(String(decoding: text, as: UTF8.self))
  }

  /// The bytes of a section, or the step that tells that they do not stand in `item`.
  private mutating func sectionValue(
    _ section: Section, into item: inout FetchItem, streams: Set<Section>
  ) throws(ParseFault) -> FetchStep? {
    // No space: `BODY[]{12}` and `BODY[]"x"` are met.
    skipSpaces()
    if isAtEnd { return .body(section) }
    let value = try nstring()
    if streams.contains(section), value?.isEmpty ?? true {
      if value == nil { item.sections.updateValue(nil, forKey: section) }
      return .emptyBody(section)
    }
    item.sections.updateValue(value, forKey: section)
    return nil
  }

  private mutating func otherAttribute(_ name: Range<Int>, into item: inout FetchItem) throws(ParseFault) {
    if bytes.matches("MODSEQ", in: name) {
      skipSpaces()
      try open()
      item.modSequence = try number64()
      try close()
    } else if bytes.matches("X-GM-MSGID", in: name) {
      try space()
      item.gmailMessageID = try number64()
    } else if bytes.matches("X-GM-LABELS", in: name) {
      skipSpaces()
      item.gmailLabels = try strings()
    } else if bytes.matches("EMAILID", in: name) {
      skipSpaces()
      item.emailID = try strings().first
    } else {
      try rawAttribute(name, into: &item)
    }
  }

  /// ENVELOPE, BODYSTRUCTURE, `BINARY.SIZE[1]`, vendors' own.
  private mutating func rawAttribute(_ name: Range<Int>, into item: inout FetchItem) throws(ParseFault) {
    var full = name
    if next == ASCII.openBracket {
      _ = try bracketedSection()
      full = name.lowerBound..<at
    }
    skipSpaces()
    guard item.raw.count < limits.flags else { throw fault(.tooMany) }
    let value = try skipValue()
    item.raw[upper(full)] = copy(value)
  }
}
