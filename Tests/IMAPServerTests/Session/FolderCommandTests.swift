import IMAP
import Testing

@testable import IMAPServer

@Suite struct FolderCommandTests {
  /// Commands one after the other and their whole answers.
  static func play(_ dialogue: Dialogue, _ script: [(String, String)]) {
    for (command, answer) in script {
      #expect(dialogue.send("t \(command)\r\n") == answer.replacing("\n", with: "\r\n") + "\r\n", "\(command)")
    }
  }

  private func signedIn(_ folders: [String] = []) throws -> Dialogue {
    let dialogue = try Dialogue()
    try dialogue.signIn()
    for folder in folders { try dialogue.backend.store.mailbox("jan").create(MailboxName(wire: folder)) }
    return dialogue
  }

  @Test func patterns() throws {
    let dialogue = try signedIn(["Werk", "Werk/Klanten", "Werk/Klanten/X", "a*b"])
    let x = #"* LIST (\HasNoChildren) "/" "Werk/Klanten/X""#
    let klanten = #"* LIST (\HasChildren) "/" "Werk/Klanten""#
    let werk = #"* LIST (\HasChildren) "/" "Werk""#
    Self.play(
      dialogue,
      [
        (
          #"LIST "" %"#,
          "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\n\(werk)\n* LIST (\\HasNoChildren) \"/\" \"a*b\"\nt OK Done."
        ),
        (#"LIST "" Werk/%"#, "\(klanten)\nt OK Done."),
        (#"LIST Werk/ *"#, "\(klanten)\n\(x)\nt OK Done."),
        (#"LIST "" W%k*n*X"#, "\(x)\nt OK Done."),
        (#"LIST "" inbox"#, "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\nt OK Done."),
        (#"LIST "" """#, "* LIST (\\Noselect) \"/\" \"\"\nt OK Done."),
        (#"LIST "" niets"#, "t OK Done."),
        (#"LIST "" (Werk/Klanten/% Werk)"#, "\(werk)\n\(x)\nt OK Done."),
      ])
  }

  @Test func subscriptions() throws {
    let dialogue = try signedIn(["a/b"])
    Self.play(
      dialogue,
      [
        ("SUBSCRIBE a/b", "t OK Done."), ("SUBSCRIBE weg", "t OK Done."),
        (#"LSUB "" *"#, "* LSUB () \"/\" \"a/b\"\n* LSUB (\\Noselect) \"/\" \"weg\"\nt OK Done."),
        (
          #"LIST (SUBSCRIBED) "" *"#,
          "* LIST (\\HasNoChildren \\Subscribed) \"/\" \"a/b\"\n* LIST (\\NonExistent \\HasNoChildren \\Subscribed) \"/\" \"weg\"\nt OK Done."
        ),
        (
          #"LIST (SUBSCRIBED RECURSIVEMATCH) "" %"#,
          "* LIST (\\NonExistent \\Noselect \\HasChildren) \"/\" \"a\"\n* LIST (\\NonExistent \\HasNoChildren \\Subscribed) \"/\" \"weg\"\nt OK Done."
        ),
        ("UNSUBSCRIBE weg", "t OK Done."),
        (#"LSUB "" %"#, "t OK Done."),
      ])
  }

  @Test func specialUse() throws {
    let dialogue = try signedIn()
    #expect(dialogue.send("a CREATE Verzonden (USE (\\Sent))\r\n").hasPrefix("a OK"))
    #expect(dialogue.send("b CREATE Ook (USE (\\sent))\r\n").hasPrefix("b NO [USEATTR]"))
    #expect(dialogue.send("c CREATE Ook (USE (\\Duif))\r\n").hasPrefix("c NO [USEATTR]"))
    Self.play(
      dialogue,
      [
        (
          #"LIST (SPECIAL-USE) "" * RETURN (SPECIAL-USE STATUS (MESSAGES))"#,
          "* LIST (\\HasNoChildren \\Sent) \"/\" \"Verzonden\"\n* STATUS \"Verzonden\" (MESSAGES 0)\nt OK Done."
        )
      ])
  }

  @Test func makingAndUnmaking() throws {
    let dialogue = try signedIn(["a"])
    for (command, answer) in [
      ("CREATE a", "NO [ALREADYEXISTS]"), ("CREATE inbox", "NO [ALREADYEXISTS]"), ("CREATE b/", "OK"),
      ("CREATE b//c", "NO [CANNOT]"), ("DELETE weg", "NO [NONEXISTENT]"), ("DELETE INBOX", "NO [CANNOT]"),
      ("RENAME a b", "NO [ALREADYEXISTS]"), ("RENAME a b/c", "OK"), ("DELETE b", "OK"),
      ("SELECT b", "NO [NONEXISTENT]"),
      ("STATUS weg (MESSAGES)", "NO [NONEXISTENT]"), ("APPEND weg {1+}\r\nx", "NO [TRYCREATE]"),
      ("CLOSE", "BAD"), ("FETCH 1 FLAGS", "BAD"), ("XYZZY", "BAD"), ("CHECK", "BAD"),
    ] {
      #expect(dialogue.send("t \(command)\r\n").hasPrefix("t \(answer)"), "\(command)")
    }
    Self.play(
      dialogue,
      [
        (
          #"LIST "" b*"#,
          "* LIST (\\NonExistent \\Noselect \\HasChildren) \"/\" \"b\"\n* LIST (\\HasNoChildren) \"/\" \"b/c\"\nt OK Done."
        )
      ]
    )
  }

  @Test func smallOnes() throws {
    var personality = Personality()
    personality.quotaBytes = 10_240
    let dialogue = try Dialogue(personality)
    try dialogue.signIn()
    try dialogue.fill("INBOX", [String(repeating: "x", count: 1_025)])
    Self.play(
      dialogue,
      [
        ("NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL\nt OK Done."),
        ("ID NIL", "* ID (\"name\" \"Postduif\" \"vendor\" \"Postduif\")\nt OK Done."),
        ("ENABLE QRESYNC DUIF", "* ENABLED QRESYNC\nt OK Done."),
        ("GETQUOTAROOT INBOX", "* QUOTAROOT \"INBOX\" \"\"\n* QUOTA \"\" (STORAGE 2 10)\nt OK Done."),
        ("GETQUOTA x", "t NO [NONEXISTENT] There is no such quota root."),
        (
          "STATUS INBOX (MESSAGES RECENT UIDNEXT UNSEEN DELETED SIZE HIGHESTMODSEQ)",
          "* STATUS \"INBOX\" (MESSAGES 1 RECENT 1 UIDNEXT 2 UNSEEN 1 DELETED 0 SIZE 1025 HIGHESTMODSEQ 2)\nt OK Done."
        ),
        ("LOGOUT", "* BYE Until next time.\nt OK Done."),
      ])
    #expect(dialogue.requests == [.close])
  }

  @Test func namesInUTF8() throws {
    let dialogue = try signedIn(["Entw&APw-rfe"])
    Self.play(
      dialogue,
      [
        (#"LIST "" E*"#, "* LIST (\\HasNoChildren) \"/\" \"Entw&APw-rfe\"\nt OK Done."),
        ("ENABLE UTF8=ACCEPT", "* ENABLED UTF8=ACCEPT\nt OK Done."),
        (#"LIST "" Entwü*"#, "* LIST (\\HasNoChildren) \"/\" \"Entwürfe\"\nt OK Done."),
        ("SUBSCRIBE \"Entwürfe\"", "t OK Done."),
        (#"LSUB "" *"#, "* LSUB () \"/\" \"Entwürfe\"\nt OK Done."),
      ])
    #expect(dialogue.send("t SELECT Entwürfe\r\n").hasSuffix("t OK [READ-WRITE] Selected.\r\n"))
    #expect(dialogue.send("t CREATE \"日本\"\r\n").hasPrefix("t OK"))
    #expect(try dialogue.backend.store.mailbox("jan").folderNames.last == MailboxName("日本"))
  }

  /// Patterns made to be slow: every position is followed at once, so they are not.
  @Test func hostilePattern() throws {
    let dialogue = try signedIn([String(repeating: "a", count: 1_000)])
    let pattern = String(repeating: "*a", count: 500) + "b"
    Self.play(dialogue, [("LIST \"\" \(pattern)", "t OK Done.")])
    #expect(dialogue.send("t LIST \"\" \(pattern)\(pattern)\r\n").hasPrefix("t NO [LIMIT]"))
  }
}
