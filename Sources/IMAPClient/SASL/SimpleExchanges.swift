internal import Core
internal import Crypto

/// RFC 4616: `authzid NUL authcid NUL password`.
struct PlainExchange: SASLExchange {
  let authorizationIdentity: String
  let user: String
  let secret: Secret
  mutating func initialResponse() throws(Fault) -> [UInt8]? {
    let password = secret.reveal()
    guard !user.utf8.contains(0), !password.utf8.contains(0), !authorizationIdentity.utf8.contains(0) else {
      throw Fault.sasl("PLAIN", "a name or password holds a NUL")
    }
    return Array(authorizationIdentity.utf8) + [0] + Array(user.utf8) + [0] + Array(password.utf8)
  }
  mutating func answer(_ challenge: [UInt8]) throws(Fault) -> [UInt8] {
    throw Fault.sasl("PLAIN", "the server asks a second time")
  }
}

/// AUTHENTICATE LOGIN: user at the first question, password at the second, whatever the questions say.
struct LoginExchange: SASLExchange {
  let user: String
  let secret: Secret
  private var asked = 0
  init(user: String, secret: Secret) {
    self.user = user
    self.secret = secret
  }
  mutating func initialResponse() throws(Fault) -> [UInt8]? { nil }
  mutating func answer(_ challenge: [UInt8]) throws(Fault) -> [UInt8] {
    asked += 1
    switch asked {
    case 1: return Array(user.utf8)
    case 2: return Array(secret.reveal().utf8)
    default: throw Fault.sasl("LOGIN", "the server asks a third time")
    }
  }
}

/// RFC 2195 §2: user, blank, HMAC-MD5 of the challenge in hexadecimal.
struct CRAMMD5Exchange: SASLExchange {
  let user: String
  let secret: Secret
  private var isAnswered = false
  init(user: String, secret: Secret) {
    self.user = user
    self.secret = secret
  }
  mutating func initialResponse() throws(Fault) -> [UInt8]? { nil }
  mutating func answer(_ challenge: [UInt8]) throws(Fault) -> [UInt8] {
    guard !isAnswered else { throw Fault.sasl("CRAM-MD5", "the server asks a second time") }
    isAnswered = true
    let key = SymmetricKey(data: Array(secret.reveal().utf8))
    let digest = HMAC<Insecure.MD5>.authenticationCode(for: challenge, using: key)
    return Array("\(user) \(hexadecimal(digest))".utf8)
  }
}

/// `user=` SOH `auth=Bearer ` token SOH SOH. A refusal comes as a challenge with JSON that must be answered empty.
struct XOAuth2Exchange: SASLExchange {
  let user: String
  let secret: Secret
  mutating func initialResponse() throws(Fault) -> [UInt8]? {
    Array("user=\(user)\u{1}auth=Bearer \(secret.reveal())\u{1}\u{1}".utf8)
  }
  mutating func answer(_ challenge: [UInt8]) throws(Fault) -> [UInt8] { [] }
}

/// RFC 7628 §3.1; a refusal comes as a challenge with JSON, answered by a lone SOH (§3.2.3).
struct OAuthBearerExchange: SASLExchange {
  let authorizationIdentity: String
  let host: String
  let port: Int
  let secret: Secret
  mutating func initialResponse() throws(Fault) -> [UInt8]? {
    // saslname: `=` and `,` are written `=3D` and `=2C`. RFC 5801 §4.
    let identity = SCRAMExchange.saslName(authorizationIdentity)
    let head = "n,\(identity.isEmpty ? "" : "a=\(identity)"),"
    return Array(
      "\(head)\u{1}host=\(host)\u{1}port=\(port)\u{1}auth=Bearer \(secret.reveal())\u{1}\u{1}".utf8)
  }
  mutating func answer(_ challenge: [UInt8]) throws(Fault) -> [UInt8] { [1] }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var out: [UInt8] = []
  for byte in bytes {
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }
  return String(decoding: out, as: UTF8.self)
}
