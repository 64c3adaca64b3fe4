import Core
import IMAP
import Testing

@testable import IMAPServer

/// Clients that mean harm, or are only broken.
@Suite struct HostileTests {
  /// Ten bytes may ask for megabytes; what is not taken must stop the next command from being carried out.
  @Test func pipelinedListsWaitForTheReader() throws {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    let mailbox = try dialogue.backend.store.mailbox("jan")
    for number in 0..<150 { try mailbox.create(MailboxName(wire: "map\(number)")) }
    let chunk = Array(String(repeating: "a LIST \"\" *\r\n", count: 1_000).utf8)
    var offset = 0
    var answers = 0
    while offset < chunk.count {
      let before = offset
      dialogue.session.receive(chunk.span, from: &offset)
      #expect(offset > before)
      let output = dialogue.session.takeOutput()
      #expect(output.count < 2 * Session.mostOutput)
      answers +=
        String(decoding: output, as: UTF8.self).split(separator: "a OK Done.", omittingEmptySubsequences: false).count
        - 1
    }
    #expect(answers == 1_000)
  }

  @Test func endlessBatchIsRefused() throws {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    let answer = dialogue.send(
      "a APPEND INBOX" + String(repeating: " {0+}\r\n", count: AppendBatch.mostMessages + 1) + "\r\n")
    #expect(answer.hasPrefix("a NO [LIMIT]"))
    #expect(try dialogue.ok("STATUS INBOX (MESSAGES)").contains("MESSAGES 0"))
  }

  /// Random lines, signed in and with a folder selected: an answer to each, and the session still works.
  @Test(arguments: 1...30) func noise(seed: UInt64) throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox(["A: b\r\n\r\nc", FetchTests.letter])
    var random = SplitMix(state: seed)
    let words = [
      "FETCH", "UID", "STORE", "1", "2", "1:*", "*", "(", ")", "BODY[", "]", "HEADER.FIELDS", "\"", "\\Seen", "FLAGS",
      "SEARCH", "NOT", "OR", "COPY", "INBOX", "{3}", "{3+}", "RETURN", "<0.5>", "LIST", "%", "APPEND", "1.2.3", "MIME",
      "STATUS", "CREATE", "SELECT", "EXPUNGE", "BEFORE", "1-Jan-2020", "NIL", "\u{0}", "é", "ENVELOPE", "BODYSTRUCTURE",
    ]
    for _ in 0..<60 {
      var line = "n"
      for _ in 0..<Int.random(in: 0..<9, using: &random) { line += " " + words.randomElement(using: &random)! }
      dialogue.send(line + "\r\nabc\r\n")
    }
    let answer = dialogue.send("\r\n\r\nlast NOOP\r\n")
    #expect(answer.hasSuffix("last OK Done.\r\n"), "\(answer.suffix(200))")
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
