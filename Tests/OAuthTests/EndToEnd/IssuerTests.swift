import Core
import Synchronization
import TestKit
import Testing

@testable import OAuth

/// The whole way over real HTTP, against an issuer that was written from the same documents by somebody else.
@Suite struct IssuerTests {
  /// An issuer on the test's clock, and a source that asks it.
  struct World {
    let issuer: Issuer
    let time: FakeTime
    let vault = MemoryVault()
    let exchange: HTTPClientExchange

    /// `skew` is how far the issuer's clock is ahead of this machine's.
    init(_ state: IssuerState = .peeters, skew: Int64 = 0) async throws {
      let time = FakeTime(wall: Issuer.systemClock())
      self.time = time
      issuer = try await Issuer(state, clock: { time.piece.wall() + skew })
      exchange = try HTTPClientExchange(.init(environment: [:]))
    }

    func source(_ registration: Registration) -> TokenSource {
      TokenSource(
        credential: "m365", registration: registration, vault: vault, exchange: exchange, time: time.piece)
    }

    func app(_ proof: Registration.MicrosoftApp.Proof, tenant: String = "peeters.example", id: String = PeetersIDs.app)
      -> Registration
    {
      .microsoftApp(.init(tenant: tenant, clientID: id, proof: proof, authority: issuer.address))
    }

    var person: Registration {
      .microsoftUser(.init(tenant: PeetersIDs.tenant, clientID: PeetersIDs.userApp, authority: issuer.address))
    }

    var googlePerson: Registration {
      .googleUser(
        .init(
          clientID: PeetersIDs.googleClient, clientSecret: Secret(PeetersIDs.googleSecret), authority: issuer.address))
    }

    func fault(_ registration: Registration, _ key: TokenKey = TokenKey(purpose: .imap)) async throws -> Fault {
      let source = source(registration)
      let fault = await #expect(throws: Fault.self) { try await source.token(for: key) }
      return try #require(fault)
    }
  }

  private let imap = TokenKey(purpose: .imap)
  private static let secret = Registration.MicrosoftApp.Proof.secret(Secret(PeetersIDs.appSecret))

  @Test func anAppsToken() async throws {
    let world = try await World()
    let source = world.source(world.app(Self.secret))
    let token = try await source.token(for: imap)
    #expect(world.issuer.issued.map(\.token) == [token.secret.reveal()])
    let claims = try #require(await source.claims(for: imap))
    #expect(claims.audience == ["https://outlook.office365.com"])
    #expect(claims.roles.contains("IMAP.AccessAsApp") && claims.clientID == PeetersIDs.app && claims.objectID != nil)
    #expect(token.expires - token.issued == 3599)
  }

  @Test func anAppsTokenByCertificate() async throws {
    let certificate = try await AppCertificate()
    var state = IssuerState.peeters
    let index = try #require(state.apps.firstIndex { $0.clientID == PeetersIDs.app })
    state.apps[index].certificates = [try #require(RegisteredCertificate(pem: certificate.pem))]
    let proof = Registration.MicrosoftApp.Proof.certificate(pem: certificate.pem, key: Secret(certificate.keyPEM))
    let world = try await World(state)
    _ = try await world.source(world.app(proof)).token(for: imap)
    #expect(world.issuer.issued.count == 1)

    // The same certificate, which nobody registered.
    let strange = try await World()
    #expect(try await strange.fault(strange.app(proof)).code == .oauthCertificate)

    // The same certificate on a machine whose clock is an hour behind.
    let late = try await World(state, skew: 3600)
    let fault = try await late.fault(late.app(proof))
    #expect(fault.code == .oauthClock)
    #expect(fault.message.contains("1 h behind"), "\(fault.message)")
  }

  @Test func refusalsOfAnApp() async throws {
    let world = try await World()
    let strangers = "00000000-1111-2222-3333-444444444444"
    let rows: [(Registration, Fault.Code)] = [
      (world.app(.secret(Secret(PeetersIDs.expiredSecret))), .oauthSecretExpired),
      (world.app(.secret(Secret("not~it"))), .oauthSecret),
      (world.app(Self.secret, id: strangers), .oauthAppUnknown),
    ]
    for (registration, code) in rows {
      let fault = try await world.fault(registration)
      #expect(fault.code == code, "\(fault)")
      #expect(fault.message.contains("correlation"))
    }
    #expect(world.issuer.issued.isEmpty)
  }

  @Test func aPersonByCodeThenRenewedThenRevoked() async throws {
    var state = IssuerState.peeters
    state.device = .approve(afterPolls: 2, as: "an@peeters.example")
    let world = try await World(state)
    let prompts = Mutex<[DevicePrompt]>([])
    let tokens = try await SignIn.byDevice(
      credential: "m365", registration: world.person, exchange: world.exchange, time: world.time.piece,
      show: { prompt in prompts.withLock { $0.append(prompt) } })
    #expect(prompts.withLock { $0.count } >= 1)
    #expect(world.time.sleeps == [.seconds(5), .seconds(5), .seconds(5)])
    let source = world.source(world.person)
    try await source.adopt(tokens)
    let first = try await source.token(for: imap)
    #expect(await source.claims(for: imap)?.scopes.contains("IMAP.AccessAsUser.All") == true)
    let before = try #require(await world.vault.stored["m365"]?.refreshToken)

    world.time.pass(3500)
    #expect(try await source.token(for: imap) != first)
    #expect(await world.vault.stored["m365"]?.refreshToken != before)

    world.issuer.revoke(user: "an@peeters.example")
    world.time.pass(3590)
    let fault = await #expect(throws: Fault.self) { try await source.token(for: imap) }
    #expect(fault?.code == .oauthSignInAgain)
  }

  @Test func aPersonWhoDeclinesOrSleeps() async throws {
    var state = IssuerState.peeters
    state.device = .decline(afterPolls: 1)
    state.deviceLifetime = 60
    for code in [Fault.Code.oauthDeclined, .oauthCodeExpired] {
      let world = try await World(state)
      let fault = await #expect(throws: Fault.self) {
        try await SignIn.byDevice(
          credential: "m365", registration: world.person, exchange: world.exchange, time: world.time.piece,
          show: { _ in })
      }
      #expect(fault?.code == code)
      state.device = .wait
    }
  }

  /// The part of a browser: asks for the page and goes where it is sent.
  private static func browse(_ url: String) async throws {
    let address = try #require(WebAddress(url))
    let page = try await RawHTTP(host: address.host, port: address.port).get(address.path)
    let back = try #require(page.header("Location"))
    let target = try #require(WebAddress(back))
    _ = try await RawHTTP(host: "127.0.0.1", port: target.port).get(
      target.path.hasPrefix("/") ? target.path : "/" + target.path)
  }

  @Test func aPersonByBrowser() async throws {
    let world = try await World()
    for registration in [world.person, world.googlePerson] {
      let (urls, tell) = AsyncStream.makeStream(of: String.self)
      let browser = Task { for await url in urls { try await Self.browse(url) } }
      let tokens = try await SignIn.byBrowser(
        credential: "m365", registration: registration, hint: "jan@peeters.example", exchange: world.exchange,
        limit: .seconds(60),
        open: { url in
          tell.yield(url)
          tell.finish()
        })
      try await browser.value
      #expect(tokens.refreshToken != nil && tokens.access[imap] != nil)
      #expect(world.issuer.issued.last?.user == "jan@peeters.example")
    }
  }

  @Test func aPersonWhoSaysNoInTheBrowser() async throws {
    var state = IssuerState.peeters
    state.browser = .fails(53003)
    let world = try await World(state)
    let fault = await #expect(throws: Fault.self) {
      try await SignIn.byBrowser(
        credential: "m365", registration: world.person, exchange: world.exchange, limit: .seconds(60),
        open: { url in Task { try await Self.browse(url) } })
    }
    #expect(fault?.code == .oauthPolicy)
  }

  @Test func aServiceAccount() async throws {
    let key = try #require(PeetersIDs.serviceKey)
    let world = try await World()
    let account = Registration.ServiceAccount(
      email: PeetersIDs.serviceAccount, keyID: key.id, key: Secret(key.privatePEM), clientID: PeetersIDs.serviceClient,
      authority: world.issuer.address)
    let mailbox = TokenKey(purpose: .imap, subject: "an@peeters.example")
    _ = try await world.source(.googleServiceAccount(account)).token(for: mailbox)
    #expect(world.issuer.issued.map(\.user) == ["an@peeters.example"])
    #expect(
      try await world.fault(.googleServiceAccount(account), TokenKey(purpose: .imap, subject: "no@peeters.example"))
        .code
        == .oauthUserUnknown)

    world.issuer.change { $0.google.accounts[0].delegated = [] }
    let other = try await World(world.issuer.change { $0 })
    var undelegated = account
    undelegated.authority = other.issuer.address
    let fault = try await other.fault(.googleServiceAccount(undelegated), mailbox)
    #expect(fault.code == .oauthDelegation)
    #expect(fault.advice.contains(PeetersIDs.serviceClient))

    let late = try await World(skew: 86_400)
    var behind = account
    behind.authority = late.issuer.address
    let clock = try await late.fault(.googleServiceAccount(behind), mailbox)
    #expect(clock.code == .oauthClock && clock.message.contains("1 d behind"), "\(clock.message)")
  }
}
