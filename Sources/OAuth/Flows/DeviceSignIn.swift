internal import Core

/// A sign-in on another device as a value: what happened goes in, what to do comes out. RFC 8628 §3.
///
/// Times are on ``Timepiece/elapsed``.
struct DeviceSignIn: Sendable {
  enum Event: Sendable {
    case begin
    /// To ``Action/askForCode``.
    case code(Result<HTTPReply, Fault>)
    case shown
    case waited
    /// To ``Action/poll(_:)``.
    case polled(Result<HTTPReply, Fault>)
  }

  enum Action: Sendable, Hashable {
    case askForCode
    case show(DevicePrompt)
    case wait(Duration)
    case poll(Secret)
    case done(TokenAnswer)
    case fail(Failure)
  }

  /// Why it ends without tokens.
  enum Failure: Sendable, Hashable {
    case refused(Refusal)
    /// Nobody entered the code in time.
    case expired
    /// No answer, or an unreadable one, to the first question.
    case fault(Fault.Code)
  }

  private enum State: Sendable {
    case idle
    case asking
    case showing(DeviceCode, end: Duration)
    case waiting(DeviceCode, end: Duration)
    case polling(DeviceCode, end: Duration)
    case over
  }

  private let place: String
  private var state = State.idle
  private var interval = Duration.seconds(5)
  private var minutesShown = 0
  /// The fault behind ``Failure/fault(_:)``.
  private(set) var fault: Fault?

  private static let slowDown = Duration.seconds(5)
  private static let longestInterval = Duration.seconds(300)

  init(place: String) { self.place = place }

  mutating func on(_ event: Event, at now: Duration) -> Action {
    switch (state, event) {
    case (.idle, .begin):
      state = .asking
      return .askForCode
    case (.asking, .code(let outcome)): return begin(outcome, now)
    case (.showing(let code, let end), .shown), (.showing(let code, let end), .waited): return rest(code, end, now)
    case (.waiting(let code, let end), .waited):
      guard now < end else { return finish(.expired) }
      state = .polling(code, end: end)
      return .poll(code.deviceCode)
    case (.polling(let code, let end), .polled(let outcome)): return polled(outcome, code, end, now)
    default: return finish(.expired)
    }
  }

  private mutating func begin(_ outcome: Result<HTTPReply, Fault>, _ now: Duration) -> Action {
    do throws(Fault) {
      switch try DeviceCode.read(try outcome.get(), place: place) {
      case .failure(let refusal): return finish(.refused(refusal))
      case .success(let code):
        interval = .seconds(code.interval)
        return show(code, now + .seconds(code.lifetime), now)
      }
    } catch {
      fault = error
      return finish(.fault(error.code))
    }
  }

  private mutating func show(_ code: DeviceCode, _ end: Duration, _ now: Duration) -> Action {
    state = .showing(code, end: end)
    minutesShown = minutes(until: end, now)
    return .show(
      DevicePrompt(
        address: code.address, addressWithCode: code.addressWithCode, code: code.userCode, minutesLeft: minutesShown))
  }

  private mutating func rest(_ code: DeviceCode, _ end: Duration, _ now: Duration) -> Action {
    guard now < end else { return finish(.expired) }
    state = .waiting(code, end: end)
    return .wait(min(interval, end - now))
  }

  private mutating func polled(
    _ outcome: Result<HTTPReply, Fault>, _ code: DeviceCode, _ end: Duration, _ now: Duration
  ) -> Action {
    let answer: Result<TokenAnswer, Refusal>
    do throws(Fault) {
      answer = try TokenAnswer.read(try outcome.get(), place: place)
    } catch {
      // No answer: ask half as often. RFC 8628 §3.5.
      if error.code == .oauthCancelled {
        fault = error
        return finish(.fault(error.code))
      }
      interval = min(interval * 2, Self.longestInterval)
      return again(code, end, now)
    }
    switch answer {
    case .success(let tokens):
      state = .over
      return .done(tokens)
    case .failure(let refusal): return judge(refusal, code, end, now)
    }
  }

  private mutating func judge(_ refusal: Refusal, _ code: DeviceCode, _ end: Duration, _ now: Duration) -> Action {
    switch refusal.error {
    case "authorization_pending": return again(code, end, now)
    case "slow_down":
      interval = min(interval + Self.slowDown, Self.longestInterval)
      return again(code, end, now)
    case "expired_token", "code_expired": return finish(.expired)
    case "temporarily_unavailable", "server_error", "throttled":
      interval = min(max(interval * 2, .seconds(refusal.retryAfter ?? 0)), Self.longestInterval)
      return again(code, end, now)
    default: return finish(.refused(refusal))
    }
  }

  /// The prompt again when its minutes have changed, then the next rest.
  private mutating func again(_ code: DeviceCode, _ end: Duration, _ now: Duration) -> Action {
    guard now < end else { return finish(.expired) }
    if minutes(until: end, now) != minutesShown { return show(code, end, now) }
    return rest(code, end, now)
  }

  private mutating func finish(_ failure: Failure) -> Action {
    state = .over
    return .fail(failure)
  }

  private func minutes(until end: Duration, _ now: Duration) -> Int {
    Int(max(0, ((end - now).components.seconds + 59) / 60))
  }
}
