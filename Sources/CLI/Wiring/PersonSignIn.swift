import Core
import OAuth
import Projects

/// A person signs in for a credential: by a code on any device, or by a browser on this machine.
struct PersonSignIn {
  let name: String
  let registration: Registration
  let project: Project
  let session: Session

  /// `store` keeps the registration; it runs when the person has agreed, and before the tokens are kept.
  func run(byBrowser: Bool, then store: () async throws -> Void = {}) async throws {
    let desk = TokenDesk(project: project, session: session)
    let exchange = try desk.exchange()
    let tokens =
      byBrowser
      ? try await SignIn.byBrowser(credential: name, registration: registration, exchange: exchange) { address in
        session.ask(["Open this address in a browser on this machine, and sign in:", "", "  \(address)", ""])
      }
      : try await SignIn.byDevice(credential: name, registration: registration, exchange: exchange) { prompt in
        session.ask(Self.lines(prompt))
      }
    try await store()
    try await desk.source(name, registration).adopt(tokens)
  }

  /// Address and code alone on their lines, so that they can be copied.
  static func lines(_ prompt: DevicePrompt) -> [String] {
    [
      "Open this address on any device, sign in, and enter the code:", "", "  \(prompt.address)", "  \(prompt.code)",
      "",
      "The code is good for \(Words.count(prompt.minutesLeft, "more minute")). Waiting … (Ctrl-C gives up)",
    ]
  }
}
