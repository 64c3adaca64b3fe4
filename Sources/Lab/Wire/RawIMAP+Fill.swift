import Core

extension RawIMAP {
  /// Makes the folders of `mailbox` where they are missing, subscribes them, and appends every message, many at a time
  /// where the server takes that.
  public func fill(_ mailbox: LabMailbox) throws {
    guard capabilities.contains("LITERAL+") else {
      throw Failure(description: "the server lacks LITERAL+, which filling needs")
    }
    for folder in mailbox.folders {
      let name = Self.quoted(ModifiedUTF7.encode(folder.name))
      if folder.path != ["INBOX"] {
        // Folders that the server made by itself are there already.
        do { _ = try finish(begin(Array("CREATE ".utf8) + name)) } catch let refusal as Failure {
          guard refusal.description.uppercased().contains("EXISTS") else { throw refusal }
        }
        if folder.isSubscribed { _ = try finish(begin(Array("SUBSCRIBE ".utf8) + name)) }
      }
      try append(folder.messages, to: name)
    }
  }

  /// `name` is quoted for the wire.
  private func append(_ messages: some Sequence<LabMessage>, to name: [UInt8]) throws {
    let atOnce = capabilities.contains("MULTIAPPEND") ? 50 : 1
    var command: [UInt8] = []
    var held = 0
    var open: [String] = []
    func flush() throws {
      guard held > 0 else { return }
      open.append(try begin(command))
      command = []
      held = 0
      // The answers are short; a dozen of them fit any socket's buffer, so nobody waits for the other.
      if open.count >= 12 { _ = try finish(open.removeFirst()) }
    }
    for message in messages {
      if held == 0 { command = Array("APPEND ".utf8) + name }
      let flags = message.flags.joined(separator: " ")
      command += " (\(flags)) \"\(message.date.appendDate)\" {\(message.bytes.count)+}\r\n".utf8
      command += message.bytes
      held += 1
      if held >= atOnce || command.count > 4 << 20 { try flush() }
    }
    try flush()
    for tag in open { _ = try finish(tag) }
  }
}

/// Folder names on the wire of IMAP4rev1 (RFC 3501 §5.1.3), apart from the product's codec for the reason given at
/// ``RawIMAP``.
enum ModifiedUTF7 {
  static func encode(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    var pending: [UInt8] = []
    func flush() {
      guard !pending.isEmpty else { return }
      let base64 = Base64.encode(pending).replacing("=", with: "").replacing("/", with: ",")
      out += "&\(base64)-".utf8
      pending = []
    }
    for unit in text.utf16 {
      if (0x20...0x7E).contains(unit) {
        flush()
        out.append(UInt8(unit))
        if unit == 0x26 { out.append(0x2D) }
      } else {
        pending += [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
      }
    }
    flush()
    return out
  }

  /// Nil for what is not modified UTF-7.
  static func decode(_ wire: [UInt8]) -> String? {
    var units: [UInt16] = []
    var index = 0
    while index < wire.count {
      guard wire[index] == 0x26 else {
        units.append(UInt16(wire[index]))
        index += 1
        continue
      }
      guard let end = wire[index...].firstIndex(of: 0x2D) else { return nil }
      if end == index + 1 {
        units.append(0x26)
      } else {
        let text = wire[(index + 1)..<end].map { $0 == 0x2C ? 0x2F : $0 }
        guard let bytes = Base64.decode(text), bytes.count % 2 == 0 else { return nil }
        for at in stride(from: 0, to: bytes.count, by: 2) {
          units.append(UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1]))
        }
      }
      index = end + 1
    }
    return String(decoding: units, as: UTF16.self)
  }
}
