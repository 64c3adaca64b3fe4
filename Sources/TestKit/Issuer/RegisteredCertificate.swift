import Core
import Crypto

/// A certificate as an administrator registers it for an app: what identifies it and the key in it.
public struct RegisteredCertificate: Sendable, Hashable {
  /// SHA-256 of its DER form in base64url: what `x5t#S256` must say. RFC 7515 §4.1.8.
  public let thumbprint: String
  /// SubjectPublicKeyInfo.
  let publicKey: [UInt8]

  /// Nil when the PEM text holds no certificate.
  public init?(pem: String) {
    guard let begin = pem.firstRange(of: "-----BEGIN CERTIFICATE-----"),
      let end = pem.firstRange(of: "-----END CERTIFICATE-----"), begin.upperBound < end.lowerBound,
      let der = Base64.decode(pem[begin.upperBound..<end.lowerBound].utf8.filter { $0 > 0x20 }),
      let key = Self.subjectPublicKeyInfo(der)
    else { return nil }
    thumbprint = Base64URL.encode(Array(SHA256.hash(data: der)))
    publicKey = key
  }

  /// RFC 5280 §4.1: Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serialNumber, signature, issuer,
  /// validity, subject, subjectPublicKeyInfo, … }, … }.
  private static func subjectPublicKeyInfo(_ der: [UInt8]) -> [UInt8]? {
    guard let outer = element(der[...]), outer.tag == 0x30, let body = element(outer.content), body.tag == 0x30 else {
      return nil
    }
    var rest = body.content
    var fields: [(tag: UInt8, whole: ArraySlice<UInt8>)] = []
    while let next = element(rest), fields.count < 7 {
      fields.append((next.tag, next.whole))
      rest = rest[next.whole.endIndex...]
    }
    let index = fields.first?.tag == 0xA0 ? 6 : 5
    return index < fields.count && fields[index].tag == 0x30 ? Array(fields[index].whole) : nil
  }

  /// The first element of DER bytes. X.690 §8.1.
  private static func element(
    _ bytes: ArraySlice<UInt8>
  ) -> (tag: UInt8, content: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)? {
    guard bytes.count >= 2 else { return nil }
    let start = bytes.startIndex
    var count = Int(bytes[start + 1])
    var at = start + 2
    if count >= 0x80 {
      let digits = count & 0x7F
      guard (1...3).contains(digits), bytes.endIndex - at >= digits else { return nil }
      count = bytes[at..<at + digits].reduce(0) { $0 << 8 | Int($1) }
      at += digits
    }
    guard bytes.endIndex - at >= count else { return nil }
    return (bytes[start], bytes[at..<at + count], bytes[start..<at + count])
  }
}

/// A certificate of an app with its key, made by openssl.
public struct AppCertificate: Sendable {
  public let pem: String
  /// PKCS #8, PEM.
  public let keyPEM: String

  public init(name: String = "postduif-test") async throws {
    let folder = try TemporaryFolder("certificate")
    let child = try ChildProcess.start(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-keyout",
        folder("key.pem"), "-out", folder("certificate.pem"),
      ], output: folder("log"), errors: folder("log"))
    guard await child.exit().code == 0 else {
      throw Fault("TEST-OPENSSL", Files.text(folder("log")), recovery: .stopRun)
    }
    pem = Files.text(folder("certificate.pem"))
    keyPEM = Files.text(folder("key.pem"))
  }
}
