import Core
import Foundation
import Testing
import TestKit

@testable import CLI

/// Credentials of Microsoft and Google as a person stores and tries them, against an issuer of our own.
@Suite struct SignInFlowTests {
  private static let refusals:
    [(name: String, secret: String, tenant: String, client: String, code: String, status: Core.ExitStatus)] = [
      ("good", PeetersIDs.appSecret, "peeters.example", PeetersIDs.app, "CREDENTIAL-TOKEN", .done),
      (
        "wrong secret", "not~the.Right-one-at-all-0123456789", "peeters.example", PeetersIDs.app, "OAUTH-SECRET ",
        .refused
      ),
      ("expired secret", PeetersIDs.expiredSecret, "peeters.example", PeetersIDs.app, "OAUTH-SECRET-EXPIRED", .refused),
      ("wrong tenant", PeetersIDs.appSecret, "nobody.example", PeetersIDs.app, "OAUTH-TENANT", .wrongSettings),
      (
        "unknown app", PeetersIDs.appSecret, "peeters.example", "00000000-1111-2222-3333-444444444444",
        "OAUTH-APP-UNKNOWN", .wrongSettings
      ),
    ]

  @Test(arguments: 0..<refusals.count) func anApp(row: Int) async throws {
    let row = Self.refusals[row]
    let issuer = try await Issuer()
    var stage = try Stage()
    stage.typed = [row.secret]
    #expect(await stage.run("project", "new", "peeters").status == .done)
    let set = await stage.run(
      "credential", "set", "microsoft", "--kind", "microsoft-app", "--tenant", row.tenant, "--client-id", row.client,
      "--authority", issuer.address, in: "peeters")
    #expect(set.status == .done, "\(set.err)")
    let tried = await stage.run("credential", "test", "microsoft", in: "peeters")
    let isGood = row.code == "CREDENTIAL-TOKEN"
    #expect(tried.status == row.status, "\(row.name): \(tried.out)\(tried.err)")
    #expect(tried.out.contains(row.code), "\(row.name): \(tried.out)")
    if isGood {
      #expect(tried.out.contains("IMAP.AccessAsApp") && tried.out.contains(PeetersIDs.tenant), "\(tried.out)")
    } else {
      #expect(tried.out.contains(PeetersIDs.app) || tried.out.contains("tenant"), "\(tried.out)")
    }
    let listed = await stage.run("credential", "list", in: "peeters")
    #expect(listed.out.contains("microsoft-app"))
    let shown = await stage.run("credential", "show", "microsoft", in: "peeters")
    #expect(shown.out.contains(row.client) && shown.out.contains(row.tenant) && shown.out.contains("not shown"))
    expectNoSecret(stage, issuer, typed: row.secret, [set, tried, listed, shown])
    await issuer.stop()
  }

  @Test(arguments: [
    (65_001, "OAUTH-CONSENT"), (90_094, "OAUTH-ADMIN-CONSENT"), (53_003, "OAUTH-POLICY"),
    (7_000_112, "OAUTH-APP-DISABLED"),
  ]) func whatATenantForbids(barrier: Int, code: String) async throws {
    var state = IssuerState.peeters
    state.apps[0].barrier = barrier
    let issuer = try await Issuer(state)
    var stage = try Stage()
    stage.typed = [PeetersIDs.appSecret]
    #expect(await stage.run("project", "new", "peeters").status == .done)
    await stage.run(
      "credential", "set", "microsoft", "--kind", "microsoft-app", "--tenant", "peeters.example", "--client-id",
      PeetersIDs.app, "--authority", issuer.address, in: "peeters")
    let tried = await stage.run("credential", "test", "microsoft", in: "peeters")
    #expect(tried.status == .refused, "\(tried.out)")
    #expect(tried.out.contains(code), "\(tried.out)")
    await issuer.stop()
  }

  @Test func aPersonByCode() async throws {
    var state = IssuerState.peeters
    state.deviceInterval = 1
    state.device = .approve(afterPolls: 1, as: "an@peeters.example")
    let issuer = try await Issuer(state)
    let stage = try Stage()
    #expect(await stage.run("project", "new", "peeters").status == .done)
    let set = await stage.run(
      "credential", "set", "an", "--kind", "microsoft-user", "--tenant", "peeters.example", "--client-id",
      PeetersIDs.userApp, "--authority", issuer.address, in: "peeters")
    #expect(set.status == .done, "\(set.err)")
    #expect(set.err.contains("enter the code") && set.err.contains("more minutes"), "\(set.err)")
    let tried = await stage.run("credential", "test", "an", in: "peeters")
    #expect(tried.status == .done, "\(tried.out)\(tried.err)")
    #expect(tried.out.contains("IMAP.AccessAsUser.All") && tried.out.contains("an@peeters.example"), "\(tried.out)")
    // A second command found the token in the vault and asked for none.
    #expect(issuer.requests.count { $0.path.hasSuffix("/token") } <= 3)
    issuer.change { $0.device = .decline(afterPolls: 1) }
    let declined = await stage.run("credential", "sign-in", "an", in: "peeters")
    #expect(declined.status == .refused, "\(declined.err)")
    #expect(declined.err.contains("OAUTH-DECLINED"), "\(declined.err)")
    // What was granted before still works.
    #expect(await stage.run("credential", "test", "an", in: "peeters").status == .done)
    expectNoSecret(stage, issuer, typed: "", [set, tried, declined])
    #expect(await stage.run("credential", "remove", "an", "--yes", in: "peeters").status == .done)
    #expect(await stage.run("credential", "test", "an", in: "peeters").status == .inputNotFound)
    await issuer.stop()
  }

  @Test func whatCannotBe() async throws {
    var stage = try Stage()
    #expect(await stage.run("project", "new", "peeters").status == .done)
    let noTenant = await stage.run(
      "credential", "set", "m", "--kind", "microsoft-app", "--client-id", PeetersIDs.app, in: "peeters")
    #expect(noTenant.status == .misused, "\(noTenant.err)")
    stage.typed = ["geheim-123456"]
    let noClient = await stage.run(
      "credential", "set", "m", "--kind", "microsoft-app", "--tenant", "peeters.example", in: "peeters")
    #expect(noClient.err.contains("client-id"), "\(noClient.err)")
    #expect(await stage.run("credential", "test", "m", in: "peeters").status == .inputNotFound)
    #expect(await stage.run("credential", "sign-in", "m", in: "peeters").status == .inputNotFound)
    let open = "\(stage.folder)/open.key"
    try Data("x".utf8).write(to: URL(fileURLWithPath: open))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
    let readable = await stage.run(
      "credential", "set", "m", "--kind", "google-service-account", "--key-file", open, in: "peeters")
    #expect(readable.err.contains("CREDENTIAL-MODE"), "\(readable.err)")
  }

  /// Nothing that opens something stands in what was printed or in any file; in the store and the tokens only in base64,
  /// so that a glance is not enough.
  private func expectNoSecret(
    _ stage: Stage, _ issuer: Issuer, typed: String, _ outcomes: [Stage.Outcome],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let search = SecretSearch(issuer.everySecret + [typed])
    #expect(search.count > 0, sourceLocation: sourceLocation)
    for outcome in outcomes {
      #expect(search.found(in: outcome.out + outcome.err, of: "the output") == [], sourceLocation: sourceLocation)
    }
    #expect(search.found(below: stage.folder) == [], sourceLocation: sourceLocation)
  }
}
