import Glibc

/// A small blocking IMAP client over a plain socket, apart from the product's own on purpose: it fills the lab and judges
/// what a move brought, so a mistake in the product's parser or client cannot hide itself. One thread uses it at a time.
public final class RawIMAP {
  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// One response line: text, then literals and text in turn.
  struct Line {
    var text: [UInt8] = []
    var literals: [[UInt8]] = []
    var string: String { String(decoding: text, as: UTF8.self) }
  }

  private let socket: Int32
  private var buffer: [UInt8] = []
  private var start = 0
  private var tags = 0
  /// What the server announced, upper case.
  public private(set) var capabilities: Set<String> = []

  /// Connects to 127.0.0.1. Every read and write gives up after `seconds`.
  public init(port: Int, seconds: Int = 60) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw Failure(description: "no socket: errno \(errno)") }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    guard Loopback.connect(socket, port: port) else {
      let reason = errno
      Glibc.close(socket)
      throw Failure(description: "127.0.0.1:\(port) does not answer: errno \(reason)")
    }
    let greeting = try line().string
    guard greeting.hasPrefix("* OK") else { throw Failure(description: "greeting: \(greeting)") }
  }

  deinit { Glibc.close(socket) }

  public func login(_ user: String, _ password: String) throws {
    try command("LOGIN \(Self.quoted(user)) \(Self.quoted(password))")
    for answer in try command("CAPABILITY") {
      capabilities.formUnion(
        answer.string.uppercased().split(whereSeparator: { " \r\n*".contains($0) }).map(String.init))
    }
  }

  /// Sends one command and reads to its end; the untagged answers in between. Throws when it is not OK.
  @discardableResult
  func command(_ text: String) throws -> [Line] { try finish(begin(Array(text.utf8))) }

  /// For callers outside: the command's answers as text, literals left out.
  @discardableResult
  public func text(_ command: String) throws -> [String] { try self.command(command).map(\.string) }

  /// Sends a command without waiting; its tag.
  func begin(_ text: [UInt8]) throws -> String {
    tags += 1
    let tag = "r\(tags)"
    try write(Array("\(tag) ".utf8) + text + [0x0D, 0x0A])
    return tag
  }

  /// Reads to the end of the command with this tag.
  func finish(_ tag: String, each: ((Line) throws -> Void)? = nil) throws -> [Line] {
    var untagged: [Line] = []
    let mark = Array("\(tag) ".utf8)
    while true {
      let answer = try line()
      guard answer.text.starts(with: mark) else {
        if let each { try each(answer) } else { untagged.append(answer) }
        continue
      }
      guard answer.text.dropFirst(mark.count).starts(with: "OK".utf8) else {
        throw Failure(description: answer.string.trimmingBlanks)
      }
      return untagged
    }
  }

  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
  static func quoted(_ text: [UInt8]) -> [UInt8] {
    [0x22] + text.flatMap { $0 == 0x22 || $0 == 0x5C ? [0x5C, $0] : [$0] } + [0x22]
  }

  // MARK: bytes

  func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        let rest = all[sent...]
        return send(
          socket, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure(description: "the connection broke while writing: errno \(errno)") }
      sent += count
    }
  }

  /// A whole logical line with its literals (RFC 9051 §4.3).
  func line() throws -> Line {
    var answer = Line()
    while true {
      let part = try physicalLine()
      answer.text += part
      guard let size = Self.literalSize(part) else { return answer }
      answer.literals.append(try take(size))
    }
  }

  private func physicalLine() throws -> [UInt8] {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        return Array(buffer[start...end])
      }
      searched = buffer.count
      let before = start
      try readMore()
      searched -= before - start
    }
  }

  private func take(_ size: Int) throws -> [UInt8] {
    while buffer.count - start < size { try readMore() }
    defer { start += size }
    return Array(buffer[start..<start + size])
  }

  private func readMore() throws {
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    let room = 256 * 1_024
    let held = buffer.count
    buffer += [UInt8](repeating: 0, count: room)
    let count = buffer.withUnsafeMutableBytes { all in
      recv(socket, UnsafeMutableRawBufferPointer(rebasing: all[held...]).baseAddress, room, 0)
    }
    let reason = errno
    buffer.removeLast(room - max(0, count))
    guard count > 0 else {
      throw Failure(description: count == 0 ? "the server closed the connection" : "no answer: errno \(reason)")
    }
  }

  /// `{123}` before the line's end.
  private static func literalSize(_ line: [UInt8]) -> Int? {
    guard line.count >= 5, line.suffix(3).elementsEqual([0x7D, 0x0D, 0x0A]),
      let open = line.lastIndex(of: 0x7B)
    else { return nil }
    return Int(String(decoding: line[(open + 1)..<(line.count - 3)], as: UTF8.self))
  }
}

extension String {
  var trimmingBlanks: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
