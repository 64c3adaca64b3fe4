internal import Core

/// What a request to the loopback address is worth: a value, so that every shape of it is a row in a test. RFC 8252 §7.3.
struct LoopbackAnswer: Sendable {
  enum Outcome: Sendable {
    /// The browser brought a code back.
    case code(Secret)
    /// The issuer refused, and the browser says so.
    case refused(Refusal)
    /// Something else knocked; go on waiting.
    case stranger
  }

  var outcome: Outcome
  var status: Int
  var page: String

  private static let largestTarget = 16_384

  /// `target` is the request's path and query.
  init(method: String, target: String, state: String) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard method == "GET", target.utf8.count <= Self.largestTarget, parts.first == "/", parts.count == 2 else {
      self.init(outcome: .stranger, status: 404, text: "There is nothing here.")
      return
    }
    guard let fields = FormText.decode(parts[1]), fields.count <= 50,
      let given = fields.first(where: { $0.name == "state" })?.value, Self.isEqual(given, state),
      fields.filter({ $0.name == "state" || $0.name == "code" }).count <= 2
    else {
      // Somebody else's answer, or somebody guessing: the right one may still come. RFC 6749 §10.12.
      self.init(outcome: .stranger, status: 400, text: "This does not belong to the sign-in that is under way.")
      return
    }
    if let refusal = Refusal(query: fields) {
      self.init(
        outcome: .refused(refusal), status: 200,
        text: "The sign-in was refused. The program says why. You may close"
          + " this window.")
      return
    }
    guard let code = fields.first(where: { $0.name == "code" })?.value, RegistrationCheck.isWord(code, most: 8192)
    else {
      self.init(outcome: .stranger, status: 400, text: "There is no code in this answer.")
      return
    }
    self.init(outcome: .code(Secret(code)), status: 200, text: "Signed in. You may close this window.")
  }

  private init(outcome: Outcome, status: Int, text: String) {
    self.outcome = outcome
    self.status = status
    page =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Postduif</title>"
      + "<body style=\"font-family:sans-serif;margin:4em\"><p>\(text)</p></body></html>\n"
  }

  /// Takes as long for a text that differs early as for one that differs late.
  static func isEqual(_ a: String, _ b: String) -> Bool {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Nothing in the page runs, nothing is fetched, nothing is kept or passed on to other pages.
  static let fields: [(String, String)] = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
    ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"),
    ("Connection", "close"),
  ]
}
