import Core
import Testing

@testable import OAuth

@Suite struct BrowserSignInTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var method = "GET"
    var target: String
    var status: Int
    var outcome: String
    var testDescription: String { "\(method) \(target.prefix(40))" }
  }

  @Test(arguments: [
    Row(target: "/?code=c-1&state=right", status: 200, outcome: "code c-1"),
    Row(target: "/?state=right&code=c%2D1&session_state=x", status: 200, outcome: "code c-1"),
    Row(
      target: "/?error=access_denied&error_description=AADSTS65004%3a+declined&state=right", status: 200,
      outcome: "refused access_denied"),
    Row(target: "/?code=c-1&state=wrong", status: 400, outcome: "stranger"),
    Row(target: "/?code=c-1&state=righ", status: 400, outcome: "stranger"),
    Row(target: "/?code=c-1", status: 400, outcome: "stranger"),
    Row(target: "/?error=access_denied&state=wrong", status: 400, outcome: "stranger"),
    Row(target: "/?state=right", status: 400, outcome: "stranger"),
    Row(target: "/?code=&state=right", status: 400, outcome: "stranger"),
    Row(target: "/?code=a%0Ab&state=right", status: 400, outcome: "stranger"),
    Row(target: "/?code=%zz&state=right", status: 400, outcome: "stranger"),
    Row(target: "/?code=a&code=b&state=right", status: 400, outcome: "stranger"),
    Row(target: "/?code=a&state=right&state=wrong", status: 400, outcome: "stranger"),
    Row(target: "/favicon.ico", status: 404, outcome: "stranger"),
    Row(target: "/", status: 404, outcome: "stranger"),
    Row(target: "/x?code=c-1&state=right", status: 404, outcome: "stranger"),
    Row(method: "POST", target: "/?code=c-1&state=right", status: 404, outcome: "stranger"),
    Row(target: "/?code=\(String(repeating: "c", count: 20_000))&state=right", status: 404, outcome: "stranger"),
  ])
  func requestsToTheLoopback(_ row: Row) {
    let answer = LoopbackAnswer(method: row.method, target: row.target, state: "right")
    let outcome =
      switch answer.outcome {
      case .code(let code): "code \(code.reveal())"
      case .refused(let refusal): "refused \(refusal.error)"
      case .stranger: "stranger"
      }
    #expect(outcome == row.outcome && answer.status == row.status)
    #expect(!answer.page.contains("<script") && !answer.page.contains("c-1") && !answer.page.contains("declined"))
  }

  /// What a browser does, over a real socket.
  private static func visit(_ url: String, _ path: String) async throws -> HTTPReply {
    let exchange = try HTTPClientExchange(.init(environment: [:]))
    return try await exchange.ask(HTTPQuestion(url: url + path))
  }

  private static func redirect(in url: String) throws -> (redirect: String, state: String) {
    let query = try #require(url.split(separator: "?").last)
    let fields = try #require(FormText.decode(query))
    let redirect = try #require(fields.first { $0.name == "redirect_uri" }?.value)
    return (
      redirect.replacing("localhost", with: "127.0.0.1"), try #require(fields.first { $0.name == "state" }?.value)
    )
  }

  @Test(arguments: [Registration.microsoftUser(Sample.user), .googleUser(Sample.googleUser)])
  func fromTheBrowserToTheTokens(_ registration: Registration) async throws {
    let exchange = FakeExchange([.token("tok-1", refresh: "refresh-1")])
    let visitor = Gate()
    let tokens = try await withThrowingTaskGroup(of: Void.self) { group in
      let (urls, tell) = AsyncStream.makeStream(of: String.self)
      group.addTask {
        for await url in urls {
          let (redirect, state) = try Self.redirect(in: url)
          #expect(try await Self.visit(redirect, "/favicon.ico").status == 404)
          #expect(try await Self.visit(redirect, "/?code=evil&state=guessed").status == 400)
          let page = try await Self.visit(redirect, "/?code=code-1&state=\(state)")
          #expect(page.status == 200)
          #expect(String(decoding: page.body, as: UTF8.self).contains("You may close this window"))
          await visitor.open()
        }
      }
      let tokens = try await SignIn.byBrowser(
        credential: "m365", registration: registration, exchange: exchange,
        open: { url in
          tell.yield(url)
          tell.finish()
        })
      await visitor.pass()
      try await group.waitForAll()
      return tokens
    }
    #expect(tokens.refreshToken?.reveal() == "refresh-1")
    let question = try #require(exchange.questions.first)
    #expect(question.value("code") == "code-1")
    #expect(
      question.value("redirect_uri")?.hasPrefix(registration.isMicrosoft ? "http://localhost:" : "http://127.0.0.1:")
        == true)
    #expect(question.value("code_verifier")?.utf8.count == 43)
  }

  @Test func theIssuersRefusalIsExplained() async throws {
    let exchange = FakeExchange([.token("tok-1")])
    let fault = await #expect(throws: Fault.self) {
      try await SignIn.byBrowser(
        credential: "m365", registration: .microsoftUser(Sample.user), exchange: exchange,
        open: { url in
          Task {
            let (redirect, state) = try Self.redirect(in: url)
            _ = try await Self.visit(redirect, "/?error=x&error_description=AADSTS53003%3A+no&state=\(state)")
          }
        })
    }
    #expect(fault?.code == .oauthPolicy)
    #expect(exchange.questions.isEmpty)
  }

  @Test func nobodyComesBack() async {
    let time = FakeTime()
    let fault = await #expect(throws: Fault.self) {
      try await SignIn.byBrowser(
        credential: "m365", registration: .microsoftUser(Sample.user), exchange: FakeExchange([.token("t")]),
        limit: .seconds(300), time: time.piece, open: { _ in })
    }
    #expect(fault?.code == .oauthBrowser)
    #expect(time.sleeps == [.seconds(300)])
  }

  @Test func givenUp() async {
    let opened = Gate()
    let task = Task {
      try await SignIn.byBrowser(
        credential: "m365", registration: .microsoftUser(Sample.user), exchange: FakeExchange([.token("t")]),
        open: { _ in await opened.open() })
    }
    await opened.pass()
    task.cancel()
    let outcome = await task.result
    let fault = #expect(throws: Fault.self) { try outcome.get() }
    #expect(fault?.code == .oauthCancelled)
  }

  @Test func comparingTakesEverythingIntoAccount() {
    #expect(LoopbackAnswer.isEqual("abc", "abc") && LoopbackAnswer.isEqual("", ""))
    for other in ["abd", "bbc", "ab", "abcd", ""] { #expect(!LoopbackAnswer.isEqual("abc", other)) }
  }
}
