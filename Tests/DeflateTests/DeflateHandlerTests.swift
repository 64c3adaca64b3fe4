import Core
import Deflate
import NIOCore
import NIOEmbedded
import Testing

struct DeflateHandlerTests {
  /// Counts what comes, and passes requests for more on while it is open.
  private final class Gate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    var isOpen: Bool
    var received = ByteBuffer()
    var largest = 0
    var requests = 0
    var fault: (any Error)?
    private var context: ChannelHandlerContext?

    init(isOpen: Bool) { self.isOpen = isOpen }
    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var bytes = unwrapInboundIn(data)
      largest = max(largest, bytes.readableBytes)
      received.writeBuffer(&bytes)
    }
    func read(context: ChannelHandlerContext) {
      requests += 1
      if isOpen { context.read() }
    }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { fault = error }
    /// Lets one more read through.
    func ask() { context?.read() }
  }

  private static func compressed(_ pieces: [ByteBuffer]) throws -> ByteBuffer {
    let channel = EmbeddedChannel(handler: try DeflateHandler())
    for piece in pieces { channel.write(piece, promise: nil) }
    channel.flush()
    var all = ByteBuffer()
    while var part = try channel.readOutbound(as: ByteBuffer.self) { all.writeBuffer(&part) }
    _ = try channel.finish(acceptAlreadyClosed: true)
    return all
  }

  private static func channel(_ gate: Gate) throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandlers([try DeflateHandler(), gate])
    return channel
  }

  private static let text = ByteBuffer(
    string: String(repeating: "twee zakken stro, vijf bundels rietjes\r\n", count: 500))

  @Test(arguments: [1, 3, 1_000, 1 << 20]) func whatGoesInComesOut(step: Int) throws {
    var wire = try Self.compressed([Self.text, ByteBuffer(string: "a1 OK\r\n")])
    #expect(wire.readableBytes < 1_000)
    let gate = Gate(isOpen: true)
    let channel = try Self.channel(gate)
    while let part = wire.readSlice(length: min(step, wire.readableBytes)), part.readableBytes > 0 {
      try channel.writeInbound(part)
    }
    #expect(String(buffer: gate.received) == String(buffer: Self.text) + "a1 OK\r\n")
    #expect(gate.fault == nil)
    _ = try channel.finish()
  }

  /// Four megabytes in twenty kilobytes: a reader who holds back gets one window, and another for each request.
  @Test func whoHoldsBackIsNotFlooded() throws {
    let size = 4 << 20
    let wire = try Self.compressed([ByteBuffer(repeating: 0x61, count: size)])
    #expect(wire.readableBytes < size / 200)
    let gate = Gate(isOpen: false)
    let channel = try Self.channel(gate)
    try channel.writeInbound(wire)
    #expect(gate.received.readableBytes == DeflateHandler.window)
    gate.ask()
    #expect(gate.received.readableBytes == 2 * DeflateHandler.window)
    gate.isOpen = true
    gate.ask()
    #expect(gate.received.readableBytes == size)
    #expect(gate.largest == DeflateHandler.window)
    #expect(gate.received == ByteBuffer(repeating: 0x61, count: size))
    _ = try channel.finish()
  }

  @Test func whatCameBeforeTheHandler() throws {
    let gate = Gate(isOpen: true)
    let channel = EmbeddedChannel()
    let deflate = try DeflateHandler()
    try channel.pipeline.syncOperations.addHandlers([deflate, gate])
    deflate.receiveEarly(try Self.compressed([Self.text]))
    #expect(gate.received == Self.text)
    _ = try channel.finish()
  }

  @Test func noise() throws {
    let gate = Gate(isOpen: true)
    let channel = try Self.channel(gate)
    try channel.writeInbound(ByteBuffer(string: "* OK this is no deflate stream"))
    #expect((gate.fault as? Fault)?.code == "IMAP-PROTOCOL")
    #expect(gate.received.readableBytes == 0)
    _ = try? channel.finish()
  }

  /// The last block, marked as such, ends the stream: nothing may follow in it.
  @Test func anEndedStream() throws {
    let gate = Gate(isOpen: true)
    let channel = try Self.channel(gate)
    // An empty block with fixed codes and the final bit. RFC 1951 §3.2.3.
    try channel.writeInbound(ByteBuffer(bytes: [0x03, 0x00]))
    #expect((gate.fault as? Fault)?.code == "IMAP-PROTOCOL")
    _ = try? channel.finish()
  }
}
