#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a mailbox file, readable at any place.
public protocol MailboxSource {
  /// Bytes in all.
  var count: Int { get }
  /// Fills the beginning of `buffer` with bytes from `offset` on.
  ///
  /// - Returns: How many; less than fit only at the end, and then 0 behind it.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension MailboxSource {
  /// Up to `count` bytes from `offset` on; fewer only at the end.
  public func bytes(at offset: Int, _ count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      filled = try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

/// A mailbox file in memory.
public struct MailboxBytes: MailboxSource, Sendable {
  private let bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var count: Int { bytes.count }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard offset < bytes.count else { return 0 }
    let size = min(buffer.count, bytes.count - offset)
    bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + size)])) }
    return size
  }
}

/// A mailbox file on disk, of the size it had when it was opened.
public final class MailboxFile: MailboxSource, Sendable {
  /// The system refused; `code` is its errno.
  public struct Failure: Error, Sendable, Hashable {
    public var code: Int32
  }

  private let descriptor: Int32
  public let count: Int

  public init(_ path: String) throws(Failure) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw Failure(code: code)
    }
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count, offset + done < count, let base = buffer.baseAddress {
      let size = pread(descriptor, base + done, min(buffer.count - done, count - offset - done), off_t(offset + done))
      if size < 0 {
        if errno == EINTR { continue }
        throw Failure(code: errno)
      }
      if size == 0 { break }
      done += size
    }
    return done
  }
}
