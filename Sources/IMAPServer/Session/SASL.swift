internal import Core
internal import Crypto
internal import Foundation
internal import IMAP

/// The server's side of one SASL exchange. RFC 4422.
struct SASL {
  enum Step {
    case challenge([UInt8])
    /// Over; nil when nobody was recognised.
    case done(Account?)
  }

  private enum State {
    case plain
    case login(user: [UInt8]?, isBegun: Bool)
    case cram(challenge: [UInt8]?)
    case scram(SCRAMServer)
    case token(bearer: Bool, hasFailed: Bool)
  }

  private var state: State
  private let backend: Backend

  /// Nil when the mechanism is not known.
  init?(mechanism: String, backend: Backend) {
    self.backend = backend
    switch mechanism {
    case "PLAIN": state = .plain
    case "LOGIN": state = .login(user: nil, isBegun: false)
    case "CRAM-MD5": state = .cram(challenge: nil)
    case "SCRAM-SHA-256": state = .scram(SCRAMServer(nonce: Self.nonce()))
    case "XOAUTH2": state = .token(bearer: false, hasFailed: false)
    case "OAUTHBEARER": state = .token(bearer: true, hasFailed: false)
    default: return nil
    }
  }

  /// The client speaks first, if need be after an empty challenge. RFC 4422 §3.
  var clientBegins: Bool {
    switch state {
    case .plain, .scram, .token, .login: true
    case .cram: false
    }
  }

  private static func nonce() -> String {
    var generator = SystemRandomNumberGenerator()
    return Base64.encode((0..<18).map { _ in UInt8.random(in: 0...255, using: &generator) })
  }

  mutating func answer(_ bytes: [UInt8]) -> Step {
    switch state {
    case .plain: return .done(plain(bytes))
    case .login(let user, let isBegun): return login(bytes, user, isBegun)
    case .cram(let challenge): return cram(bytes, challenge)
    case .scram(var server):
      let step = server.answer(bytes, backend)
      state = .scram(server)
      return step
    case .token(let bearer, let hasFailed): return token(bytes, bearer, hasFailed)
    }
  }

  /// `authzid NUL authcid NUL password`. RFC 4616 §2.
  private func plain(_ bytes: [UInt8]) -> Account? {
    let parts = bytes.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 3 else { return nil }
    if parts[0].isEmpty || parts[0] == parts[1] { return backend.signIn(user: parts[1], password: parts[2]) }
    return backend.signIn(master: parts[1], password: parts[2], for: parts[0])
  }

  /// Not a standard, still widely used: `Username:` and `Password:` are asked for one after the other. An initial
  /// response is taken as the name.
  private mutating func login(_ bytes: [UInt8], _ user: [UInt8]?, _ isBegun: Bool) -> Step {
    if let user {
      return .done(
        backend.signIn(user: String(decoding: user, as: UTF8.self), password: String(decoding: bytes, as: UTF8.self)))
    }
    guard isBegun || !bytes.isEmpty else {
      state = .login(user: nil, isBegun: true)
      return .challenge(Array("Username:".utf8))
    }
    state = .login(user: bytes, isBegun: true)
    return .challenge(Array("Password:".utf8))
  }

  /// RFC 2195 §2.
  private mutating func cram(_ bytes: [UInt8], _ challenge: [UInt8]?) -> Step {
    guard let challenge else {
      let fresh = Array("<\(Self.nonce())@postduif>".utf8)
      state = .cram(challenge: fresh)
      return .challenge(fresh)
    }
    guard let blank = bytes.lastIndex(of: 0x20),
      let account = backend.account(String(decoding: bytes[..<blank], as: UTF8.self))
    else { return .done(nil) }
    let key = SymmetricKey(data: Array(account.password.reveal().utf8))
    let digest = HMAC<Insecure.MD5>.authenticationCode(for: challenge, using: key)
    let wanted = digest.map { pad(Int($0), radix: 16) }.joined()
    return .done(Array(wanted.utf8) == Array(bytes[(blank + 1)...]) ? account : nil)
  }

  private func pad(_ byte: Int, radix: Int) -> String { (byte < 16 ? "0" : "") + String(byte, radix: radix) }

  /// XOAUTH2 as Google describes it, OAUTHBEARER of RFC 7628 §3: both hold `auth=Bearer token` between control-A bytes;
  /// the user stands in `user=` or in the GS2 header. A refusal is told as JSON first and confirmed by the client.
  private mutating func token(_ bytes: [UInt8], _ bearer: Bool, _ hasFailed: Bool) -> Step {
    guard !hasFailed else { return .done(nil) }
    let fields = bytes.split(separator: 1).map { String(decoding: $0, as: UTF8.self) }
    var user: String?
    var token: String?
    for field in fields {
      if field.hasPrefix("user="), !bearer { user = String(field.dropFirst(5)) }
      if field.lowercased().hasPrefix("auth=bearer ") { token = String(field.dropFirst(12)) }
    }
    if bearer, let header = fields.first {
      user = header.split(separator: ",").first { $0.hasPrefix("a=") }.map { String($0.dropFirst(2)) }
    }
    if let user, let token, let check = backend.checkToken, check(user, token), let account = backend.account(user) {
      return .done(account)
    }
    state = .token(bearer: bearer, hasFailed: true)
    return .challenge(Array(#"{"status":"401","schemes":"bearer"}"#.utf8))
  }
}
