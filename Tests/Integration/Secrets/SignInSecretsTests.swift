import Core
import Lab
import TestKit
import Testing

/// Every way to sign in, by the built program, well and badly: whatever was handed out, sent or stored stands in nothing
/// that was printed or written, nor in the process list.
@Suite(.serialized) struct SignInSecretsTests {
  /// A passphrase that seals the store, or none.
  private static let passphrases: [String?] = [nil, "Zeven-sloten-en-een-grendel-77"]

  @Test(.needs(.dovecot, .program("postduif")), arguments: SignInWay.allCases, passphrases.indices)
  func nothingIsTold(way: SignInWay, passphrase: Int) async throws {
    let stage = try await SignInStage(way, passphrase: Self.passphrases[passphrase])
    for step in way.steps {
      stage.issuer.change { step.change(&$0) }
      let done = try await stage.run(step.words, in: step.browser)
      if let refusal = step.refusal {
        #expect(done.code != 0 && done.all.contains(refusal), "\(step.words): \(done.all)")
      } else {
        #expect(done.code == 0, "\(step.words): \(done.all)")
      }
    }
    // The search is of what it claims to be of: the issuer saw what this way sends.
    let sent = Set(stage.issuer.requests.flatMap { ($0.form ?? []).map(\.name) })
    #expect(sent.isSuperset(of: way.sends), "\(sent)")
    #expect(!stage.issuer.secrets.isEmpty)
    await stage.stop()
    let search = stage.search
    #expect(search.count > 4)
    for said in stage.said { #expect(search.found(in: said.text, of: said.words) == [], "\(said.words)") }
    let seen = stage.seen
    #expect(seen.contains("migrate") && seen.contains("PATH="))
    #expect(search.found(in: seen, of: "the process list") == [])
    #expect(stage.project.files.contains { $0.hasSuffix(".html") })
    #expect(search.found(below: stage.project.folder.path, storeIsSealed: passphrase != 0) == [])
    #expect(search.found(below: stage.scratch.path) == [])
  }
}

/// One command of a way to sign in.
struct SignInStep: Sendable {
  var words: [String]
  /// The code it is refused with; nil when it must succeed.
  var refusal: String?
  /// Whether it waits for a person in front of a browser.
  var browser = false
  /// What becomes of the issuer before.
  var change: @Sendable (inout IssuerState) -> Void = { _ in }

  init(
    _ words: [String], refusal: String? = nil, browser: Bool = false,
    change: @escaping @Sendable (inout IssuerState) -> Void = { _ in }
  ) {
    (self.words, self.refusal, self.browser, self.change) = (words, refusal, browser, change)
  }
}

/// The ways, each with what a person types: what succeeds first, what is refused after it. Files are named as
/// ``SignInStage`` lays them out beside the project.
enum SignInWay: String, CaseIterable, Sendable {
  case appBySecret, appByCertificate, personByCode, personByBrowser, googlePerson, serviceAccount

  static let user = "an@peeters.example"
  static let wrongSecret = "not~the.Right-one-at-all-0123456789"

  var isApp: Bool { self == .appBySecret || self == .appByCertificate }

  /// Parameters that go to the issuer.
  var sends: Set<String> {
    switch self {
    case .appBySecret: ["client_secret"]
    case .appByCertificate: ["client_assertion"]
    case .personByCode: ["device_code", "refresh_token"]
    case .personByBrowser: ["code", "code_verifier", "refresh_token"]
    case .googlePerson: ["client_secret", "code", "code_verifier", "refresh_token"]
    case .serviceAccount: ["assertion"]
    }
  }

  private func set(_ words: String...) -> [String] { ["credential", "set", "c"] + words }

  private func app(_ proof: String..., tenant: String = PeetersIDs.tenant) -> [String] {
    set("--kind", "microsoft-app", "--tenant", tenant, "--client-id", PeetersIDs.app) + proof
  }

  var steps: [SignInStep] { beginning + Self.work + refusals }

  /// Tokens of people end at once, so that the next command renews them.
  private var beginning: [SignInStep] {
    let person = set("--kind", "microsoft-user", "--tenant", PeetersIDs.tenant, "--client-id", PeetersIDs.userApp)
    let short: @Sendable (inout IssuerState) -> Void = { $0.tokenLifetime = 1 }
    return switch self {
    case .appBySecret: [.init(app("--password-file", "@secret"))]
    case .appByCertificate: [.init(app("--certificate", "@app.cer", "--key", "@app.key"))]
    case .personByCode: [.init(person, change: short)]
    case .personByBrowser: [.init(person + ["--browser"], browser: true, change: short)]
    case .googlePerson:
      [
        .init(
          set(
            "--kind", "google-user", "--client-id", PeetersIDs.googleClient, "--password-file", "@google-secret",
            "--browser"), browser: true, change: short)
      ]
    case .serviceAccount: [.init(set("--kind", "google-service-account", "--key-file", "@service.json"))]
    }
  }

  private static let work: [SignInStep] = [
    .init(["credential", "list"]) { $0.tokenLifetime = 3_599 }, .init(["credential", "test", "c", "--verbose"]),
    .init(["credential", "test", "c", "--format", "json"]), .init(["doctor", "--verbose"]),
    .init(["plan", "--verbose"]), .init(["migrate", "--yes", "--verbose"]), .init(["verify", "--full", "--verbose"]),
    .init(["report"]), .init(["status"]),
  ]

  private var refusals: [SignInStep] {
    let test = ["credential", "test", "c", "--verbose"]
    let again = ["credential", "sign-in", "c"]
    return switch self {
    case .appBySecret:
      [
        .init(app("--password-file", "@expired")), .init(test, refusal: "OAUTH-SECRET-EXPIRED"),
        .init(["migrate", "--yes", "--verbose"], refusal: "OAUTH-SECRET-EXPIRED"),
        .init(app("--password-file", "@wrong")), .init(test, refusal: "OAUTH-SECRET"),
        .init(app("--password-file", "@secret", tenant: "nobody.example")), .init(test, refusal: "OAUTH-TENANT"),
      ]
    case .appByCertificate:
      [
        .init(app("--certificate", "@other.cer", "--key", "@other.key")), .init(test, refusal: "OAUTH-CERTIFICATE"),
        .init(["migrate", "--yes", "--verbose"], refusal: "OAUTH-CERTIFICATE"),
      ]
    case .personByCode:
      [
        .init(again, refusal: "OAUTH-DECLINED") { $0.device = .decline(afterPolls: 0) },
        .init(
          set("--kind", "microsoft-user", "--tenant", "nobody.example", "--client-id", PeetersIDs.userApp),
          refusal: "OAUTH-TENANT"),
      ]
    case .personByBrowser:
      [.init(again + ["--browser"], refusal: "OAUTH-POLICY", browser: true) { $0.browser = .fails(53_003) }]
    case .googlePerson:
      [.init(again + ["--browser"], refusal: "OAUTH-DECLINED", browser: true) { $0.browser = .declines }]
    case .serviceAccount:
      [
        .init(["credential", "remove", "c", "--yes"]),
        .init(set("--kind", "google-service-account", "--key-file", "@service.json")) {
          $0.google.accounts[0].delegated = []
        }, .init(test, refusal: "OAUTH-DELEGATION"),
        .init(["migrate", "--yes", "--verbose"], refusal: "OAUTH-DELEGATION"),
      ]
    }
  }
}
