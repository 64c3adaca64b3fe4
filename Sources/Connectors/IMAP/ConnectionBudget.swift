internal import Core
internal import Synchronization

/// How many connections to one endpoint may stand at once. Who comes when all are taken waits; the longest waits shortest.
public final class ConnectionBudget: Sendable {
  private struct State {
    var free: Int
    var nextTicket: UInt64 = 0
    var queue: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
    /// Tickets whose task was cancelled before it stood in the queue.
    var cancelled: Set<UInt64> = []
  }

  public let limit: Int
  private let state: Mutex<State>

  /// - Parameter limit: connections at the most, at least 1.
  public init(limit: Int) {
    self.limit = max(1, limit)
    state = Mutex(State(free: max(1, limit)))
  }

  /// Waits for a place. It is given back when the lease is released or forgotten. Throws `CancellationError`.
  public func lease() async throws -> Lease {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { enter(ticket, $0) }
    } onCancel: {
      leave(ticket)
    }
    // Cancelled just after the place was granted: the caller finds out at its next wait.
    state.withLock { _ = $0.cancelled.remove(ticket) }
    return Lease(self)
  }

  /// Places that nobody holds.
  public var free: Int { state.withLock(\.free) }
  /// Tasks that wait for a place.
  public var waiting: Int { state.withLock(\.queue.count) }

  private func enter(_ ticket: UInt64, _ continuation: CheckedContinuation<Void, any Error>) {
    let answer: Result<Void, any Error>? = state.withLock { state in
      if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
      if state.free > 0, state.queue.isEmpty {
        state.free -= 1
        return .success(())
      }
      state.queue.append((ticket, continuation))
      return nil
    }
    if let answer { continuation.resume(with: answer) }
  }

  private func leave(_ ticket: UInt64) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard let index = state.queue.firstIndex(where: { $0.ticket == ticket }) else {
        state.cancelled.insert(ticket)
        return nil
      }
      return state.queue.remove(at: index).continuation
    }
    waiter?.resume(throwing: CancellationError())
  }

  fileprivate func release() {
    let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      if state.queue.isEmpty {
        state.free += 1
        return nil
      }
      return state.queue.removeFirst().continuation
    }
    next?.resume()
  }

  /// One place.
  public final class Lease: Sendable {
    private let budget: Mutex<ConnectionBudget?>
    fileprivate init(_ budget: ConnectionBudget) { self.budget = Mutex(budget) }
    /// Gives the place back; a second time does nothing.
    public func release() {
      let held = budget.withLock { held in
        defer { held = nil }
        return held
      }
      held?.release()
    }
    deinit { release() }
  }
}
