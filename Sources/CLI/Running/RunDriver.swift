import Core
import Glibc
import Migration

/// Runs the engine and watches: draws, obeys keys and signals, and says how it ended.
struct RunDriver {
  let session: Session
  let ledger: Ledger
  let engine: MigrationEngine
  /// What is in flight when Ctrl-C is pressed gets this long.
  static let grace = Duration.seconds(10)

  struct Ending {
    /// Nil when the run was cut short; the ledger still knows all.
    var summary: RunSummary?
    /// The signal that ended it.
    var signal: Int32?
  }

  func run(_ plan: Plan) async throws -> Ending {
    let (events, feed) = AsyncStream.makeStream(of: RunEvent.self)
    let work = Task {
      do {
        feed.yield(.ended(.success(try await engine.run(plan))))
      } catch {
        feed.yield(.ended(.failure(error)))
      }
    }
    var view = ProgressView(session)
    let caught = [SIGINT, SIGTERM]
    let signals = session.context.catchesSignals ? Signals(caught) { feed.yield(.signal($0)) } : nil
    let keys = view.style == .live && session.context.keyboard != nil ? Keys { feed.yield(.key($0)) } : nil
    let interval = view.interval
    let ticker = Task {
      while !Task.isCancelled {
        feed.yield(.tick)
        try await Task.sleep(for: interval)
      }
    }
    defer {
      ticker.cancel()
      signals?.end(caught)
      keys?.end()
      view.end()
    }
    var ending = Ending()
    var notice: String?
    for await event in events {
      switch event {
      case .tick: view.show(engine.progress(), notice: notice, hasKeys: keys != nil, at: .now)
      case .key(let key): notice = try await obey(key) ?? notice
      case .signal(let number):
        guard ending.signal == nil else {
          work.cancel()
          return ending
        }
        ending.signal = number
        notice = "Stopping: finishing what is in flight, 10 s at most. Ctrl-C again: at once."
        engine.interrupt()
        if view.style == .log, let notice { session.tell([notice]) }
        Task {
          try await Task.sleep(for: Self.grace)
          feed.yield(.graceOver)
        }
      case .graceOver:
        work.cancel()
        return ending
      case .ended(let result):
        ending.summary = try result.get()
        return ending
      }
    }
    return ending
  }

  /// Pausing goes through the ledger, the same way another terminal does it.
  private func obey(_ key: UInt8) async throws -> String? {
    switch key {
    case UInt8(ascii: "p"):
      try await ledger.request(.pause)
      return "Pausing: finishing what is in flight."
    case UInt8(ascii: "q"):
      engine.interrupt()
      return "Leaving: finishing what is in flight."
    default: return nil
    }
  }
}
