internal import Core
internal import NIOCore

/// Holds the ``ProxyHandshake``, then builds the rest of the pipeline and goes.
final class ProxyHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var handshake: ProxyHandshake
  private let limit: TimeAmount
  private let build: @Sendable (any Channel) -> EventLoopFuture<Void>
  /// Kept when the tunnel stands, fails when it cannot.
  let done: EventLoopPromise<Void>
  private var isDone = false
  private var timer: Scheduled<Void>?

  init(
    _ handshake: ProxyHandshake, limit: TimeAmount, loop: any EventLoop,
    build: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
  ) {
    self.handshake = handshake
    self.limit = limit
    self.build = build
    done = loop.makePromise()
  }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: limit) {
      bound.value.fail("the proxy does not answer", channel)
    }
    act(handshake.start(), context)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    act(handshake.receive(Array(unwrapInboundIn(data).readableBytesView)), context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    fail("the connection to the proxy could not be made", context.channel)
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail("the proxy closed the connection", context.channel)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail("the connection to the proxy broke", context.channel)
  }

  private func act(_ action: ProxyHandshake.Action, _ context: ChannelHandlerContext) {
    switch action {
    case .wait: break
    case .send(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    case .fail(let reason): fail(reason, context.channel)
    case .established(let leftover): tunnel(leftover, context)
    }
  }

  private func tunnel(_ leftover: [UInt8], _ context: ChannelHandlerContext) {
    timer?.cancel()
    isDone = true
    // Runs at once: this is the channel's event loop.
    build(context.channel).cascadeFailure(to: done)
    // Handlers that were added to a channel already active hear nothing of it (TLS begins with it).
    if !leftover.isEmpty { context.fireChannelRead(NIOAny(ByteBuffer(bytes: leftover))) }
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
    done.succeed(())
  }

  private func fail(_ reason: String, _ channel: any Channel) {
    guard !isDone else { return }
    isDone = true
    timer?.cancel()
    done.fail(
      Fault(
        .proxy, reason, place: "\(handshake.host):\(handshake.port)", recovery: .reconnect,
        advice: "Check the proxy's settings and whether it allows connections to mail servers."))
    channel.close(promise: nil)
  }
}
