public import Core

/// Asks again where that may help: no answer, an overloaded issuer, a trouble of its own. Waits as long as the issuer
/// says, otherwise longer from try to try and never the same (so that many lanes do not come back together).
///
/// Not for the polling of device codes, which has its own rule (RFC 8628 §3.5), nor for authorization codes, which are
/// good for one try.
public struct RetryingExchange: HTTPExchange {
  /// 1...10.
  public var tries: Int
  /// For all tries and the waiting between them. An issuer that wants more patience than is left has the last word: its
  /// answer is handed on.
  public var limit: Duration
  private let base: any HTTPExchange
  private let time: Timepiece
  /// 0...1.
  private let chance: @Sendable () -> Double

  public init(_ base: any HTTPExchange, tries: Int = 4, limit: Duration = .seconds(90)) {
    self.init(base, tries: tries, limit: limit, time: .system) { Double.random(in: 0...1) }
  }

  init(
    _ base: any HTTPExchange, tries: Int = 4, limit: Duration = .seconds(90), time: Timepiece,
    chance: @escaping @Sendable () -> Double
  ) {
    self.base = base
    self.tries = min(max(tries, 1), 10)
    self.limit = limit
    self.time = time
    self.chance = chance
  }

  public func ask(_ question: HTTPQuestion) async throws(Fault) -> HTTPReply {
    let end = time.elapsed() + limit
    for attempt in 1...tries {
      let outcome = await attemptOnce(question)
      guard attempt < tries, let wait = wait(after: outcome, attempt), time.elapsed() + wait < end else {
        return try outcome.get()
      }
      do { try await time.sleep(wait) } catch { return try outcome.get() }
    }
    return try await base.ask(question)
  }

  private func attemptOnce(_ question: HTTPQuestion) async -> Result<HTTPReply, Fault> {
    do throws(Fault) { return .success(try await base.ask(question)) } catch { return .failure(error) }
  }

  /// Nil when another try would end the same.
  private func wait(after outcome: Result<HTTPReply, Fault>, _ attempt: Int) -> Duration? {
    switch outcome {
    case .success(let reply):
      guard [408, 429, 500, 502, 503, 504].contains(reply.status) else { return nil }
      if let seconds = reply.retryAfter { return .seconds(seconds) + .milliseconds(Int(chance() * 500)) }
    case .failure(let fault):
      guard fault.code != .oauthCancelled else { return nil }
      switch fault.recovery {
      case .reconnect: break
      case .retry(let after?): return after
      case .retry(nil): break
      default: return nil
      }
    }
    // 0.5...1, 1...2, 2...4 s and so on.
    return .milliseconds(Int(500 * Double(1 << (attempt - 1)) * (1 + chance())))
  }
}
