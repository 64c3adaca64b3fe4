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
    let signals = session.context.catchesSignals ? Signals([SIGINT, SIGTERM, SIGHUP]) { feed.yield(.signal($0)) } : nil
    let keys = view.style == .live && session.context.keyboard != nil ? Keys { feed.yield(.key($0)) } : nil
    var look = ProgressView.Look(hasKeys: keys != nil)
    let interval = view.interval
    let ticker = Task {
      while !Task.isCancelled {
        feed.yield(.tick)
        try await Task.sleep(for: interval)
      }
    }
    defer {
      ticker.cancel()
      signals?.end()
      keys?.end()
      view.end()
    }
    var ending = Ending()
    for await event in events {
      switch event {
      case .tick:
        let snapshot = engine.progress()
        look.log.note(snapshot, now: session.context.now(), at: .now)
        // Another terminal may have asked.
        if ending.signal == nil, let told = engine.ending { look.notice = Self.words(told) }
        view.show(snapshot, look, at: .now)
      case .key(let key):
        try await obey(key, &look)
        view.show(engine.progress(), look, at: .now)
      case .signal(let number):
        guard ending.signal == nil else {
          work.cancel()
          return ending
        }
        ending.signal = number
        look.notice = "Stopping: finishing what is in flight, 10 s at most. Ctrl-C again: at once."
        engine.interrupt()
        if view.style == .log, let notice = look.notice { session.tell([notice]) }
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
  private func obey(_ key: UInt8, _ look: inout ProgressView.Look) async throws {
    let running = engine.progress().mailboxes.filter(\.state.isRunning).map(\.name)
    switch look.keys.on(key, running: running) {
    case .none: break
    case .pause:
      try await ledger.request(.pause)
      look.notice = Self.words(.paused)
    case .leave:
      engine.interrupt()
      look.notice = Self.words(.interrupted)
    case .skip(let mailbox):
      engine.skip(mailbox)
      look.notice = "\(mailbox) is left for the next run: finishing what it has in flight."
      look.log.add("\(mailbox)  skipped until the next run", now: session.context.now())
    }
  }

  private static func words(_ ending: RunSummary.Ending) -> String {
    "\(ending == .paused ? "Pausing" : "Stopping"): finishing what is in flight."
  }
}
