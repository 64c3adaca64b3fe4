public import Core
internal import Crypto
import FoundationEssentials
internal import JWTKit
internal import NIOSSL

/// An RSA key, with the certificate that stands for it where there is one.
enum KeyPair {
  typealias PrivateKey = JWTKit.Insecure.RSA.PrivateKey

  /// The certificate an issuer knows a key by.
  struct Certificate: Sendable, Hashable {
    /// SHA-256 of its DER form, as `x5t#S256` wants it. RFC 7515 §4.1.8.
    var thumbprint: String
    /// Seconds since 1970.
    var notBefore: Int64
    var notAfter: Int64
  }

  /// Throws `OAUTH-SETTINGS` unless `pem` is an RSA key of 2048 bits or more that needs no password. RFC 7518 §3.5.
  static func key(_ pem: Secret, field: String = "private-key") throws(Fault) -> PrivateKey {
    let text = pem.reveal()
    if text.contains("ENCRYPTED") {
      throw RegistrationCheck.wrong(
        field, "the private key is locked with a password",
        "Unlock it: openssl pkey -in key.pem -out open.pem, and delete the open file when it is stored.")
    }
    guard text.contains("PRIVATE KEY-----") else {
      throw RegistrationCheck.wrong(
        field, "there is no private key in PEM form", "The file begins with -----BEGIN PRIVATE KEY-----.")
    }
    do { return try PrivateKey(pem: blocks("PRIVATE KEY", of: text).first ?? text) } catch {
      throw RegistrationCheck.wrong(
        field, "the private key is no RSA key of 2048 bits or more",
        "Make one: openssl req -x509 -newkey rsa:3072 -nodes -days 365 -keyout key.pem -out cert.pem -subj /CN=postduif"
      )
    }
  }

  /// The certificate among those in `pem` that belongs to `key`. Files often hold the whole chain, in any order.
  static func certificate(_ pem: String, for key: PrivateKey) throws(Fault) -> Certificate {
    guard let all = try? NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)), !all.isEmpty else {
      throw RegistrationCheck.wrong(
        "certificate", "there is no certificate in PEM form", "The file begins with -----BEGIN CERTIFICATE-----.")
    }
    let wanted = Array(key.publicKey.derRepresentation)
    let match = all.first { (try? $0.extractPublicKey().toSPKIBytes()) == wanted }
    guard let match, let der = try? match.toDERBytes() else {
      throw RegistrationCheck.wrong(
        "certificate", "certificate and private key do not belong together",
        "Take both from the same request; the certificate must also be the one that is registered for the app.")
    }
    return Certificate(
      thumbprint: Base64URL.encode(Array(SHA256.hash(data: der))), notBefore: Int64(match.notValidBefore),
      notAfter: Int64(match.notValidAfter))
  }

  /// Stretches from `-----BEGIN …kind-----` to its end; a file may hold key and certificates together.
  private static func blocks(_ kind: String, of text: String) -> [String] {
    var blocks: [String] = []
    var lines: [Substring] = []
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("-----BEGIN "), line.contains("\(kind)-----") {
        lines = [line]
      } else if !lines.isEmpty {
        lines.append(line)
      }
      if line.hasPrefix("-----END "), !lines.isEmpty {
        blocks.append(lines.joined(separator: "\n") + "\n")
        lines = []
      }
    }
    return blocks
  }
}

extension Registration.MicrosoftApp {
  /// When the certificate ends, seconds since 1970; nil for an app with a secret. Throws `OAUTH-SETTINGS` when key and
  /// certificate cannot be used.
  public func certificateEnd() throws(Fault) -> Int64? {
    guard case .certificate(let pem, let key) = proof else { return nil }
    return try KeyPair.certificate(pem, for: try KeyPair.key(key)).notAfter
  }
}
