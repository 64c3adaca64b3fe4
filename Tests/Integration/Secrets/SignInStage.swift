import Core
import Lab
import Synchronization
import TestKit

/// An issuer, a server that takes its tokens, and a project of one mailbox whose target names the credential `c`. All that
/// the program says and shows is kept.
final class SignInStage: Sendable {
  struct Said: Sendable {
    var words: String
    var text: String
  }

  let issuer: Issuer
  let project: ProjectUnderTest
  /// The program's folder for temporary files.
  let scratch: TemporaryFolder
  private let server: DovecotServer
  /// Files that a person has elsewhere, `@name` in the words of a step.
  private let outside: TemporaryFolder
  private let planted: [String]
  private let environment: [String: String?]
  private let kept = Mutex<(said: [Said], seen: String)>(([], ""))

  init(_ way: SignInWay, passphrase: String?) async throws {
    let certificates = [try await AppCertificate(), try await AppCertificate()]
    var state = IssuerState.peeters
    state.deviceInterval = 1
    state.device = .approve(afterPolls: 0, as: SignInWay.user)
    state.browser = .signsIn(SignInWay.user)
    state.apps[0].certificates = RegisteredCertificate(pem: certificates[0].pem).map { [$0] } ?? []
    issuer = try await Issuer(state)
    var options = DovecotServer.Options()
    options.tokens = DovecotServer.TokenCheck(issuer, nameClaim: way.isApp ? nil : "email")
    server = try await DovecotServer(options)
    try server.fill(Self.mailbox)
    var new = ProjectUnderTest.End(server)
    new.credential = "c"
    project = try ProjectUnderTest(
      source: .init(server), target: new, users: [(Self.mailbox.user, SignInWay.user)])
    scratch = try TemporaryFolder("scratch")
    outside = try TemporaryFolder("outside")
    var files = [
      "secret": PeetersIDs.appSecret, "expired": PeetersIDs.expiredSecret, "wrong": SignInWay.wrongSecret,
      "google-secret": PeetersIDs.googleSecret, "app.cer": certificates[0].pem, "app.key": certificates[0].keyPEM,
      "other.cer": certificates[1].pem, "other.key": certificates[1].keyPEM, "service.json": Self.keyFile(),
    ]
    files["passphrase"] = passphrase
    for (name, text) in files { try Files.write(text + "\n", to: outside(name), mode: 0o600) }
    environment = [
      "TMPDIR": scratch.path, "POSTDUIF_PASSPHRASE_FILE": passphrase == nil ? nil : outside("passphrase"),
    ]
    planted =
      certificates.map(\.keyPEM) + [SignInWay.wrongSecret, server.password, passphrase].compactMap { $0 }
  }

  private static let mailbox = LabMailbox(
    user: "info@peeters.example",
    folders: [
      LabFolder(path: ["INBOX"], count: 1) { _ in
        LabMessage(flags: ["\\Seen"], date: HarnessTests.date, bytes: HarnessTests.letter)
      }
    ])

  /// As Google hands it out.
  private static func keyFile() -> String {
    let key = PeetersIDs.serviceKey
    let file: JSONValue = [
      "type": "service_account", "project_id": "peeters", "private_key_id": .string(key?.id ?? ""),
      "private_key": .string(key?.privatePEM ?? ""), "client_email": .string(PeetersIDs.serviceAccount),
      "client_id": .string(PeetersIDs.serviceClient),
    ]
    return file.text()
  }

  /// Everything that must stand nowhere.
  var search: SecretSearch { SecretSearch(issuer.everySecret + planted) }
  /// What was printed, command by command.
  var said: [Said] { kept.withLock { $0.said } }
  /// Command lines and environments, of the program and of all it started.
  var seen: String { kept.withLock { $0.seen } }

  /// - Parameter browser: a person opens the address that is shown, and signs in.
  func run(_ words: [String], in browser: Bool) async throws -> ProjectUnderTest.Outcome {
    var line = words.map { $0.hasPrefix("@") ? outside(String($0.dropFirst())) : $0 }
    if words.starts(with: ["credential", "set"]) { line += ["--authority", issuer.address] }
    let child = try project.start(line, environment: environment)
    child.kill(afterMilliseconds: 120_000)
    let watch = ProcessWatch(child)
    if browser, let address = try await address(shownBy: child) { try await TestBrowser.open(address) }
    let exit = await child.exit()
    let outcome = ProjectUnderTest.Outcome(code: exit.code, output: project.output, errors: "")
    let seen = await watch.text
    kept.withLock {
      $0.said.append(Said(words: words.joined(separator: " "), text: outcome.all))
      $0.seen += seen
    }
    return outcome
  }

  /// Nil when the program ends without showing one.
  private func address(shownBy child: ChildProcess) async throws -> String? {
    while child.isRunning {
      let lines = project.output.split(separator: "\n").map { $0.drop { $0 == " " } }
      if let line = lines.first(where: { $0.hasPrefix(issuer.address) }) { return String(line) }
      // No event tells that a file grew.
      try await Task.sleep(for: .milliseconds(10))
    }
    return nil
  }

  func stop() async {
    await server.stop()
    await issuer.stop()
  }
}
