internal import Core
internal import NIOCore

/// A command on the line whose answer has not been looked at.
public struct PendingCommand: Sendable {
  private let future: EventLoopFuture<Completed>
  private let handler: NIOLoopBound<ConnectionHandler>

  init(_ future: EventLoopFuture<Completed>, _ handler: NIOLoopBound<ConnectionHandler>) {
    self.future = future
    self.handler = handler
  }

  /// The answer, whatever it says. Throws ``Fault`` when the connection was lost before it came. Cancelling the waiting
  /// task closes the connection: a command cannot be called back.
  public func value() async throws -> Completed {
    let future = self.future
    let handler = self.handler
    do {
      return try await withTaskCancellationHandler {
        try await future.get()
      } onCancel: {
        future.eventLoop.execute {
          let handler = handler.value
          handler.die(Fault(.lost, "closed here", place: handler.endpoint.place, recovery: .reconnect))
        }
      }
    } catch {
      try Task.checkCancellation()
      throw error
    }
  }
}
