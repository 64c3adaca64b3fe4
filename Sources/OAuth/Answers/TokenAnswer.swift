public import Core

/// What an issuer gives. RFC 6749 §5.1.
public struct TokenAnswer: Sendable, Hashable {
  public var access: Secret
  /// Seconds from when the answer came, 1...86 400.
  public var lifetime: Int64
  /// Nil when the issuer sent none: the one that was used goes on being good. RFC 6749 §6.
  public var refresh: Secret?
  /// What was granted, in the issuer's words; empty when it did not say, which means all that was asked.
  public var scopes: [String]

  /// No issuer lets tokens for mail live longer; the clocks of the program need not count further.
  static let longestLifetime: Int64 = 86_400
  /// For an issuer that does not say. RFC 6749 §5.1 only recommends that it does.
  static let assumedLifetime: Int64 = 600
  private static let largestToken = 32_768

  /// A reply of a token endpoint: tokens, or the issuer's refusal. Throws `OAUTH-ANSWER` for what is neither.
  static func read(_ reply: HTTPReply, place: String) throws(Fault) -> Result<TokenAnswer, Refusal> {
    guard let json = LooseJSON(reply.body) else {
      if let refusal = Refusal(bare: reply) { return .failure(refusal) }
      throw unreadable("an answer that is no JSON (status \(reply.status))", place)
    }
    if let refusal = Refusal(json, reply) { return .failure(refusal) }
    guard reply.status == 200 else {
      if let refusal = Refusal(bare: reply) { return .failure(refusal) }
      throw unreadable("status \(reply.status) and no reason", place)
    }
    guard let access = json.text("access_token"), isToken(access) else {
      throw unreadable("no token that could be sent on", place)
    }
    guard (json.text("token_type") ?? "bearer").lowercased() == "bearer" else {
      throw unreadable("a token that is no bearer token", place)
    }
    let lifetime = json.number("expires_in") ?? assumedLifetime
    guard lifetime > 0 else { throw unreadable("a token that has ended already", place) }
    let refresh = json.text("refresh_token")
    guard refresh.map(isToken) ?? true else { throw unreadable("no refresh token that could be sent back", place) }
    return .success(
      TokenAnswer(
        access: Secret(access), lifetime: min(lifetime, longestLifetime), refresh: refresh.map { Secret($0) },
        scopes: (json.text("scope") ?? "").split(separator: " ").prefix(100).map(String.init)))
  }

  /// Visible ASCII: a token travels in lines and between control characters. RFC 6749 appendix A.12.
  private static func isToken(_ text: String) -> Bool {
    text.utf8.count <= largestToken && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private static func unreadable(_ what: String, _ place: String) -> Fault {
    Fault(
      .oauthAnswer, "the issuer sent \(what)", place: place, recovery: .stopMailbox,
      advice: "Check the address of the issuer, and whether a proxy answers in its place.")
  }
}
