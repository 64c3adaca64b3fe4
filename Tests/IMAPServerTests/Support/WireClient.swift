import Glibc

/// A blocking socket that speaks lines. Every read gives up after ten seconds, so a test that waits for what never comes
/// fails instead of hanging.
final class WireClient {
  private let descriptor: CInt
  private var buffer: [UInt8] = []
  private(set) var isClosed = false
  /// Bytes that came so far.
  private(set) var received = 0

  init(port: Int) throws {
    descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure.refused }
    _ = try line()
  }

  deinit { close(descriptor) }

  enum Failure: Error { case refused, closed, silent }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure.closed }
      done += count
    }
  }

  private func fill() throws {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count < 0, errno == EAGAIN { throw Failure.silent }
    guard count > 0 else {
      isClosed = true
      throw Failure.closed
    }
    buffer += chunk[..<count]
    received += count
  }

  /// Reads something and forgets it; how much it was.
  func skip() throws -> Int {
    if buffer.isEmpty { try fill() }
    defer { buffer = [] }
    return buffer.count
  }

  func line() throws -> String {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        defer { buffer.removeFirst(end + 1) }
        return String(decoding: buffer[...end], as: UTF8.self)
      }
      try fill()
    }
  }

  /// Exactly `count` bytes.
  func bytes(_ count: Int) throws -> [UInt8] {
    while buffer.count < count { try fill() }
    defer { buffer.removeFirst(count) }
    return Array(buffer[..<count])
  }

  /// Sends a command and returns the answer up to its tagged line.
  func ask(_ command: String, tag: String = "t") throws -> [String] {
    try write("\(tag) \(command)\r\n")
    return try answer(tag)
  }

  func answer(_ tag: String = "t") throws -> [String] {
    var lines: [String] = []
    repeat { lines.append(try line()) } while !lines[lines.count - 1].hasPrefix("\(tag) ")
    return lines
  }

  /// Reads until the server closes; the number of bytes that came before.
  func drain() -> Int {
    var total = buffer.count
    buffer = []
    while (try? fill()) != nil {
      total += buffer.count
      buffer = []
    }
    return total
  }
}
