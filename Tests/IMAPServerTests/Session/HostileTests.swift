import Core
import Foundation
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

  /// Sizes whose sum no number can hold, before anybody has signed in.
  @Test(arguments: ["{5+}\r\nhello", "\"\""]) func literalsThatOverflow(user: String) throws {
    let dialogue = try Dialogue()
    _ = dialogue.take()
    let answer = dialogue.send("a LOGIN \(user) {9223372036854775807}\r\n")
    #expect(answer.hasPrefix("a BAD the literal is too large"), "\(answer)")
    #expect(try dialogue.ok("NOOP").contains("OK"))
  }

  @Test func messagesOfAnySizeLeaveTheFolderUsable() throws {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    for size in ["9223372036854775807", "4294967296"] {
      #expect(dialogue.send("a APPEND INBOX {\(size)}\r\n").hasPrefix("a NO [TOOBIG]"))
    }
    // Room for it is only noted: four gigabytes are announced, and the client goes away.
    for _ in 0..<3 {
      let other = dialogue.another()
      try other.signIn()
      #expect(other.send("a APPEND INBOX {4294967295}\r\n").hasPrefix("+ "))
      other.session.end()
    }
    #expect(dialogue.send("a APPEND INBOX {3+}\r\nabc\r\n").hasPrefix("a OK"))
    #expect(try dialogue.ok("STATUS INBOX (MESSAGES)").contains("MESSAGES 1"))
  }

  @Test func roomThatCannotBeIsRefused() throws {
    let dialogue = try Dialogue()
    let folder = try dialogue.backend.store.mailbox("jan").folder(.inbox)
    _ = try folder.reserve(UInt64(Int64.max) - 10)
    #expect(throws: Fault.self) { try folder.reserve(11) }
    _ = try folder.reserve(10)
  }

  @Test func flagsAreBounded() throws {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    let many = (0..<200).map { "k\($0)" }.joined(separator: " ")
    #expect(dialogue.send("a APPEND INBOX (\(many)) {3}\r\n").hasPrefix("a NO [LIMIT]"))
    let long = String(repeating: "k", count: 300)
    #expect(dialogue.send("a APPEND INBOX (\(long)) {3}\r\n").hasPrefix("a NO [LIMIT]"))
  }

  @Test func namesAreBounded() throws {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    let deep = Array(repeating: "a", count: 40).joined(separator: "/")
    #expect(dialogue.send("a CREATE \(deep)\r\n").hasPrefix("a NO [CANNOT]"))
    #expect(dialogue.send("a SUBSCRIBE \(deep)\r\n").hasPrefix("a NO [CANNOT]"))
    _ = try dialogue.ok("CREATE b/c/d")
    let below = Array(repeating: "a", count: 31).joined(separator: "/")
    #expect(dialogue.send("a RENAME b \(below)\r\n").hasPrefix("a NO [CANNOT]"))
    _ = try dialogue.ok("RENAME b e")
  }

  @Test func aTableSaysWhenItIsFull() {
    var table = FolderTable()
    table.rows = (0..<UInt32(FolderTable.mostNames - 1)).map {
      FolderTable.Row(id: $0, validity: 1, name: [UInt8(ascii: "a")])
    }
    #expect(!table.isFull)
    table.subscribed = [[UInt8(ascii: "b")]]
    #expect(table.isFull)
    table.rows = (0..<UInt32(9)).map {
      FolderTable.Row(id: $0, validity: 1, name: Array(repeating: 0x61, count: 1 << 20))
    }
    #expect(table.isFull)
  }

  /// Thousands of folders must not use up the process's descriptors; one in use stays.
  @Test func manyFoldersCostFewDescriptors() throws {
    let dialogue = try Dialogue()
    try dialogue.selectInbox(["A: b\r\n\r\nc"])
    let mailbox = try dialogue.backend.store.mailbox("jan")
    let inbox = try mailbox.folder(.inbox)
    for number in 0..<300 { try mailbox.create(MailboxName(wire: "map\(number)")) }
    #expect(mailbox.openCount <= MailboxStore.mostOpen)
    let answer = try dialogue.ok("LIST \"\" * RETURN (STATUS (MESSAGES UIDNEXT))")
    #expect(answer.components(separatedBy: "* STATUS").count == 302)
    #expect(mailbox.openCount <= MailboxStore.mostOpen)
    #expect(try mailbox.folder(.inbox) === inbox)
    try mailbox.append(folder: .inbox, messages: [NewMessage(Array("A: d\r\n\r\n".utf8))])
    #expect(try dialogue.ok("NOOP").contains("* 2 EXISTS"))
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
