import Core

/// An app's proof that it holds the key of a registered certificate. RFC 7523 §2.2 and §3, and Microsoft's "application
/// authentication certificate credentials".
struct ClientAssertion {
  let text: String
  let type: String?
  let app: IssuerState.App
  let now: Int64
  /// The token endpoint of this tenant, by its id and by its domains.
  let audiences: [String]

  /// Clocks differ; Microsoft forgives five minutes.
  private static let leeway: Int64 = 300
  /// Microsoft sets no limit but recommends five to ten minutes; a longer life is taken for a fault of ours.
  private static let longest: Int64 = 600

  /// Its `jti`.
  func judge() throws(MicrosoftError) -> String {
    guard type == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" else {
      throw MicrosoftError(900144, "client_assertion_type")
    }
    guard let token = TokenParts(text) else { throw MicrosoftError(50027, "It is not a JSON Web Token.") }
    guard token.header["typ"]?.text == "JWT" else { throw MicrosoftError(50027, "The typ of its header is not JWT.") }
    let algorithm = token.header["alg"]?.text ?? ""
    guard ["PS256", "RS256"].contains(algorithm) else { throw MicrosoftError(5002738, algorithm) }
    guard let thumbprint = token.header["x5t#S256"]?.text else { throw MicrosoftError(5002723) }
    guard let certificate = app.certificates.first(where: { $0.thumbprint == thumbprint }) else {
      throw MicrosoftError(700027, thumbprint)
    }
    guard token.isSigned(by: certificate.publicKey) else { throw MicrosoftError(50012) }
    return try judge(claims: token.claims)
  }

  private func judge(claims: [String: TokenValue]) throws(MicrosoftError) -> String {
    guard let audience = claims["aud"]?.text, audiences.contains(audience) else {
      throw MicrosoftError(700023, audiences[0])
    }
    guard claims["sub"]?.text == app.clientID else { throw MicrosoftError(700021) }
    guard claims["iss"]?.text == app.clientID else { throw MicrosoftError(50027, "Unexpected issuer.") }
    guard let jti = claims["jti"]?.text, !jti.isEmpty else { throw MicrosoftError(50027, "It has no jti.") }
    guard let expires = claims["exp"]?.seconds else { throw MicrosoftError(50027, "It has no exp.") }
    guard let begins = claims["nbf"]?.seconds else { throw MicrosoftError(50027, "It has no nbf.") }
    guard begins <= now + Self.leeway, expires > now - Self.leeway, expires > begins else {
      throw MicrosoftError(
        700024, "Current time: \(now), assertion valid from \(begins), expiry time of assertion \(expires).")
    }
    guard expires - begins <= Self.longest else {
      throw MicrosoftError(700024, "It would be valid for \(expires - begins) seconds.")
    }
    return jti
  }
}
