internal import CZlib
internal import Core
internal import NIOCore

/// COMPRESS=DEFLATE (RFC 4978): raw deflate both ways. What is flushed is flushed through (`Z_SYNC_FLUSH`), so that a
/// command never waits in the compressor; what is inflated is passed on in pieces of bounded size.
final class DeflateHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Largest piece handed on at once; the most that one read can grow to is that many pieces, one after another.
  static let pieceSize = 64 << 10

  private var deflater = z_stream()
  private var inflater = z_stream()
  private var hasUnflushed = false

  init() throws(Fault) {
    let size = Int32(MemoryLayout<z_stream>.size)
    guard deflateInit2_(&deflater, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
      throw Self.broken("the compressor could not be set up")
    }
    guard inflateInit2_(&inflater, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
      deflateEnd(&deflater)
      throw Self.broken("the decompressor could not be set up")
    }
  }

  deinit {
    deflateEnd(&deflater)
    inflateEnd(&inflater)
  }

  private static func broken(_ what: String) -> Fault {
    Fault(.protocolBroken, "COMPRESS: \(what)", recovery: .reconnect, advice: "Turn compression off for this endpoint.")
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) { inflate(unwrapInboundIn(data), context) }

  /// Also for bytes that arrived behind the server's OK.
  func inflate(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    var input = buffer
    do {
      try input.readWithUnsafeMutableReadableBytes { bytes in
        inflater.next_in = bytes.bindMemory(to: UInt8.self).baseAddress
        inflater.avail_in = UInt32(bytes.count)
        defer { inflater.next_in = nil }
        try drain(context)
        return bytes.count
      }
    } catch {
      context.fireErrorCaught(error)
    }
  }

  private func drain(_ context: ChannelHandlerContext) throws {
    while true {
      var output = context.channel.allocator.buffer(capacity: Self.pieceSize)
      var result = Z_OK
      output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { room in
        inflater.next_out = room.bindMemory(to: UInt8.self).baseAddress
        inflater.avail_out = UInt32(Self.pieceSize)
        result = CZlib.inflate(&inflater, Z_SYNC_FLUSH)
        return Self.pieceSize - Int(inflater.avail_out)
      }
      if output.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(output)) }
      switch result {
      case Z_OK where inflater.avail_in > 0 || inflater.avail_out == 0: continue
      case Z_OK, Z_BUF_ERROR: return
      case Z_STREAM_END: throw Self.broken("the server ended the compressed stream")
      default: throw Self.broken("the server's bytes are no deflate stream")
      }
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let buffer = unwrapOutboundIn(data)
    guard buffer.readableBytes > 0 else {
      promise?.succeed(())
      return
    }
    hasUnflushed = true
    deflate(buffer, Z_NO_FLUSH, context, promise)
  }

  func flush(context: ChannelHandlerContext) {
    if hasUnflushed {
      hasUnflushed = false
      deflate(ByteBuffer(), Z_SYNC_FLUSH, context, nil)
    }
    context.flush()
  }

  private func deflate(
    _ buffer: ByteBuffer, _ mode: Int32, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    var input = buffer
    input.readWithUnsafeMutableReadableBytes { bytes in
      deflater.next_in = bytes.bindMemory(to: UInt8.self).baseAddress
      deflater.avail_in = UInt32(bytes.count)
      defer { deflater.next_in = nil }
      repeat {
        var output = context.channel.allocator.buffer(capacity: Self.pieceSize)
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { room in
          deflater.next_out = room.bindMemory(to: UInt8.self).baseAddress
          deflater.avail_out = UInt32(Self.pieceSize)
          _ = CZlib.deflate(&deflater, mode)
          return Self.pieceSize - Int(deflater.avail_out)
        }
        if output.readableBytes > 0 { context.write(wrapOutboundOut(output), promise: nil) }
      } while deflater.avail_out == 0
      return bytes.count
    }
    promise?.succeed(())
  }
}
