internal import Core
internal import Crypto

/// SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677) without channel binding. The password never crosses the line, and
/// the server proves that it knows it too.
struct SCRAMExchange: SASLExchange {
  enum Digest: String { case sha1 = "SCRAM-SHA-1", sha256 = "SCRAM-SHA-256" }

  /// Fewer would make a stolen exchange cheap to guess from (RFC 5802 §5.1); more would keep us counting for a minute.
  static let iterations = 4_096...2_000_000

  private let digest: Digest
  private let header: String
  private let bareFirst: String
  private let nonce: String
  private let password: [UInt8]
  private var expectedSignature: [UInt8]?
  private var isProven = false

  init(digest: Digest, authorizationIdentity: String = "", user: String, secret: Secret, nonce: String) {
    self.digest = digest
    self.nonce = nonce
    header = "n,\(authorizationIdentity.isEmpty ? "" : "a=\(Self.saslName(authorizationIdentity))"),"
    bareFirst = "n=\(Self.saslName(SASLPrep.prepare(user))),r=\(nonce)"
    password = Array(SASLPrep.prepare(secret.reveal()).utf8)
  }

  /// 18 random bytes in base64.
  static func freshNonce() -> String {
    var generator = SystemRandomNumberGenerator()
    return Base64.encode((0..<18).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  static func saslName(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "=": out += "=3D"
      case ",": out += "=2C"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }

  mutating func initialResponse() throws(Fault) -> [UInt8]? { Array((header + bareFirst).utf8) }

  mutating func answer(_ challenge: [UInt8]) throws(Fault) -> [UInt8] {
    if let expectedSignature {
      try check(challenge, against: expectedSignature)
      isProven = true
      return []
    }
    return try proof(serverFirst: challenge)
  }

  func finish() throws(Fault) {
    guard isProven else { throw Fault.sasl(digest.rawValue, "the server did not prove that it knows the password") }
  }

  /// ServerSignature, the proof of the other side. RFC 5802 §3.
  private func check(_ message: [UInt8], against expected: [UInt8]) throws(Fault) {
    let fields = Self.fields(message)
    if let error = fields["e"] { throw Fault.sasl(digest.rawValue, "the server reports \(error.prefix(60))") }
    guard let text = fields["v"], let signature = Base64.decode(text.utf8), signature == expected else {
      throw Fault(
        .tlsUntrusted, "\(digest.rawValue): the server does not know the password it should know",
        recovery: .stopMailbox, advice: "Somebody may stand between you and the server; do not sign in there.")
    }
  }

  private mutating func proof(serverFirst: [UInt8]) throws(Fault) -> [UInt8] {
    let fields = Self.fields(serverFirst)
    guard let fullNonce = fields["r"], fullNonce.hasPrefix(nonce), fullNonce.utf8.count > nonce.utf8.count,
      fields["m"] == nil
    else { throw Fault.sasl(digest.rawValue, "the server's nonce does not begin with ours") }
    guard let salt = fields["s"].flatMap({ Base64.decode($0.utf8) }), !salt.isEmpty,
      let count = fields["i"].flatMap({ Int($0) }), Self.iterations.contains(count)
    else { throw Fault.sasl(digest.rawValue, "salt or iteration count out of bounds") }
    let finalBare = "c=\(Base64.encode(Array(header.utf8))),r=\(fullNonce)"
    let authMessage = Array(bareFirst.utf8) + [0x2C] + serverFirst + [0x2C] + Array(finalBare.utf8)
    let (proof, signature) =
      switch digest {
      case .sha1: Self.keys(Insecure.SHA1.self, password, salt, count, authMessage)
      case .sha256: Self.keys(SHA256.self, password, salt, count, authMessage)
      }
    expectedSignature = signature
    return Array("\(finalBare),p=\(Base64.encode(proof))".utf8)
  }

  /// ClientProof and ServerSignature of RFC 5802 §3.
  private static func keys<H: HashFunction>(
    _: H.Type, _ password: [UInt8], _ salt: [UInt8], _ count: Int, _ authMessage: [UInt8]
  ) -> (proof: [UInt8], signature: [UInt8]) {
    let passwordKey = SymmetricKey(data: password)
    // Hi(): PBKDF2 with one block.
    var block = Array(HMAC<H>.authenticationCode(for: salt + [0, 0, 0, 1], using: passwordKey))
    var salted = block
    for _ in 1..<count {
      block = Array(HMAC<H>.authenticationCode(for: block, using: passwordKey))
      for index in salted.indices { salted[index] ^= block[index] }
    }
    let saltedKey = SymmetricKey(data: salted)
    let clientKey = Array(HMAC<H>.authenticationCode(for: Array("Client Key".utf8), using: saltedKey))
    let serverKey = Array(HMAC<H>.authenticationCode(for: Array("Server Key".utf8), using: saltedKey))
    let storedKey = Array(H.hash(data: clientKey))
    let clientSignature = HMAC<H>.authenticationCode(for: authMessage, using: SymmetricKey(data: storedKey))
    let proof = zip(clientKey, clientSignature).map { $0 ^ $1 }
    return (proof, Array(HMAC<H>.authenticationCode(for: authMessage, using: SymmetricKey(data: serverKey))))
  }

  /// `r=…,s=…,i=…` by their letters; the first of a letter counts.
  private static func fields(_ message: [UInt8]) -> [String: String] {
    var out: [String: String] = [:]
    for part in message.split(separator: 0x2C).prefix(16) where part.count >= 2 && part[part.startIndex + 1] == 0x3D {
      let letter = String(decoding: part.prefix(1), as: UTF8.self)
      if out[letter] == nil { out[letter] = String(decoding: part.dropFirst(2), as: UTF8.self) }
    }
    return out
  }
}
