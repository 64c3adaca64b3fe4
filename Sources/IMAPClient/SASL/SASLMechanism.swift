internal import Core
internal import IMAP

/// Chooses how to sign in. Strongest first: a mechanism that keeps the password from the server's logs before one that
/// hands it over.
struct MechanismChoice {
  /// Mechanisms to try, in this order.
  static func candidates(for login: Login, offered: Capabilities) -> [Login.Mechanism] {
    if login.mechanism != .automatic { return [login.mechanism] }
    let names = offered.saslMechanisms
    if login.kind == .token {
      return [.oauthBearer, .xoauth2].filter { names.contains($0.rawValue) }
    }
    var found: [Login.Mechanism] = [.scramSHA256, .scramSHA1, .cramMD5, .plain, .login].filter {
      names.contains($0.rawValue)
    }
    // CRAM-MD5 cannot say whose mailbox is meant, nor can LOGIN.
    if login.authorizationIdentity != nil { found.removeAll { $0 == .cramMD5 || $0 == .login } }
    if !offered.has("LOGINDISABLED"), login.authorizationIdentity == nil { found.append(.loginCommand) }
    return found
  }

  /// True when the secret can be read off the line.
  static func showsSecret(_ mechanism: Login.Mechanism) -> Bool {
    switch mechanism {
    case .plain, .login, .loginCommand, .xoauth2, .oauthBearer, .automatic: true
    case .cramMD5, .scramSHA1, .scramSHA256: false
    }
  }
}

/// One exchange of a mechanism: the server's challenges in, the client's answers out; both without base64.
protocol SASLExchange: Sendable {
  /// Sent with the command where SASL-IR is offered, else at the first empty challenge; nil when the server begins.
  mutating func initialResponse() throws(Fault) -> [UInt8]?
  mutating func answer(_ challenge: [UInt8]) throws(Fault) -> [UInt8]
  /// The server said OK. Mechanisms that prove the server's identity throw here when it has not.
  func finish() throws(Fault)
}

extension SASLExchange {
  func finish() throws(Fault) {}
}

extension Fault {
  static func sasl(_ mechanism: String, _ message: String) -> Fault {
    Fault(
      .protocolBroken, "\(mechanism): \(message)", recovery: .stopMailbox,
      advice: "The server's side of the sign-in is wrong; name another mechanism, or check that it is the right server."
    )
  }
}
