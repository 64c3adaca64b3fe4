internal import IMAP

/// ENVELOPE. RFC 9051 §7.5.2.
enum Envelope {
  static func encode(_ header: HeaderFields, to out: inout ResponseEncoder) {
    out.append("(")
    out.nstring(header.value("date"))
    out.append(" ")
    out.nstring(header.value("subject"))
    let from = header.value("from")
    for name in ["from", "sender", "reply-to", "to", "cc", "bcc"] {
      out.append(" ")
      // Sender and Reply-To stand for From when they are absent or empty.
      let stands = name == "sender" || name == "reply-to" ? from : nil
      let own = header.value(name).flatMap { $0.isEmpty ? nil : $0 }
      addresses(own ?? stands, to: &out)
    }
    for name in ["in-reply-to", "message-id"] {
      out.append(" ")
      out.nstring(header.value(name))
    }
    out.append(")")
  }

  private static func addresses(_ value: [UInt8]?, to out: inout ResponseEncoder) {
    var reader = AddressReader(value ?? [])
    let addresses = reader.addresses()
    guard !addresses.isEmpty else { return out.append("NIL") }
    out.append("(")
    for address in addresses {
      out.append("(")
      out.nstring(address.name)
      out.append(" NIL ")
      out.nstring(address.mailbox)
      out.append(" ")
      out.nstring(address.host)
      out.append(")")
    }
    out.append(")")
  }
}

/// Reads an address list leniently. RFC 5322 §3.4. What cannot be read as an address becomes a mailbox without a host.
struct AddressReader {
  struct Address: Equatable {
    var name: [UInt8]?
    var mailbox: [UInt8]?
    var host: [UInt8]?
  }

  private static let most = 1_000
  private let bytes: [UInt8]
  private var at = 0
  private var words: [UInt8] = []
  private var comment: [UInt8] = []
  private var angle: [UInt8]?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func addresses() -> [Address] {
    var out: [Address] = []
    while at < bytes.count, out.count < Self.most {
      let byte = bytes[at]
      switch byte {
      case 0x22: quoted()
      case 0x28: readComment()
      case 0x3C: readAngle()
      case 0x2C, 0x3B:
        finish(&out)
        if byte == 0x3B { out.append(Address()) }
        at += 1
      case 0x3A where angle == nil && !words.contains(0x40):
        // `Group name: member, member;` begins with its name as a mailbox and ends with an address of nothing.
        out.append(Address(mailbox: trimmed(words)))
        words = []
        at += 1
      default:
        words.append(byte)
        at += 1
      }
    }
    finish(&out)
    return out
  }

  private mutating func finish(_ out: inout [Address]) {
    defer { (words, comment, angle) = ([], [], nil) }
    let name = trimmed(words)
    guard let address = angle ?? (name.isEmpty ? nil : name) else { return }
    let split = address.lastIndex(of: 0x40)
    let shown = angle == nil ? trimmed(comment) : name
    out.append(
      Address(
        name: shown.isEmpty ? nil : shown, mailbox: Array(address[..<(split ?? address.count)]),
        host: split.map { Array(address[($0 + 1)...]) }))
  }

  private mutating func quoted() {
    at += 1
    while at < bytes.count, bytes[at] != 0x22 {
      if bytes[at] == 0x5C, at + 1 < bytes.count { at += 1 }
      words.append(bytes[at])
      at += 1
    }
    at += 1
  }

  private mutating func readComment() {
    var depth = 0
    repeat {
      switch bytes[at] {
      case 0x28: depth += 1
      case 0x29: depth -= 1
      default: comment.append(bytes[at])
      }
      at += 1
    } while depth > 0 && at < bytes.count
  }

  private mutating func readAngle() {
    let end = bytes[at...].firstIndex(of: 0x3E) ?? bytes.count
    var inside = bytes[(at + 1)..<end]
    // A route, obsolete since RFC 2822, ends with a colon.
    if inside.first == 0x40, let colon = inside.firstIndex(of: 0x3A) { inside = inside[(colon + 1)...] }
    angle = trimmed(Array(inside))
    at = min(end + 1, bytes.count)
  }

  private func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    let front = bytes.drop { $0 <= 0x20 }
    guard let last = front.lastIndex(where: { $0 > 0x20 }) else { return [] }
    return Array(front[...last])
  }
}
