import Core
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Microsoft's identity platform and Google's on 127.0.0.1, for tests: real HTTP, every request checked against what both
/// publish and against the RFCs, every error in their words. No other part of the program is used in judging.
public final class Issuer: Sendable {
  public let port: Int
  /// `http://127.0.0.1:PORT`, or `https://localhost:PORT`; the authority of both sides.
  public let address: String
  public let key: IssuerKey
  private let state: Mutex<IssuerState>
  private let clock: @Sendable () -> Int64
  private let channel: any Channel

  /// - Parameters:
  ///   - authority: speaks TLS with its certificate; plain HTTP without.
  ///   - clock: seconds since 1970.
  public init(
    _ state: IssuerState = .peeters, authority: TestAuthority? = nil, key: IssuerKey? = .shared,
    clock: (@Sendable () -> Int64)? = nil
  ) async throws {
    guard let key else { throw Fault("TEST-ISSUER", "no RSA key could be made", recovery: .stopRun) }
    self.key = key
    self.state = Mutex(state)
    self.clock = clock ?? Self.systemClock
    let secure = try authority.map(Self.tls)
    let answering = Answering()
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let secure { try pipeline.addHandler(NIOSSLServerHandler(context: secure)) }
          try pipeline.configureHTTPServerPipeline()
          try pipeline.addHandler(IssuerHandler(answering))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
    address = authority == nil ? "http://127.0.0.1:\(port)" : "https://localhost:\(port)"
    answering.issuer.withLock { $0 = Weak(self) }
  }

  deinit { channel.close(promise: nil) }

  /// No more connections are taken.
  public func stop() async { try? await channel.close() }

  /// The system's, seconds since 1970.
  public static let systemClock: @Sendable () -> Int64 = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec)
  }

  private static func tls(_ authority: TestAuthority) throws -> NIOSSLContext {
    let chain = try NIOSSLCertificate.fromPEMFile(authority.certificate).map { NIOSSLCertificateSource.certificate($0) }
    let key = try NIOSSLPrivateKey(file: authority.key, format: .pem)
    return try NIOSSLContext(
      configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
  }

  // MARK: For tests

  public var now: Int64 { clock() }

  @discardableResult
  public func change<Answer: Sendable>(_ body: (inout IssuerState) throws -> Answer) rethrows -> Answer {
    try state.withLock { try body(&$0) }
  }

  public var requests: [IssuerRequest] { state.withLock { $0.requests } }
  /// Requests to addresses that end so.
  public func count(_ end: String) -> Int { requests.count { $0.path.hasSuffix(end) } }
  public var issued: [IssuerState.Issued] { state.withLock { $0.issued } }
  /// Given out, in order.
  public var secrets: [String] { state.withLock { $0.secrets } }
  /// Everything that must stand nowhere: given out, sent here, and registered here, keys among it.
  public var everySecret: [String] {
    state.withLock { state in
      let registered = state.apps.flatMap { $0.secrets.map(\.value) } + state.google.clients.map(\.secret)
      let keys = state.google.accounts.flatMap { $0.keys.values.map(\.privatePEM) }
      return state.secrets + state.received + registered + keys
    }
  }
  /// Codes that wait for a person, in the order of their letters.
  public var userCodes: [String] {
    state.withLock { state in
      state.devices.values.filter { if case .pending = $0.decision { true } else { false } }.map(\.userCode).sorted()
    }
  }

  /// A person types the code and agrees. False when no such code waits.
  @discardableResult public func approve(userCode: String, as user: String) -> Bool {
    decide(userCode, .approved(user))
  }

  @discardableResult public func decline(userCode: String) -> Bool { decide(userCode, .declined) }

  private func decide(_ userCode: String, _ decision: IssuerState.DeviceGrant.Decision) -> Bool {
    state.withLock { state in
      guard let code = state.devices.first(where: { $0.value.userCode == userCode })?.key else { return false }
      state.devices[code]?.decision = decision
      return true
    }
  }

  /// Everything the person agreed to is void, as after a change of the password.
  public func revoke(user: String) {
    state.withLock { state in
      for grant in state.refreshTokens.values where grant.user == user { state.revokedFamilies.insert(grant.family) }
    }
  }

  /// Writes the public key where Dovecot looks for it: `FOLDER/AZP/RS256/KID`, for tokens of these clients.
  public func writeKey(to folder: String, clients: [String]) throws {
    for client in clients + ["default"] {
      for level in [folder, "\(folder)/\(client)", "\(folder)/\(client)/RS256"] { try Files.makeFolder(level) }
      try Files.write(key.publicPEM, to: "\(folder)/\(client)/RS256/\(key.id)")
    }
  }

  // MARK: Answering

  func answer(_ request: IssuerRequest) -> IssuerAnswer {
    let now = clock()
    var request = request
    request.time = now
    return state.withLock { state in
      state.requests.append(request)
      state.received += request.secrets
      var desk = IssuerDesk(request: request, now: now, address: address, key: key, state: state)
      let answer = desk.answer()
      state = desk.state
      return answer
    }
  }

  /// What the channels know of the issuer: not enough to keep it alive.
  final class Answering: Sendable {
    let issuer = Mutex(Weak(nil))

    func answer(_ request: IssuerRequest) -> IssuerAnswer? { issuer.withLock { $0.issuer }?.answer(request) }
    var now: Int64 { issuer.withLock { $0.issuer }?.now ?? 0 }
  }

  struct Weak: Sendable {
    private(set) weak var issuer: Issuer?
    init(_ issuer: Issuer?) { self.issuer = issuer }
  }
}
