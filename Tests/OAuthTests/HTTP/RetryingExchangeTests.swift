import Core
import Testing

@testable import OAuth

@Suite struct RetryingExchangeTests {
  private let time = FakeTime()
  private let question = HTTPQuestion(url: "https://issuer.example/token", form: [])

  private func retrying(_ base: FakeExchange, chance: Double = 0, limit: Duration = .seconds(90)) -> RetryingExchange {
    RetryingExchange(base, limit: limit, time: time.piece) { chance }
  }

  @Test func troublesThatPassAreTriedAgainMoreSlowlyEachTime() async throws {
    let base = FakeExchange([503, 500, 429, 200].map { HTTPReply(status: $0, body: []) })
    #expect(try await retrying(base).ask(question).status == 200)
    #expect(time.sleeps == [.milliseconds(500), .seconds(1), .seconds(2)])
  }

  @Test func chanceSpreadsTheWaits() async throws {
    let base = FakeExchange([503, 503, 200].map { HTTPReply(status: $0, body: []) })
    _ = try await retrying(base, chance: 0.5).ask(question)
    #expect(time.sleeps == [.milliseconds(750), .milliseconds(1500)])
  }

  @Test func theIssuersOwnWaitCounts() async throws {
    let base = FakeExchange([HTTPReply(status: 429, retryAfter: 7, body: []), HTTPReply(status: 200, body: [])])
    #expect(try await retrying(base).ask(question).status == 200)
    #expect(time.sleeps == [.seconds(7)])
  }

  @Test func anIssuerThatWantsTooMuchPatienceHasTheLastWord() async throws {
    let base = FakeExchange([HTTPReply(status: 429, retryAfter: 600, body: [])])
    #expect(try await retrying(base).ask(question).retryAfter == 600)
    #expect(time.sleeps.isEmpty)
    #expect(base.questions.count == 1)
  }

  @Test func triesAreCounted() async throws {
    let base = FakeExchange([HTTPReply(status: 503, body: [])])
    #expect(try await retrying(base).ask(question).status == 503)
    #expect(base.questions.count == 4)
  }

  @Test(arguments: [200, 302, 400, 401, 403, 404])
  func anAnswerIsAnAnswer(_ status: Int) async throws {
    let base = FakeExchange([HTTPReply(status: status, body: [])])
    #expect(try await retrying(base).ask(question).status == status)
    #expect(base.questions.count == 1)
  }

  @Test func noAnswerIsTriedAgainUnlessItIsHopeless() async throws {
    let passing = FakeExchange { (_, number) throws(Fault) in
      if number < 2 { throw Fault("NET-LOST", "x", recovery: .reconnect) }
      return HTTPReply(status: 200, body: [])
    }
    #expect(try await retrying(passing).ask(question).status == 200)
    let hopeless = FakeExchange { (_, _) throws(Fault) in throw Fault("TLS-NAME", "x", recovery: .stopMailbox) }
    await #expect(throws: Fault.self) { try await retrying(hopeless).ask(question) }
    #expect(hopeless.questions.count == 1)
  }
}
