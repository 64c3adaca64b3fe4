public import Core

/// What an access token says of itself (RFC 7519 §4). Read without looking at the signature: good for telling a person
/// what is wrong, good for nothing else. Tokens are the mail server's to read; one that is opaque says nothing.
public struct TokenClaims: Sendable, Hashable {
  public var issuer: String?
  /// Who the token is for.
  public var audience: [String]
  /// Seconds since 1970.
  public var expires: Int64?
  /// `tid`: the tenant.
  public var tenant: String?
  /// `appid` or `azp`: the app.
  public var clientID: String?
  /// `oid`: the person; for an app's own token, its service principal (the enterprise application).
  public var objectID: String?
  /// `upn` or `preferred_username`: the person's name.
  public var userName: String?
  /// `scp`: what the app may do in a person's name.
  public var scopes: [String]
  /// `roles`: what an app may do in its own.
  public var roles: [String]

  /// Nil for an opaque token.
  public init?(_ token: Secret) {
    let parts = token.reveal().utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].count <= 65_536, let body = Base64URL.decode(parts[1]),
      let json = LooseJSON(body)
    else { return nil }
    issuer = Self.plain(json.text("iss"))
    audience = json.texts("aud").prefix(10).compactMap(Self.plain)
    expires = json.number("exp")
    tenant = Self.plain(json.text("tid"))
    clientID = Self.plain(json.text("appid") ?? json.text("azp"))
    objectID = Self.plain(json.text("oid"))
    userName = Self.plain(json.text("upn") ?? json.text("preferred_username"))
    scopes = (json.text("scp") ?? "").split(separator: " ").prefix(100).compactMap { Self.plain(String($0)) }
    roles = json.texts("roles").prefix(100).compactMap(Self.plain)
  }

  /// Nobody has vouched for these texts, and they end up on a screen.
  private static func plain(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.utf8.count <= 512 else { return nil }
    let isVisible = text.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
      default: true
      }
    }
    return isVisible ? text : nil
  }
}
