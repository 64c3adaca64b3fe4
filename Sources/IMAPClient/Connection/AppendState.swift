internal import Core
internal import NIOCore

/// What the writer of messages waits for: its turn, the server's permission for a literal, room on the line. At most one
/// writer has the line; the others stand in a queue. Event loop only.
struct AppendState {
  enum LiteralAnswer { case granted, refused }

  /// The line belongs to a writer: other commands wait.
  private(set) var isOpen = false
  /// An APPEND has begun and not ended: the last command on the line, which nobody can answer yet.
  var isCommandOpen = false
  /// The command whose literal the server has not yet asked for.
  var literalOwner: UInt32?
  private var turns: [CheckedContinuation<Void, any Error>] = []
  private var room: CheckedContinuation<Void, any Error>?
  private var literal: CheckedContinuation<LiteralAnswer, any Error>?
  private var fault: Fault?

  /// True while bytes wait for the server to take them.
  var isStuck: Bool { room != nil }

  mutating func take(_ continuation: CheckedContinuation<Void, any Error>) {
    if let fault { return continuation.resume(throwing: fault) }
    if isOpen {
      turns.append(continuation)
    } else {
      isOpen = true
      continuation.resume()
    }
  }

  /// Hands the line to the next writer, if one waits.
  mutating func leave() {
    guard isOpen else { return }
    if turns.isEmpty { isOpen = false } else { turns.removeFirst().resume() }
  }

  mutating func waitForRoom(_ continuation: CheckedContinuation<Void, any Error>) {
    if let fault { return continuation.resume(throwing: fault) }
    room = continuation
  }

  mutating func wakeWriter() {
    room?.resume()
    room = nil
  }

  mutating func waitForLiteral(_ continuation: CheckedContinuation<LiteralAnswer, any Error>) {
    if let fault { return continuation.resume(throwing: fault) }
    literal = continuation
  }

  mutating func grantLiteral() {
    literalOwner = nil
    literal?.resume(returning: .granted)
    literal = nil
  }

  mutating func refuseLiteral() {
    literalOwner = nil
    literal?.resume(returning: .refused)
    literal = nil
  }

  mutating func fail(_ fault: Fault) {
    self.fault = fault
    for turn in turns { turn.resume(throwing: fault) }
    turns = []
    room?.resume(throwing: fault)
    room = nil
    literal?.resume(throwing: fault)
    literal = nil
    isOpen = false
  }
}
