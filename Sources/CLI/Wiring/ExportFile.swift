import Core
import Glibc
import NIOCore
import Synchronization

/// Bytes to an open file.
enum RawOutput {
  static func write(_ buffer: ByteBuffer, to descriptor: Int32) throws {
    var rest = buffer.readableBytesView[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw CommandFailure(
          .cannotWriteOutput, "OUTPUT-WRITE", "the output cannot be written: \(String(cString: strerror(errno)))",
          next: "Name another place: --output FILE")
      }
    }
  }
}

/// A message on its way to a file: under another name until it is whole, readable by its owner only.
final class ExportFile: Sendable {
  private let path: String
  private let partial: String
  private let descriptor: Int32
  private let written = Mutex<Int64>(0)

  init(path: String, overwrites: Bool) throws {
    self.path = path
    partial = path + ".part"
    if !overwrites && access(path, F_OK) == 0 {
      throw CommandFailure(
        .cannotWriteOutput, "OUTPUT-EXISTS", "the file is there already", place: path,
        next: "Name another with --output, or write over it with --force.")
    }
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw CommandFailure(
        .cannotWriteOutput, "OUTPUT-WRITE", "the file cannot be made: \(String(cString: strerror(errno)))", place: path,
        next: "Name another place: --output FILE")
    }
  }

  var bytes: Int64 { written.withLock { $0 } }

  func write(_ buffer: ByteBuffer) throws {
    try RawOutput.write(buffer, to: descriptor)
    written.withLock { $0 += Int64(buffer.readableBytes) }
  }

  func keep() throws {
    let isSafe = fsync(descriptor) == 0
    close(descriptor)
    guard isSafe, rename(partial, path) == 0 else {
      throw CommandFailure(.cannotWriteOutput, "OUTPUT-WRITE", "the file cannot be finished", place: path)
    }
  }

  func discard() {
    close(descriptor)
    unlink(partial)
  }
}
