/// FETCH and STORE. RFC 9051 §6.4.5, §6.4.6; modifiers of RFC 7162 §3.1.
extension CommandReader {
  mutating func fetch(uid: Bool) throws(CommandFault) -> Command {
    try space()
    let set = try messageSet()
    try space()
    let requests = try fetchRequests()
    var modifiers = FetchModifiers()
    if peek == 0x20 {
      try space()
      modifiers = try fetchModifiers()
    }
    return .fetch(set, uid: uid, requests, modifiers)
  }

  private mutating func fetchRequests() throws(CommandFault) -> [FetchRequest] {
    guard peek != 0x28 else {
      return try list { (reader) throws(CommandFault) in try reader.fetchRequest() }
    }
    if word(is: "ALL") { return [.flags, .internalDate, .size, .envelope] }
    if word(is: "FAST") { return [.flags, .internalDate, .size] }
    if word(is: "FULL") { return [.flags, .internalDate, .size, .envelope, .body] }
    return [try fetchRequest()]
  }

  private mutating func fetchRequest() throws(CommandFault) -> FetchRequest {
    let start = at
    while let byte = peek, ByteClass.isAtom(byte), byte != 0x5B { at += 1 }
    let name = String(decoding: bytes[start..<at].map(ByteClass.upper), as: UTF8.self)
    if take(0x5B) {
      guard name == "BODY" || name == "BODY.PEEK" else {
        at = start
        throw fault("the FETCH item is not known")
      }
      let section = try section()
      return .section(section, peek: name == "BODY.PEEK", partial: try partial())
    }
    switch name {
    case "UID": return .uid
    case "FLAGS": return .flags
    case "INTERNALDATE": return .internalDate
    case "RFC822.SIZE": return .size
    case "ENVELOPE": return .envelope
    case "BODY": return .body
    case "BODYSTRUCTURE": return .bodyStructure
    case "MODSEQ": return .modSequence
    case "EMAILID": return .emailID
    case "X-GM-MSGID": return .gmailMessageID
    case "X-GM-LABELS": return .gmailLabels
    case "RFC822", "RFC822.HEADER", "RFC822.TEXT": return .rfc822(name)
    default:
      at = start
      throw fault("the FETCH item is not known")
    }
  }

  /// What stands between the brackets and the closing one. RFC 9051 §6.4.5.
  private mutating func section() throws(CommandFault) -> Section {
    if take(0x5D) { return .whole }
    var text = ""
    var parts = 0
    while let byte = peek, byte &- 0x30 < 10 {
      parts += 1
      guard parts <= 64 else { throw fault("the part lies too deep") }
      text += String(try nonZero())
      guard take(0x2E) else {
        try expect(0x5D)
        return Section(text)
      }
      text += "."
    }
    let start = at
    while let byte = peek, ByteClass.isAtom(byte) { at += 1 }
    let word = String(decoding: bytes[start..<at].map(ByteClass.upper), as: UTF8.self)
    switch word {
    case "HEADER", "TEXT": text += word
    case "MIME" where parts > 0: text += word
    case "HEADER.FIELDS", "HEADER.FIELDS.NOT":
      try space()
      let fields = try list { (reader) throws(CommandFault) in try reader.fieldName() }
      text += "\(word) (\(fields.joined(separator: " ")))"
    default:
      at = start
      throw fault("the section is not known")
    }
    try expect(0x5D)
    return Section(text)
  }

  /// A header field's name; one that no header can hold is refused, so that the answer can repeat it as it is.
  private mutating func fieldName() throws(CommandFault) -> String {
    let name = try astring()
    guard !name.isEmpty, name.allSatisfy({ ByteClass.isAString($0) && $0 != 0x3A }) else {
      throw fault("a field name was expected")
    }
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func partial() throws(CommandFault) -> Range<UInt32>? {
    guard take(0x3C) else { return nil }
    let offset = try number()
    try expect(0x2E)
    let count = try nonZero()
    try expect(0x3E)
    let (end, overflow) = offset.addingReportingOverflow(count)
    return offset..<(overflow ? UInt32.max : end)
  }

  /// `(CHANGEDSINCE n [VANISHED])`. RFC 7162 §3.1.4.1, §3.2.6.
  private mutating func fetchModifiers() throws(CommandFault) -> FetchModifiers {
    var modifiers = FetchModifiers()
    try expect(0x28)
    repeat {
      if peek == 0x20 { try space() }
      switch try keyword() {
      case "CHANGEDSINCE":
        try space()
        modifiers.changedSince = try number64()
      case "VANISHED": modifiers.vanished = true
      default: throw fault("the FETCH modifier is not known")
      }
    } while peek == 0x20
    try expect(0x29)
    guard !modifiers.vanished || modifiers.changedSince != nil else { throw fault("VANISHED needs CHANGEDSINCE") }
    return modifiers
  }

  mutating func store(uid: Bool) throws(CommandFault) -> Command {
    try space()
    let set = try messageSet()
    try space()
    var unchangedSince: ModSequence?
    if take(0x28) {
      guard word(is: "UNCHANGEDSINCE") else { throw fault("the STORE modifier is not known") }
      try space()
      unchangedSince = try number64()
      try expect(0x29)
      try space()
    }
    let start = at
    var name = try keyword()
    let silent = name.hasSuffix(".SILENT")
    if silent { name.removeLast(7) }
    guard let mode = StoreRequest.Mode(rawValue: name) else {
      at = start
      throw fault("FLAGS was expected")
    }
    try space()
    let request = StoreRequest(mode, try storeFlags(), silent: silent, unchangedSince: unchangedSince)
    return .store(set, uid: uid, request)
  }

  /// The parentheses may be left out. RFC 9051 §9 `store-att-flags`.
  private mutating func storeFlags() throws(CommandFault) -> [Flag] {
    guard peek != 0x28 else { return try flagList() }
    var flags = [try flag()]
    while peek == 0x20 {
      try space()
      flags.append(try flag())
    }
    return flags
  }
}
