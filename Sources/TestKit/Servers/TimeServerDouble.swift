import NIOCore
import NIOPosix

/// A time server on 127.0.0.1 whose clock is as wrong as a test wants it, or that answers nonsense.
public final class TimeServerDouble: Sendable {
  public let port: Int
  private let channel: any Channel

  /// - Parameter answer: the datagrams to send back for one that came.
  public init(answer: @escaping @Sendable ([UInt8]) -> [[UInt8]]) async throws {
    channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Handler(answer)) }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
  }

  public func stop() async { try? await channel.close() }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>
    private let answer: @Sendable ([UInt8]) -> [[UInt8]]
    init(_ answer: @escaping @Sendable ([UInt8]) -> [[UInt8]]) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let question = unwrapInboundIn(data)
      for bytes in answer(Array(question.data.readableBytesView)) {
        let reply = AddressedEnvelope(remoteAddress: question.remoteAddress, data: ByteBuffer(bytes: bytes))
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
      }
    }
  }
}
