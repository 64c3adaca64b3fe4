import Core
import Synchronization
import Testing

@testable import OAuth

@Suite struct DeviceSignInTests {
  private static let start = HTTPReply.json(
    #"{"device_code":"device-1","user_code":"ABCD-1234","verification_uri":"https://microsoft.com/devicelogin","#
      + #""expires_in":900,"interval":5,"message":"x"}"#)

  private static func error(_ name: String, status: Int = 400) -> HTTPReply {
    .json(#"{"error":"\#(name)"}"#, status: status)
  }

  /// A machine that has shown its code and asks for the first time.
  private func asking(_ reply: HTTPReply = start) -> DeviceSignIn {
    var machine = DeviceSignIn(place: "issuer.example")
    #expect(machine.on(.begin, at: .zero) == .askForCode)
    guard case .show = machine.on(.code(.success(reply)), at: .zero) else {
      Issue.record("no code was shown")
      return machine
    }
    #expect(machine.on(.shown, at: .zero) == .wait(.seconds(5)))
    #expect(machine.on(.waited, at: .seconds(5)) == .poll(Secret("device-1")))
    return machine
  }

  @Test func theCodeIsShown() {
    var machine = DeviceSignIn(place: "")
    _ = machine.on(.begin, at: .zero)
    #expect(
      machine.on(.code(.success(Self.start)), at: .zero)
        == .show(
          DevicePrompt(address: "https://microsoft.com/devicelogin", code: "ABCD-1234", minutesLeft: 15)))
  }

  /// Replies to polls, and how long the machine waits after each; nil when it ends.
  struct Row: Sendable, CustomTestStringConvertible {
    var replies: [HTTPReply]
    var waits: [Int64]
    var end: DeviceSignIn.Failure?
    var testDescription: String { "\(replies) \(waits)" }
  }

  @Test(arguments: [
    Row(replies: [error("authorization_pending"), error("authorization_pending"), .token("tok-1")], waits: [5, 5]),
    Row(replies: [error("slow_down"), error("slow_down"), .token("tok-1")], waits: [10, 15]),
    Row(
      replies: [error("slow_down", status: 403), error("authorization_pending", status: 428), .token("tok-1")],
      waits: [10, 10]),
    Row(
      replies: [HTTPReply(status: 503, body: []), HTTPReply(status: 500, body: []), .token("tok-1")], waits: [10, 20]),
    Row(replies: [HTTPReply(status: 429, retryAfter: 33, body: []), .token("tok-1")], waits: [33]),
    Row(replies: [.json("<html>"), .token("tok-1")], waits: [10]),
    Row(replies: [error("expired_token")], waits: [], end: .expired),
    Row(replies: [error("authorization_pending"), error("code_expired")], waits: [5], end: .expired),
  ])
  func polling(_ row: Row) {
    var machine = asking()
    var now = Duration.seconds(5)
    var waits: [Int64] = []
    for reply in row.replies {
      var action = machine.on(.polled(.success(reply)), at: now)
      if case .show = action { action = machine.on(.shown, at: now) }
      switch action {
      case .wait(let duration):
        waits.append(duration.components.seconds)
        now += duration
        #expect(machine.on(.waited, at: now) == .poll(Secret("device-1")))
      case .done(let answer): #expect(answer.access == Secret("tok-1") && row.end == nil)
      case .fail(let failure): #expect(failure == row.end)
      default: Issue.record("\(action)")
      }
    }
    #expect(waits == row.waits)
  }

  @Test(arguments: ["access_denied", "authorization_declined", "bad_verification_code", "invalid_grant", "strange"])
  func refusalsEndIt(_ name: String) {
    var machine = asking()
    guard case .fail(.refused(let refusal)) = machine.on(.polled(.success(Self.error(name))), at: .seconds(5)) else {
      Issue.record("it went on")
      return
    }
    #expect(refusal.error == name)
    // Whatever comes afterwards, nothing begins again.
    #expect(machine.on(.waited, at: .seconds(9)) == .fail(.expired))
    #expect(machine.on(.polled(.success(.token("tok-1"))), at: .seconds(9)) == .fail(.expired))
  }

  @Test func noAnswerHalvesThePace() {
    var machine = asking()
    let lost = Fault("NET-LOST", "x", recovery: .reconnect)
    var now = Duration.seconds(5)
    var waits: [Int64] = []
    for _ in 0..<5 {
      var action = machine.on(.polled(.failure(lost)), at: now)
      if case .show = action { action = machine.on(.shown, at: now) }
      guard case .wait(let duration) = action else { break }
      waits.append(duration.components.seconds)
      now += duration
      _ = machine.on(.waited, at: now)
    }
    #expect(waits == [10, 20, 40, 80, 160])
  }

  @Test func theCodeEnds() {
    var machine = asking()
    #expect(machine.on(.polled(.success(Self.error("authorization_pending"))), at: .seconds(900)) == .fail(.expired))
    var waiting = asking()
    guard case .show(let prompt) = waiting.on(.polled(.success(Self.error("authorization_pending"))), at: .seconds(898))
    else {
      Issue.record("no new minutes")
      return
    }
    #expect(prompt.minutesLeft == 1)
    // Never past the end.
    #expect(waiting.on(.shown, at: .seconds(898)) == .wait(.seconds(2)))
    #expect(waiting.on(.waited, at: .seconds(900)) == .fail(.expired))
  }

  @Test func cancellationEndsIt() {
    var machine = asking()
    let cancelled = Fault(.oauthCancelled, "x", recovery: .retry(after: nil))
    #expect(machine.on(.polled(.failure(cancelled)), at: .seconds(5)) == .fail(.fault(.oauthCancelled)))
  }

  @Test func eventsOutOfOrderEndIt() {
    let events: [DeviceSignIn.Event] = [.shown, .waited, .polled(.success(.token("t"))), .code(.success(Self.start))]
    for event in events {
      var machine = DeviceSignIn(place: "")
      #expect(machine.on(event, at: .zero) == .fail(.expired))
    }
    var twice = asking()
    #expect(twice.on(.code(.success(Self.start)), at: .seconds(5)) == .fail(.expired))
  }

  @Test(arguments: [
    #"{"user_code":"A","verification_uri":"https://a.example"}"#,
    #"{"device_code":"d","verification_uri":"https://a.example"}"#, #"{"device_code":"d","user_code":"A"}"#,
    #"{"device_code":"d","user_code":"A\u001b[2J","verification_uri":"https://a.example"}"#,
    #"{"device_code":"d","user_code":"A","verification_uri":"http://a.example"}"#,
    #"{"device_code":"d d","user_code":"A","verification_uri":"https://a.example"}"#, "[]", "",
  ])
  func codesThatCannotBeShown(_ body: String) {
    var machine = DeviceSignIn(place: "")
    _ = machine.on(.begin, at: .zero)
    #expect(machine.on(.code(.success(.json(body))), at: .zero) == .fail(.fault(.oauthAnswer)))
  }

  @Test func aStartCutAnywhere() {
    for end in Self.start.body.indices {
      var machine = DeviceSignIn(place: "")
      _ = machine.on(.begin, at: .zero)
      let cut = HTTPReply(status: 200, body: Array(Self.start.body[..<end]))
      #expect(machine.on(.code(.success(cut)), at: .zero) == .fail(.fault(.oauthAnswer)))
    }
  }

  @Test func googlesWordForTheAddress() throws {
    let reply = HTTPReply.json(
      #"{"device_code":"d","user_code":"A","verification_url":"https://www.google.com/device","interval":"7","expires_in":"1800"}"#
    )
    guard case .success(let code) = try DeviceCode.read(reply, place: "") else { throw Unexpected() }
    #expect(code.address == "https://www.google.com/device" && code.interval == 7 && code.lifetime == 1800)
  }

  // MARK: Driven

  @Test func fromTheCodeToTheTokens() async throws {
    let time = FakeTime()
    let exchange = FakeExchange([
      Self.start, Self.error("authorization_pending"), .token("tok-1", refresh: "refresh-1"),
    ])
    let prompts = Mutex<[DevicePrompt]>([])
    let tokens = try await SignIn.byDevice(
      credential: "m365", registration: .microsoftUser(Sample.user), purposes: [.imap, .smtp], exchange: exchange,
      time: time.piece, show: { prompt in prompts.withLock { $0.append(prompt) } })
    #expect(tokens.refreshToken?.reveal() == "refresh-1")
    #expect(Set(tokens.access.keys) == [TokenKey(purpose: .imap), TokenKey(purpose: .smtp)])
    #expect(prompts.withLock { $0.map(\.code) } == ["ABCD-1234"])
    #expect(time.sleeps == [.seconds(5), .seconds(5)])
    #expect(exchange.questions.first?.value("scope")?.contains("SMTP.Send offline_access") == true)
  }

  @Test(arguments: [
    (HTTPReply.json(#"{"error":"invalid_client","error_codes":[7000218]}"#, status: 401), Fault.Code.oauthPublicClient),
    (.json(#"{"error":"access_denied"}"#), .oauthDeclined), (.json("x"), .oauthAnswer),
  ])
  func whyItEnds(_ reply: HTTPReply, _ code: Fault.Code) async {
    let fault = await #expect(throws: Fault.self) {
      try await SignIn.byDevice(
        credential: "m365", registration: .microsoftUser(Sample.user), exchange: FakeExchange([reply]),
        time: FakeTime().piece, show: { _ in })
    }
    #expect(fault?.code == code)
  }

  @Test func anAppHasNobodyToSignIn() async {
    let exchange = FakeExchange([Self.start])
    await #expect(throws: Fault.self) {
      try await SignIn.byDevice(
        credential: "m365", registration: .microsoftApp(Sample.app), exchange: exchange, show: { _ in })
    }
    #expect(exchange.questions.isEmpty)
  }
}
