public import NIOCore
import NIOPosix
import Synchronization

/// Passes bytes between a client and a server, and cuts each connection without a goodbye when its time is up, as a
/// service does when the token of a session ends.
public final class ShortLivedRelay: Sendable {
  public let port: Int
  private let channel: any Channel
  private let counts = Counts()

  /// Connections taken, and those that were cut before either end closed them.
  public var connections: Int { counts.taken.withLock { $0 } }
  public var cut: Int { counts.cut.withLock { $0 } }

  fileprivate final class Counts: Sendable {
    let taken = Mutex(0)
    let cut = Mutex(0)
  }

  public init(to server: Int, life: TimeAmount) async throws {
    let counts = counts
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: false)
      .childChannelInitializer { client in
        counts.taken.withLock { $0 += 1 }
        return client.eventLoop.makeCompletedFuture {
          try client.pipeline.syncOperations.addHandler(
            RelayOpening(server: server, life: life) { counts.cut.withLock { $0 += 1 } })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
  }

  public func stop() async { try? await channel.close() }
}

/// Connects to the server as soon as the client is there, and lets neither live longer than it may.
private final class RelayOpening: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let server: Int
  private let life: TimeAmount
  private let noteCut: @Sendable () -> Void

  init(server: Int, life: TimeAmount, noteCut: @escaping @Sendable () -> Void) {
    self.server = server
    self.life = life
    self.noteCut = noteCut
  }

  func channelActive(context: ChannelHandlerContext) {
    let (client, life, noteCut) = (context.channel, life, noteCut)
    // Both ends on one loop: what one reads the other writes.
    ClientBootstrap(group: context.eventLoop)
      .channelOption(.autoRead, value: false)
      .connect(host: "127.0.0.1", port: server)
      .flatMapThrowing { upstream in
        try client.pipeline.syncOperations.addHandler(RelayHandler(to: upstream))
        try upstream.pipeline.syncOperations.addHandler(RelayHandler(to: client))
        client.eventLoop.scheduleTask(in: life) {
          guard client.isActive else { return }
          noteCut()
          client.close(promise: nil)
          upstream.close(promise: nil)
        }
        client.read()
        upstream.read()
      }
      .whenFailure { _ in client.close(promise: nil) }
  }
}

/// Reads only as fast as the other end takes it.
private final class RelayHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let other: any Channel

  init(to other: any Channel) { self.other = other }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let channel = context.channel
    other.writeAndFlush(unwrapInboundIn(data)).whenComplete { _ in channel.read() }
  }

  func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
