import IMAP
import Testing

@testable import IMAPServer

@Suite struct AppendTests {
  private func signedIn(_ personality: Personality = Personality()) throws -> Dialogue {
    let dialogue = try Dialogue(personality)
    try dialogue.signIn()
    return dialogue
  }

  private func count(_ dialogue: Dialogue) throws -> Int {
    try dialogue.backend.store.mailbox("jan").folder(.inbox).look { $0.messages.count }
  }

  @Test(arguments: [1, 3, 7, Int.max]) func multiAppendInPieces(_ pieces: Int) throws {
    let dialogue = try signedIn()
    let answer = dialogue.send(
      "a APPEND INBOX {3}\r\nabc (\\Seen) {2}\r\nde {0}\r\n\r\n", pieces: pieces)
    #expect(answer == "+ OK\r\n+ OK\r\n+ OK\r\na OK [APPENDUID 1795435200 1:3] Stored.\r\n")
    #expect(try count(dialogue) == 3)
  }

  /// Whatever is wrong with one message, none of the command's messages is stored.
  @Test(arguments: [
    ("{3+}\r\nabc (\\Wat) {1+}\r\nx", "BAD"), ("{3+}\r\nabc {9+}\r\n123456789", "NO [TOOBIG]"),
    ("{3+}\r\nabc {0+}\r\n", "NO An empty"), ("{3+}\r\nabc (\\Seen {1+}\r\nx", "BAD"),
    ("{3+}\r\nabc {2+}\r\nxy oei", "BAD"), ("{3+}\r\nabc (Onbekend) {1+}\r\nx", "BAD Command Argument Error. 11"),
    ("{8+}\r\n12345678", "BAD Command Argument Error. 11"),
  ])
  func allOrNothing(_ messages: String, _ answer: String) throws {
    var personality = Personality()
    personality.maxMessageBytes = 8
    personality.maxLineBytes = 7
    personality.refusesEmptyMessages = true
    personality.permanentFlags = [.seen]
    let dialogue = try signedIn(personality)
    #expect(dialogue.send("a APPEND INBOX \(messages)\r\n").hasPrefix("a \(answer)"))
    #expect(try count(dialogue) == 0)
    #expect(dialogue.send("b APPEND INBOX {2+}\r\nok\r\n") == "b OK [APPENDUID 1795435200 1] Stored.\r\n")
  }

  /// A client that waits for `+` is refused before it sends; its next line is a new command.
  @Test func refusedBeforeTheBytes() throws {
    var personality = Personality()
    personality.maxMessageBytes = 8
    let dialogue = try signedIn(personality)
    #expect(dialogue.send("a APPEND INBOX {9}\r\n").hasPrefix("a NO [TOOBIG]"))
    #expect(dialogue.send("b APPEND weg {3}\r\n").hasPrefix("b NO [TRYCREATE]"))
    #expect(dialogue.send("c NOOP\r\n") == "c OK Done.\r\n")
  }

  @Test func connectionLostInTheMiddle() throws {
    let dialogue = try signedIn()
    _ = dialogue.send("a APPEND INBOX {3+}\r\nabc {90000+}\r\n" + String(repeating: "x", count: 50_000))
    dialogue.session.end()
    let other = dialogue.another()
    try other.signIn()
    #expect(try other.ok("STATUS INBOX (MESSAGES UIDNEXT)").contains("MESSAGES 0 UIDNEXT 1"))
  }

  @Test func quotaIsKept() throws {
    var personality = Personality()
    personality.quotaBytes = 10
    let dialogue = try signedIn(personality)
    #expect(dialogue.send("a APPEND INBOX {6+}\r\n123456\r\n").hasPrefix("a OK"))
    #expect(dialogue.send("b APPEND INBOX {5+}\r\n12345\r\n").hasPrefix("b NO [OVERQUOTA]"))
    #expect(dialogue.send("c APPEND INBOX {2+}\r\n12 {3+}\r\n123\r\n").hasPrefix("c NO [OVERQUOTA]"))
    #expect(dialogue.send("d APPEND INBOX {4+}\r\n1234\r\n").hasPrefix("d OK"))
  }

  /// An APPEND into the selected folder is seen at once, also by another connection that has it selected.
  @Test func appendIsSeen() throws {
    let dialogue = try signedIn()
    _ = try dialogue.ok("SELECT INBOX")
    let other = dialogue.another()
    _ = try other.ok("LOGIN jan duifje")
    _ = try other.ok("EXAMINE INBOX")
    #expect(
      dialogue.send("a APPEND INBOX {1+}\r\nx\r\n")
        == "* 1 EXISTS\r\n* 1 RECENT\r\na OK [APPENDUID 1795435200 1] Stored.\r\n")
    #expect(other.send("b NOOP\r\n") == "* 1 EXISTS\r\n* 1 RECENT\r\nb OK Done.\r\n")
    #expect(other.send("c FETCH 1 UID\r\n") == "* 1 FETCH (UID 1)\r\nc OK Done.\r\n")
  }

  @Test func strangersCannotAppend() throws {
    let dialogue = try Dialogue()
    _ = dialogue.take()
    #expect(dialogue.send("a APPEND INBOX {5}\r\n") == "a BAD Sign in first.\r\n")
    #expect(dialogue.send("b APPEND INBOX {5+}\r\n12345\r\n") == "b BAD Sign in first.\r\n")
  }
}
