import Core
import MAPI
import MIME

/// Header fields. What is plain and short is written as it stands; the rest goes through MIME's `FieldWriter`.
extension MailOutput {
  /// What a field may hold: readers take no more than a megabyte for one. RFC 5322 sets no limit.
  static let longestField = 200_000
  /// Bytes of all recipients of one kind; a header has at most 16 MB.
  private static let longestList = 4 << 20
  private static let longestName = 1_000

  /// An unstructured field; `text` is UTF-8.
  mutating func field(_ name: String, _ text: [UInt8]) {
    if name.utf8.count + 2 + text.count <= 78, Self.isSimple(text) {
      begin(name)
      bytes.append(contentsOf: text)
      lineEnd()
    } else {
      bytes += FieldWriter.text(name, String(decoding: text.prefix(Self.longestField), as: UTF8.self))
    }
  }

  mutating func field(_ name: String, _ text: StaticString) {
    begin(name)
    self.text(text)
    lineEnd()
  }

  /// Identifiers out of `text`, which has them in angle brackets or bare, parted by blanks.
  mutating func identifiers(_ name: String, _ text: [UInt8]) {
    let isOne =
      text.first == UInt8(ascii: "<") && text.last == UInt8(ascii: ">") && text.count + name.utf8.count < 76
      && PlainText.isPlain(text) && !text.contains(0x20) && text.dropFirst().firstIndex(of: UInt8(ascii: "<")) == nil
    if isOne { return field(name, text) }
    let separators: (UInt8) -> Bool = { $0 <= 0x20 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ">") }
    let all = text.prefix(Self.longestField).split(whereSeparator: separators).map {
      String(decoding: $0, as: UTF8.self)
    }
    let written = FieldWriter.identifiers(name, all.filter { $0.contains { $0 != "<" } })
    if written.count > name.utf8.count + 4 { bytes += written }
  }

  /// `Mon, 23 Nov 2026 21:14:00 +0000`.
  mutating func date(_ name: String, _ time: FileTime) {
    begin(name)
    let at = CalendarTime(secondsSince1970: time.seconds)
    let days: [StaticString] = ["Sun, ", "Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, "]
    let months: [StaticString] = [
      " Jan ", " Feb ", " Mar ", " Apr ", " May ", " Jun ", " Jul ", " Aug ", " Sep ", " Oct ", " Nov ", " Dec ",
    ]
    text(days[at.weekday])
    number(at.day, 1)
    text(months[at.month - 1])
    number(at.year, 4)
    text(" ")
    number(at.hour, 2)
    text(":")
    number(at.minute, 2)
    text(":")
    number(at.second, 2)
    line(" +0000")
  }

  private mutating func number(_ value: Int, _ width: Int) {
    var scale = 1
    for _ in 1..<width { scale *= 10 }
    while value / scale >= 10 { scale *= 10 }
    while scale > 0 {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: value / scale % 10))
      scale /= 10
    }
  }

  private mutating func begin(_ name: String) {
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(0x20)
  }

  /// Printable ASCII without blanks that would not survive, and without anything that looks like an encoded word.
  private static func isSimple(_ text: [UInt8]) -> Bool {
    guard let first = text.first, let last = text.last, first != 0x20, last != 0x20, PlainText.isPlain(text) else {
      return false
    }
    var previous: UInt8 = 0
    for byte in text {
      if byte == 0x20, previous == 0x20 { return false }
      if byte == UInt8(ascii: "?"), previous == UInt8(ascii: "=") { return false }
      previous = byte
    }
    return true
  }
}

extension MailOutput {
  /// A field of plain ASCII, folded at blanks; where there is none for too long, one is put in.
  mutating func folded(_ name: String, _ value: [UInt8]) {
    var column = name.utf8.count + 1
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: ":"))
    var isFirst = true
    for word in value.split(separator: 0x20) {
      var rest = word
      while !rest.isEmpty {
        let piece = rest.prefix(FieldWriter.longestLine - 100)
        rest = rest.dropFirst(piece.count)
        if !isFirst, column + 1 + piece.count > FieldWriter.goodLine {
          lineEnd()
          column = 0
        }
        bytes.append(0x20)
        bytes.append(contentsOf: piece)
        column += 1 + piece.count
        isFirst = false
      }
    }
    if isFirst { bytes.append(0x20) }
    lineEnd()
  }
}

// MARK: - Addresses

extension MailOutput {
  /// An address field. A name without an address becomes a group that nobody is in: `Jan Jansen:;` (RFC 5322 §3.4, in From
  /// RFC 6854 §2.1). Thousands of recipients are several fields.
  ///
  /// - Returns: How many were left out, since no reader takes a header of that size.
  @discardableResult
  mutating func addresses(_ name: String, _ mailboxes: some Sequence<Mailbox>) -> Int {
    var rest = Array(mailboxes)[...]
    let start = bytes.count
    while !rest.isEmpty, bytes.count - start < Self.longestList {
      var size = 0
      let some = rest.prefix { mailbox in
        size += mailbox.address.count + 4 * min(mailbox.name.count, Self.longestName) + 8
        return size < 4 * Self.longestField
      }
      let taken = max(some.count, 1)
      if some.allSatisfy(Self.isSimple) {
        simple(name, rest.prefix(taken))
      } else {
        encoded(name, rest.prefix(taken))
      }
      rest = rest.dropFirst(taken)
    }
    return rest.count
  }

  private mutating func simple(_ name: String, _ mailboxes: ArraySlice<Mailbox>) {
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: ":"))
    var column = name.utf8.count + 1
    for (index, mailbox) in mailboxes.enumerated() {
      let mark = bytes.count
      bytes.append(0x20)
      unit(mailbox)
      if index + 1 < mailboxes.count { bytes.append(UInt8(ascii: ",")) }
      if index > 0, column + bytes.count - mark > FieldWriter.goodLine {
        bytes.insert(contentsOf: [0x0D, 0x0A], at: mark)
        column = -2
      }
      column += bytes.count - mark
    }
    lineEnd()
  }

  private mutating func unit(_ mailbox: Mailbox) {
    guard !mailbox.name.isEmpty else {
      bytes.append(contentsOf: mailbox.address)
      return
    }
    if mailbox.name.allSatisfy({ $0 == 0x20 || Self.isAtom($0) }) {
      bytes.append(contentsOf: mailbox.name)
    } else {
      bytes.append(0x22)
      for byte in mailbox.name {
        if byte == 0x22 || byte == 0x5C { bytes.append(0x5C) }
        bytes.append(byte)
      }
      bytes.append(0x22)
    }
    bytes.append(0x20)
    bytes.append(UInt8(ascii: "<"))
    bytes.append(contentsOf: mailbox.address)
    bytes.append(UInt8(ascii: ">"))
  }

  private static func isSimple(_ mailbox: Mailbox) -> Bool {
    guard mailbox.address.count < 320, mailbox.name.count < 60 else { return false }
    guard mailbox.name.isEmpty || isSimple(mailbox.name) else { return false }
    var previous = UInt8(ascii: ".")
    var signs = 0
    for byte in mailbox.address {
      if byte == UInt8(ascii: "@") { signs += 1 } else if byte != UInt8(ascii: "."), !isAtom(byte) { return false }
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@"), previous == UInt8(ascii: ".") { return false }
      if byte == UInt8(ascii: "."), previous == UInt8(ascii: "@") { return false }
      previous = byte
    }
    return signs == 1 && previous != UInt8(ascii: ".") && previous != UInt8(ascii: "@")
  }

  /// RFC 5322 §3.2.3 `atext`
  private static func isAtom(_ byte: UInt8) -> Bool {
    byte.isWordByte || byte > 0x20 && byte < 0x7F && atomSigns.contains(byte)
  }
  private static let atomSigns = Array("!#$%&'*+-/=?^_`{|}~".utf8)

  private mutating func encoded(_ name: String, _ mailboxes: ArraySlice<Mailbox>) {
    let entries = mailboxes.map { mailbox -> AddressList.Entry in
      let shown = String(decoding: mailbox.name.prefix(Self.longestName), as: UTF8.self)
      guard let at = mailbox.address.lastIndex(of: UInt8(ascii: "@")) else {
        return .group(AddressGroup(name: shown, members: []))
      }
      var local = String(decoding: mailbox.address[..<at], as: UTF8.self)
      if local.hasPrefix("\""), local.hasSuffix("\""), local.utf8.count > 2 {
        local = String(local.dropFirst().dropLast()).replacing("\\", with: "")
      }
      let domain = String(decoding: mailbox.address[(at + 1)...], as: UTF8.self)
      return .mailbox(MailAddress(name: shown.isEmpty ? nil : shown, localPart: local, domain: domain))
    }
    bytes += FieldWriter.addresses(name, AddressList(entries: entries))
  }
}
