import MIME

/// Goes through an mbox file once and prints what it found, as `gmime.c` does: messages, leaves, bytes of leaves.
@main enum MIMEBenchmark {
  static func main() throws {
    guard CommandLine.arguments.count == 3, ["parse", "decode", "tree"].contains(CommandLine.arguments[1]) else {
      print("usage: MIMEBenchmark parse|decode|tree FILE")
      return
    }
    if CommandLine.arguments[1] == "tree" { return try TreePrinter.run(MailboxFile(CommandLine.arguments[2])) }
    var run = Run(decodes: CommandLine.arguments[1] == "decode")
    try run.read(MailboxFile(CommandLine.arguments[2]))
    print("\(run.messages) messages, \(run.leaves) leaves, \(run.bytes) bytes")
  }
}

private struct Run {
  let decodes: Bool
  var messages = 0
  var leaves = 0
  /// Of leaves; decoded when ``decodes``.
  var bytes = 0
  private var decoder = TransferDecoder(.binary)

  init(decodes: Bool) { self.decodes = decodes }

  mutating func read(_ file: MailboxFile) throws {
    var reader = MailboxReader(file, dialect: .mboxo)
    while true {
      var parser = MessageParser()
      let entry = try reader.next { _, piece in
        try parser.consume(piece) { event, bytes in try take(event, bytes) }
      }
      guard entry != nil else { return }
      try parser.finish { event, bytes in try take(event, bytes) }
      messages += 1
    }
  }

  private mutating func take(_ event: MessageEvent, _ bytes: Span<UInt8>) throws {
    switch event {
    case .headerEnd(_, let content):
      guard content.form == .leaf else { return }
      leaves += 1
      if decodes { decoder = TransferDecoder(content.encoding) }
    case .body(let range):
      if !decodes { self.bytes += range.count } else { try decode(bytes) }
    case .end:
      if decodes { try finish() }
    default: break
    }
  }

  private mutating func decode(_ piece: Span<UInt8>) throws {
    var count = 0
    try decoder.decode(piece) { count += $0.count }
    bytes += count
  }

  private mutating func finish() throws {
    var count = 0
    try decoder.finish { count += $0.count }
    decoder = TransferDecoder(.binary)
    bytes += count
  }
}
