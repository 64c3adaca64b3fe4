internal import Core
internal import Crypto
internal import Foundation

/// SCRAM-SHA-256, the server's side, without channel binding. RFC 5802 §5, RFC 7677.
struct SCRAMServer {
  private static let iterations = 4_096
  private let nonce: String
  private var challenge: Challenge?
  private var recognised: Account?

  private struct Challenge {
    var account: Account?
    var clientBare: String
    var serverFirst: String
    var header: String
    var salt: [UInt8]
  }

  init(nonce: String) { self.nonce = nonce }

  mutating func answer(_ bytes: [UInt8], _ backend: Backend) -> SASL.Step {
    // The client confirms the server's signature with an empty line.
    if let recognised { return .done(recognised) }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let challenge else { return begin(text, backend) }
    return prove(text, challenge)
  }

  private mutating func begin(_ text: String, _ backend: Backend) -> SASL.Step {
    let parts = text.split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[0] == "n" || parts[0] == "y" else { return .done(nil) }
    let fields = Self.fields(parts[2])
    guard let user = fields["n"], let clientNonce = fields["r"], !clientNonce.isEmpty else { return .done(nil) }
    let name = user.replacing("=2C", with: ",").replacing("=3D", with: "=")
    // The salt depends on the name alone, so that an unknown user cannot be told from a known one.
    let salt = Array(SHA256.hash(data: Array("postduif \(name.lowercased())".utf8)).prefix(16))
    let first = "r=\(clientNonce)\(nonce),s=\(Base64.encode(salt)),i=\(Self.iterations)"
    challenge = Challenge(
      account: backend.account(name), clientBare: parts[2], serverFirst: first, header: "\(parts[0]),\(parts[1]),",
      salt: salt)
    return .challenge(Array(first.utf8))
  }

  private mutating func prove(_ text: String, _ challenge: Challenge) -> SASL.Step {
    let fields = Self.fields(text)
    guard let account = challenge.account, let binding = fields["c"],
      binding == Base64.encode(Array(challenge.header.utf8)),
      let sent = fields["r"], challenge.serverFirst.hasPrefix("r=\(sent),"),
      let proof = fields["p"].flatMap({ Base64.decode(Array($0.utf8)) }), proof.count == 32,
      let end = text.range(of: ",p=")
    else { return .done(nil) }
    let message = "\(challenge.clientBare),\(challenge.serverFirst),\(text[..<end.lowerBound])"
    let salted = Self.salted(account.password.reveal(), challenge.salt)
    let stored = Array(SHA256.hash(data: Self.sign("Client Key", salted)))
    let signature = Self.sign(message, stored)
    let clientKey = zip(proof, signature).map { $0 ^ $1 }
    guard Array(SHA256.hash(data: clientKey)) == stored else { return .done(nil) }
    recognised = account
    let server = Self.sign(message, Self.sign("Server Key", salted))
    return .challenge(Array("v=\(Base64.encode(server))".utf8))
  }

  private static func fields(_ text: String) -> [String: String] {
    var out: [String: String] = [:]
    for field in text.split(separator: ",") {
      guard let equals = field.firstIndex(of: "=") else { continue }
      out[String(field[..<equals])] = String(field[field.index(after: equals)...])
    }
    return out
  }

  private static func sign(_ text: String, _ key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
  }

  /// PBKDF2 with one block: the digest is as long as the key wanted. RFC 5802 §2.2 `Hi`.
  private static func salted(_ password: String, _ salt: [UInt8]) -> [UInt8] {
    let key = SymmetricKey(data: Array(password.utf8))
    var block = Array(HMAC<SHA256>.authenticationCode(for: salt + [0, 0, 0, 1], using: key))
    var out = block
    for _ in 1..<iterations {
      block = Array(HMAC<SHA256>.authenticationCode(for: block, using: key))
      for index in out.indices { out[index] ^= block[index] }
    }
    return out
  }
}
