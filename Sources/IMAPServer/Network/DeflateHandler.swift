internal import CZlib
internal import Core
internal import NIOCore

/// COMPRESS=DEFLATE: raw deflate in both directions, one stream each for the life of the connection. RFC 4978.
final class DeflateHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let window: Int = 1 << 16
  // zlib remembers where its stream structs lie, so they must not move.
  private let inflater: UnsafeMutablePointer<z_stream>
  private let deflater: UnsafeMutablePointer<z_stream>
  private var context: ChannelHandlerContext?
  /// Compressed bytes not inflated yet: one read's worth is expanded window by window, each only once the previous has
  /// been taken.
  private var compressed = ByteBuffer()
  /// The last window came out full: zlib may hold more without having input left.
  private var mayHoldMore = false
  private var hasUnflushed = false

  init() throws {
    inflater = .allocate(capacity: 1)
    deflater = .allocate(capacity: 1)
    inflater.initialize(to: z_stream())
    deflater.initialize(to: z_stream())
    let size = CInt(MemoryLayout<z_stream>.size)
    // Negative window bits: no zlib header. RFC 4978 §4.
    guard
      inflateInit2_(inflater, -15, ZLIB_VERSION, size) == Z_OK,
      deflateInit2_(deflater, 1, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
    else { throw Self.broken }
  }

  deinit {
    inflateEnd(inflater)
    deflateEnd(deflater)
    inflater.deallocate()
    deflater.deallocate()
  }

  private static let broken = Fault(
    "SERVER-DEFLATE", "The compressed stream is broken.", recovery: .reconnect)

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Bytes that arrived before this handler stood in the pipeline.
  func receiveEarly(_ bytes: ByteBuffer) {
    guard let context else { return }
    compressed = bytes
    expand(context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    compressed.writeBuffer(&bytes)
    expand(context)
  }

  /// The next handler asks for more: what is already here comes first.
  func read(context: ChannelHandlerContext) {
    if compressed.readableBytes > 0 || mayHoldMore { expand(context) } else { context.read() }
  }

  private func expand(_ context: ChannelHandlerContext) {
    var out = context.channel.allocator.buffer(capacity: Self.window)
    do {
      try inflateWindow(into: &out)
    } catch {
      context.fireErrorCaught(error)
      return
    }
    if compressed.readableBytes == 0 { compressed.clear() }
    if out.readableBytes > 0 {
      context.fireChannelRead(wrapInboundOut(out))
    } else {
      context.read()
    }
  }

  private func inflateWindow(into out: inout ByteBuffer) throws {
    let (status, used, made) = compressed.withUnsafeReadableBytes { input in
      out.withUnsafeMutableWritableBytes { output in
        let room = min(output.count, Self.window)
        inflater.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        inflater.pointee.avail_in = UInt32(input.count)
        inflater.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        inflater.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(inflater, Z_SYNC_FLUSH)
        return (status, input.count - Int(inflater.pointee.avail_in), room - Int(inflater.pointee.avail_out))
      }
    }
    compressed.moveReaderIndex(forwardBy: used)
    out.moveWriterIndex(forwardBy: made)
    mayHoldMore = made == Self.window
    guard status == Z_OK || status == Z_BUF_ERROR, used > 0 || made > 0 || compressed.readableBytes == 0 else {
      throw Self.broken
    }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let bytes = unwrapOutboundIn(data)
    hasUnflushed = true
    context.write(wrapOutboundOut(deflate(bytes, Z_NO_FLUSH, context)), promise: promise)
  }

  func flush(context: ChannelHandlerContext) {
    if hasUnflushed {
      hasUnflushed = false
      context.write(wrapOutboundOut(deflate(ByteBuffer(), Z_SYNC_FLUSH, context)), promise: nil)
    }
    context.flush()
  }

  private func deflate(_ bytes: ByteBuffer, _ mode: CInt, _ context: ChannelHandlerContext) -> ByteBuffer {
    var out = context.channel.allocator.buffer(capacity: bytes.readableBytes / 2 + 256)
    bytes.withUnsafeReadableBytes { input in
      deflater.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
      deflater.pointee.avail_in = UInt32(input.count)
      repeat {
        out.writeWithUnsafeMutableBytes(minimumWritableBytes: 4_096) { output in
          deflater.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
          deflater.pointee.avail_out = UInt32(output.count)
          _ = CZlib.deflate(deflater, mode)
          return output.count - Int(deflater.pointee.avail_out)
        }
      } while deflater.pointee.avail_out == 0
    }
    return out
  }
}
