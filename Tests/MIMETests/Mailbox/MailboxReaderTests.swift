import MIME
import TestKit
import Testing

@Suite struct MailboxReaderTests {
  /// A file, and its messages as they come out; `|` stands for LF, `$` for CR LF.
  struct Row: Sendable, CustomStringConvertible {
    var dialect: MailboxDialect
    var input: String
    var messages: [String]

    init(_ dialect: MailboxDialect, _ input: String, _ messages: String...) {
      (self.dialect, self.input, self.messages) = (dialect, input, messages)
    }

    var description: String { "\(dialect) \(input)" }
  }

  private static let mark = "From me@x Mon Jun  3 12:50:27 1996"

  static let rows: [Row] = [
    Row(.mboxo, ""), Row(.mboxo, "no mailbox|"), Row(.mboxo, "\(mark)", ""),
    Row(.mboxo, "\(mark)|A: b||one|", "A: b||one|"),
    Row(.mboxo, "\(mark)|A: b||one||\(mark)|A: c||two||", "A: b||one|", "A: c||two|"),
    Row(.mboxo, "\(mark)$A: b$$one$$\(mark)$A: c$$two$$", "A: b$$one$", "A: c$$two$"),
    Row(.mboxo, "\(mark)|A: b||one|\(mark)|A: c||two", "A: b||one|", "A: c||two"),
    Row(.mboxo, "\u{FEFF}From -|A: b||one||From - |A: c||two||", "A: b||one|", "A: c||two|"),
    Row(.mboxo, "From 12345@xxx|A: b||From me||From you, me@home|", "A: b||From me||From you, me@home|"),
    Row(.mboxo, "|junk|\(mark)|A: b||one|", "A: b||one|"),
    Row(.mboxo, "\(mark)|A: b||From Russia|with love||\(mark)|||x|", "A: b||From Russia|with love|", "||x|"),
    Row(.mboxo, "\(mark)|A: b||>From here||>>From there||", "A: b||>From here||>>From there|"),
    Row(.mboxrd, "\(mark)|A: b||>From here||>>From there|>from|", "A: b||From here||>From there|>from|"),
    // Some programs leave a separator in front of the header, quoted as any other line.
    Row(.mboxrd, "\(mark)|>From a|A: b|>>From c||x|", "From a|A: b|>From c||x|"),
    Row(.mboxo, "\(mark)|>From a|A: b||x|", ">From a|A: b||x|"),
    Row(.mboxo, "\(mark)|\(mark)|A: b||x|", "", "A: b||x|"),
    Row(
      .mboxcl2, "\(mark)|A: b|Content-Length: 40||x||\(mark)|y||\(mark)|C: d||z|",
      "A: b|Content-Length: 40||x||\(mark)|y|", "C: d||z|"),
    Row(
      .mboxcl2, "\(mark)|A: b|content-length:  1 ||x||\(mark)|C: d||z|", "A: b|content-length:  1 ||x", "C: d||z|"),
    // Content-Length is not believed where no separator follows.
    Row(
      .mboxcl2, "\(mark)|A: b|Content-Length: 4||x||\(mark)|C: d||z|", "A: b|Content-Length: 4||x|", "C: d||z|"),
    Row(.mboxcl2, "\(mark)|Content-Length: 9999||x|", "Content-Length: 9999||x|"),
    Row(
      .mboxcl, "\(mark)|Content-Length: 12||>From a|b c||\(mark)|C: d||z|", "Content-Length: 12||From a|b c|",
      "C: d||z|"
    ),
    Row(.mboxo, "\(mark)|A: b|Content-Length: 40||x||\(mark)|y||", "A: b|Content-Length: 40||x|", "y|"),
  ]

  private static func bytes(_ text: String) -> [UInt8] {
    Array(text.replacing("|", with: "\n").replacing("$", with: "\r\n").utf8)
  }

  private static func read(
    _ source: some MailboxSource, _ dialect: MailboxDialect
  ) throws -> ([(MailboxEntry, [UInt8])], junk: Int) {
    var reader = MailboxReader(source, dialect: dialect)
    var messages: [(MailboxEntry, [UInt8])] = []
    while true {
      var message: [UInt8] = []
      let entry = try reader.next { _, piece in piece.withUnsafeBufferPointer { message.append(contentsOf: $0) } }
      guard let entry else { return (messages, reader.junk) }
      messages.append((entry, message))
    }
  }

  @Test(arguments: rows) func row(_ row: Row) throws {
    let input = Self.bytes(row.input)
    let (messages, junk) = try Self.read(MailboxBytes(input), row.dialect)
    #expect(
      messages.map { String(decoding: $0.1, as: UTF8.self) }
        == row.messages.map {
          String(decoding: Self.bytes($0), as: UTF8.self)
        })
    // Ranges follow each other; between them stand only the empty lines of the file.
    var at = junk
    for (entry, bytes) in messages {
      #expect(input[at..<entry.marker.lowerBound].allSatisfy { $0 == 10 || $0 == 13 })
      #expect(entry.marker.upperBound == entry.range.lowerBound)
      #expect(
        entry.range.count == bytes.count + (row.dialect == .mboxrd || row.dialect == .mboxcl ? entry.quotedLines : 0))
      at = entry.range.upperBound
    }
    if !messages.isEmpty { #expect(input[at...].allSatisfy { $0 == 10 || $0 == 13 }) }
  }

  /// Messages whose sizes lie around that of the reader's window, lines longer than it among them.
  @Test func messagesOfEverySize() throws {
    var input: [UInt8] = []
    var expected: [[UInt8]] = []
    var seed: UInt32 = 7
    for round in 0..<120 {
      var message = Self.bytes("Subject: \(round)||")
      seed = seed &* 1_664_525 &+ 1_013_904_223
      let size = round % 10 == 0 ? 250_000 + Int(seed >> 16) % 20_000 : Int(seed >> 16) % 9_000
      let lineLength = round % 20 == 0 ? 300_000 : 1 + Int(seed >> 8) % 97
      while message.count < size {
        message += [UInt8](repeating: UInt8(ascii: "x"), count: min(lineLength, size - message.count)) + [10]
      }
      expected.append(message)
      input += Self.bytes("\(Self.mark)|") + message + [10]
    }
    for dialect in MailboxDialect.allCases {
      let (messages, _) = try Self.read(MailboxBytes(input), dialect)
      #expect(messages.count == expected.count)
      #expect(zip(messages, expected).allSatisfy { $0.1 == $1 && Array(input[$0.0.range]) == $1 })
    }
  }

  @Test func dialectsAreDetected() throws {
    let mark = Self.mark
    let rows: [(String, MailboxDialect)] = [
      ("\(mark)|A: b||x||", .mboxo), ("\(mark)|A: b||>From x||", .mboxo),
      ("\(mark)|A: b||>>From x||", .mboxrd),
      ("\(mark)|Content-Length: 2||x||", .mboxcl2), ("\(mark)|Content-Length: 8||>From x||", .mboxcl),
      ("\(mark)|Content-Length: 37||\(mark)|x||", .mboxcl2), ("\(mark)|Content-Length: 7||x||", .mboxo),
    ]
    for (text, dialect) in rows {
      #expect(try MailboxDialect.detected(in: MailboxBytes(Self.bytes(text))) == dialect, "\(text)")
    }
  }

  @Test func aFileOnDiskIsReadAsOneInMemory() throws {
    guard let folder = SharedSuites.mime() else { return }
    let path = folder + "/mimekit-mbox/content-length.mbox.txt"
    let onDisk = try Self.read(MailboxFile(path), .mboxcl2).0
    let inMemory = try Self.read(MailboxBytes(SharedSuites.bytes(path)), .mboxcl2).0
    #expect(onDisk.map(\.0) == inMemory.map(\.0) && onDisk.map(\.1) == inMemory.map(\.1))
    #expect(throws: MailboxFile.Failure.self) { try MailboxFile(folder + "/absent") }
  }
}
