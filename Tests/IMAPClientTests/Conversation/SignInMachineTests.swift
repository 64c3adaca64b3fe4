import Core
import IMAP
import Testing

@testable import IMAPClient

/// Whole sign-ins as tables: what the server says on the left, what the machine wants next on the right.
struct SignInMachineTests {
  static func endpoint(_ tls: Endpoint.TLS = .implicit) -> Endpoint { Endpoint(host: "imap.example", tls: tls) }
  static let login = Login(user: "tim", password: Secret("tanstaaftanstaaf"))

  static func machine(
    _ endpoint: Endpoint = endpoint(), _ login: Login? = login, provider: Provider? = nil
  ) -> SignInMachine {
    SignInMachine(endpoint: endpoint, login: login, identify: { _ in provider }, makeNonce: { "rOprNGfwEbeRWgbNEkqO" })
  }

  static func greeting(_ capabilities: String, _ condition: Status.Condition = .ok) -> SignInMachine.Event {
    .greeting(Status(condition, code: capabilities.isEmpty ? nil : .capability(Self.capabilities(capabilities))))
  }

  static func capabilities(_ names: String) -> Capabilities {
    Capabilities(names.split(separator: " ").map(String.init))
  }

  static func answer(_ responses: [Response] = [], _ status: Status = Status(.ok)) -> Completed {
    Completed(responses: responses, status: status)
  }
  static func ok(_ capabilities: String) -> SignInMachine.Event {
    .answered([answer([], Status(.ok, code: .capability(Self.capabilities(capabilities))))])
  }
  static func no(_ words: String, _ condition: Status.Condition = .no) -> SignInMachine.Event {
    .answered([answer([], Status(condition, text: Array(words.utf8)))])
  }

  static func say(_ action: SignInMachine.Action) -> String {
    switch action {
    case .run(let commands): "run \(commands.map(\.name).joined(separator: "+"))"
    case .startTLS: "startTLS"
    case .askSecret: "askSecret"
    case .authenticate(.authenticate(let mechanism, let initial)): "authenticate \(mechanism) \(initial ?? "-")"
    case .authenticate(let command): "authenticate \(command.name)"
    case .respond(let text): "respond \(String(decoding: text, as: UTF8.self))"
    case .compress: "compress"
    case .ready(let facts): "ready \(facts.mechanism?.rawValue ?? "-") \(facts.enabled.sorted().joined(separator: "+"))"
    case .fail(let fault): "fail \(fault.code)"
    }
  }

  static let secret = SignInMachine.Event.secret(Secret("tanstaaftanstaaf"))
  static let plain = "AHRpbQB0YW5zdGFhZnRhbnN0YWFm"

  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var machine: SignInMachine
    var steps: [(SignInMachine.Event, String)]
    init(_ name: String, _ machine: SignInMachine, _ steps: [(SignInMachine.Event, String)]) {
      (testDescription, self.machine, self.steps) = (name, machine, steps)
    }
  }

  static let rows: [Row] = [
    Row(
      "PLAIN with initial response", machine(),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=PLAIN"), "askSecret"), (secret, "authenticate PLAIN \(plain)"),
        (ok("IMAP4rev1"), "ready PLAIN "),
      ]),
    Row(
      "PLAIN without initial response", machine(),
      [
        (greeting("IMAP4rev1 AUTH=PLAIN"), "askSecret"), (secret, "authenticate PLAIN -"),
        (.challenge([]), "respond \(plain)"), (ok("IMAP4rev1"), "ready PLAIN "),
      ]),
    Row(
      "capabilities asked for, before and after", machine(),
      [
        (greeting(""), "run CAPABILITY"),
        (.answered([answer([.capability(capabilities("IMAP4rev1"))])]), "askSecret"), (secret, "run LOGIN"),
        (.answered([answer()]), "run CAPABILITY"),
        (.answered([answer([.capability(capabilities("IMAP4rev1 ID NAMESPACE"))])]), "run ID+NAMESPACE"),
        (.answered([answer(), answer()]), "ready LOGIN-COMMAND "),
      ]),
    Row(
      "STARTTLS forgets what was said before", machine(endpoint(.startTLS)),
      [
        (greeting("IMAP4rev1 STARTTLS AUTH=CRAM-MD5"), "startTLS"), (.tlsEstablished, "run CAPABILITY"),
        (.answered([answer([.capability(capabilities("IMAP4rev1 SASL-IR AUTH=PLAIN"))])]), "askSecret"),
        (secret, "authenticate PLAIN \(plain)"),
      ]),
    Row(
      "STARTTLS refused", machine(endpoint(.startTLS)),
      [(greeting("IMAP4rev1"), "startTLS"), (no("what?", .bad), "fail TLS-PLAIN")]),
    Row(
      "PREAUTH before STARTTLS is an attack", machine(endpoint(.startTLS)),
      [(greeting("IMAP4rev1", .preauth), "fail TLS-PLAIN")]),
    Row(
      "PREAUTH", machine(), [(greeting("IMAP4rev1 ID", .preauth), "run ID"), (.answered([answer()]), "ready - ")]),
    Row(
      "no secret in plain text", machine(endpoint(.none)),
      [(greeting("IMAP4rev1 AUTH=PLAIN"), "fail IMAP-AUTH-METHOD")]),
    Row(
      "LOGINDISABLED", machine(endpoint(.none)),
      [(greeting("IMAP4rev1 STARTTLS LOGINDISABLED"), "fail IMAP-AUTH-METHOD")]),
    Row(
      "CRAM-MD5 may go in plain text", machine(endpoint(.none)),
      [
        (greeting("IMAP4rev1 AUTH=PLAIN AUTH=CRAM-MD5"), "askSecret"), (secret, "authenticate CRAM-MD5 -"),
        (
          .challenge(Array("PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+".utf8)),
          "respond dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"
        ), (ok("IMAP4rev1"), "ready CRAM-MD5 "),
      ]),
    Row(
      "strongest first, then the password, once", machine(),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256 AUTH=CRAM-MD5"), "askSecret"),
        (secret, "authenticate SCRAM-SHA-256 biwsbj10aW0scj1yT3ByTkdmd0ViZVJXZ2JORWtxTw=="),
        (no("unknown user"), "authenticate PLAIN \(plain)"), (no("wrong"), "fail IMAP-AUTH"),
      ]),
    Row(
      "a wrong password is not tried twice", machine(),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN"), "askSecret"), (secret, "authenticate PLAIN \(plain)"),
        (no("wrong"), "fail IMAP-AUTH"),
      ]),
    Row(
      "a mechanism the server does not know after all", machine(),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=PLAIN"), "askSecret"), (secret, "authenticate PLAIN \(plain)"),
        (no("Unsupported", .bad), "run LOGIN"), (ok("IMAP4rev1"), "ready LOGIN-COMMAND "),
      ]),
    Row(
      "a server that asks for patience", machine(),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=PLAIN"), "askSecret"), (secret, "authenticate PLAIN \(plain)"),
        (no("Request is throttled. Suggested Backoff Time: 3000 milliseconds"), "fail IMAP-THROTTLED"),
      ]),
    Row(
      "a token where none is taken", machine(endpoint(), Login(user: "tim", kind: .token) { Secret("token") }),
      [(greeting("IMAP4rev1 AUTH=PLAIN"), "fail IMAP-AUTH-METHOD")]),
    Row(
      "OAUTHBEARER before XOAUTH2, a refusal with words",
      machine(endpoint(), Login(user: "tim", kind: .token) { Secret("token") }),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=XOAUTH2 AUTH=OAUTHBEARER"), "askSecret"),
        (
          .secret(Secret("token")),
          "authenticate OAUTHBEARER \(Base64.encode(Array("n,a=tim,\u{1}host=imap.example\u{1}port=993\u{1}auth=Bearer token\u{1}\u{1}".utf8)))"
        ), (.challenge(Array("e30=".utf8)), "respond AQ=="), (no("expired"), "fail IMAP-AUTH"),
      ]),
    Row(
      "a challenge that is no base64", machine(),
      [
        (greeting("IMAP4rev1 AUTH=CRAM-MD5"), "askSecret"), (secret, "authenticate CRAM-MD5 -"),
        (.challenge(Array("!!".utf8)), "fail IMAP-PROTOCOL"),
      ]),
    Row(
      "a server that says OK to SCRAM without its proof", machine(),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256"), "askSecret"),
        (secret, "authenticate SCRAM-SHA-256 biwsbj10aW0scj1yT3ByTkdmd0ViZVJXZ2JORWtxTw=="),
        (ok("IMAP4rev1"), "fail IMAP-PROTOCOL"),
      ]),
    Row(
      "QRESYNC is enabled, compression asked for",
      machine(
        {
          var compressed = endpoint()
          compressed.compress = true
          return compressed
        }()),
      [
        (greeting("IMAP4rev1 SASL-IR AUTH=PLAIN"), "askSecret"), (secret, "authenticate PLAIN \(plain)"),
        (ok("IMAP4rev1 ENABLE CONDSTORE QRESYNC UTF8=ACCEPT COMPRESS=DEFLATE"), "run ENABLE"),
        (.answered([answer([.enabled(["QRESYNC", "CONDSTORE"])])]), "compress"),
        (.compressionStarted, "ready PLAIN CONDSTORE+QRESYNC"),
      ]),
    Row("nobody signs in", machine(endpoint(), nil), [(greeting("IMAP4rev1 AUTH=PLAIN"), "ready - ")]),
    Row(
      "an answer out of turn", machine(),
      [(greeting("IMAP4rev1 AUTH=PLAIN"), "askSecret"), (.challenge([]), "fail IMAP-PROTOCOL")]),
  ]

  @Test(arguments: rows) func dialogue(row: Row) {
    var machine = row.machine
    for (event, expected) in row.steps { #expect(Self.say(machine.on(event)) == expected) }
  }

  @Test func distrustedCapabilitiesAreForgotten() {
    var provider = Provider(id: "x", name: "X")
    provider.distrusted = ["ENABLE", "IMAP4rev2"]
    var machine = Self.machine(provider: provider)
    _ = machine.on(Self.greeting("IMAP4rev1 SASL-IR AUTH=PLAIN"))
    _ = machine.on(Self.secret)
    guard case .ready(let facts) = machine.on(Self.ok("IMAP4rev1 IMAP4rev2 ENABLE QRESYNC MOVE")) else {
      Issue.record("the sign-in did not end")
      return
    }
    #expect(facts.capabilities.names == ["IMAP4REV1", "QRESYNC", "MOVE"])
    #expect(facts.provider?.id == "x")
  }

  @Test func theServersOwnWordsAreKept() {
    var machine = Self.machine()
    _ = machine.on(Self.greeting("IMAP4rev1 SASL-IR AUTH=PLAIN"))
    _ = machine.on(Self.secret)
    _ = machine.on(Self.ok("IMAP4rev1 ID NAMESPACE"))
    let namespaces = Namespaces(personal: [.init(prefix: Array("INBOX.".utf8), delimiter: 0x2E)])
    let action = machine.on(
      .answered([
        Self.answer([.id(["name": "Dovecot", "version": "2.3"])]), Self.answer([.namespace(namespaces)]),
      ]))
    guard case .ready(let facts) = action else {
      Issue.record("the sign-in did not end")
      return
    }
    #expect(facts.identity.product == "Dovecot 2.3")
    #expect(facts.namespaces == namespaces)
  }
}
