internal import Core
public import NIOCore
internal import NIOPosix
internal import Synchronization

/// A server on this machine that says what a test wants it to say: real sockets, no IMAP of its own. It cuts what arrives into
/// commands, literals included, and asks the test's closure for the answer.
public final class ScriptedServer: Sendable {
  /// One complete command.
  public struct Line: Sendable {
    public var tag: String
    /// What follows the tag, literals replaced by `{n}`.
    public var text: String
    public var literals: [[UInt8]]
    /// Number of the connection, from 1.
    public var connection: Int
    /// `LOGIN`, `UID FETCH`, … in upper case.
    public var name: String {
      let words = text.split(separator: " ")
      guard let first = words.first?.uppercased() else { return "" }
      return first == "UID" && words.count > 1 ? "UID \(words[1].uppercased())" : first
    }
  }

  public enum Reply: Sendable {
    case send(String)
    case bytes([UInt8])
    /// Closes after what was sent.
    case close
    /// Resets the connection without a goodbye.
    case reset
    /// Stops reading for good, as a server does that has hung.
    case stall
    /// Runs on the channel's event loop, before anything else is read: adds TLS, for instance.
    case change(@Sendable (any Channel) throws -> Void)
  }

  /// What becomes of a literal that waits to be asked for.
  public enum LiteralAnswer: Sendable { case accept, refuse(String), silent }

  public struct Script: Sendable {
    /// The address it listens at.
    public var host = "127.0.0.1"
    /// Zero for any that is free.
    public var port = 0
    /// The greeting; empty for none.
    public var greeting = "* OK [CAPABILITY IMAP4rev1] ready\r\n"
    public var respond: @Sendable (Line) -> [Reply]
    public var onLiteral: @Sendable (_ tag: String, _ text: String) -> LiteralAnswer = { _, _ in .accept }
    /// Runs before the greeting.
    public var prepare: (@Sendable (any Channel) throws -> Void)?
    public init(respond: @escaping @Sendable (Line) -> [Reply]) { self.respond = respond }
  }

  public let port: Int
  private let channel: any Channel
  private let log: Log

  /// Every command that arrived, in order.
  public var lines: [Line] { log.lines.withLock { $0 } }
  /// Bytes that arrived on all connections.
  public var received: Int { log.received.withLock { $0 } }
  /// Connections accepted so far.
  public var connections: Int { log.connections.withLock { $0 } }

  fileprivate final class Log: Sendable {
    let lines = Mutex<[Line]>([])
    let received = Mutex(0)
    let connections = Mutex(0)
  }

  public init(_ script: Script) async throws {
    let log = Log()
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try script.prepare?(channel)
          try channel.pipeline.syncOperations.addHandler(ScriptedHandler(script, log))
        }
      }
      .bind(host: script.host, port: script.port).get()
    port = channel.localAddress?.port ?? 0
    self.log = log
  }

  public convenience init(_ respond: @escaping @Sendable (Line) -> [Reply]) async throws {
    try await self.init(Script(respond: respond))
  }

  deinit { channel.close(promise: nil) }

  public func stop() async { try? await channel.close().get() }
}

extension [ScriptedServer.Reply] {
  /// Untagged lines, then the tagged answer to `line`.
  public static func ok(
    _ line: ScriptedServer.Line, _ untagged: String = "", _ words: String = "OK done"
  ) -> [ScriptedServer.Reply] {
    [.send("\(untagged)\(line.tag) \(words)\r\n")]
  }
}

private final class ScriptedHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let script: ScriptedServer.Script
  private let log: ScriptedServer.Log
  private var number = 0
  private var held: [UInt8] = []
  private var text: [UInt8] = []
  private var literals: [[UInt8]] = []
  private var literalLeft: Int?
  private var isStalled = false

  init(_ script: ScriptedServer.Script, _ log: ScriptedServer.Log) {
    self.script = script
    self.log = log
  }

  func channelActive(context: ChannelHandlerContext) {
    number = log.connections.withLock {
      $0 += 1
      return $0
    }
    if !script.greeting.isEmpty { send(Array(script.greeting.utf8), context) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    log.received.withLock { $0 += buffer.readableBytes }
    guard !isStalled else { return }
    held += buffer.readableBytesView
    advance(context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func advance(_ context: ChannelHandlerContext) {
    while !isStalled {
      if let left = literalLeft {
        guard held.count >= left else { return }
        literals.append(Array(held.prefix(left)))
        held.removeFirst(left)
        literalLeft = nil
      }
      guard let end = held.firstIndex(of: 0x0A) else { return }
      let line = Array(held[..<end].filter { $0 != 0x0D })
      held.removeFirst(end + 1)
      text += line
      if let (size, waits) = Self.literal(line) {
        literalLeft = size
        if waits, !answerLiteral(context) { return }
        continue
      }
      finish(context)
    }
  }

  /// False when the literal was not asked for.
  private func answerLiteral(_ context: ChannelHandlerContext) -> Bool {
    let (tag, rest) = Self.split(text)
    switch script.onLiteral(tag, rest) {
    case .accept:
      send(Array("+ go on\r\n".utf8), context)
      return true
    case .refuse(let reply):
      literalLeft = nil
      (text, literals) = ([], [])
      send(Array("\(tag) \(reply)\r\n".utf8), context)
      return true
    case .silent: return false
    }
  }

  private func finish(_ context: ChannelHandlerContext) {
    let (tag, rest) = Self.split(text)
    let line = ScriptedServer.Line(tag: tag, text: rest, literals: literals, connection: number)
    (text, literals) = ([], [])
    log.lines.withLock { $0.append(line) }
    for reply in script.respond(line) { act(reply, context) }
  }

  private func act(_ reply: ScriptedServer.Reply, _ context: ChannelHandlerContext) {
    switch reply {
    case .send(let text): send(Array(text.utf8), context)
    case .bytes(let bytes): send(bytes, context)
    case .close:
      isStalled = true
      context.close(promise: nil)
    case .reset:
      isStalled = true
      // With a zero linger time the kernel sends RST instead of FIN.
      let channel = context.channel
      if let options = channel as? any SocketOptionProvider {
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
      } else {
        channel.close(promise: nil)
      }
    case .stall: isStalled = true
    case .change(let change):
      do { try change(context.channel) } catch { context.close(promise: nil) }
    }
  }

  private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
  }

  private static func split(_ line: [UInt8]) -> (String, String) {
    let text = String(decoding: line, as: UTF8.self)
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : "")
  }

  private static func literal(_ line: [UInt8]) -> (Int, Bool)? {
    guard line.last == 0x7D, let open = line.lastIndex(of: 0x7B) else { return nil }
    let inside = line[(open + 1)..<(line.count - 1)]
    let isPlus = inside.last == 0x2B
    guard let size = Int(String(decoding: isPlus ? inside.dropLast() : inside, as: UTF8.self)) else { return nil }
    return (size, !isPlus)
  }
}
