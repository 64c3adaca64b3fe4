/// SEARCH. RFC 9051 §6.4.4, RFC 4731 (RETURN), RFC 7162 §3.1.5 (MODSEQ).
extension CommandReader {
  mutating func search(uid: Bool) throws(CommandFault) -> Command {
    var returns: [String]?
    var charset: String?
    try space()
    if word(is: "RETURN") {
      try space()
      returns = try list(allowsEmpty: true) { (reader) throws(CommandFault) in try reader.keyword() }
      try space()
    }
    if word(is: "CHARSET") {
      try space()
      charset = String(decoding: try astring(), as: UTF8.self).uppercased()
      try space()
    }
    var keys = [try searchKey()]
    while peek == 0x20 {
      try space()
      keys.append(try searchKey())
    }
    return .search(uid: uid, charset: charset, returns: returns, keys.count == 1 ? keys[0] : .and(keys))
  }

  private mutating func searchKey() throws(CommandFault) -> SearchKey {
    guard depth > 0 else { throw fault("the search keys nest too deeply") }
    depth -= 1
    defer { depth += 1 }
    if peek == 0x28 {
      let keys = try list { (reader) throws(CommandFault) in try reader.searchKey() }
      return keys.count == 1 ? keys[0] : .and(keys)
    }
    if let byte = peek, byte &- 0x30 < 10 || byte == 0x2A { return .sequence(try messageSet()) }
    let start = at
    let name = try keyword()
    if let key = Self.plainKeys[name] { return key }
    if let key = try combinedKey(name) { return key }
    if let key = try textKey(name) { return key }
    if let key = try dateKey(name) { return key }
    if let key = try numberKey(name) { return key }
    at = start
    throw fault("the search key is not known")
  }

  private static let plainKeys: [String: SearchKey] = [
    "ALL": .all, "NEW": .new, "OLD": .old, "RECENT": .recent,
    "ANSWERED": .flag(.answered, isSet: true), "UNANSWERED": .flag(.answered, isSet: false),
    "DELETED": .flag(.deleted, isSet: true), "UNDELETED": .flag(.deleted, isSet: false),
    "DRAFT": .flag(.draft, isSet: true), "UNDRAFT": .flag(.draft, isSet: false),
    "FLAGGED": .flag(.flagged, isSet: true), "UNFLAGGED": .flag(.flagged, isSet: false),
    "SEEN": .flag(.seen, isSet: true), "UNSEEN": .flag(.seen, isSet: false),
  ]

  private mutating func combinedKey(_ name: String) throws(CommandFault) -> SearchKey? {
    switch name {
    case "NOT":
      try space()
      return .not(try searchKey())
    case "OR":
      try space()
      let first = try searchKey()
      try space()
      return .or(first, try searchKey())
    case "KEYWORD", "UNKEYWORD":
      try space()
      return .flag(Flag(try atom()), isSet: name == "KEYWORD")
    default: return nil
    }
  }

  private mutating func textKey(_ name: String) throws(CommandFault) -> SearchKey? {
    switch name {
    case "BCC", "CC", "FROM", "SUBJECT", "TO":
      try space()
      return .header(field: name, text: try astring())
    case "HEADER":
      try space()
      let field = String(decoding: try astring(), as: UTF8.self)
      try space()
      return .header(field: field, text: try astring())
    case "BODY":
      try space()
      return .body(try astring())
    case "TEXT":
      try space()
      return .text(try astring())
    default: return nil
    }
  }

  private mutating func dateKey(_ name: String) throws(CommandFault) -> SearchKey? {
    let sent = name.hasPrefix("SENT")
    switch sent ? String(name.dropFirst(4)) : name {
    case "BEFORE":
      try space()
      return .before(day: try searchDate(), sent: sent)
    case "ON":
      try space()
      return .on(day: try searchDate(), sent: sent)
    case "SINCE":
      try space()
      return .since(day: try searchDate(), sent: sent)
    default: return nil
    }
  }

  private mutating func numberKey(_ name: String) throws(CommandFault) -> SearchKey? {
    switch name {
    case "LARGER":
      try space()
      return .larger(try number64())
    case "SMALLER":
      try space()
      return .smaller(try number64())
    case "UID":
      try space()
      return .uid(try messageSet())
    case "MODSEQ":
      try space()
      // The entry name and type narrow the search to one flag; this store counts per message, as RFC 7162 §3.1.5 allows.
      if peek == 0x22 {
        _ = try string()
        try space()
        _ = try keyword()
        try space()
      }
      return .modSequence(try number64())
    default: return nil
    }
  }
}
