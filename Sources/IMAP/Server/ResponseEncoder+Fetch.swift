public import Core

/// FETCH answers, whole or with a body that streams, and the elements they are made of.
extension ResponseEncoder {
  public mutating func beginFetch(_ sequence: SequenceNumber) {
    append("* ")
    decimal(UInt64(sequence.rawValue))
    append(" FETCH (")
    hasFields = false
  }

  public mutating func endFetch() { append(")\r\n") }

  /// The fields of `item` that are set. Call it again for more; blanks are put between.
  public mutating func fields(of item: FetchItem) {
    if let uid = item.uid { field("UID ", UInt64(uid.rawValue)) }
    if let flags = item.flags {
      name("FLAGS ")
      encode(flags)
    }
    if let date = item.internalDate {
      name("INTERNALDATE ")
      self.date(date)
    }
    if let size = item.size { field("RFC822.SIZE ", size) }
    if let value = item.modSequence {
      field("MODSEQ (", value)
      append(")")
    }
    if let id = item.emailID {
      name("EMAILID (")
      bytes += id
      append(")")
    }
    if let id = item.gmailMessageID { field("X-GM-MSGID ", id) }
    if let labels = item.gmailLabels {
      name("X-GM-LABELS (")
      for (index, label) in labels.enumerated() {
        if index > 0 { append(" ") }
        string(label)
      }
      append(")")
    }
    for (key, value) in item.raw.sorted(by: { $0.key < $1.key }) {
      separate()
      append(key)
      append(" ")
      bytes += value
    }
    for (section, value) in item.sections.sorted(by: { $0.key.text < $1.key.text }) {
      separate()
      append("BODY[\(section)] ")
      nstring(value)
    }
  }

  /// `BODY[section]<origin> {size}` and its line end: exactly `size` bytes must follow.
  public mutating func announce(_ section: Section, origin: UInt32? = nil, size: Int) {
    name("BODY[")
    append(section.text)
    append("]")
    if let origin { append("<\(origin)>") }
    append(" ")
    literal(size)
  }

  /// `RFC822.HEADER {size}` and its like.
  public mutating func announce(rfc822 name: String, size: Int) {
    separate()
    append(name)
    append(" ")
    literal(size)
  }

  /// An attribute whose value is at hand as it travels: `name` ends with a blank.
  public mutating func attribute(_ name: StaticString, _ value: some Collection<UInt8>) {
    self.name(name)
    bytes += value
  }

  public mutating func attribute(_ name: StaticString, _ value: some UnsignedInteger) {
    self.name(name)
    decimal(UInt64(value))
  }

  public mutating func attribute(_ name: StaticString, _ value: InternalDate) {
    self.name(name)
    date(value)
  }

  private mutating func field(_ name: StaticString, _ value: UInt64) {
    self.name(name)
    decimal(value)
  }

  private mutating func name(_ name: StaticString) {
    separate()
    append(name)
  }

  /// A blank, unless the item has only just begun.
  private mutating func separate() {
    if hasFields { bytes.append(0x20) }
    hasFields = true
  }

  public mutating func encode(_ flags: [Flag]) {
    append("(")
    for (index, flag) in flags.enumerated() {
      if index > 0 { append(" ") }
      append(flag.text)
    }
    append(")")
  }

  // MARK: Elements

  /// A quoted string where the bytes allow it, otherwise a literal. RFC 9051 §4.3.
  public mutating func string(_ text: [UInt8]) {
    let isPlain = text.count <= 1_024 && text.allSatisfy { $0 >= 0x20 && $0 != 0x7F && ($0 < 0x80 || allowsUTF8) }
    guard isPlain else {
      literal(text.count)
      bytes += text
      return
    }
    bytes.append(0x22)
    for byte in text {
      if byte == 0x22 || byte == 0x5C { bytes.append(0x5C) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  public mutating func nstring(_ text: [UInt8]?) {
    if let text { string(text) } else { append("NIL") }
  }

  mutating func literal(_ size: Int) {
    append("{")
    decimal(UInt64(size))
    append("}\r\n")
  }

  /// `"17-Jul-1996 02:44:25 -0700"` with its quotes.
  mutating func date(_ date: InternalDate) {
    append("\"")
    append(date.internalDate)
    append("\"")
  }

  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }
  @_disfavoredOverload
  public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Text to the end of the line; what would end it early becomes a blank.
  mutating func line(_ text: [UInt8]) {
    for byte in text { bytes.append(byte == 0x0D || byte == 0x0A ? 0x20 : byte) }
    append("\r\n")
  }

  public mutating func decimal(_ value: UInt64) {
    if value < 10 {
      bytes.append(0x30 + UInt8(value))
      return
    }
    let start = bytes.count
    var rest = value
    while rest > 0 {
      bytes.append(0x30 + UInt8(rest % 10))
      rest /= 10
    }
    bytes[start...].reverse()
  }
}
