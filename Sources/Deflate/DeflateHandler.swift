internal import CZlib
public import Core
public import NIOCore

/// COMPRESS=DEFLATE (RFC 4978): raw deflate both ways, one stream each for the life of the connection; the same at either
/// end. What is flushed is flushed through (`Z_SYNC_FLUSH`), so that a command never waits in the compressor.
///
/// One read can grow a thousandfold. It is expanded a window at a time, and the next window only when the next handler asks
/// for more: with `autoRead` the handler asks through the whole pipeline on the channel's behalf, and a handler that holds
/// the read back holds the rest back, too. What is held when the connection closes is dropped.
public final class DeflateHandler: ChannelDuplexHandler, RemovableChannelHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = ByteBuffer
  public typealias OutboundIn = ByteBuffer
  public typealias OutboundOut = ByteBuffer

  /// Most bytes handed on at once.
  public static let window = 64 << 10

  // zlib remembers where its stream structs lie, so they must not move: made in `init`, given back in `deinit`, and used on
  // the channel's event loop only.
  private let inflater: UnsafeMutablePointer<z_stream>
  private let deflater: UnsafeMutablePointer<z_stream>
  private var context: ChannelHandlerContext?
  /// Compressed bytes not expanded yet.
  private var compressed = ByteBuffer()
  /// The last window came out full: zlib may hold more without having input left.
  private var mayHoldMore = false
  private var isDelivering = false
  /// More was asked for while a window was on its way.
  private var isAskedForMore = false
  private var hasUnflushed = false

  /// Throws ``Core/Fault`` when zlib has no memory.
  public init() throws(Fault) {
    inflater = .allocate(capacity: 1)
    deflater = .allocate(capacity: 1)
    inflater.initialize(to: z_stream())
    deflater.initialize(to: z_stream())
    let size = CInt(MemoryLayout<z_stream>.size)
    // Negative window bits: no zlib header. RFC 4978 §4.
    guard inflateInit2_(inflater, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK,
      deflateInit2_(deflater, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
    else { throw Self.broken("zlib could not be set up") }
  }

  deinit {
    // Both refuse a stream that was never set up.
    inflateEnd(inflater)
    deflateEnd(deflater)
    inflater.deallocate()
    deflater.deallocate()
  }

  private static func broken(_ what: String) -> Fault {
    Fault("IMAP-PROTOCOL", "COMPRESS: \(what)", recovery: .reconnect, advice: "Turn compression off for this endpoint.")
  }

  public func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  public func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  /// Takes compressed bytes that arrived before this handler stood in the pipeline.
  public func receiveEarly(_ bytes: ByteBuffer) {
    guard let context else { return }
    compressed = bytes
    deliver(context)
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if compressed.readableBytes == 0 { compressed = bytes } else { compressed.writeBuffer(&bytes) }
    if isDelivering { isAskedForMore = true } else { deliver(context) }
  }

  /// The next handler asks for more: what is already here comes first.
  public func read(context: ChannelHandlerContext) {
    if isDelivering {
      isAskedForMore = true
    } else if holdsMore {
      deliver(context)
    } else {
      context.read()
    }
  }

  private var holdsMore: Bool { compressed.readableBytes > 0 || mayHoldMore }

  private func deliver(_ context: ChannelHandlerContext) {
    isDelivering = true
    defer { isDelivering = false }
    repeat {
      isAskedForMore = false
      var out = context.channel.allocator.buffer(capacity: Self.window)
      do {
        try expand(into: &out)
      } catch {
        context.fireErrorCaught(error)
        return
      }
      guard out.readableBytes > 0 else { return context.read() }
      context.fireChannelRead(wrapInboundOut(out))
      if (try? context.channel.syncOptions?.getOption(.autoRead)) == true { context.pipeline.read() }
    } while isAskedForMore && holdsMore
    if isAskedForMore { context.read() }
  }

  /// Fills `out` as far as what is here goes.
  private func expand(into out: inout ByteBuffer) throws(Fault) {
    let (status, used, made) = compressed.withUnsafeReadableBytes { input in
      out.withUnsafeMutableWritableBytes { output in
        let room = min(output.count, Self.window)
        // zlib does not write to its input.
        inflater.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        inflater.pointee.avail_in = UInt32(input.count)
        inflater.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        inflater.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(inflater, Z_SYNC_FLUSH)
        return (status, input.count - Int(inflater.pointee.avail_in), room - Int(inflater.pointee.avail_out))
      }
    }
    compressed.moveReaderIndex(forwardBy: used)
    // A buffer that is empty is let go: it may be one of the channel's, which wants it back.
    if compressed.readableBytes == 0 { compressed = ByteBuffer() }
    out.moveWriterIndex(forwardBy: made)
    mayHoldMore = made == Self.window
    if status == Z_STREAM_END { throw Self.broken("the other side ended the compressed stream") }
    guard status == Z_OK || status == Z_BUF_ERROR, used > 0 || made > 0 || compressed.readableBytes == 0 else {
      throw Self.broken("the other side's bytes are no deflate stream")
    }
  }

  public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let bytes = unwrapOutboundIn(data)
    hasUnflushed = true
    context.write(wrapOutboundOut(deflate(bytes, Z_NO_FLUSH, context)), promise: promise)
  }

  public func flush(context: ChannelHandlerContext) {
    if hasUnflushed {
      hasUnflushed = false
      context.write(wrapOutboundOut(deflate(ByteBuffer(), Z_SYNC_FLUSH, context)), promise: nil)
    }
    context.flush()
  }

  private func deflate(_ bytes: ByteBuffer, _ mode: CInt, _ context: ChannelHandlerContext) -> ByteBuffer {
    var out = context.channel.allocator.buffer(capacity: bytes.readableBytes / 2 + 256)
    bytes.withUnsafeReadableBytes { input in
      // zlib does not write to its input.
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
