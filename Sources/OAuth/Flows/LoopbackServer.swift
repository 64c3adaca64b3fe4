internal import Core
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// Waits on 127.0.0.1, on a port the system chooses, for the one request that brings a sign-in's answer. RFC 8252 §7.3.
final class LoopbackServer: Sendable {
  let port: Int
  private let channel: any Channel
  private let outcome: EventLoopFuture<LoopbackAnswer.Outcome>
  private let promise: Once

  /// The promise may be kept by a request, by a time limit or by a cancelled task; the first counts.
  private final class Once: Sendable {
    private let promise: EventLoopPromise<LoopbackAnswer.Outcome>
    private let isKept = Atomic(false)

    init(_ promise: EventLoopPromise<LoopbackAnswer.Outcome>) { self.promise = promise }

    func keep(_ result: Result<LoopbackAnswer.Outcome, any Error>) {
      if !isKept.exchange(true, ordering: .relaxed) { promise.completeWith(result) }
    }
  }

  static func start(state: String) async throws(Fault) -> LoopbackServer {
    let group = MultiThreadedEventLoopGroup.singleton
    let promise = group.next().makePromise(of: LoopbackAnswer.Outcome.self)
    let once = Once(promise)
    let places = ConnectionPlaces()
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 16)
      .childChannelInitializer { channel in
        guard places.take() else { return channel.eventLoop.makeFailedFuture(ChannelError.eof) }
        channel.closeFuture.whenComplete { _ in places.giveBack() }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(
            LoopbackHandler(state: state) { once.keep(.success($0)) })
        }
      }
    do {
      let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
      guard let port = channel.localAddress?.port else { throw ChannelError.eof }
      return LoopbackServer(port: port, channel: channel, outcome: promise.futureResult, promise: once)
    } catch {
      once.keep(.failure(error))
      throw Fault(
        .oauthBrowser, "no port on this machine could be opened for the browser to come back to",
        place: "127.0.0.1", recovery: .stopMailbox, advice: "Sign in by code instead.", cause: error)
    }
  }

  private init(port: Int, channel: any Channel, outcome: EventLoopFuture<LoopbackAnswer.Outcome>, promise: Once) {
    self.port = port
    self.channel = channel
    self.outcome = outcome
    self.promise = promise
  }

  /// The first request that belongs to the sign-in. Throws `OAUTH-BROWSER` when none comes within `limit`, and
  /// `OAUTH-CANCELLED` when the task is cancelled. The port is closed afterwards.
  func answer(within limit: Duration, time: Timepiece) async throws(Fault) -> LoopbackAnswer.Outcome {
    let (promise, outcome) = (promise, outcome)
    let timer = Task {
      try await time.sleep(limit)
      promise.keep(.failure(Self.late(limit)))
    }
    defer { timer.cancel() }
    do {
      let answer = try await withTaskCancellationHandler {
        try await outcome.get()
      } onCancel: {
        promise.keep(.failure(Self.cancelled))
      }
      await close()
      return answer
    } catch {
      await close()
      throw error as? Fault ?? Self.cancelled
    }
  }

  private func close() async { try? await channel.close().get() }

  private static func late(_ limit: Duration) -> Fault {
    Fault(
      .oauthBrowser, "the browser did not come back within \(limit.components.seconds / 60) minutes",
      recovery: .stopMailbox, advice: "Begin again, or sign in by code on a machine without a browser.")
  }

  private static var cancelled: Fault {
    Fault(.oauthCancelled, "the sign-in was given up", recovery: .retry(after: nil))
  }
}

/// How many may be connected at a time: a browser needs a few, and nobody else has business here.
private final class ConnectionPlaces: Sendable {
  private let left = Mutex(16)

  func take() -> Bool {
    left.withLock { left in
      guard left > 0 else { return false }
      left -= 1
      return true
    }
  }

  func giveBack() { left.withLock { $0 += 1 } }
}

/// One request, one page, and the connection is closed.
private final class LoopbackHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let state: String
  private let tell: @Sendable (LoopbackAnswer.Outcome) -> Void
  private var isAnswered = false

  init(state: String, tell: @escaping @Sendable (LoopbackAnswer.Outcome) -> Void) {
    self.state = state
    self.tell = tell
  }

  func channelActive(context: ChannelHandlerContext) {
    // A connection that says nothing keeps its place for half a minute.
    context.eventLoop.scheduleTask(in: .seconds(30), closing(context.channel))
    context.fireChannelActive()
  }

  private func closing(_ channel: any Channel) -> @Sendable () -> Void { { channel.close(promise: nil) } }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
    isAnswered = true
    let answer = LoopbackAnswer(method: head.method.rawValue, target: head.uri, state: state)
    var fields = HTTPHeaders(LoopbackAnswer.fields)
    let body = ByteBuffer(string: answer.page)
    fields.add(name: "Content-Length", value: String(body.readableBytes))
    let response = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: answer.status), headers: fields)
    context.write(wrapOutboundOut(.head(response)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    let (tell, channel) = (tell, context.channel)
    let written = context.eventLoop.makePromise(of: Void.self)
    // The page is on its way before the program goes on, and perhaps ends.
    written.futureResult.whenComplete { _ in
      channel.close(promise: nil)
      if case .stranger = answer.outcome { return }
      tell(answer.outcome)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
