internal import Core
internal import Crypto

/// The page where a person agrees, and what proves afterwards that the answer belongs to the question.
struct BrowserRequest: Sendable {
  /// Comes back unchanged. Stands in the address a person may have to copy, so it is no ``Secret``. RFC 6749 §10.12.
  let state: String
  /// Whoever catches the code cannot use it without this. RFC 7636 §4.1.
  let verifier: Secret
  /// Known once the port is.
  var redirect: String

  private let registration: Registration
  private let scope: String
  private let hint: String
  private let endpoints: Endpoints

  /// `random` gives that many bytes; 32 for each of the two, as RFC 7636 §4.1 recommends.
  init(
    _ registration: Registration, scope: String, redirect: String, hint: String, _ endpoints: Endpoints,
    random: (Int) -> [UInt8] = Self.randomBytes
  ) {
    verifier = Secret(Base64URL.encode(random(32)))
    state = Base64URL.encode(random(32))
    self.redirect = redirect
    self.registration = registration
    self.scope = scope
    self.hint = hint
    self.endpoints = endpoints
  }

  /// To open in a browser. RFC 6749 §4.1.1, RFC 7636 §4.3.
  var url: String {
    var fields: [(name: String, value: String)] = [
      ("response_type", "code"), ("client_id", registration.clientID), ("redirect_uri", redirect), ("scope", scope),
      ("state", state), ("code_challenge", Self.challenge(verifier.reveal())), ("code_challenge_method", "S256"),
    ]
    if registration.isMicrosoft {
      fields += [("response_mode", "query"), ("prompt", "select_account")]
    } else {
      // Without these Google gives a refresh token the first time only.
      fields += [("access_type", "offline"), ("prompt", "consent")]
    }
    if !hint.isEmpty { fields.append(("login_hint", hint)) }
    let separator = endpoints.authorization.contains("?") ? "&" : "?"
    return endpoints.authorization + separator + FormText.encode(fields)
  }

  /// RFC 7636 §4.2.
  static func challenge(_ verifier: String) -> String {
    Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8))))
  }

  static func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
