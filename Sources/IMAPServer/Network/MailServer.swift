public import Core
internal import NIOCore
internal import NIOPosix
public import NIOSSL
internal import Synchronization

/// An IMAP server inside the process: for demonstrations, rehearsals and tests. Several may run at once.
///
///     let server = try await MailServer.start(.init(path: folder, accounts: [jan]))
///     defer { Task { try await server.shutdown() } }
///     connect(to: server.port)
public enum MailServer {
  public struct Configuration: Sendable {
    public enum Encryption: Sendable {
      /// Only where nothing leaves the machine, unless ``allowsPlainTextBeyondLoopback``.
      case none
      case implicit(NIOSSLContext)
      case startTLS(NIOSSLContext)
    }

    /// Folder of the mail store.
    public var path: String
    public var accounts: [Account]
    /// Names and passwords that open any mailbox, by SASL PLAIN's authorization identity or as `user*master`.
    public var masters: [String: Secret] = [:]
    /// Says whether a bearer token is good for a user; nil leaves XOAUTH2 and OAUTHBEARER out. Called on an event loop.
    public var checkToken: (@Sendable (_ user: String, _ token: String) -> Bool)?
    public var personality = Personality()
    public var encryption = Encryption.none
    public var host = "127.0.0.1"
    /// 0 takes a free one.
    public var port = 0
    public var durability = Durability.process
    /// The plain text of mail and passwords may travel over a network.
    public var allowsPlainTextBeyondLoopback = false
    /// Further clients are turned away without a word.
    public var mostConnections = 1_000
    /// Threads that serve connections.
    public var threads = 1
    /// Seconds since 1970; nil for the machine's clock.
    public var now: (@Sendable () -> Int64)?

    public init(path: String, accounts: [Account]) {
      self.path = path
      self.accounts = accounts
    }
  }

  /// Opens the store and listens. Throws `SERVER-LISTEN` when the port cannot be had, `SERVER-PLAIN` when mail would
  /// travel unprotected, and the store's faults.
  public static func start(_ configuration: Configuration) async throws -> RunningServer {
    try checkExposure(configuration)
    let store = try MailStore(
      path: configuration.path, durability: configuration.durability, now: configuration.now)
    let backend = Backend(
      accounts: configuration.accounts, masters: configuration.masters, checkToken: configuration.checkToken,
      store: store, personality: configuration.personality)
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
    let connections = Connections(most: configuration.mostConnections)
    let encryption = configuration.encryption
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 1 << 17, high: 1 << 19))
      .childChannelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 16_384, maximum: 1 << 18)
      )
      .childChannelInitializer { channel in
        // The bootstrap closes a channel that cannot be set up.
        guard connections.add(channel) else { return channel.eventLoop.makeFailedFuture(CancellationError()) }
        return channel.eventLoop.makeCompletedFuture {
          try Self.build(channel, backend, encryption)
        }
      }
    do {
      let channel = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
      return RunningServer(channel: channel, group: group, backend: backend, connections: connections)
    } catch {
      try? await group.shutdownGracefully()
      throw Fault(
        .serverListen, "The server cannot listen on port \(configuration.port).", place: configuration.host,
        recovery: .stopRun, advice: "Choose another port.", cause: error)
    }
  }

  private static func checkExposure(_ configuration: Configuration) throws(Fault) {
    let isLoopback = configuration.host.hasPrefix("127.") || ["::1", "localhost"].contains(configuration.host)
    guard case .none = configuration.encryption, !isLoopback, !configuration.allowsPlainTextBeyondLoopback else {
      return
    }
    throw Fault(
      .serverPlain, "The server would send mail and passwords unprotected over the network.",
      place: configuration.host, recovery: .stopRun, advice: "Give it a certificate, or listen on 127.0.0.1.")
  }

  private static func build(
    _ channel: any Channel, _ backend: Backend, _ encryption: Configuration.Encryption
  ) throws {
    var transport = Transport()
    var upgrade: NIOSSLContext?
    switch encryption {
    case .none: break
    case .implicit(let context):
      transport.isEncrypted = true
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
    case .startTLS(let context):
      transport.offersTLS = true
      transport.allowsPlainSignIn = false
      upgrade = context
    }
    try channel.pipeline.syncOperations.addHandler(
      ConnectionHandler(backend: backend, transport: transport, upgrade: upgrade))
  }
}

/// A server that listens.
public final class RunningServer: Sendable {
  public let port: Int
  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup
  private let backend: Backend
  private let connections: Connections

  fileprivate init(
    channel: any Channel, group: MultiThreadedEventLoopGroup, backend: Backend, connections: Connections
  ) {
    self.channel = channel
    self.group = group
    self.backend = backend
    self.connections = connections
    port = channel.localAddress?.port ?? 0
  }

  /// How the server behaves; may be changed at any time and counts from the next command on. Setting it starts the
  /// counting of planned faults anew.
  public var personality: Personality {
    get { backend.plan.personality }
    set { backend.plan.personality = newValue }
  }

  /// The mailbox of `user`, for filling it from code or looking into it.
  public func mailbox(_ user: String) throws(Fault) -> MailboxStore { try backend.store.mailbox(user.lowercased()) }

  /// Connections open now.
  public var connectionCount: Int { connections.count }

  /// Cuts every open connection without a word, as a network does; the server goes on listening.
  public func cutConnections() async { await connections.closeAll() }

  /// Stops listening, closes all connections, ends the threads and lets go of the store, which may be opened again.
  public func shutdown() async throws {
    try await channel.close()
    await connections.closeAll()
    try await group.shutdownGracefully()
    backend.store.letGo()
  }
}

extension Fault.Code {
  public static let serverListen: Fault.Code = "SERVER-LISTEN"
  public static let serverPlain: Fault.Code = "SERVER-PLAIN"
}

/// The channels of a server's clients.
final class Connections: Sendable {
  private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])
  private let most: Int

  init(most: Int) { self.most = most }

  var count: Int { channels.withLock { $0.count } }

  /// False when there are too many already.
  func add(_ channel: any Channel) -> Bool {
    let id = ObjectIdentifier(channel)
    let isTaken = channels.withLock { channels in
      guard channels.count < most else { return false }
      channels[id] = channel
      return true
    }
    if isTaken { channel.closeFuture.whenComplete { _ in self.remove(id) } }
    return isTaken
  }

  private func remove(_ id: ObjectIdentifier) { channels.withLock { $0[id] = nil } }

  func closeAll() async {
    for channel in channels.withLock({ Array($0.values) }) { try? await channel.close() }
  }
}
