import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy that connects every CONNECT to one port of this machine.
final class HTTPProxy: Sendable {
  private let channel: any Channel
  private let seen: Seen
  var port: Int { channel.localAddress?.port ?? 0 }
  var requests: [String] { seen.lines.withLock { $0 } }

  final class Seen: Sendable {
    let lines = Mutex<[String]>([])
  }

  init(to target: Int) async throws {
    let seen = Seen()
    self.seen = seen
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Head(target, seen))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  func stop() async { try? await channel.close().get() }

  /// Reads the request, opens the other side, and passes bytes on both ways.
  private final class Head: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private let target: Int
    private let seen: Seen
    private var head = ByteBuffer()
    private var other: (any Channel)?
    init(_ target: Int, _ seen: Seen) {
      self.target = target
      self.seen = seen
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var bytes = unwrapInboundIn(data)
      if let other { return other.writeAndFlush(bytes, promise: nil) }
      head.writeBuffer(&bytes)
      let text = String(buffer: head)
      guard text.hasSuffix("\r\n\r\n") else { return }
      seen.lines.withLock { $0.append(String(text.prefix { $0 != "\r\n" })) }
      let near = context.channel
      let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
      ClientBootstrap(group: context.eventLoop)
        .channelInitializer { far in
          far.eventLoop.makeCompletedFuture { try far.pipeline.syncOperations.addHandler(Back(near)) }
        }
        .connect(host: "127.0.0.1", port: target)
        .whenSuccess { far in
          bound.value.other = far
          near.closeFuture.whenComplete { _ in far.close(promise: nil) }
        }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 200 Go\r\n\r\n")), promise: nil)
    }
  }

  private final class Back: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let near: any Channel
    init(_ near: any Channel) { self.near = near }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      near.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }
    func channelInactive(context: ChannelHandlerContext) { near.close(promise: nil) }
  }
}
