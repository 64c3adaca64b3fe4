import Core
import NIOCore
import NIOHTTP1

/// Puts requests together and writes answers, whole or not.
final class IssuerHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let answering: Issuer.Answering
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private static let bodyLimit = 1 << 20

  init(_ answering: Issuer.Answering) {
    self.answering = answering
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = []
    case .body(let part):
      body += part.readableBytesView
      if body.count > Self.bodyLimit { context.close(promise: nil) }
    case .end:
      guard let head else { return }
      let request = IssuerRequest(
        method: head.method.rawValue, target: head.uri, headers: head.headers.map { ($0.name, $0.value) }, body: body)
      guard let answer = answering.answer(request) else { return context.close(promise: nil) }
      deliver(answer, to: head, context: context)
    }
  }

  private func deliver(_ answer: IssuerAnswer, to request: HTTPRequestHead, context: ChannelHandlerContext) {
    switch answer.delivery {
    case .never: return
    case .closed: context.close(promise: nil)
    case .whole, .cut: write(answer, to: request, context: context)
    case .after(let milliseconds):
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      context.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) {
        let (handler, context) = bound.value
        handler.write(answer, to: request, context: context)
      }
    }
  }

  private func write(_ answer: IssuerAnswer, to request: HTTPRequestHead, context: ChannelHandlerContext) {
    var headers = HTTPHeaders(answer.headers)
    headers.replaceOrAdd(name: "Content-Length", value: "\(answer.body.count)")
    headers.replaceOrAdd(name: "Date", value: HTTPDate.text(answering.now))
    headers.replaceOrAdd(name: "x-ms-request-id", value: RandomText.guid())
    let status = HTTPResponseStatus(statusCode: answer.status)
    context.write(
      wrapOutboundOut(.head(.init(version: request.version, status: status, headers: headers))), promise: nil)
    let part = answer.delivery == .cut ? answer.body.prefix(answer.body.count / 2) : answer.body[...]
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: part)))), promise: nil)
    guard answer.delivery != .cut else {
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.flush()
      context.eventLoop.execute { bound.value.close(promise: nil) }
      return
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    if !request.isKeepAlive { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`. RFC 9110 §5.6.7.
enum HTTPDate {
  static func text(_ seconds: Int64) -> String {
    let time = CalendarTime(secondsSince1970: seconds)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let clock = [time.hour, time.minute, time.second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    let day = time.day < 10 ? "0\(time.day)" : "\(time.day)"
    return "\(days[time.weekday]), \(day) \(months[time.month - 1]) \(time.year) \(clock) GMT"
  }
}
