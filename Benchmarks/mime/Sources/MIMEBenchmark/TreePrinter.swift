import MIME

/// Prints each message of an mbox as one line, `type(part,part)` or `type:hash` for a leaf, as `gmime.c` does.
enum TreePrinter {
  static func run(_ file: MailboxFile) throws {
    var reader = MailboxReader(file, dialect: .mboxo)
    while true {
      var bytes: [UInt8] = []
      let entry = try reader.next { _, piece in piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) } }
      guard entry != nil else { return }
      print(try line(Message(bytes).root))
    }
  }

  private static func line(_ part: Part) throws -> String {
    guard part.content.form == .leaf else {
      return "\(part.mediaType)(\(try part.children.map(line).joined(separator: ",")))"
    }
    // Whether the last line end belongs to a leaf is a matter of taste.
    var bytes = try part.decodedBody().bytes
    while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
    let hash = bytes.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return "\(part.mediaType):\(hash)"
  }
}
