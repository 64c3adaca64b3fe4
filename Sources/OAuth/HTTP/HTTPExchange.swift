public import Core

/// A question to an issuer.
public struct HTTPQuestion: Sendable {
  public var url: String
  /// Sent as `application/x-www-form-urlencoded` by POST; nil asks by GET.
  public var form: [(name: String, value: String)]?

  public init(url: String, form: [(name: String, value: String)]? = nil) {
    self.url = url
    self.form = form
  }
}

/// Forms carry secrets; only the names of their fields are shown.
extension HTTPQuestion: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String {
    guard let form else { return "GET \(url)" }
    return "POST \(url) (\(form.map(\.name).joined(separator: ", ")))"
  }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What came back, whatever its status.
public struct HTTPReply: Sendable {
  public var status: Int
  /// Seconds since 1970, from the Date field: the issuer's clock.
  public var date: Int64?
  /// From Retry-After, seconds.
  public var retryAfter: Int64?
  public var body: [UInt8]

  public init(status: Int, date: Int64? = nil, retryAfter: Int64? = nil, body: [UInt8]) {
    self.status = status
    self.date = date
    self.retryAfter = retryAfter
    self.body = body
  }
}

/// Bodies may carry tokens.
extension HTTPReply: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "\(status), \(body.count) bytes" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Carries questions to issuers. Throws when nobody answers; an answer with an error in it is an answer.
public protocol HTTPExchange: Sendable {
  func ask(_ question: HTTPQuestion) async throws(Fault) -> HTTPReply
}
