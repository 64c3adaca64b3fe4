internal import Core

/// A token in memory. Its life is counted from its receipt on the clock that does not jump; the issuer's clock and this
/// machine's date may both be wrong.
struct HeldToken: Sendable {
  var token: AccessToken
  /// On ``Timepiece/elapsed``.
  var end: Duration
  /// From here on another one is fetched.
  var due: Duration

  /// Less than this is not worth handing out: signing in takes a moment.
  static let least = Duration.seconds(10)
  private static let longestLead = Duration.seconds(300)

  /// One that came just now.
  init(_ token: AccessToken, lifetime: Int64, now: Duration) {
    self.token = token
    end = now + .seconds(lifetime)
    due = end - min(Self.longestLead, .seconds(lifetime) / 5)
  }

  /// One that was kept, by this process or another. Nil when the dates make no sense: the wall clock went back since.
  init?(kept token: AccessToken, wall: Int64, now: Duration) {
    let life = token.expires - token.issued
    // A minute of disagreement between processes is none.
    guard life > 0, life <= TokenAnswer.longestLifetime, token.issued <= wall + 60 else { return nil }
    let left = min(token.expires - wall, life)
    self.token = token
    end = now + .seconds(left)
    due = end - min(Self.longestLead, .seconds(life) / 5)
  }

  func isFresh(_ now: Duration) -> Bool { now < due && now + Self.least < end }
  func isUsable(_ now: Duration) -> Bool { now + Self.least < end }
}
