/// Reads the elements of one whole command, its literals in place. RFC 9051 §9.
struct CommandReader {
  let bytes: [UInt8]
  var at = 0
  /// Nesting still allowed.
  var depth: Int

  init(_ bytes: [UInt8], depth: Int) {
    self.bytes = bytes
    self.depth = depth
  }

  var peek: UInt8? { at < bytes.count ? bytes[at] : nil }
  func fault(_ reason: String) -> CommandFault { CommandFault(reason, offset: at) }

  mutating func expect(_ byte: UInt8) throws(CommandFault) {
    guard peek == byte else { throw fault("'\(Character(UnicodeScalar(byte)))' was expected") }
    at += 1
  }

  /// Takes `byte` when it is next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    at += 1
    return true
  }

  /// One blank; more are taken too, since several clients pad their commands.
  mutating func space() throws(CommandFault) {
    guard peek == 0x20 else { throw fault("a space was expected") }
    while peek == 0x20 { at += 1 }
  }

  /// Nothing but blanks may follow.
  mutating func end() throws(CommandFault) {
    while peek == 0x20 { at += 1 }
    guard at == bytes.count else { throw fault("nothing more was expected") }
  }

  // MARK: Words

  mutating func tag() throws(CommandFault) -> String {
    let start = at
    while let byte = peek, ByteClass.isAString(byte), byte != 0x2B { at += 1 }
    guard at > start, at - start <= 256 else {
      at = start
      throw fault("a tag was expected")
    }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  mutating func atom() throws(CommandFault) -> String {
    let start = at
    while let byte = peek, ByteClass.isAtom(byte) { at += 1 }
    guard at > start else { throw fault("an atom was expected") }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  /// An atom in upper case.
  mutating func keyword() throws(CommandFault) -> String { try atom().uppercased() }

  /// Takes the next atom when it is `word`, compared without case.
  mutating func word(is word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard at + count <= bytes.count else { return false }
    let matches = word.withUTF8Buffer { wanted in
      (0..<count).allSatisfy { ByteClass.upper(bytes[at + $0]) == wanted[$0] }
    }
    guard matches, at + count == bytes.count || !ByteClass.isAtom(bytes[at + count]) else { return false }
    at += count
    return true
  }

  // MARK: Strings

  /// A tilde alone begins an atom: `~peter/mail`. RFC 3501 §5.1.3.
  private var beginsString: Bool {
    peek == 0x22 || peek == 0x7B || peek == 0x7E && at + 1 < bytes.count && bytes[at + 1] == 0x7B
  }

  mutating func astring() throws(CommandFault) -> [UInt8] {
    if beginsString { return try string() }
    let start = at
    while let byte = peek, ByteClass.isAString(byte) { at += 1 }
    guard at > start else { throw fault("a string was expected") }
    return Array(bytes[start..<at])
  }

  mutating func string() throws(CommandFault) -> [UInt8] {
    switch peek {
    case 0x22: return try quoted()
    case 0x7B, 0x7E: return try literal()
    default: throw fault("a string was expected")
    }
  }

  /// Nil for `NIL`.
  mutating func nstring() throws(CommandFault) -> [UInt8]? {
    if word(is: "NIL") { return nil }
    return try string()
  }

  private mutating func quoted() throws(CommandFault) -> [UInt8] {
    try expect(0x22)
    var out: [UInt8] = []
    while let byte = peek {
      at += 1
      if byte == 0x22 { return out }
      if byte == 0x5C {
        guard let escaped = peek, escaped == 0x22 || escaped == 0x5C else {
          throw fault("only quotes and backslashes are escaped")
        }
        out.append(escaped)
        at += 1
      } else {
        out.append(byte)
      }
    }
    throw fault("the quoted string has no end")
  }

  private mutating func literal() throws(CommandFault) -> [UInt8] {
    _ = take(0x7E)
    try expect(0x7B)
    let size = try number64()
    _ = take(0x2B)
    try expect(0x7D)
    try expect(0x0D)
    try expect(0x0A)
    guard size <= UInt64(bytes.count - at) else { throw fault("the literal is cut short") }
    defer { at += Int(size) }
    return Array(bytes[at..<at + Int(size)])
  }

  mutating func mailbox() throws(CommandFault) -> MailboxName {
    let name = try astring()
    guard !name.contains(0) else { throw fault("a mailbox name must not hold NUL") }
    return MailboxName(bytes: name)
  }

  /// `list-mailbox`: wildcards need no quotes.
  mutating func listMailbox() throws(CommandFault) -> [UInt8] {
    if beginsString { return try string() }
    let start = at
    while let byte = peek, ByteClass.isAString(byte) || byte == 0x25 || byte == 0x2A { at += 1 }
    guard at > start else { throw fault("a mailbox pattern was expected") }
    return Array(bytes[start..<at])
  }

  // MARK: Lists

  /// `(a b c)`; `()` when `allowsEmpty`.
  mutating func list<Element>(
    allowsEmpty: Bool = false, _ element: (inout CommandReader) throws(CommandFault) -> Element
  ) throws(CommandFault) -> [Element] {
    try expect(0x28)
    var out: [Element] = []
    if allowsEmpty, take(0x29) { return out }
    while true {
      out.append(try element(&self))
      if take(0x29) { return out }
      try space()
    }
  }

  /// A system flag, a keyword, or any other backslash word, which the server may refuse by name.
  mutating func flag() throws(CommandFault) -> Flag {
    let start = at
    _ = take(0x5C)
    _ = try atom()
    return Flag(String(decoding: bytes[start..<at], as: UTF8.self))
  }

  mutating func flagList() throws(CommandFault) -> [Flag] {
    try list(allowsEmpty: true) { (reader) throws(CommandFault) in try reader.flag() }
  }

  // MARK: Numbers

  mutating func number64() throws(CommandFault) -> UInt64 {
    let start = at
    var value: UInt64 = 0
    while let byte = peek, byte &- 0x30 < 10 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(byte &- 0x30))
      guard !overflow, !carry, sum <= UInt64(Int64.max) else { throw fault("the number is out of range") }
      value = sum
      at += 1
    }
    guard at > start else { throw fault("a number was expected") }
    return value
  }

  mutating func number() throws(CommandFault) -> UInt32 {
    let start = at
    guard let value = UInt32(exactly: try number64()) else {
      at = start
      throw fault("the number is out of range")
    }
    return value
  }

  mutating func nonZero() throws(CommandFault) -> UInt32 {
    let value = try number()
    guard value > 0 else { throw fault("zero is not a message") }
    return value
  }
}

/// Which bytes may stand in an atom. Bytes above 127 are taken as they come: UTF-8 names arrive unquoted from several
/// clients once `UTF8=ACCEPT` is on.
enum ByteClass {
  static func isAtom(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F, 0x28, 0x29, 0x7B, 0x25, 0x2A, 0x22, 0x5C, 0x5D: false
    default: true
    }
  }
  /// `ASTRING-CHAR`: the closing bracket is allowed too.
  static func isAString(_ byte: UInt8) -> Bool { byte == 0x5D || isAtom(byte) }
  static func upper(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }
}
