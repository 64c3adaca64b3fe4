internal import Core
internal import IMAP
internal import NIOCore
internal import NIOSSL

/// The end of the channel's pipeline: parses what arrives, hands it to whoever waits for it, and writes commands in turn.
/// It does what ``CommandPipeline`` says and holds no protocol knowledge of its own. Event loop only.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  let endpoint: Endpoint
  let loop: any EventLoop
  let window = ReadWindow()
  var pipeline: CommandPipeline<any ResponseReceiver>
  private(set) var fault: Fault?
  /// Decides how literals are sent; empty, that is cautious, until the sign-in is done.
  var capabilities = Capabilities()

  private var parser = ResponseParser()
  private(set) var context: ChannelHandlerContext?
  /// What the server says first.
  let greeting: EventLoopPromise<Status>
  private var isGreeted = false
  private var wantsRead = false
  var lastProgress: NIODeadline
  private var watchdog: RepeatedTask?
  /// What else may not be sent before: the rest of a command behind its announced literal.
  private var remainder: (number: UInt32, parts: ArraySlice<EncodedCommand.Part>)?
  /// Commands that wait for the line: a literal is announced, or messages are being written.
  private var held: [HeldCommand] = []
  private var upgrade: Upgrade?
  var appendState = AppendState()

  private struct HeldCommand {
    var number: UInt32
    var name: String
    var parts: [EncodedCommand.Part]
    var takesChallenges: Bool
    var uids: NumberSet?
    var receiver: any ResponseReceiver
  }

  /// A command behind whose OK the bytes change their nature; `apply` gets those that came with it.
  private struct Upgrade {
    var apply: (ChannelHandlerContext, ByteBuffer) throws -> Void
    var isGranted = false
  }

  init(endpoint: Endpoint, loop: any EventLoop) {
    self.endpoint = endpoint
    self.loop = loop
    greeting = loop.makePromise()
    pipeline = CommandPipeline(place: endpoint.place)
    lastProgress = loop.now
  }

  // MARK: channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    window.onOpen = { [weak self] in self?.readOn() }
    if context.channel.isActive { startWatchdog() }
  }

  func channelActive(context: ChannelHandlerContext) {
    startWatchdog()
    context.fireChannelActive()
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    die(Fault(.lost, "the connection was closed", place: endpoint.place, recovery: .reconnect))
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var chunk = unwrapInboundIn(data)
    lastProgress = loop.now
    do {
      while fault == nil, chunk.readableBytes > 0 { try consume(&chunk, context) }
    } catch {
      die(ConnectFault.reading(error, endpoint: endpoint, isGreeted: isGreeted, firstBytes: chunk))
    }
  }

  private func consume(_ chunk: inout ByteBuffer, _ context: ChannelHandlerContext) throws {
    parser.stopsBehindTagged = upgrade != nil
    let here = chunk
    let taken = try parser.consume(here.readableBytesUInt8Span) { event in try self.handle(event, in: here) }
    chunk.moveReaderIndex(forwardBy: taken)
    guard let granted = upgrade, granted.isGranted else { return }
    upgrade = nil
    let rest = chunk
    chunk.clear()
    try granted.apply(context, rest)
  }

  func channelInactive(context: ChannelHandlerContext) {
    die(ConnectFault.closed(endpoint: endpoint, isGreeted: isGreeted))
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A server that leaves without TLS's goodbye has left all the same.
    if let tls = error as? NIOSSLError, case .uncleanShutdown = tls { return }
    let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
    die(ConnectFault.during(error, endpoint: endpoint, isGreeted: isGreeted, certificate: certificate ?? nil))
  }

  func read(context: ChannelHandlerContext) {
    if window.isShut { wantsRead = true } else { context.read() }
  }

  private func readOn() {
    // Silence while we did not listen is not the server's.
    lastProgress = loop.now
    guard wantsRead, let context else { return }
    wantsRead = false
    context.read()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    lastProgress = loop.now
    if context.channel.isWritable { appendState.wakeWriter() }
    context.fireChannelWritabilityChanged()
  }

  // MARK: answers

  private func handle(_ event: ResponseEvent, in chunk: ByteBuffer) throws {
    guard case .response(let response) = event else {
      var begun: FetchItem?
      if case .bodyBegin(let item, _, _) = event { begun = item }
      if case .deliver(let receiver) = pipeline.onBody(begun) { try receiver.receive(event, in: chunk) }
      return
    }
    switch pipeline.on(response) {
    case .deliver(let receiver): try receiver.receive(event, in: chunk)
    case .complete(let entry, let status): complete(entry, status)
    case .challenge(let receiver, let text): (receiver as? DialogueReceiver)?.challenge(text)
    case .proceed: proceed()
    case .greet(let status):
      isGreeted = true
      greeting.succeed(status)
    case .lost(let fault): throw fault
    case .ignore: break
    }
  }

  private func complete(_ entry: CommandPipeline<any ResponseReceiver>.Entry, _ status: Status) {
    if let rest = remainder, rest.number == entry.number { remainder = nil }
    if appendState.literalOwner == entry.number { appendState.refuseLiteral() }
    if upgrade != nil {
      if status.isOK { upgrade?.isGranted = true } else { upgrade = nil }
    }
    entry.receiver.complete(status)
    releaseHeld()
  }

  // MARK: commands

  /// Sends `command`, or keeps it until the line is free. `onGranted` runs on its OK, before anything else is read.
  func submit(
    _ command: Command, receiver: any ResponseReceiver, takesChallenges: Bool = false,
    onGranted: ((ChannelHandlerContext, ByteBuffer) throws -> Void)? = nil
  ) {
    if let fault { return receiver.fail(fault) }
    let number = pipeline.nextNumber()
    do {
      let encoded = try CommandEncoder(literals: LiteralStyle(capabilities))
        .encode(command, tag: CommandPipeline<any ResponseReceiver>.tag(number))
      if let onGranted { upgrade = Upgrade(apply: onGranted) }
      let entry = HeldCommand(
        number: number, name: command.name, parts: encoded.parts, takesChallenges: takesChallenges,
        uids: command.fetchedUIDs, receiver: receiver)
      if isLineTaken { held.append(entry) } else { send(entry) }
    } catch {
      receiver.fail(
        Fault(
          .bad, "\(command.name) cannot be written: \(error)", place: endpoint.place, recovery: .skipItem, cause: error)
      )
    }
  }

  /// A line that is no command: the answer to a challenge.
  func sendLine(_ line: [UInt8]) {
    guard fault == nil, let context else { return }
    var buffer = context.channel.allocator.buffer(capacity: line.count + 2)
    buffer.writeBytes(line)
    buffer.writeStaticString("\r\n")
    write(buffer)
    flush()
  }

  private var isLineTaken: Bool { remainder != nil || appendState.isOpen || !held.isEmpty }

  private func send(_ command: HeldCommand) {
    if pipeline.isEmpty { lastProgress = loop.now }
    pipeline.sent(
      command.number, name: command.name, takesChallenges: command.takesChallenges, uids: command.uids,
      receiver: command.receiver)
    write(command.number, command.parts[...])
  }

  private func write(_ number: UInt32, _ parts: ArraySlice<EncodedCommand.Part>) {
    guard let context else { return }
    for (index, part) in zip(parts.indices, parts) {
      switch part {
      case .bytes(let bytes): write(context.channel.allocator.buffer(bytes: bytes))
      case .awaitContinuation:
        remainder = (number, parts[(index + 1)...])
        pipeline.awaitLiteral(of: number)
        flush()
        return
      }
    }
    flush()
  }

  private func proceed() {
    if let rest = remainder {
      remainder = nil
      write(rest.number, rest.parts)
      releaseHeld()
    } else {
      appendState.grantLiteral()
    }
  }

  func releaseHeld() {
    while !held.isEmpty, fault == nil, remainder == nil, !appendState.isOpen {
      let next = held.removeFirst()
      send(next)
    }
  }

  // MARK: the end

  private func startWatchdog() {
    lastProgress = loop.now
    let limit = TimeAmount(min(endpoint.responseTimeout, endpoint.connectTimeout))
    let tick: TimeAmount = max(.milliseconds(20), min(.seconds(5), .nanoseconds(limit.nanoseconds / 4)))
    // Holds on to the handler until ``die(_:)``, which every way out of the channel passes.
    let bound = NIOLoopBound(self, eventLoop: loop)
    watchdog = loop.scheduleRepeatedTask(initialDelay: tick, delay: tick) { _ in bound.value.look() }
  }

  private func look() {
    guard fault == nil else { return }
    let silence = loop.now - lastProgress
    if !isGreeted {
      if silence > TimeAmount(endpoint.connectTimeout) { die(ConnectFault.noGreeting(endpoint: endpoint)) }
      return
    }
    // The answer to a command whose bytes we still gather is not owed, unless it is our turn that we wait for.
    let unfinished = appendState.isCommandOpen && appendState.literalOwner == nil ? 1 : 0
    let owes = pipeline.count > unfinished && !window.isShut
    guard owes || appendState.isStuck else {
      lastProgress = loop.now
      return
    }
    if silence > TimeAmount(endpoint.responseTimeout) {
      die(ConnectFault.silent(endpoint: endpoint, command: pipeline.oldestName ?? "APPEND"))
    }
  }

  /// Ends everything: whoever waits hears `cause`, or the server's last words where it left some.
  func die(_ cause: Fault) {
    guard fault == nil else { return }
    let (waiting, fault) = pipeline.close(cause)
    self.fault = fault
    watchdog?.cancel()
    watchdog = nil
    let unsent = held
    held = []
    remainder = nil
    upgrade = nil
    if !isGreeted { greeting.fail(fault) }
    for receiver in waiting { receiver.fail(fault) }
    for command in unsent { command.receiver.fail(fault) }
    appendState.fail(fault)
    context?.close(promise: nil)
  }
}
