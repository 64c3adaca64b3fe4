internal import Core
public import IMAP
public import NIOCore

/// A stretch of the answer to FETCH.
public enum FetchEvent: Sendable {
  /// A section of a message begins; `uid` is nil when the server sends it behind the section.
  case begin(uid: UID?, sequence: SequenceNumber, section: Section, size: Int)
  case bytes(ByteBuffer)
  case end
  /// The attributes of one message, all that did not stream.
  indirect case item(FetchItem)
  case vanished(earlier: Bool, NumberSet)
  /// The answer to a SEARCH that was sent as a stream.
  case found(NumberSet)
}

/// The answer to one FETCH, read at the reader's pace: the connection stops reading while more than a window is untaken.
/// Runs on the connection's event loop; for one reader. An abandoned stream is drained and dropped by the connection.
public actor FetchStream {
  private nonisolated let loop: any EventLoop
  private nonisolated let sink: NIOLoopBound<FetchSink>
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }

  init(_ sink: NIOLoopBound<FetchSink>, loop: any EventLoop) {
    self.sink = sink
    self.loop = loop
  }

  /// The server's final word; nil until ``next()`` has returned nil.
  public var status: Status? { sink.value.status }

  /// All that has arrived, at least one event; nil after the tagged status, whatever it says. Throws ``Fault`` when the
  /// connection is lost, `CancellationError` when the task is cancelled.
  public func next() async throws -> [FetchEvent]? {
    let sink = self.sink.value
    while true {
      if let events = sink.take() { return events }
      if let failure = sink.failure { throw failure }
      if sink.status != nil { return nil }
      try Task.checkCancellation()
      await waitForMore()
    }
  }

  private func waitForMore() async {
    let bound = sink
    let loop = self.loop
    await withTaskCancellationHandler {
      await park()
    } onCancel: {
      loop.execute { bound.value.wake() }
    }
  }

  /// A method of the actor: the closure above captures no `self` and would run wherever the pool likes.
  private func park() async {
    await withCheckedContinuation { sink.value.park($0) }
  }

  deinit {
    let bound = sink
    loop.execute { bound.value.abandon() }
  }
}
