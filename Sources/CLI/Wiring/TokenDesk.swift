import Core
import OAuth
import Projects

/// Makes what hands out a project's tokens: one source per credential, whoever asks.
final class TokenDesk {
  private let project: Project
  private let session: Session
  private var sources: [String: TokenSource] = [:]
  private var client: HTTPClientExchange?

  init(project: Project, session: Session) {
    self.project = project
    self.session = session
  }

  /// One question, one try: for a sign-in that is under way.
  func exchange() throws -> any HTTPExchange {
    if let client { return client }
    let environment = session.context.environment
    let made = try HTTPClientExchange(
      HTTPClientExchange.Settings(caFile: environment["SSL_CERT_FILE"], environment: environment))
    client = made
    return made
  }

  func source(_ name: String, _ registration: Registration) throws -> TokenSource {
    if let known = sources[name] { return known }
    let session = session
    let made = TokenSource(
      credential: name, registration: registration, vault: TokenVaultAdapter(project.credentials.tokens),
      exchange: RetryingExchange(try exchange())
    ) { finding in
      session.tell(FindingLines.lines([finding], session.storyLayout))
    }
    sources[name] = made
    return made
  }
}
