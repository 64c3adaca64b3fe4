internal import Core
internal import JWTKit

/// Signed statements by which a program proves who it is. RFC 7523 §3.
enum Assertion {
  /// Microsoft refuses statements that are good for longer.
  static let lifetime: Int64 = 600
  /// A clock that is a little ahead must not make the statement one of the future.
  private static let tolerance: Int64 = 60
  /// Google's longest.
  static let googleLifetime: Int64 = 3600

  /// The app's, signed with the key of its certificate: PS256, and `x5t#S256` says which certificate. RFC 7523 §2.2.
  ///
  /// Throws `OAUTH-CERTIFICATE-EXPIRED` before anything is asked when the certificate is out of date.
  static func microsoft(
    _ app: Registration.MicrosoftApp, pem: String, key: Secret, endpoint: String, now: Int64, id: String
  ) async throws(Fault) -> String {
    let privateKey = try KeyPair.key(key)
    let certificate = try KeyPair.certificate(pem, for: privateKey)
    if certificate.notAfter < now || certificate.notBefore > now + tolerance {
      let isOver = certificate.notAfter < now
      let day = ZonedTime(seconds: isOver ? certificate.notAfter : certificate.notBefore).day
      throw Fault(
        .oauthCertificateExpired,
        "the app's certificate \(isOver ? "expired on" : "is not valid before") \(day), by this machine's clock",
        recovery: .stopMailbox,
        advice: "Make a new one, register it for app \(app.clientID), and store both: postduif credential set NAME")
    }
    let claims = AppClaims(
      aud: endpoint, iss: app.clientID, sub: app.clientID, jti: id, nbf: now - tolerance, iat: now - tolerance,
      exp: now - tolerance + lifetime)
    var header = JWTHeader()
    header.typ = "JWT"
    header.x5tS256 = certificate.thumbprint
    let keys = await JWTKeyCollection().add(pss: privateKey, digestAlgorithm: .sha256)
    return try await sign(claims, header, keys)
  }

  /// The service account's, in the name of `mailbox`: RS256 with the key's id. RFC 7523 §2.1.
  static func google(
    _ account: Registration.ServiceAccount, mailbox: String, scope: String, endpoint: String, now: Int64
  ) async throws(Fault) -> String {
    let privateKey = try KeyPair.key(account.key)
    let claims = ServiceClaims(
      iss: account.email, scope: scope, aud: endpoint, sub: mailbox.isEmpty ? nil : mailbox, iat: now,
      exp: now + googleLifetime)
    var header = JWTHeader()
    header.typ = "JWT"
    header.kid = account.keyID
    let keys = await JWTKeyCollection().add(
      rsa: privateKey, digestAlgorithm: .sha256, kid: JWKIdentifier(string: account.keyID))
    return try await sign(claims, header, keys)
  }

  private static func sign(
    _ claims: some JWTPayload, _ header: JWTHeader, _ keys: JWTKeyCollection
  ) async throws(Fault) -> String {
    do { return try await keys.sign(claims, header: header) } catch {
      throw Fault(
        .oauthSettings, "private-key: signing with the key failed", recovery: .stopMailbox,
        advice: "Check that the key is whole.", cause: error)
    }
  }
}

private struct AppClaims: JWTPayload {
  var aud: String
  var iss: String
  var sub: String
  var jti: String
  var nbf: Int64
  var iat: Int64
  var exp: Int64

  func verify(using algorithm: some JWTAlgorithm) {}
}

private struct ServiceClaims: JWTPayload {
  var iss: String
  var scope: String
  var aud: String
  var sub: String?
  var iat: Int64
  var exp: Int64

  func verify(using algorithm: some JWTAlgorithm) {}
}
