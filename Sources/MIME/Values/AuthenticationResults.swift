/// The value of Authentication-Results and ARC-Authentication-Results (RFC 8601 §2.2, RFC 8617 §4.1.1).
public struct AuthenticationResults: Hashable, Sendable {
  /// One method's verdict.
  public struct Result: Hashable, Sendable {
    /// `spf`, `dkim`, `dmarc`, `arc`, `compauth` …, in lower case.
    public var method: String
    public var methodVersion: Int?
    /// `pass`, `fail`, `none` …, in lower case.
    public var result: String
    /// `reason=`; Exchange Online gives the number behind its `compauth` here.
    public var reason: String?
    public var comments: [String]
    public var properties: [Property]
    public var offset: Int

    public init(
      method: String, methodVersion: Int? = nil, result: String, reason: String? = nil, comments: [String] = [],
      properties: [Property] = [], offset: Int
    ) {
      (self.method, self.methodVersion, self.result, self.reason) = (method, methodVersion, result, reason)
      (self.comments, self.properties, self.offset) = (comments, properties, offset)
    }

    /// `header.d` is `subscript("header", "d")`.
    public subscript(_ type: String, _ name: String) -> String? {
      properties.first { $0.type == type && $0.name == name }?.value
    }
  }

  public struct Property: Hashable, Sendable {
    /// `smtp`, `header`, `body`, `policy`; empty where a server leaves it out (`action=none`).
    public var type: String
    /// Lower case.
    public var name: String
    public var value: String

    public init(type: String, name: String, value: String) {
      (self.type, self.name, self.value) = (type, name, value)
    }
  }

  /// The authserv-id. Nil where none is written, as in Exchange Online.
  public var server: String?
  public var version: Int?
  /// ARC's `i=`.
  public var instance: Int?
  public var results: [Result]
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    var parser = AuthenticationResultsParser([UInt8](field))
    self = parser.value()
  }

  init(flaws: [FieldFlaw]) {
    (results, self.flaws) = ([], flaws)
  }
}
