import Core
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One HTTP/1.1 request at a time over a connection of its own, byte by byte as it is written: no client library decides
/// what is sent or what is made of the answer.
public struct RawHTTP: Sendable {
  public struct Reply: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// False when the connection ended before the body did.
    public var isWhole: Bool

    public var text: String { String(decoding: body, as: UTF8.self) }
    public func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
  }

  public let host: String
  public let port: Int
  /// PEM file of the authority to trust; nil for plain HTTP.
  public let root: String?

  public init(host: String = "127.0.0.1", port: Int, root: String? = nil) {
    self.host = host
    self.port = port
    self.root = root
  }

  public func get(_ target: String) async throws -> Reply { try await send("GET", target) }

  /// A form, as token endpoints want it.
  public func post(_ target: String, _ form: [(name: String, value: String)]) async throws -> Reply {
    try await send(
      "POST", target, [("Content-Type", "application/x-www-form-urlencoded")], Array(FormCoding.encode(form).utf8))
  }

  /// Throws `TEST-HTTP` when the connection closes before a status line.
  public func send(
    _ method: String, _ target: String, _ headers: [(name: String, value: String)] = [], _ body: [UInt8] = []
  ) async throws -> Reply {
    var text = "\(method) \(target) HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n"
    for header in headers { text += "\(header.name): \(header.value)\r\n" }
    if method != "GET" { text += "Content-Length: \(body.count)\r\n" }
    let bytes = try await exchange(Array((text + "\r\n").utf8) + body)
    guard let reply = Self.parse(bytes) else {
      throw Fault("TEST-HTTP", "no answer: \(bytes.count) bytes", recovery: .reconnect)
    }
    return reply
  }

  /// Sends bytes and reads until the other side closes.
  private func exchange(_ request: [UInt8]) async throws -> [UInt8] {
    let collected = Collected()
    let secure = try root.map { root in
      var settings = TLSConfiguration.makeClientConfiguration()
      settings.trustRoots = .file(root)
      return try NIOSSLContext(configuration: settings)
    }
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let secure {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: secure, serverHostname: "localhost"))
          }
          try channel.pipeline.syncOperations.addHandler(Collector(collected))
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    try? await channel.writeAndFlush(ByteBuffer(bytes: request))
    try? await channel.closeFuture.get()
    return collected.bytes.withLock { $0 }
  }

  private static func parse(_ bytes: [UInt8]) -> Reply? {
    guard let end = bytes.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
      let parts = line.split(separator: ":", maxSplits: 1)
      return parts.count == 2 ? (String(parts[0]), parts[1].drop { $0 == " " }.description) : nil
    }
    let body = Array(bytes[end.upperBound...])
    let wanted = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? body.count
    return Reply(status: status, headers: headers, body: body, isWhole: body.count == wanted)
  }

  private final class Collected: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let collected: Collected
    init(_ collected: Collected) { self.collected = collected }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let buffer = unwrapInboundIn(data)
      collected.bytes.withLock { $0 += buffer.readableBytesView }
    }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
  }
}

/// A browser with a person before it who signs in at once: opens an address of the issuer and follows it to the program
/// that waits on loopback.
public enum TestBrowser {
  /// Where the last redirect led; nil when there was none, because an error was shown. Throws when nobody answers.
  @discardableResult
  public static func open(_ address: String, root: String? = nil) async throws -> String? {
    let reply = try await ask(address, root: root)
    guard reply.status == 302, let next = reply.header("Location") else { return nil }
    _ = try await ask(next, root: nil)
    return next
  }

  private static func ask(_ address: String, root: String?) async throws -> RawHTTP.Reply {
    guard let scheme = address.firstRange(of: "://") else {
      throw Fault("TEST-HTTP", "no address: \(address)", recovery: .stopRun)
    }
    let rest = address[scheme.upperBound...]
    let slash = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    let place = rest[..<slash]
    let port = place.split(separator: ":").last.flatMap { Int($0) } ?? 80
    let target = rest[slash...].hasPrefix("/") ? String(rest[slash...]) : "/" + rest[slash...]
    let host = String(place.prefix { $0 != ":" })
    return try await RawHTTP(host: host, port: port, root: address.hasPrefix("https") ? root : nil).get(target)
  }
}
