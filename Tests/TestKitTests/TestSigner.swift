import Core
import Crypto
import CryptoExtras
import TestKit

/// Signs tokens of any shape, right and wrong.
struct TestSigner {
  private let key: _RSA.Signing.PrivateKey

  init(pem: String) throws { key = try _RSA.Signing.PrivateKey(pemRepresentation: pem) }
  init() throws { key = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

  func sign(header: [JSONValue.Member], claims: [JSONValue.Member], isPSS: Bool) throws -> String {
    let text = [header, claims].map { Base64URL.encode(IssuerJSON.bytes($0)) }
      .joined(separator: ".")
    let signature = try key.signature(
      for: SHA256.hash(data: Array(text.utf8)), padding: isPSS ? .PSS : .insecurePKCS1v1_5)
    return text + "." + Base64URL.encode(Array(signature.rawRepresentation))
  }
}
