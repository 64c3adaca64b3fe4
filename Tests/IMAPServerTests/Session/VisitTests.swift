import IMAP
import Testing

@testable import IMAPServer

@Suite struct VisitTests {
  @Test func wholeVisit() throws {
    let dialogue = try Dialogue()
    #expect(dialogue.take().hasPrefix("* OK [CAPABILITY IMAP4rev1 APPENDLIMIT AUTH=CRAM-MD5"))
    #expect(dialogue.send("a LOGIN jan duifje\r\n").contains("a OK [CAPABILITY IMAP4rev1"))
    #expect(
      dialogue.send("b LIST \"\" *\r\n")
        == "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\nb OK Done.\r\n")
    #expect(dialogue.send("c CREATE Werk/2026\r\n").hasPrefix("c OK [MAILBOXID ("))
    #expect(
      dialogue.send("d LIST \"\" *\r\n") == """
        * LIST (\\HasNoChildren) "/" "INBOX"\r
        * LIST (\\NonExistent \\Noselect \\HasChildren) "/" "Werk"\r
        * LIST (\\HasNoChildren) "/" "Werk/2026"\r
        d OK Done.\r\n
        """)
  }

  @Test func appendAndFetch() throws {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    let body = "Subject: Een\r\n\r\nHallo\r\n"
    let answer = dialogue.send(
      "a APPEND INBOX (\\Seen) \"23-Nov-2026 12:00:00 +0100\" {\(body.utf8.count)+}\r\n\(body) (\\Flagged Mooi) {\(body.utf8.count)+}\r\n\(body)\r\n"
    )
    #expect(answer == "a OK [APPENDUID 1795435200 1:2] Stored.\r\n")
    #expect(
      dialogue.send("b SELECT INBOX\r\n") == """
        * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft Mooi)\r
        * 2 EXISTS\r
        * 2 RECENT\r
        * OK [UNSEEN 2] First unseen.\r
        * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft Mooi \\*)] Kept flags.\r
        * OK [UIDVALIDITY 1795435200] UIDs valid.\r
        * OK [UIDNEXT 3] Next UID.\r
        * OK [HIGHESTMODSEQ 2] Highest.\r
        * OK [MAILBOXID (F1795435200-1)] Identifier.\r
        b OK [READ-WRITE] Selected.\r\n
        """)
    #expect(
      dialogue.send("c UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])\r\n") == """
        * 1 FETCH (UID 1 FLAGS (\\Seen \\Recent) INTERNALDATE "23-Nov-2026 12:00:00 +0100" RFC822.SIZE 23 BODY[] {23}\r
        \(body))\r
        * 2 FETCH (UID 2 FLAGS (\\Flagged Mooi \\Recent) INTERNALDATE "23-Nov-2026 12:00:00 +0000" RFC822.SIZE 23 BODY[] {23}\r
        \(body))\r
        c OK Done.\r\n
        """)
    #expect(
      dialogue.send("d STORE 2 +FLAGS (\\Deleted)\r\n") == """
        * 2 FETCH (FLAGS (\\Flagged \\Deleted Mooi \\Recent))\r
        d OK Done.\r\n
        """)
    #expect(dialogue.send("e EXPUNGE\r\n") == "* 2 EXPUNGE\r\ne OK Done.\r\n")
    #expect(
      dialogue.send("f STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY)\r\n")
        == "* STATUS \"INBOX\" (MESSAGES 1 UIDNEXT 3 UIDVALIDITY 1795435200)\r\nf OK Done.\r\n")
  }
}
