internal import Synchronization

/// The personality in force and what has happened under it. Shared by all connections of a server.
final class FaultPlan: Sendable {
  private struct State {
    var personality: Personality
    var appends = 0
    var done: Set<Int> = []
  }

  private let state: Mutex<State>

  init(_ personality: Personality) { state = Mutex(State(personality: personality)) }

  /// Setting it starts all counting anew.
  var personality: Personality {
    get { state.withLock { $0.personality } }
    set { state.withLock { $0 = State(personality: newValue) } }
  }

  /// Counts one APPEND; the answer is nil unless the connection is to be cut instead.
  func countAppend() -> (isDropped: Bool, isStored: Bool) {
    state.withLock { state in
      state.appends += 1
      for (index, drop) in state.personality.drops.enumerated() {
        guard case .insteadOfAppendAnswer(state.appends, let stored) = drop, state.done.insert(index).inserted else {
          continue
        }
        return (true, stored)
      }
      return (false, true)
    }
  }

  /// How many bytes more a connection may send or receive before it is cut; nil for any number.
  func allowance(sent: Int, received: Int) -> (send: Int?, receive: Int?) {
    state.withLock { state in
      var allowance: (send: Int?, receive: Int?) = (nil, nil)
      for (index, drop) in state.personality.drops.enumerated() where !state.done.contains(index) {
        switch drop {
        case .afterSending(let bytes): allowance.send = min(allowance.send ?? .max, max(0, bytes - sent))
        case .afterReceiving(let bytes): allowance.receive = min(allowance.receive ?? .max, max(0, bytes - received))
        case .insteadOfAppendAnswer: break
        }
      }
      return allowance
    }
  }

  /// A connection reached the byte: the fault does not strike again.
  func strike(sent: Int, received: Int) {
    state.withLock { state in
      for (index, drop) in state.personality.drops.enumerated() where !state.done.contains(index) {
        switch drop {
        case .afterSending(let bytes) where sent >= bytes: state.done.insert(index)
        case .afterReceiving(let bytes) where received >= bytes: state.done.insert(index)
        default: continue
        }
        return
      }
    }
  }
}
