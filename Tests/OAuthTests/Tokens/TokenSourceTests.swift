import Core
import Synchronization
import Testing

@testable import OAuth

@Suite struct TokenSourceTests {
  private let time = FakeTime()
  private let vault = MemoryVault()
  private let key = TokenKey(purpose: .imap)
  private let warnings = Warnings()

  final class Warnings: Sendable {
    private let list = Mutex<[Finding]>([])
    var all: [Finding] { list.withLock { $0 } }
    func add(_ finding: Finding) { list.withLock { $0.append(finding) } }
  }

  private func source(
    _ exchange: FakeExchange, _ registration: Registration = .microsoftApp(Sample.app), vault other: MemoryVault? = nil
  ) -> TokenSource {
    TokenSource(
      credential: "m365", registration: registration, vault: other ?? vault, exchange: exchange, time: time.piece,
      onWarning: warnings.add)
  }

  private static let diskFull = Fault("FILE-WRITE", "the disk is full", place: "tokens", recovery: .stopRun)
  private static let refused = HTTPReply.json(
    #"{"error":"invalid_client","error_codes":[7000215]}"#, status: 401)

  @Test func aHundredCallersAskOnce() async throws {
    let gate = Gate()
    let exchange = FakeExchange { (_, _) throws(Fault) in
      await gate.pass()
      return .token("token-1")
    }
    let source = source(exchange)
    let tokens = try await withThrowingTaskGroup(of: AccessToken.self) { group in
      for _ in 0..<100 { group.addTask { try await source.token(for: self.key) } }
      await gate.open()
      return try await group.reduce(into: Set<AccessToken>()) { $0.insert($1) }
    }
    #expect(tokens.map { $0.secret.reveal() } == ["token-1"])
    #expect(exchange.questions.count == 1)
    #expect(await vault.saves == 1)
    #expect(await vault.stored["m365"]?.access[key] == tokens.first)
  }

  @Test func twoProcessesOverOneVaultAskOnce() async throws {
    let exchange = FakeExchange([.token("token-1")])
    let (one, other) = (source(exchange), source(exchange))
    async let first = one.token(for: key)
    async let second = other.token(for: key)
    #expect(try await first == second)
    #expect(exchange.questions.count == 1)
  }

  @Test func differentKeysAskEach() async throws {
    let exchange = FakeExchange { (question, _) throws(Fault) in .token("t-\(question.value("assertion")?.count ?? 0)")
    }
    let source = source(exchange, .googleServiceAccount(Sample.account))
    _ = try await source.token(for: TokenKey(purpose: .imap, subject: "a@school.example"))
    _ = try await source.token(for: TokenKey(purpose: .imap, subject: "bb@school.example"))
    _ = try await source.token(for: TokenKey(purpose: .imap, subject: "a@school.example"))
    #expect(exchange.questions.count == 2)
  }

  @Test func aTokenIsRenewedAheadOfItsEnd() async throws {
    let exchange = FakeExchange([.token("token-1"), .token("token-2")])
    let source = source(exchange)
    #expect(try await source.token(for: key).secret.reveal() == "token-1")
    time.pass(3299)
    #expect(try await source.token(for: key).secret.reveal() == "token-1")
    time.pass(1)
    #expect(try await source.token(for: key).secret.reveal() == "token-2")
  }

  @Test func aShortLifeIsUsedToFourFifths() async throws {
    let exchange = FakeExchange([.token("token-1", lifetime: 100), .token("token-2", lifetime: 100)])
    let source = source(exchange)
    _ = try await source.token(for: key)
    time.pass(79)
    #expect(try await source.token(for: key).secret.reveal() == "token-1")
    time.pass(1)
    #expect(try await source.token(for: key).secret.reveal() == "token-2")
  }

  @Test func aRenewalThatFailsLeavesTheOldTokenUntilItsEnd() async throws {
    let exchange = FakeExchange { (_, number) throws(Fault) in
      if number > 0 { throw Fault("NET-TIMEOUT", "x", recovery: .reconnect) }
      return .token("token-1")
    }
    let source = source(exchange)
    _ = try await source.token(for: key)
    time.pass(3400)
    for _ in 0..<5 { #expect(try await source.token(for: key).secret.reveal() == "token-1") }
    #expect(exchange.questions.count == 2)
    #expect(warnings.all.map(\.code) == ["NET-TIMEOUT"])
    time.pass(31)
    _ = try await source.token(for: key)
    #expect(exchange.questions.count == 3)
    time.pass(165)
    let fault = await #expect(throws: Fault.self) { try await source.token(for: key) }
    #expect(fault?.code == "NET-TIMEOUT")
  }

  @Test func theNextRunBeginsWithTheTokenOfTheLast() async throws {
    _ = try await source(FakeExchange([.token("token-1")])).token(for: key)
    time.pass(1000)
    let exchange = FakeExchange([.token("token-2")])
    let next = source(exchange)
    #expect(try await next.token(for: key).secret.reveal() == "token-1")
    #expect(exchange.questions.isEmpty)
    time.pass(2300)
    #expect(try await next.token(for: key).secret.reveal() == "token-2")
  }

  @Test(arguments: [-86_400, 3700, 86_400 * 365])
  func keptTokensWhoseDatesMakeNoSenseAreNotUsed(_ jump: Int64) async throws {
    _ = try await source(FakeExchange([.token("token-1")])).token(for: key)
    time.setWall(1_800_000_000 + jump)
    #expect(try await source(FakeExchange([.token("token-2")])).token(for: key).secret.reveal() == "token-2")
  }

  @Test func aJumpOfTheWallClockDoesNotEndATokenInUse() async throws {
    let exchange = FakeExchange([.token("token-1"), .token("token-2")])
    let source = source(exchange)
    _ = try await source.token(for: key)
    for wall in [0, 4_000_000_000, 1_700_000_000] as [Int64] {
      time.setWall(wall)
      #expect(try await source.token(for: key).secret.reveal() == "token-1")
    }
  }

  // MARK: Vaults that fail

  @Test func aFullDiskDoesNotStopTheNight() async throws {
    await vault.fail(save: Self.diskFull)
    let source = source(FakeExchange([.token("token-1")]))
    #expect(try await source.token(for: key).secret.reveal() == "token-1")
    #expect(warnings.all.map(\.code) == [.oauthNotSaved])
    #expect(warnings.all.first?.level == .warning)
  }

  @Test func anUnreadableVaultIsNotWrittenOver() async throws {
    await vault.fail(load: Fault("FILE-READ", "damaged", recovery: .stopRun))
    #expect(try await source(FakeExchange([.token("token-1")])).token(for: key).secret.reveal() == "token-1")
    #expect(await vault.saves == 0)
    #expect(warnings.all.map(\.code) == [.oauthNotSaved])
    let person = source(FakeExchange([.token("token-1")]), .microsoftUser(Sample.user))
    let fault = await #expect(throws: Fault.self) { try await person.token(for: key) }
    #expect(fault?.code == "FILE-READ")
  }

  @Test func aLockThatFailsCostsNothingButAWarning() async throws {
    await vault.fail(turn: Fault("FILE-WRITE", "no lock", recovery: .stopRun))
    #expect(try await source(FakeExchange([.token("token-1")])).token(for: key).secret.reveal() == "token-1")
    #expect(warnings.all.map(\.code) == ["FILE-WRITE"])
  }

  // MARK: Refresh tokens

  private func signedIn(_ refresh: String) -> MemoryVault {
    MemoryVault(["m365": SavedTokens(refreshToken: Secret(refresh))])
  }

  @Test func aRotatedRefreshTokenIsKeptAndUsed() async throws {
    let vault = signedIn("refresh-1")
    let exchange = FakeExchange([.token("token-1", refresh: "refresh-2"), .token("token-2")])
    let source = source(exchange, .microsoftUser(Sample.user), vault: vault)
    _ = try await source.token(for: key)
    #expect(await vault.stored["m365"]?.refreshToken?.reveal() == "refresh-2")
    _ = try await source.token(for: TokenKey(purpose: .smtp))
    #expect(exchange.questions.map { $0.value("refresh_token") } == ["refresh-1", "refresh-2"])
    // The second answer had none: the one that was used stays.
    #expect(await vault.stored["m365"]?.refreshToken?.reveal() == "refresh-2")
    #expect(await vault.stored["m365"]?.access.count == 2)
  }

  @Test func aRotatedRefreshTokenThatCannotBeSavedIsToldAndSavedLater() async throws {
    let vault = signedIn("refresh-1")
    let exchange = FakeExchange([.token("token-1", refresh: "refresh-2"), .token("token-2")])
    let source = source(exchange, .microsoftUser(Sample.user), vault: vault)
    await vault.fail(save: Self.diskFull)
    _ = try await source.token(for: key)
    #expect(warnings.all.map(\.level) == [.problem])
    #expect(warnings.all.first?.next.contains("postduif credential sign-in m365") == true)
    await vault.fail()
    time.pass(3400)
    _ = try await source.token(for: key)
    #expect(exchange.questions.last?.value("refresh_token") == "refresh-2")
    #expect(await vault.stored["m365"]?.refreshToken?.reveal() == "refresh-2")
  }

  @Test func whatAnotherProcessRenewedCountsMore() async throws {
    let vault = signedIn("refresh-1")
    let exchange = FakeExchange([.token("token-1"), .token("token-2")])
    let source = source(exchange, .microsoftUser(Sample.user), vault: vault)
    _ = try await source.token(for: key)
    try await vault.save(SavedTokens(refreshToken: Secret("refresh-9")), of: "m365")
    time.pass(3400)
    _ = try await source.token(for: key)
    #expect(exchange.questions.last?.value("refresh_token") == "refresh-9")
  }

  @Test func nobodyHasSignedIn() async {
    let exchange = FakeExchange([.token("token-1")])
    let source = source(exchange, .googleUser(Sample.googleUser))
    let fault = await #expect(throws: Fault.self) { try await source.token(for: key) }
    #expect(fault?.code == .oauthNotSignedIn)
    #expect(exchange.questions.isEmpty)
  }

  @Test func adoptedTokensCountAtOnce() async throws {
    let exchange = FakeExchange([Self.refused, .token("token-9")])
    let source = source(exchange, .microsoftUser(Sample.user))
    await #expect(throws: Fault.self) { try await source.token(for: key) }
    let token = AccessToken(secret: Secret("token-1"), issued: 1_800_000_000, expires: 1_800_003_600)
    try await source.adopt(SavedTokens(refreshToken: Secret("refresh-1"), access: [key: token]))
    #expect(try await source.token(for: key) == token)
    #expect(exchange.questions.isEmpty)
    #expect(await vault.stored["m365"]?.refreshToken?.reveal() == "refresh-1")
  }

  @Test func adoptingSaysWhenItCannotBeKept() async throws {
    let source = source(FakeExchange([.token("token-1")]), .microsoftUser(Sample.user))
    await vault.fail(save: Self.diskFull)
    await #expect(throws: Fault.self) { try await source.adopt(SavedTokens(refreshToken: Secret("refresh-1"))) }
    #expect(try await source.token(for: key).secret.reveal() == "token-1")
  }

  // MARK: Refusals

  @Test func anIssuerThatRefusesIsNotAskedByEverybody() async throws {
    let exchange = FakeExchange([Self.refused, .token("token-1")])
    let source = source(exchange)
    for _ in 0..<50 {
      let fault = await #expect(throws: Fault.self) { try await source.token(for: key) }
      #expect(fault?.code == .oauthSecret)
    }
    #expect(exchange.questions.count == 1)
    time.pass(31)
    #expect(try await source.token(for: key).secret.reveal() == "token-1")
  }

  @Test func aTroubleThatPassesIsNotHeldAgainstAnybody() async throws {
    let exchange = FakeExchange([HTTPReply(status: 503, body: []), .token("token-1")])
    let source = source(exchange)
    let fault = await #expect(throws: Fault.self) { try await source.token(for: key) }
    #expect(fault?.recovery == .retry(after: nil))
    #expect(try await source.token(for: key).secret.reveal() == "token-1")
  }

  @Test func aRefusedTokenIsReplacedOnceAMinute() async throws {
    let exchange = FakeExchange([.token("token-1"), .token("token-2"), .token("token-3")])
    let source = source(exchange)
    let first = try await source.token(for: key)
    #expect(await source.refused(first.secret) == nil)
    let second = try await source.token(for: key)
    #expect(second.secret.reveal() == "token-2")
    // Late complaints about the first are no news.
    #expect(await source.refused(first.secret) == nil)
    #expect(await source.refused(second.secret)?.code == .oauthTokenRefused)
    // The others go on with it.
    #expect(try await source.token(for: key) == second)
    time.pass(61)
    #expect(await source.refused(second.secret) == nil)
    #expect(try await source.token(for: key).secret.reveal() == "token-3")
  }

  @Test func aRefusedTokenDoesNotComeBackFromTheVault() async throws {
    let exchange = FakeExchange([.token("token-1"), .token("token-2")])
    let source = source(exchange)
    let first = try await source.token(for: key)
    #expect(await vault.stored["m365"]?.access[key] == first)
    _ = await source.refused(first.secret)
    #expect(try await source.token(for: key).secret.reveal() == "token-2")
  }

  // MARK: Cancellation

  @Test func whoIsCancelledLeavesAndTheOthersGetTheirs() async throws {
    let (asked, gate) = (Gate(), Gate())
    let exchange = FakeExchange { (_, _) throws(Fault) in
      await asked.open()
      await gate.pass()
      return .token("token-1")
    }
    let source = source(exchange)
    let impatient = Task { try await source.token(for: key) }
    let patient = Task { try await source.token(for: key) }
    await asked.pass()
    impatient.cancel()
    let outcome = await impatient.result
    #expect(throws: Fault.self) { try outcome.get() }
    await gate.open()
    #expect(try await patient.value.secret.reveal() == "token-1")
    #expect(exchange.questions.count == 1)
    #expect(await vault.stored["m365"]?.access[key] != nil)
  }

  @Test func anIssuerOfOnesOwnIsAskedForItsEndpointsOnce() async throws {
    var app = Sample.app
    app.authority = "https://i.example"
    let exchange = FakeExchange { (question, number) throws(Fault) in
      number > 0
        ? .token("token-\(number)")
        : .json(
          #"{"issuer":"https://i.example/x","token_endpoint":"https://i.example/t","#
            + #""authorization_endpoint":"https://i.example/a"}"#)
    }
    let source = source(exchange, .microsoftApp(app))
    _ = try await source.token(for: key)
    _ = try await source.token(for: TokenKey(purpose: .graph))
    #expect(
      exchange.questions.map(\.url) == [
        "https://i.example/\(Sample.tenant)/v2.0/.well-known/openid-configuration", "https://i.example/t",
        "https://i.example/t",
      ])
  }

  @Test func theClaimsOfTheTokenAtHand() async throws {
    let token = Sample.token(#"{"oid":"o-1"}"#).reveal()
    let source = source(FakeExchange([.token(token)]))
    #expect(await source.claims(for: key) == nil)
    _ = try await source.token(for: key)
    #expect(await source.claims(for: key)?.objectID == "o-1")
  }
}
