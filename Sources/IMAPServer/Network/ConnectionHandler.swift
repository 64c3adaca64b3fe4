internal import Deflate
internal import IMAP
internal import NIOCore
internal import NIOSSL

/// Carries bytes between a channel and a ``Session``: one flush per batch, nothing read while an answer waits for a slow
/// client, nothing produced that the channel has no room for.
///
/// A session works on its event loop, disk included: writing to the page cache takes less than handing over would, and a
/// client that sends faster than the disk takes is held back by not being read.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let backend: Backend
  private let upgrade: NIOSSLContext?
  private let transport: Transport
  private var session: Session?
  /// Received and not yet taken by the session; at most what one read delivered.
  private var inbound = ByteBuffer()
  private var isPumping = false
  private var isWaiting = false
  private var isClosing = false
  private var isReading = false
  private var sent = 0
  private var received = 0

  init(backend: Backend, transport: Transport, upgrade: NIOSSLContext?) {
    self.backend = backend
    self.transport = transport
    self.upgrade = upgrade
  }

  func channelActive(context: ChannelHandlerContext) {
    let loop = context.eventLoop
    let box = NIOLoopBound((self, context), eventLoop: loop)
    session = Session(backend: backend, transport: transport) {
      loop.execute {
        let (handler, context) = box.value
        handler.noticed(context)
      }
    }
    session?.greet()
    pump(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    isClosing = true
    session?.end()
    session = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A broken handshake or a reset: there is nobody left to tell.
    close(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    isReading = false
    received += bytes.readableBytes
    if inbound.readableBytes == 0 { inbound = bytes } else { inbound.writeBuffer(&bytes) }
    if let allowance = backend.plan.allowance(sent: sent, received: received).receive, allowance == 0 {
      backend.plan.strike(sent: 0, received: received)
      return close(context)
    }
    pump(context)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    // Part of a TLS record may have come, which delivers nothing: the next read must be asked for again.
    isReading = false
    pump(context)
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    pump(context)
    context.fireChannelWritabilityChanged()
  }

  private func noticed(_ context: ChannelHandlerContext) {
    session?.notice()
    pump(context)
  }

  // MARK: The pump

  /// Goes on until there is nothing to do, or the channel, the clock or a handshake must come first.
  private func pump(_ context: ChannelHandlerContext) {
    guard !isPumping, !isClosing else { return }
    isPumping = true
    defer { isPumping = false }
    var steps = 0
    repeat {
      var wrote = false
      while !isClosing, !isWaiting, context.channel.isWritable, steps < Self.mostSteps, advance(context) {
        wrote = write(context) || wrote
        steps += 1
      }
      if !isClosing { wrote = write(context) || wrote }
      if wrote { context.flush() }
      if steps >= Self.mostSteps { return pumpLater(context) }
      readMore(context)
      // A flush may have made room again at once, and a read may have delivered at once what a handler before this one
      // still held; either event came while the pump ran.
    } while !isClosing && !isWaiting && context.channel.isWritable && hasWork
  }

  /// A reader as fast as we are would keep the loop to itself: others come in between.
  private static let mostSteps = 32

  private func pumpLater(_ context: ChannelHandlerContext) {
    let box = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.execute {
      let (handler, context) = box.value
      handler.pump(context)
    }
  }

  private func readMore(_ context: ChannelHandlerContext) {
    guard !isClosing, !isReading, !isWaiting, inbound.readableBytes == 0, context.channel.isWritable else { return }
    isReading = true
    context.read()
  }

  private var hasWork: Bool {
    guard let session else { return false }
    return session.isProducing || session.request != nil || inbound.readableBytes > 0
  }

  /// One step of the session; false when it needs more input.
  private func advance(_ context: ChannelHandlerContext) -> Bool {
    guard session != nil else { return false }
    if session?.isProducing == true {
      session?.produce()
      return true
    }
    if let request = session?.request { return carryOut(request, context) }
    guard inbound.readableBytes > 0 else { return false }
    // Taken out for the call: a span must not be handed through an optional.
    guard var session = session.take() else { return false }
    var offset = 0
    session.receive(inbound.readableBytesUInt8Span, from: &offset)
    self.session = session
    inbound.moveReaderIndex(forwardBy: offset)
    return true
  }

  /// Hands the session's output to the channel; true when there was any.
  private func write(_ context: ChannelHandlerContext) -> Bool {
    guard var bytes = session?.takeOutput(), !bytes.isEmpty else { return false }
    if let allowance = backend.plan.allowance(sent: sent, received: received).send, bytes.count >= allowance {
      bytes.removeLast(bytes.count - allowance)
      backend.plan.strike(sent: sent + allowance, received: 0)
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
      close(context)
      return false
    }
    sent += bytes.count
    context.write(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    return true
  }

  /// False when the pump must stop for it.
  private func carryOut(_ request: Session.Request, _ context: ChannelHandlerContext) -> Bool {
    switch request {
    case .drop:
      close(context)
      return false
    case .close:
      _ = write(context)
      isClosing = true
      context.flush()
      context.close(promise: nil)
      return false
    case .wait(let duration):
      _ = write(context)
      context.flush()
      wait(duration, context)
      return false
    case .startTLS:
      _ = write(context)
      context.flush()
      inbound.clear()
      return encrypt(context)
    case .startCompression:
      _ = write(context)
      context.flush()
      return compress(context)
    }
  }

  private func wait(_ duration: Duration, _ context: ChannelHandlerContext) {
    isWaiting = true
    let (seconds, attoseconds) = duration.components
    let box = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)) {
      let (handler, context) = box.value
      handler.isWaiting = false
      handler.session?.resume()
      handler.pump(context)
    }
  }

  private func encrypt(_ context: ChannelHandlerContext) -> Bool {
    guard let upgrade else {
      close(context)
      return false
    }
    do {
      try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: upgrade), position: .first)
      session?.resume()
      return true
    } catch {
      close(context)
      return false
    }
  }

  private func compress(_ context: ChannelHandlerContext) -> Bool {
    do {
      let deflate = try DeflateHandler()
      try context.pipeline.syncOperations.addHandler(deflate, position: .before(self))
      session?.resume()
      // What the client sent behind the command is compressed already.
      let early = inbound
      inbound.clear()
      if early.readableBytes > 0 { deflate.receiveEarly(early) }
      return true
    } catch {
      close(context)
      return false
    }
  }

  private func close(_ context: ChannelHandlerContext) {
    isClosing = true
    context.close(mode: .all, promise: nil)
  }
}
