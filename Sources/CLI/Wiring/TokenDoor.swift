import Core
import IMAPClient
import OAuth
import Projects
import Synchronization

/// How one mailbox is opened with tokens: who hands them out, for whom, and what a refusal means.
final class TokenDoor: Sendable {
  let registration: Registration
  let mailbox: String
  private let source: TokenSource
  private let key: TokenKey
  /// The token shown last, whose claims say most about a refusal.
  private let shown = Mutex<Secret?>(nil)

  init(_ registration: Registration, _ source: TokenSource, mailbox: String, purpose: Purpose = .imap) {
    self.registration = registration
    self.source = source
    self.mailbox = mailbox
    key = TokenKey(purpose: purpose, subject: registration.kind == .googleServiceAccount ? mailbox : "")
  }

  func token() async throws(Fault) -> AccessToken {
    let token = try await source.token(for: key)
    shown.withLock { $0 = token.secret }
    return token
  }

  /// True when another one may do.
  func refused(_ token: Secret) async -> Bool { await source.refused(token) == nil }

  /// Codes under which a server turns somebody away as a person, not a folder or a message.
  private static let doubts: Set<Fault.Code> = [.auth, .authMethod, .authConnected, .disabled]

  func explain(_ fault: Fault) -> Fault {
    // A mailbox whose folders cannot even be listed is as closed as one that refuses the sign-in.
    guard Self.doubts.contains(fault.code) || (fault.code == .serverRefused && fault.message.hasPrefix("LIST")) else {
      return fault
    }
    let claims = shown.withLock { $0 }.flatMap { TokenClaims($0) }
    let stage: SignInRefusal.Stage = fault.message.hasPrefix("AUTHENTICATE") ? .authenticate : .select
    guard
      var better = SignInRefusal.explain(
        serverText: fault.message, registration: registration, claims: claims, mailbox: mailbox, stage: stage)
    else { return fault }
    better.place = fault.place
    better.message += " (\(fault.message))"
    return better
  }

  func login(user: String, authorizationIdentity: String?, mechanism: Login.Mechanism) -> Login {
    var login = Login(
      user: user, authorizationIdentity: authorizationIdentity, mechanism: mechanism, kind: .token
    ) { try await self.token().secret }
    login.tokenRefused = { await self.refused($0) }
    login.explain = { self.explain($0) }
    return login
  }
}
