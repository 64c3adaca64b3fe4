public import Core
public import IMAP
public import NIOCore
import Synchronization

/// One connection to a server, signed in. Its state lives on its event loop, and so does whoever shares the loop: a copy
/// between two connections of one loop changes threads nowhere.
public actor IMAPConnection {
  public nonisolated let endpoint: Endpoint
  public nonisolated let facts: SessionFacts
  public nonisolated let loop: any EventLoop
  private nonisolated let bound: NIOLoopBound<ConnectionHandler>
  private nonisolated let explain: (@Sendable (Fault) -> Fault)?
  /// Whether a folder could be opened, so that sign-in and permission are known to be right.
  private nonisolated let hasOpened = Atomic(false)
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

  init(
    endpoint: Endpoint, facts: SessionFacts, loop: any EventLoop, handler: NIOLoopBound<ConnectionHandler>,
    explain: (@Sendable (Fault) -> Fault)? = nil
  ) {
    self.endpoint = endpoint
    self.explain = explain
    self.facts = facts
    self.loop = loop
    bound = handler
  }

  deinit {
    let bound = self.bound
    let place = endpoint.place
    loop.execute { bound.value.die(Fault(.lost, "closed here", place: place, recovery: .reconnect)) }
  }

  public nonisolated var capabilities: Capabilities { facts.capabilities }

  /// Why the connection is of no use any more; nil while it lives.
  public var fault: Fault? { bound.value.fault }

  /// How long the server's certificate holds; nil without TLS.
  public var certificateTerm: CertificateTerm? { bound.value.certificateTerm }

  /// Sends `command` without waiting. Any number may be on the line; they are answered in order.
  public func submit(_ command: Command) -> PendingCommand {
    let promise = loop.makePromise(of: Completed.self)
    bound.value.submit(command, receiver: Collector(promise))
    return PendingCommand(promise.futureResult, bound)
  }

  /// Sends `command` and waits for its answer, which may be a refusal. Throws ``Fault`` when the connection is lost.
  public func run(_ command: Command) async throws -> Completed {
    try await submit(command).value()
  }

  /// As ``run(_:)``; throws the ``Fault`` a NO or BAD stands for.
  @discardableResult public func require(_ command: Command, place: String? = nil) async throws -> Completed {
    let answer = try await run(command)
    guard answer.status.isOK else { throw refusal(answer.status, of: command.name, place: place) }
    return answer
  }

  /// To be called when a folder was opened: from then on the server's doubts about who we are mean that the session
  /// ended, as it does when a token's time is up.
  public nonisolated func noteOpened() { hasOpened.store(true, ordering: .relaxed) }

  /// What the server's refusal means here.
  public nonisolated func refusal(_ status: Status, of command: String, place: String? = nil) -> Fault {
    var fault = Fault.refusal(status, command: command, place: place ?? endpoint.place, provider: facts.provider)
    if fault.code == .auth || fault.code == .authConnected, hasOpened.load(ordering: .relaxed) {
      fault.recovery = .reconnect
      return fault
    }
    return explain?(fault) ?? fault
  }

  /// Sends a FETCH (or UID FETCH) whose answer streams.
  public func fetch(
    _ set: MessageSet, uid: Bool = true, _ requests: [FetchRequest], _ modifiers: FetchModifiers = FetchModifiers()
  ) -> FetchStream {
    stream(.fetch(set, uid: uid, requests, modifiers))
  }

  /// Sends any command whose untagged FETCH and VANISHED answers stream.
  public func stream(_ command: Command) -> FetchStream {
    let sink = FetchSink(window: bound.value.window)
    bound.value.submit(command, receiver: sink)
    return FetchStream(NIOLoopBound(sink, eventLoop: loop), loop: loop)
  }

  /// A writer of messages to `mailbox`. Nothing is sent before its first message.
  public func appendWriter(to mailbox: MailboxName, _ grouping: AppendWriter.Grouping) -> AppendWriter {
    AppendWriter(bound, loop: loop, mailbox: mailbox, grouping: grouping)
  }

  /// Says LOGOUT, waits a moment for the goodbye, and closes. Never throws; whatever is in flight fails.
  public func close() async {
    let handler = bound.value
    let gone = Fault(.lost, "closed here", place: endpoint.place, recovery: .reconnect)
    guard handler.fault == nil else { return }
    if handler.pipeline.isEmpty {
      let promise = loop.makePromise(of: Completed.self)
      handler.submit(.logout, receiver: Collector(promise))
      let limit = loop.scheduleTask(in: .seconds(2)) { [bound] in bound.value.die(gone) }
      _ = try? await promise.futureResult.get()
      limit.cancel()
    }
    handler.die(gone)
  }
}
