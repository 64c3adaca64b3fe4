import Core

/// What an issuer answers.
struct IssuerAnswer: Sendable {
  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: [UInt8] = []
  /// How the answer reaches the client, if not whole and at once.
  var delivery = Delivery.whole

  enum Delivery: Sendable, Equatable {
    case whole
    /// Half of the body, then the connection is reset.
    case cut
    /// The connection is closed without a word.
    case closed
    /// Nothing until the client gives up.
    case never
    case after(milliseconds: Int64)
  }

  /// Tokens must not be kept by anything on the way. RFC 6749 §5.1.
  static func json(_ members: [JSONValue.Member], status: Int = 200) -> IssuerAnswer {
    IssuerAnswer(
      status: status,
      headers: [
        ("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store, no-cache"),
        ("Pragma", "no-cache"),
      ], body: IssuerJSON.bytes(members))
  }

  static func page(_ text: String, status: Int) -> IssuerAnswer {
    IssuerAnswer(
      status: status, headers: [("Content-Type", "text/html; charset=utf-8")],
      body: Array("<!DOCTYPE html><html><body>\(text)</body></html>".utf8))
  }

  static func redirect(_ address: String, _ parameters: [(name: String, value: String)]) -> IssuerAnswer {
    let mark = address.contains("?") ? "&" : "?"
    return IssuerAnswer(status: 302, headers: [("Location", address + mark + FormCoding.encode(parameters))])
  }
}

/// How the endpoints that issue tokens misbehave, for tests of those who must bear it.
public enum IssuerTrouble: Sendable {
  /// Microsoft's error of that number instead of the answer, as ``MicrosoftError`` describes it.
  case microsoft(Int)
  /// Google's error instead of the answer.
  case google(status: Int, error: String, description: String)
  /// 429, with Retry-After in seconds if given.
  case throttled(retryAfter: Int?)
  /// 503.
  case unavailable(retryAfter: Int?)
  case slow(milliseconds: Int64)
  /// The request is carried out, but its answer ends in the middle of the body.
  case cutBody
  /// The request is carried out, but the connection closes without an answer.
  case closed
  /// The request is carried out, and no answer ever comes.
  case silent
  /// A proxy's page of text instead of JSON.
  case notJSON(status: Int)
}
