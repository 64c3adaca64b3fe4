import IMAP

extension RawIMAP {
  /// Makes the folders of `mailbox` where they are missing, subscribes them, and appends every message, many at a time
  /// where the server takes that.
  public func fill(_ mailbox: LabMailbox) throws {
    guard capabilities.contains("LITERAL+") else {
      throw Failure(description: "the server lacks LITERAL+, which filling needs")
    }
    for folder in mailbox.folders {
      let name = Self.quoted(MailboxName(folder.name).bytes)
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
