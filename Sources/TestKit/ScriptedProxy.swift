internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A proxy on 127.0.0.1 that says what a test wants it to say, byte for byte: HTTP CONNECT, SOCKS, or nonsense.
public final class ScriptedProxy: Sendable {
  /// How much of what the client says is waited for.
  public enum Wait: Sendable { case bytes(Int), blankLine }

  public enum Reply: Sendable {
    case send([UInt8])
    /// One byte at a time, each only when the one before has been written.
    case dribble([UInt8])
    /// Says this and closes.
    case close([UInt8])
    /// Reads on and says nothing.
    case silence
    /// Says this, perhaps with words of the server behind it, and passes bytes on to this port of the machine.
    case tunnel([UInt8], port: Int)
  }

  public struct Step: Sendable {
    public var wait: Wait
    public var reply: Reply
    public init(_ wait: Wait, _ reply: Reply) {
      self.wait = wait
      self.reply = reply
    }
  }

  private let channel: any Channel
  private let log = Log()
  public var port: Int { channel.localAddress?.port ?? 0 }
  /// What was waited for in each step, over all connections.
  public var heard: [[UInt8]] { log.heard.withLock { $0 } }

  fileprivate final class Log: Sendable {
    let heard = Mutex<[[UInt8]]>([])
  }

  public init(_ steps: [Step]) async throws {
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { [log] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ProxyScript(steps, log))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  deinit { channel.close(promise: nil) }

  public func stop() async { try? await channel.close().get() }
}

private final class ProxyScript: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var steps: ArraySlice<ScriptedProxy.Step>
  private let log: ScriptedProxy.Log
  private var held = ByteBuffer()
  private var far: (any Channel)?
  private var isTunnel = false

  init(_ steps: [ScriptedProxy.Step], _ log: ScriptedProxy.Log) {
    self.steps = steps[...]
    self.log = log
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if let far { return far.writeAndFlush(bytes, promise: nil) }
    held.writeBuffer(&bytes)
    while !isTunnel, let step = steps.first, let count = length(step.wait), let words = held.readBytes(length: count) {
      steps.removeFirst()
      log.heard.withLock { $0.append(words) }
      act(step.reply, context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// Bytes that the step waits for; nil when they have not all come.
  private func length(_ wait: ScriptedProxy.Wait) -> Int? {
    switch wait {
    case .bytes(let count): return held.readableBytes >= count ? count : nil
    case .blankLine:
      let bytes = Array(held.readableBytesView)
      let end = bytes.indices.dropFirst(3).first { bytes[($0 - 3)...$0].elementsEqual([13, 10, 13, 10]) }
      return end.map { $0 + 1 }
    }
  }

  private func act(_ reply: ScriptedProxy.Reply, _ context: ChannelHandlerContext) {
    let near = context.channel
    switch reply {
    case .send(let bytes): near.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    case .dribble(let bytes): Self.dribble(bytes[...], near)
    case .close(let bytes):
      near.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { _ in near.close(promise: nil) }
    case .silence: break
    case .tunnel(let bytes, let port):
      isTunnel = true
      near.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
      let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
      ClientBootstrap(group: context.eventLoop)
        .channelInitializer { far in
          far.eventLoop.makeCompletedFuture { try far.pipeline.syncOperations.addHandler(WayBack(near)) }
        }
        .connect(host: "127.0.0.1", port: port)
        .whenSuccess { bound.value.join($0, near) }
    }
  }

  private func join(_ far: any Channel, _ near: any Channel) {
    self.far = far
    near.closeFuture.whenComplete { _ in far.close(promise: nil) }
    if held.readableBytes > 0 { far.writeAndFlush(held, promise: nil) }
  }

  private static func dribble(_ bytes: ArraySlice<UInt8>, _ channel: any Channel) {
    guard let first = bytes.first else { return }
    channel.writeAndFlush(ByteBuffer(bytes: [first])).whenSuccess { dribble(bytes.dropFirst(), channel) }
  }
}

private final class WayBack: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let near: any Channel

  init(_ near: any Channel) { self.near = near }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    near.writeAndFlush(unwrapInboundIn(data), promise: nil)
  }
  func channelInactive(context: ChannelHandlerContext) { near.close(promise: nil) }
}
