import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix

/// A server that knows the time, asked once.
struct TimeServer: Sendable, Hashable {
  var host: String
  var port = SNTP.port

  /// `time.example`, `time.example:1123` or `[2001:db8::1]:123`; nil when it is none of these.
  init?(_ text: String) {
    var host = Substring(text)
    let colons = text.count { $0 == ":" }
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { return nil }
      if !rest.isEmpty {
        guard let port = Int(rest.dropFirst()) else { return nil }
        self.port = port
      }
    } else if colons == 1, let colon = text.firstIndex(of: ":") {
      guard let port = Int(text[text.index(after: colon)...]) else { return nil }
      (host, self.port) = (text[..<colon], port)
    }
    guard !host.isEmpty, (1...65_535).contains(port), !host.contains(where: \.isWhitespace) else { return nil }
    self.host = String(host)
  }

  /// The one this machine is set to ask, by systemd-timesyncd or chrony.
  static func configured() -> TimeServer? {
    let files = ["/etc/systemd/timesyncd.conf", "/etc/chrony/chrony.conf", "/etc/chrony.conf"]
    return files.lazy.compactMap { FileManager.default.contents(atPath: $0) }
      .compactMap { named(in: String(decoding: $0.prefix(1 << 16), as: UTF8.self)) }.first
  }

  /// The first server that a configuration file names: `NTP=a b` (timesyncd.conf(5)), `server a` or `pool a` (chrony.conf(5)).
  static func named(in text: String) -> TimeServer? {
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "=" })
      guard words.count > 1, ["NTP", "server", "pool"].contains(words[0]) else { continue }
      if let server = TimeServer(String(words[1])) { return server }
    }
    return nil
  }

  /// How many seconds this machine's clock is behind; nil when no good answer came in time.
  func offset(on group: any EventLoopGroup, within limit: TimeAmount = .seconds(3)) async -> Double? {
    let loop = group.next()
    let answer = loop.makePromise(of: Double?.self)
    let timer = loop.scheduleTask(in: limit) { answer.succeed(nil) }
    defer { timer.cancel() }
    do {
      let channel = try await DatagramBootstrap(group: loop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(Question(answer))
          }
        }
        .connect(host: host, port: port).get()
      let offset = try await answer.futureResult.get()
      try? await channel.close()
      return offset
    } catch {
      answer.succeed(nil)
      return nil
    }
  }

  /// Asks when the line is there. What is no answer to the question is passed over: anybody can send a datagram.
  private final class Question: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = ByteBuffer
    private let answer: EventLoopPromise<Double?>
    private var sent = SNTP.Timestamp(bits: 0)

    init(_ answer: EventLoopPromise<Double?>) { self.answer = answer }

    func channelActive(context: ChannelHandlerContext) {
      sent = Self.now()
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: SNTP.request(sent))), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let bytes = Array(unwrapInboundIn(data).data.readableBytesView)
      if let offset = SNTP.offset(bytes, sent: sent, received: Self.now()) { answer.succeed(offset) }
    }

    /// Nobody listens there.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { answer.succeed(nil) }

    private static func now() -> SNTP.Timestamp {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return SNTP.Timestamp(secondsSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }
  }
}
