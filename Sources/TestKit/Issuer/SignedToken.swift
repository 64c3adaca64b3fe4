public import Core
import Crypto
import CryptoExtras
import FoundationEssentials

/// A key pair of an issuer, and the tokens signed with it: RS256, RFC 7518 §3.3.
public struct IssuerKey: Sendable {
  /// The `kid` of tokens.
  public let id: String
  private let key: _RSA.Signing.PrivateKey

  /// One for all tests of a run: making an RSA key takes its time.
  public static let shared: IssuerKey? = try? IssuerKey()
  /// Another one, for tokens that claim to be of the first.
  public static let stranger: IssuerKey? = try? IssuerKey(id: shared?.id)

  public init(id: String? = nil) throws {
    key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
    let digest = SHA256.hash(data: key.publicKey.derRepresentation)
    self.id = id ?? Base64URL.encode(Array(digest.prefix(20)))
  }

  /// SubjectPublicKeyInfo, as Dovecot reads it.
  public var publicPEM: String { key.publicKey.pemRepresentation }
  /// PKCS #8, as Google hands out keys of service accounts.
  public var privatePEM: String { key.pkcs8PEMRepresentation }

  var publicKeyInfo: [UInt8] { Array(key.publicKey.derRepresentation) }

  /// RFC 7517 §4, RFC 7518 §6.3.1.
  var jwk: JSONValue {
    let numbers = try? key.publicKey.getKeyPrimitives()
    return [
      "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(id),
      "n": .string(Base64URL.encode(Array(numbers?.modulus ?? Data()))),
      "e": .string(Base64URL.encode(Array(numbers?.publicExponent ?? Data()))),
    ]
  }

  /// A compact JWT. RFC 7515 §3.1.
  public func sign(_ claims: [JSONValue.Member], algorithm: String = "RS256", header: [JSONValue.Member] = []) throws
    -> String
  {
    let head: [JSONValue.Member] =
      [.init("typ", "JWT"), .init("alg", .string(algorithm))] + (header.isEmpty ? [.init("kid", .string(id))] : header)
    let text = [head, claims].map { Base64URL.encode(IssuerJSON.bytes($0)) }.joined(separator: ".")
    let padding: _RSA.Signing.Padding = algorithm.hasPrefix("PS") ? .PSS : .insecurePKCS1v1_5
    let signature = try key.signature(for: SHA256.hash(data: Array(text.utf8)), padding: padding)
    return text + "." + Base64URL.encode(Array(signature.rawRepresentation))
  }
}

/// RFC 4648 §5, without padding.
public enum Base64URL {
  public static func encode(_ bytes: [UInt8]) -> String {
    Base64.encode(bytes).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  public static func decode(_ text: some StringProtocol) -> [UInt8]? {
    guard !text.utf8.contains(where: { [0x2B, 0x2F, 0x3D].contains($0) }) else { return nil }
    return Base64.decode(text.utf8.map { $0 == 0x2D ? 0x2B : $0 == 0x5F ? 0x2F : $0 })
  }
}

/// A compact JWT taken apart, not yet believed.
public struct TokenParts: Sendable {
  public var header: [String: TokenValue]
  public var claims: [String: TokenValue]
  private var signed: [UInt8]
  private var signature: [UInt8]

  /// Nil when it is no JWT with an object in both parts.
  public init?(_ token: String) {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64URL.decode(parts[0]), let body = Base64URL.decode(parts[1]),
      let signature = Base64URL.decode(parts[2]),
      let header = try? JSONDecoder().decode([String: TokenValue].self, from: Data(head)),
      let claims = try? JSONDecoder().decode([String: TokenValue].self, from: Data(body))
    else { return nil }
    self.header = header
    self.claims = claims
    self.signature = signature
    signed = Array((parts[0] + "." + parts[1]).utf8)
  }

  /// Whether `key`, a SubjectPublicKeyInfo, signed it the way its header says: RS256 or PS256.
  public func isSigned(by key: [UInt8]) -> Bool {
    guard let key = try? _RSA.Signing.PublicKey(derRepresentation: key),
      let padding: _RSA.Signing.Padding =
        switch header["alg"]?.text {
        case "RS256": .insecurePKCS1v1_5
        case "PS256": .PSS
        default: nil
        }
    else { return false }
    return key.isValidSignature(
      _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: signed), padding: padding)
  }
}

/// What may stand in a claim.
public enum TokenValue: Sendable, Hashable, Decodable {
  case text(String)
  case number(Double)
  case flag(Bool)
  case list([String])
  case other

  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let list = try? value.decode([String].self) {
      self = .list(list)
    } else {
      self = .other
    }
  }

  public var text: String? { if case .text(let text) = self { text } else { nil } }
  public var list: [String]? { if case .list(let list) = self { list } else { nil } }
  /// Whole seconds; nil for anything that is no number of our times.
  public var seconds: Int64? {
    if case .number(let number) = self, (0...1e12).contains(number) { Int64(number) } else { nil }
  }
}
