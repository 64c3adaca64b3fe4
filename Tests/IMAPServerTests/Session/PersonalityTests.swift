import Core
import IMAP
import Testing

@testable import IMAPServer

@Suite struct PersonalityTests {
  private func signedIn(_ change: (inout Personality) -> Void) throws -> Dialogue {
    var personality = Personality()
    change(&personality)
    let dialogue = try Dialogue(personality)
    try dialogue.signIn()
    return dialogue
  }

  @Test func capabilities() throws {
    let dialogue = try signedIn {
      $0.removedCapabilities = ["MOVE", "UIDPLUS", "ESEARCH", "MULTIAPPEND", "CONDSTORE", "LIST-EXTENDED", "ENABLE"]
      $0.addedCapabilities = ["X-DUIF"]
      $0.maxMessageBytes = 99
    }
    let answer = try dialogue.ok("CAPABILITY").replacing("\r\n", with: " ")
    for name in ["X-DUIF", "APPENDLIMIT=99", "IDLE"] { #expect(answer.contains(" \(name) ")) }
    for name in ["MOVE", "UIDPLUS", "ESEARCH", "MULTIAPPEND", "CONDSTORE", "APPENDLIMIT", "ENABLE"] {
      #expect(!answer.contains(" \(name) "))
    }
    #expect(dialogue.send("a APPEND INBOX {1+}\r\nx\r\n") == "a OK Stored.\r\n")
    #expect(dialogue.send("a APPEND INBOX {1+}\r\nx {1+}\r\ny\r\n").hasPrefix("a BAD"))
    let selected = try dialogue.ok("SELECT INBOX")
    #expect(!selected.contains("HIGHESTMODSEQ"))
    #expect(dialogue.send("a COPY 1 INBOX\r\n").hasSuffix("a OK Copied.\r\n"))
    for command in [
      "MOVE 1 INBOX", "UID EXPUNGE 1", "SEARCH RETURN () ALL", "FETCH 1 MODSEQ", "LIST (SUBSCRIBED) \"\" *",
      "ENABLE QRESYNC", "SELECT INBOX (CONDSTORE)",
    ] {
      #expect(dialogue.send("a \(command)\r\n").hasPrefix("a BAD"), "\(command)")
    }
  }

  @Test func folderNames() throws {
    let dialogue = try signedIn {
      $0.folderNames.reserved = ["files"]
      $0.folderNames.forbidden = Set("^".utf8)
      $0.folderNames.refusesOuterBlanks = true
      $0.folderNames.foldsCase = true
      $0.folderNames.maxBytes = 20
    }
    for (name, answer) in [
      ("Files", "NO [CANNOT]"), ("FILES/x", "NO [CANNOT]"), ("Werk/Files", "OK"), ("a^b", "NO [CANNOT]"),
      ("\"x /y\"", "NO [CANNOT]"), ("\" x\"", "NO [CANNOT]"), ("\"x y\"", "OK"), ("TRASH", "OK"),
      ("trash", "NO [ALREADYEXISTS]"),
      ("abcdefghijklmnopqrstu", "NO [CANNOT]"),
    ] {
      #expect(dialogue.send("a CREATE \(name)\r\n").hasPrefix("a \(answer)"), "\(name)")
    }
    #expect(dialogue.send("a SELECT Trash\r\n").hasSuffix("a OK [READ-WRITE] Selected.\r\n"))
  }

  @Test func flags() throws {
    let dialogue = try signedIn {
      $0.permanentFlags = [.seen, .flagged, Flag("$MDNSent")]
      $0.flagsForgottenByAppend = [.flagged]
    }
    #expect(dialogue.send("a APPEND INBOX (\\Seen \\Flagged) {1+}\r\nx\r\n").hasPrefix("a OK"))
    #expect(dialogue.send("a APPEND INBOX ($MDNSent $Anders) {1+}\r\nx\r\n") == "a BAD Command Argument Error. 11\r\n")
    #expect(try dialogue.ok("SELECT INBOX").contains("PERMANENTFLAGS (\\Seen \\Flagged $MDNSent)]"))
    #expect(dialogue.send("a FETCH 1:* FLAGS\r\n") == "* 1 FETCH (FLAGS (\\Seen \\Recent))\r\na OK Done.\r\n")
    #expect(dialogue.send("a STORE 1 +FLAGS ($Anders)\r\n").hasPrefix("a BAD"))
    #expect(dialogue.send("a STORE 1 +FLAGS (\\Flagged)\r\n").hasPrefix("* 1 FETCH (FLAGS (\\Flagged \\Seen"))
  }

  @Test func throttling() throws {
    let dialogue = try signedIn { $0.throttling = Throttling(everyCommands: 3, milliseconds: 250, closesAfter: 2) }
    let refusal = "NO Request is throttled. Suggested Backoff Time: 250 milliseconds\r\n"
    #expect(dialogue.send("a NOOP\r\n") == "a OK Done.\r\n")
    #expect(dialogue.send("b APPEND INBOX {1+}\r\nx\r\n") == "b \(refusal)")
    #expect(dialogue.send("c STATUS INBOX (MESSAGES)\r\n").contains("MESSAGES 0"))
    #expect(dialogue.send("d NOOP\r\n") == "d OK Done.\r\n")
    #expect(dialogue.send("e NOOP\r\n") == "e \(refusal)* BYE Connection closed. 14\r\n")
    #expect(dialogue.requests == [.close])
  }

  @Test func tooManyErrors() throws {
    let dialogue = try signedIn { $0.closesAfterErrors = 3 }
    #expect(dialogue.send("a SELECT weg\r\n").hasPrefix("a NO"))
    #expect(dialogue.send("a NOOP x\r\n").hasPrefix("a BAD"))
    #expect(dialogue.send("a XYZ\r\nb NOOP\r\n").hasSuffix("* BYE Too many errors.\r\n"))
  }

  @Test func sessionsThatEnd() throws {
    let dialogue = try signedIn { $0.endsSessionsAfterCommands = 3 }
    #expect(dialogue.send("a NOOP\r\nb NOOP\r\n").hasSuffix("b OK Done.\r\n"))
    #expect(dialogue.send("c APPEND INBOX {1+}\r\nx\r\n") == "* BYE Session invalidated - AccessTokenExpired\r\n")
    let other = dialogue.another()
    try other.signIn()
    #expect(try other.ok("STATUS INBOX (MESSAGES)").contains("MESSAGES 0"))
  }

  @Test func delays() throws {
    let dialogue = try Dialogue(
      {
        var p = Personality(); p.delayPerCommand = .milliseconds(40); return p
      }())
    try dialogue.signIn()
    #expect(dialogue.send("a APPEND INBOX {1+}\r\nx\r\nb NOOP\r\n").hasSuffix("b OK Done.\r\n"))
    #expect(dialogue.requests == [.wait(.milliseconds(40)), .wait(.milliseconds(40)), .wait(.milliseconds(40))])
  }

  @Test(arguments: [true, false]) func lostAnswer(stored: Bool) throws {
    let dialogue = try signedIn { $0.drops = [.insteadOfAppendAnswer(number: 2, stored: stored)] }
    #expect(dialogue.send("a APPEND INBOX {1+}\r\nx\r\n").hasPrefix("a OK"))
    #expect(dialogue.send("b APPEND INBOX {1+}\r\ny {1+}\r\nz\r\n") == "")
    #expect(dialogue.requests == [.drop])
    let other = dialogue.another()
    try other.signIn()
    #expect(try other.ok("STATUS INBOX (MESSAGES)").contains("MESSAGES \(stored ? 3 : 1)"))
    #expect(other.send("c APPEND INBOX {1+}\r\nx\r\n").hasPrefix("c OK"))
  }

  @Test func attributesAfterTheBody() throws {
    let dialogue = try signedIn { $0.sendsAttributesAfterBody = true }
    try dialogue.fill("INBOX", ["body"])
    _ = try dialogue.ok("EXAMINE INBOX")
    #expect(
      dialogue.send("a UID FETCH 1 (UID FLAGS BODY.PEEK[])\r\n")
        == "* 1 FETCH (BODY[] {4}\r\nbody UID 1 FLAGS (\\Recent))\r\na OK Done.\r\n")
  }

  @Test func placeholder() throws {
    let dialogue = try signedIn { $0.placeholders = [.inbox: [2]] }
    try dialogue.fill("INBOX", ["een", "twee"])
    _ = try dialogue.ok("EXAMINE INBOX")
    let answer = dialogue.send("a FETCH 1:2 (RFC822.SIZE BODY.PEEK[])\r\n")
    #expect(answer.contains("* 1 FETCH (RFC822.SIZE 3 BODY[] {3}\r\neen)"))
    #expect(answer.contains("Retrieval using the IMAP4 protocol failed for the following message"))
    #expect(answer.contains("RFC822.SIZE \(Session.placeholder.count) BODY[] {\(Session.placeholder.count)}"))
  }

  @Test func folderThatCannotBeOpened() throws {
    let dialogue = try signedIn { $0.unselectable = [MailboxName(wire: "Dicht")] }
    _ = try dialogue.ok("CREATE Dicht")
    #expect(try dialogue.ok("LIST \"\" *").contains("\"Dicht\""))
    #expect(dialogue.send("a SELECT Dicht\r\n").hasPrefix("a NO [CANNOT]"))
    #expect(dialogue.send("a STATUS Dicht (MESSAGES)\r\n").hasPrefix("a NO [CANNOT]"))
  }

  /// Faults may be planned while connections are open; they count from the next command on.
  @Test func changesWhileRunning() throws {
    let dialogue = try signedIn { _ in }
    #expect(dialogue.send("a NOOP\r\n") == "a OK Done.\r\n")
    dialogue.backend.plan.personality.throttling = Throttling(everyCommands: 1)
    #expect(dialogue.send("b NOOP\r\n").hasPrefix("b NO Request is throttled."))
    dialogue.backend.plan.personality = Personality()
    #expect(dialogue.send("c NOOP\r\n") == "c OK Done.\r\n")
  }

  @Test func madeFromProviderData() throws {
    var provider = Provider(id: "exchange-online", name: "Exchange Online")
    provider.maxMessageBytes = 1_000
    provider.maxLineBytes = 20
    provider.restoreFlags = ["\\Flagged"]
    provider.reservedFolders = ["Files"]
    provider.closesAfterErrors = 10
    let dialogue = try Dialogue(Personality(provider))
    #expect(
      dialogue.take() == "* OK The Microsoft Exchange IMAP4 service is ready. [AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA]\r\n")
    #expect(dialogue.send("a LOGIN jan duifje\r\n") == "a OK Signed in.\r\n")
    let capabilities = try dialogue.ok("CAPABILITY")
    for name in ["MULTIAPPEND", "CONDSTORE", "QRESYNC", "QUOTA", "ESEARCH"] { #expect(!capabilities.contains(name)) }
    #expect(
      dialogue.send("a APPEND INBOX {21+}\r\n123456789012345678901\r\n") == "a BAD Command Argument Error. 11\r\n")
    #expect(dialogue.send("a APPEND INBOX {1001}\r\n").hasPrefix("a NO [TOOBIG]"))
    #expect(
      dialogue.send("a APPEND INBOX (\\Flagged) {22+}\r\n12345678901234567890\r\n\r\n").hasPrefix("a OK [APPENDUID"))
    #expect(try dialogue.ok("EXAMINE INBOX").contains("1 EXISTS"))
    #expect(dialogue.send("a FETCH 1 FLAGS\r\n").contains("FLAGS (\\Recent)"))
  }
}
