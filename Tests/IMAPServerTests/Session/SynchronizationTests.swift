import IMAP
import Testing

@testable import IMAPServer

/// Flags, expunges and what other connections hear of them. RFC 7162.
@Suite struct SynchronizationTests {
  private func two(_ count: Int) throws -> (Dialogue, Dialogue) {
    let one = try Dialogue()
    try one.selectInbox((1...count).map { "A: \($0)\r\n\r\n" })
    let two = one.another()
    _ = try two.ok("LOGIN jan duifje")
    _ = try two.ok("SELECT INBOX")
    return (one, two)
  }

  @Test func othersHearOfChanges() throws {
    let (one, two) = try two(4)
    #expect(one.send("a STORE 2 +FLAGS (\\Seen Mooi)\r\n").hasPrefix("* 2 FETCH (FLAGS (\\Seen Mooi \\Recent))"))
    #expect(one.send("a NOOP\r\n") == "a OK Done.\r\n")
    #expect(two.send("b NOOP\r\n") == "* 2 FETCH (FLAGS (\\Seen Mooi))\r\nb OK Done.\r\n")
    _ = try one.ok("STORE 1,3 +FLAGS.SILENT \\Deleted")
    #expect(one.send("a EXPUNGE\r\n") == "* 3 EXPUNGE\r\n* 1 EXPUNGE\r\na OK Done.\r\n")
    // Numbers must not change while answers speak of them.
    #expect(two.send("b FETCH 4 UID\r\n") == "* 4 FETCH (UID 4)\r\nb OK Done.\r\n")
    #expect(
      two.send("b FETCH 1:4 UID\r\n")
        == "* 2 FETCH (UID 2)\r\n* 4 FETCH (UID 4)\r\nb NO [EXPUNGEISSUED] Some messages are gone.\r\n")
    #expect(two.send("b STORE 1 +FLAGS (x)\r\n").hasSuffix("b NO [EXPUNGEISSUED] Some messages are gone.\r\n"))
    #expect(two.send("b NOOP\r\n") == "* 3 EXPUNGE\r\n* 1 EXPUNGE\r\nb OK Done.\r\n")
    #expect(two.send("b FETCH 1:* UID\r\n") == "* 1 FETCH (UID 2)\r\n* 2 FETCH (UID 4)\r\nb OK Done.\r\n")
  }

  @Test func closeExpungesInSilenceUnselectDoesNot() throws {
    let (one, two) = try two(3)
    _ = try one.ok("STORE 1 +FLAGS.SILENT \\Deleted")
    #expect(one.send("a UNSELECT\r\n") == "a OK Done.\r\n")
    _ = try one.ok("SELECT INBOX")
    #expect(one.send("a CLOSE\r\n") == "a OK Done.\r\n")
    #expect(two.send("b NOOP\r\n").hasPrefix("* 1 EXPUNGE\r\n"))
  }

  @Test func conditionalStore() throws {
    let (one, two) = try two(3)
    _ = try two.ok("STORE 2 +FLAGS.SILENT \\Flagged")
    #expect(
      one.send("a UID STORE 1:3 (UNCHANGEDSINCE 2) +FLAGS.SILENT (\\Seen)\r\n") == """
        * 1 FETCH (UID 1 MODSEQ (4))\r
        * 3 FETCH (UID 3 MODSEQ (4))\r
        * 2 FETCH (FLAGS (\\Flagged \\Recent) MODSEQ (3))\r
        a OK [MODIFIED 2] Some had changed.\r\n
        """)
    #expect(
      one.send("a FETCH 1:3 (FLAGS) (CHANGEDSINCE 3)\r\n") == """
        * 1 FETCH (FLAGS (\\Seen \\Recent) MODSEQ (4))\r
        * 3 FETCH (FLAGS (\\Seen \\Recent) MODSEQ (4))\r
        a OK Done.\r\n
        """)
  }

  /// Storing flags that are there already changes no mod-sequence.
  @Test func idleStoreCountsNothing() throws {
    let (one, _) = try two(1)
    _ = try one.ok("STORE 1 FLAGS.SILENT (\\Seen)")
    _ = try one.ok("STORE 1 +FLAGS.SILENT (\\Seen)")
    #expect(try one.ok("STATUS INBOX (HIGHESTMODSEQ)").contains("HIGHESTMODSEQ 3"))
  }

  @Test func quickResync() throws {
    let (one, two) = try two(6)
    _ = try one.ok("UID STORE 2,5 +FLAGS.SILENT \\Deleted")
    _ = try one.ok("EXPUNGE")
    _ = try one.ok("UID STORE 3 +FLAGS.SILENT Mooi")
    #expect(two.send("b SELECT INBOX (QRESYNC (1795435200 2))\r\n").hasPrefix("b BAD"))
    _ = try two.ok("ENABLE QRESYNC")
    let answer = two.send("b SELECT INBOX (QRESYNC (1795435200 2))\r\n")
    #expect(answer.contains("* VANISHED (EARLIER) 2,5\r\n* 2 FETCH (UID 3 FLAGS (Mooi) MODSEQ (5))\r\nb OK"))
    // Known UIDs narrow both; another validity tells nothing.
    #expect(!two.send("b SELECT INBOX (QRESYNC (1795435200 2 4:6))\r\n").contains("FETCH"))
    #expect(!two.send("b SELECT INBOX (QRESYNC (77 2))\r\n").contains("VANISHED"))
    #expect(two.send("b SELECT INBOX (QRESYNC (1795435200 2 1:9))\r\n").hasPrefix("* OK [CLOSED] Closed.\r\n"))
    #expect(
      two.send("b UID FETCH 1:* (FLAGS) (CHANGEDSINCE 4 VANISHED)\r\n")
        == "* 2 FETCH (UID 3 FLAGS (Mooi) MODSEQ (5))\r\nb OK Done.\r\n")
    #expect(
      two.send("b UID FETCH 1:* (FLAGS) (CHANGEDSINCE 3 VANISHED)\r\n")
        == "* VANISHED (EARLIER) 2,5\r\n* 2 FETCH (UID 3 FLAGS (Mooi) MODSEQ (5))\r\nb OK Done.\r\n")
    _ = try one.ok("UID STORE 6 +FLAGS.SILENT \\Deleted")
    _ = try one.ok("EXPUNGE")
    #expect(two.send("b NOOP\r\n") == "* VANISHED 6\r\nb OK Done.\r\n")
  }

  @Test func copyAndMove() throws {
    let (one, _) = try two(3)
    _ = try one.ok("CREATE Doel")
    _ = try one.ok("STORE 3 +FLAGS.SILENT (\\Flagged Mooi)")
    #expect(one.send("a COPY 1,3 Doel\r\n") == "a OK [COPYUID 1795435201 1,3 1:2] Copied.\r\n")
    #expect(
      one.send("a UID MOVE 3 Doel\r\n")
        == "* OK [COPYUID 1795435201 3 3] Moved.\r\n* 3 EXPUNGE\r\na OK Done.\r\n")
    #expect(one.send("a COPY 1 Weg\r\n").hasPrefix("a NO [TRYCREATE]"))
    _ = try one.ok("SELECT Doel")
    let answer = try one.ok("FETCH 1:3 (UID FLAGS EMAILID BODY.PEEK[])")
    #expect(answer.contains("* 1 FETCH (UID 1 FLAGS (\\Recent) EMAILID (M4294967297) BODY[] {8}\r\nA: 1\r\n\r\n)"))
    #expect(
      answer.contains(
        "* 3 FETCH (UID 3 FLAGS (\\Flagged Mooi \\Recent) EMAILID (M4294967299) BODY[] {8}\r\nA: 3\r\n\r\n)"))
  }

  @Test func idle() throws {
    let (one, two) = try two(2)
    #expect(two.send("b IDLE\r\n") == "+ idling\r\n")
    _ = try one.ok("STORE 1 +FLAGS.SILENT (\\Seen \\Deleted)")
    two.session.notice()
    #expect(two.take() == "* 1 FETCH (FLAGS (\\Deleted \\Seen))\r\n")
    _ = try one.ok("EXPUNGE")
    two.session.notice()
    #expect(two.take() == "* 1 EXPUNGE\r\n")
    #expect(two.send("done\r\n") == "b OK Done.\r\n")
    #expect(two.send("b IDLE\r\nSTOP\r\n") == "+ idling\r\nb BAD DONE was expected.\r\n")
  }

  @Test func deletedFolder() throws {
    let one = try Dialogue()
    try one.signIn()
    try one.fill("Weg", ["x"])
    _ = try one.ok("SELECT Weg")
    let two = one.another()
    _ = try two.ok("LOGIN jan duifje")
    _ = try two.ok("DELETE Weg")
    #expect(one.send("a FETCH 1 BODY.PEEK[]\r\n") == "* 1 FETCH (BODY[] {1}\r\nx)\r\na OK Done.\r\n")
    #expect(one.send("a STORE 1 +FLAGS (\\Seen)\r\n").hasPrefix("a NO [NONEXISTENT]"))
  }
}
