internal import Core
internal import IMAP
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Opens the TCP connection, through a proxy where the endpoint says so, and puts TLS and the conversation on it.
enum Dialer {
  /// - Parameter resolver: finds the addresses of the host, or of the proxy; the system's when nil.
  static func open(
    _ endpoint: Endpoint, on loop: any EventLoop, resolver: (any Resolver & Sendable)? = nil
  ) async throws -> OpenLine {
    let tls = endpoint.tls == .none ? nil : try TLSSetup(endpoint)
    let attempts = Attempts<ConnectionHandler>()
    let build: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
      channel.eventLoop.makeCompletedFuture {
        let pipeline = channel.pipeline.syncOperations
        if endpoint.tls == .implicit, let tls { try pipeline.addHandler(try tls.makeHandler()) }
        let handler = ConnectionHandler(endpoint: endpoint, loop: loop)
        attempts.note(handler, of: channel)
        try pipeline.addHandler(handler)
      }
    }
    do {
      let channel = try await connect(endpoint, bootstrap(endpoint, loop).resolver(resolver), on: loop, build: build)
      let handler = try attempts.handler(of: channel)
      let greeting = try await loop.submit { handler.value.greeting.futureResult }.get()
      return OpenLine(endpoint: endpoint, loop: loop, channel: channel, handler: handler, greeting: greeting)
    } catch {
      throw (error as? Fault) ?? ConnectFault.during(error, endpoint: endpoint, isGreeted: false, certificate: nil)
    }
  }

  private static func connect(
    _ endpoint: Endpoint, _ bootstrap: ClientBootstrap, on loop: any EventLoop,
    build: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
  ) async throws -> any Channel {
    guard let proxy = ProxyHandshake(endpoint) else {
      return try await bootstrap.channelInitializer(build)
        .connect(host: endpoint.host, port: endpoint.port).get()
    }
    let attempts = Attempts<ProxyHandler>()
    do {
      let channel =
        try await bootstrap
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            let handler = ProxyHandler(proxy, limit: TimeAmount(endpoint.connectTimeout), loop: loop, build: build)
            attempts.note(handler, of: channel)
            try channel.pipeline.syncOperations.addHandler(handler)
          }
        }
        .connect(host: proxy.host, port: proxy.port).get()
      let handler = try attempts.handler(of: channel)
      try await loop.flatSubmit { handler.value.done.futureResult }.get()
      return channel
    } catch {
      throw (error as? Fault) ?? ConnectFault.reachingProxy(error, proxy: "\(proxy.host):\(proxy.port)")
    }
  }

  private static func bootstrap(_ endpoint: Endpoint, _ loop: any EventLoop) -> ClientBootstrap {
    ClientBootstrap(group: loop)
      .connectTimeout(TimeAmount(endpoint.connectTimeout))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelOption(.socketOption(.so_keepalive), value: 1)
      // Bodies are passed on in the buffers they were read into: large ones mean fewer system calls and fewer slices.
      .channelOption(
        .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 32 << 10, maximum: 256 << 10)
      )
      // NIO keeps as many buffers to use again as it reads in one go: enough for those that still wait to be written.
      .channelOption(.maxMessagesPerRead, value: 8)
      .channelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
  }
}

/// The handlers of all attempts to connect. A host with several addresses is tried at several of them, each with a
/// pipeline of its own, and only the one that answered counts.
private final class Attempts<Handler: ChannelHandler>: Sendable {
  private let handlers = Mutex<[ObjectIdentifier: NIOLoopBound<Handler>]>([:])

  /// Called on the channel's event loop.
  func note(_ handler: Handler, of channel: any Channel) {
    let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    handlers.withLock { $0[ObjectIdentifier(channel)] = bound }
  }

  func handler(of channel: any Channel) throws(Fault) -> NIOLoopBound<Handler> {
    guard let handler = handlers.withLock({ $0[ObjectIdentifier(channel)] }) else {
      throw Fault(.lost, "the connection has no conversation", recovery: .reconnect)
    }
    return handler
  }
}

/// A connected, perhaps encrypted line on which nobody has signed in.
struct OpenLine: Sendable {
  let endpoint: Endpoint
  let loop: any EventLoop
  let channel: any Channel
  let handler: NIOLoopBound<ConnectionHandler>
  let greeting: EventLoopFuture<Status>

  func close() {
    loop.execute { [handler, endpoint] in
      handler.value.die(Fault(.lost, "closed here", place: endpoint.place, recovery: .reconnect))
    }
  }

  /// Sends all commands in one go and waits for every answer.
  func run(_ commands: [Command]) async throws -> [Completed] {
    let pending = try await loop.submit { [handler, loop] in
      commands.map { command in
        let promise = loop.makePromise(of: Completed.self)
        handler.value.submit(command, receiver: Collector(promise))
        return PendingCommand(promise.futureResult, handler)
      }
    }.get()
    var answers: [Completed] = []
    for one in pending { answers.append(try await one.value()) }
    return answers
  }

  /// Runs a command behind whose OK the line changes; `apply` changes it before another byte is read.
  func upgrade(
    _ command: Command, _ apply: @escaping @Sendable (ChannelHandlerContext, ByteBuffer) throws -> Void
  ) async throws -> Completed {
    let pending = try await loop.submit { [handler, loop] in
      let promise = loop.makePromise(of: Completed.self)
      handler.value.submit(command, receiver: Collector(promise), onGranted: apply)
      return PendingCommand(promise.futureResult, handler)
    }.get()
    return try await pending.value()
  }

  /// Begins a dialogue; the future is its first step.
  func beginDialogue(_ command: Command) async throws
    -> (NIOLoopBound<DialogueReceiver>, EventLoopFuture<DialogueReceiver.Step>)
  {
    try await loop.submit { [handler, loop] in
      let receiver = DialogueReceiver()
      let promise = loop.makePromise(of: DialogueReceiver.Step.self)
      receiver.expect(promise)
      handler.value.submit(command, receiver: receiver, takesChallenges: true)
      return (NIOLoopBound(receiver, eventLoop: loop), promise.futureResult)
    }.get()
  }

  /// Answers a challenge; the future is the next step.
  func respond(_ line: [UInt8], in dialogue: NIOLoopBound<DialogueReceiver>) async throws
    -> EventLoopFuture<DialogueReceiver.Step>
  {
    try await loop.submit { [handler, loop] in
      let promise = loop.makePromise(of: DialogueReceiver.Step.self)
      if let fault = handler.value.fault {
        promise.fail(fault)
      } else {
        dialogue.value.expect(promise)
        handler.value.sendLine(line)
      }
      return promise.futureResult
    }.get()
  }
}
