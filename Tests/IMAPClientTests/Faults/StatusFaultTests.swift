import Core
import IMAP
import Testing

@testable import IMAPClient

/// What servers in the field say when they refuse, and what it means.
struct StatusFaultTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var status: Status
    var command: String?
    var code: Fault.Code
    var recovery: Fault.Recovery
    var testDescription: String { status.words }

    init(
      _ condition: Status.Condition, _ word: String?, _ words: String, _ command: String?, _ code: Fault.Code,
      _ recovery: Fault.Recovery
    ) {
      status = Status(condition, code: word.map { .word($0) }, text: Array(words.utf8))
      self.command = command
      self.code = code
      self.recovery = recovery
    }
  }

  static let rows = [
    // Exchange Online
    Row(
      .no, nil, "Request is throttled. Suggested Backoff Time: 299609 milliseconds", "UID FETCH", .throttled,
      .retry(after: .milliseconds(299_609))),
    Row(
      .bye, nil, "Request is throttled. Suggested Backoff Time: 5000 milliseconds", nil, .throttled,
      .retry(after: .milliseconds(5_000))),
    Row(
      .no, nil, "Request is throttled. Suggested Backoff Time: 99999999999999999999 milliseconds", "APPEND", .throttled,
      .retry(after: .milliseconds(3_600_000))),
    Row(.no, nil, "Request is throttled. Suggested Backoff Time: soon", "APPEND", .throttled, .retry(after: nil)),
    Row(.bad, nil, "User is authenticated but not connected.", "SELECT", .authConnected, .stopMailbox),
    Row(.no, nil, "AUTHENTICATE failed.", "AUTHENTICATE XOAUTH2", .auth, .stopMailbox),
    Row(
      .no, nil, "Maximum size of appendable message has been exceeded.", "APPEND", .tooBig, .skipItem),
    Row(.bad, nil, "Command Argument Error. 11", "APPEND", .bad, .skipItem),
    Row(.bad, nil, "Too many concurrent connections", "LOGIN", .limit, .retry(after: nil)),
    // Gmail
    Row(.no, "ALERT", "Too many simultaneous connections. (Failure)", "LOGIN", .limit, .retry(after: nil)),
    Row(
      .no, "ALERT", "Application-specific password required: https://support.google.com/", "LOGIN", .authMethod,
      .stopMailbox),
    Row(.no, "AUTHENTICATIONFAILED", "Invalid credentials (Failure)", "LOGIN", .auth, .stopMailbox),
    Row(.no, "OVERQUOTA", "Account exceeded command or bandwidth limits.", "UID FETCH", .throttled, .retry(after: nil)),
    Row(.bye, nil, "Account exceeded command or bandwidth limits. (Failure)", nil, .throttled, .retry(after: nil)),
    Row(.no, nil, "[ALERT] Your account is not enabled for IMAP use.", "LOGIN", .disabled, .stopMailbox),
    // Dovecot
    Row(
      .no, "LIMIT", "Maximum number of connections from user+IP exceeded", "LOGIN", .limit, .retry(after: nil)),
    Row(.no, "UNAVAILABLE", "Temporary authentication failure.", "LOGIN", .throttled, .retry(after: nil)),
    Row(.no, "OVERQUOTA", "Quota exceeded (mailbox for user is full)", "APPEND", .quota, .stopMailbox),
    Row(.no, "NONEXISTENT", "Mailbox doesn't exist: Weg", "SELECT", .noFolder, .skipFolder),
    Row(.no, "THROTTLED", "Slow down", "UID FETCH", .throttled, .retry(after: nil)),
    Row(.bye, "UNAVAILABLE", "Server shutting down.", nil, .throttled, .retry(after: nil)),
    Row(.bye, nil, "Disconnected for inactivity.", nil, .lost, .reconnect),
    Row(.no, nil, "Permission denied", "APPEND", .serverRefused, .skipItem),
    Row(.no, "TOOBIG", "", "APPEND", .tooBig, .skipItem),
    Row(.bad, nil, "Unknown command", "ENABLE", .bad, .skipItem),
    Row(.no, "CONTACTADMIN", "", "LOGIN", .disabled, .stopMailbox),
    Row(.no, nil, "Login failed: basicauthblocked", "LOGIN", .disabled, .stopMailbox),
  ]

  @Test(arguments: rows) func means(row: Row) {
    let fault = Fault.refusal(row.status, command: row.command, place: "imap.example:993")
    #expect(fault.code == row.code)
    #expect(fault.recovery == row.recovery)
    #expect(fault.place == "imap.example:993")
  }

  @Test func tryCreateIsAFolderThatIsNotThere() {
    let fault = Fault.refusal(Status(.no, code: .tryCreate), command: "APPEND", place: "")
    #expect(fault.code == .noFolder)
    #expect(fault.recovery == .skipFolder)
  }

  @Test func aProvidersOwnWordsCount() {
    var provider = Provider(id: "x", name: "X")
    provider.throttleSigns = ["Even Geduld"]
    let status = Status(.no, text: Array("even geduld a.u.b.".utf8))
    #expect(Fault.refusal(status, command: "NOOP", place: "", provider: provider).code == .throttled)
    #expect(Fault.refusal(status, command: "NOOP", place: "").code == .serverRefused)
  }

  @Test func wordsAreMadeFitForAReport() {
    _ = Secret("hunter2-of-annie")
    let status = Status(
      .no, text: Array("bad \u{1B}[31m password hunter2-of-annie ".utf8) + Array(repeating: 0x78, count: 900))
    let message = Fault.refusal(status, command: "LOGIN", place: "").message
    #expect(!message.contains("hunter2-of-annie"))
    #expect(!message.unicodeScalars.contains { $0.value < 32 })
    #expect(message.utf8.count < 400)
  }
}
