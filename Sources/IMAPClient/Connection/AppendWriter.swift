internal import Core
public import IMAP
public import NIOCore

/// What goes to the server, in order: a message's head, its bytes, its end.
public enum AppendPiece: Sendable {
  case message(AppendHead)
  case bytes(ByteBuffer)
  case endOfMessage
}

/// Writes messages to one folder, as one command for all (MULTIAPPEND, RFC 3502) or one for each, on the heels of each
/// other. Runs on the connection's event loop; for one task.
///
/// Bytes go out as the buffers they came in; small ones are gathered. A writer that does not end a message it began leaves
/// a literal that cannot be taken back: ``abort(_:)`` closes the connection.
public actor AppendWriter {
  public enum Grouping: Sendable, Hashable { case oneCommand, commandPerMessage }

  /// Buffers up to this size are copied together, so that a thousand small messages are not three thousand writes.
  private static let copyLimit = 8 << 10
  private static let stagingLimit = 64 << 10

  private nonisolated let loop: any EventLoop
  private nonisolated let bound: NIOLoopBound<ConnectionHandler>
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

  private let mailbox: MailboxName
  private let grouping: Grouping
  private var staging: ByteBuffer
  private var command: UInt32?
  private var encoder: AppendEncoder?
  private var remaining: Int?
  private var isRefused = false
  private var hasLine = false
  private var answers: [PendingCommand] = []

  init(_ bound: NIOLoopBound<ConnectionHandler>, loop: any EventLoop, mailbox: MailboxName, grouping: Grouping) {
    self.bound = bound
    self.loop = loop
    self.mailbox = mailbox
    self.grouping = grouping
    staging = ByteBuffer()
  }

  /// Puts `pieces` on the line. Returns when the line has taken them, short of one high-water mark. Throws ``Fault`` when
  /// the connection is lost or a message is longer than its head said.
  public func write(_ pieces: [AppendPiece]) async throws {
    let handler = bound.value
    if let fault = handler.fault { throw fault }
    for piece in pieces {
      switch piece {
      case .message(let head): try await begin(head, handler)
      case .bytes(let bytes): try await put(bytes, handler)
      case .endOfMessage: try end(handler)
      }
    }
    sendStaged(handler)
    handler.flush()
    if grouping == .commandPerMessage, remaining == nil { leaveLine(handler) }
  }

  /// Ends the last command. One answer per message, or one for all; none when nothing was written.
  public func finish() throws -> [PendingCommand] {
    let handler = bound.value
    guard remaining == nil else {
      throw abort(
        Fault(.lost, "a message ended before its announced length", place: handler.endpoint.place, recovery: .reconnect)
      )
    }
    if grouping == .oneCommand, command != nil, !isRefused {
      staging.writeBytes(AppendEncoder.end)
      sendStaged(handler)
      handler.flush()
    }
    leaveLine(handler)
    return answers
  }

  /// Gives up. In the middle of a command nothing but closing the connection helps; between commands nothing is lost.
  /// Hands back what there is to throw.
  @discardableResult public func abort(_ cause: any Error) -> any Error {
    let handler = bound.value
    if remaining != nil || (grouping == .oneCommand && command != nil && !isRefused) {
      handler.die(
        Fault(
          .lost, "closed here, because a message could not be finished", place: handler.endpoint.place,
          recovery: .reconnect, cause: cause))
    }
    leaveLine(handler)
    return cause
  }

  // MARK: one message

  private func begin(_ head: AppendHead, _ handler: ConnectionHandler) async throws {
    if !hasLine {
      try await withCheckedThrowingContinuation { handler.appendState.take($0) }
      hasLine = true
    }
    if grouping == .oneCommand, command != nil {
      remaining = head.size
      if isRefused { return }
    } else {
      try startCommand(handler)
    }
    guard var encoder, let command else { return }
    // Throws for a flag or a date that cannot be written: in the middle of a command that is the end of it.
    let encoded = try encoder.head(head)
    self.encoder = encoder
    remaining = head.size
    for part in encoded.parts where !isRefused {
      switch part {
      case .bytes(let bytes): staging.writeBytes(bytes)
      case .awaitContinuation:
        sendStaged(handler)
        handler.awaitLiteral(of: command)
        handler.flush()
        let answer = try await withCheckedThrowingContinuation { handler.appendState.waitForLiteral($0) }
        isRefused = answer == .refused
      }
    }
  }

  private func startCommand(_ handler: ConnectionHandler) throws {
    isRefused = false
    let promise = loop.makePromise(of: Completed.self)
    answers.append(PendingCommand(promise.futureResult, bound))
    let number = handler.beginRaw(name: "APPEND", receiver: Collector(promise))
    command = number
    handler.appendState.isCommandOpen = true
    encoder = AppendEncoder(
      tag: CommandPipeline<any ResponseReceiver>.tag(number), mailbox: mailbox,
      literals: LiteralStyle(handler.capabilities))
  }

  private func put(_ bytes: ByteBuffer, _ handler: ConnectionHandler) async throws {
    let count = bytes.readableBytes
    guard let left = remaining, left >= count else {
      throw abort(
        Fault(.lost, "a message is longer than announced", place: handler.endpoint.place, recovery: .reconnect))
    }
    remaining = left - count
    if isRefused { return }
    if count <= Self.copyLimit {
      staging.writeImmutableBuffer(bytes)
      if staging.readableBytes >= Self.stagingLimit { sendStaged(handler) }
    } else {
      sendStaged(handler)
      handler.write(bytes)
    }
    if !handler.isWritable { try await waitForRoom(handler) }
  }

  private func waitForRoom(_ handler: ConnectionHandler) async throws {
    handler.flush()
    // The flush may have made room at once, or ended the connection.
    while !handler.isWritable {
      if let fault = handler.fault { throw fault }
      try await withCheckedThrowingContinuation { handler.appendState.waitForRoom($0) }
    }
  }

  private func end(_ handler: ConnectionHandler) throws {
    guard remaining == 0 else {
      throw abort(
        Fault(.lost, "a message is shorter than announced", place: handler.endpoint.place, recovery: .reconnect))
    }
    remaining = nil
    guard grouping == .commandPerMessage else { return }
    handler.appendState.isCommandOpen = false
    if !isRefused { staging.writeBytes(AppendEncoder.end) }
  }

  private func sendStaged(_ handler: ConnectionHandler) {
    guard staging.readableBytes > 0 else { return }
    handler.write(staging)
    // The channel keeps the buffer until it is on the wire, so a fresh one is begun.
    staging = handler.buffer(capacity: 4 << 10)
  }

  private func leaveLine(_ handler: ConnectionHandler) {
    guard hasLine else { return }
    hasLine = false
    handler.appendState.isCommandOpen = false
    handler.appendState.leave()
    handler.releaseHeld()
  }
}
