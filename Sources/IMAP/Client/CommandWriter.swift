import Core

/// Writes the primitives of a command, breaking it where a literal has to wait.
struct CommandWriter {
  let literals: LiteralStyle
  private(set) var parts: [EncodedCommand.Part] = []
  private var bytes: [UInt8] = []

  init(literals: LiteralStyle) { self.literals = literals }

  /// Longer strings go as literals: RFC 2683 §3.2.1.5 asks clients for short lines, and servers cut long ones off.
  private static let longestQuoted = 1_024

  /// Text that is known to be harmless.
  mutating func raw(_ text: String) { bytes += text.utf8 }

  mutating func raw(_ more: [UInt8]) { bytes += more }

  mutating func space() { bytes.append(ASCII.space) }

  mutating func atom(_ text: String, _ argument: String) throws(EncodeFault) {
    guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isAtom) else { throw EncodeFault(.notAnAtom, argument) }
    raw(text)
  }

  /// Items in parentheses, spaces between them.
  mutating func list<Item>(
    _ items: [Item], _ write: (inout CommandWriter, Item) throws(EncodeFault) -> Void
  ) throws(EncodeFault) {
    bytes.append(ASCII.open)
    for (index, item) in items.enumerated() {
      if index > 0 { space() }
      try write(&self, item)
    }
    bytes.append(ASCII.close)
  }

  /// `astring`: an atom where it can be one, quoted where that suffices, else a literal.
  mutating func astring(_ string: [UInt8], _ argument: String) throws(EncodeFault) {
    // NIL bare would be read as no string at all by servers that expect an nstring.
    let isAtom =
      !string.isEmpty && string.count <= Self.longestQuoted && string.allSatisfy(ASCII.isAtom)
      && !ASCII.equal(string, "NIL")
    if isAtom { raw(string) } else { try self.string(string, argument) }
  }

  /// `string`: never an atom.
  mutating func string(_ string: [UInt8], _ argument: String) throws(EncodeFault) {
    guard string.count <= Self.longestQuoted, string.allSatisfy(ASCII.isPrintable) else {
      guard !string.contains(0) else { throw EncodeFault(.nul, argument) }
      literal(size: string.count)
      raw(string)
      return
    }
    bytes.append(ASCII.quote)
    for byte in string {
      if byte == ASCII.quote || byte == ASCII.backslash { bytes.append(ASCII.backslash) }
      bytes.append(byte)
    }
    bytes.append(ASCII.quote)
  }

  /// `list-mailbox`: an atom may hold wildcards. RFC 9051 §9.
  mutating func pattern(_ pattern: [UInt8]) throws(EncodeFault) {
    let isBare =
      !pattern.isEmpty && pattern.count <= Self.longestQuoted
      && pattern.allSatisfy { ASCII.isAtom($0) || $0 == ASCII.star || $0 == 0x25 }
    if isBare { raw(pattern) } else { try string(pattern, "list-mailbox") }
  }

  mutating func flags(_ flags: [Flag]) throws(EncodeFault) {
    try list(flags) { (writer, flag) throws(EncodeFault) in
      guard flag.isSendable else { throw EncodeFault(.flag, "flag") }
      writer.raw(flag.text)
    }
  }

  mutating func date(_ date: InternalDate) throws(EncodeFault) {
    guard 0...9_999 ~= date.calendar.year else { throw EncodeFault(.date, "date-time") }
    raw("\"\(date.internalDate)\"")
  }

  /// The announcement of a literal and its line end; the bytes come next, from here or from elsewhere.
  mutating func literal(size: Int, binary: Bool = false) {
    let waits = literals.waits(size: size)
    raw("\(binary ? "~" : ""){\(size)\(waits ? "" : "+")}\r\n")
    guard waits else { return }
    cut()
    parts.append(.awaitContinuation)
  }

  private mutating func cut() {
    guard !bytes.isEmpty else { return }
    parts.append(.bytes(bytes))
    bytes = []
  }

  /// What has been written, which this gives away.
  mutating func finish() -> EncodedCommand {
    cut()
    defer { parts = [] }
    return EncodedCommand(parts: parts)
  }
}

extension Flag {
  /// True when the flag can stand in a command: `\` and letters, or a keyword without bytes that would end it. `]` is
  /// outside the standard's `flag-keyword`, yet servers list and accept it. RFC 9051 §9.
  public var isSendable: Bool {
    let bytes = text.utf8
    let name = isSystem ? bytes.dropFirst() : bytes[...]
    return !name.isEmpty && name.allSatisfy { ASCII.isAtom($0) || $0 == ASCII.closeBracket }
  }
}
