import Core
import Migration
import Testing

@testable import CLI

@Suite struct MoreScreenTests {
  private var status: StatusScreen {
    StatusScreen(
      title: Samples.title, isRunning: false, plan: Samples.plan, run: Samples.summary, verify: Samples.verify,
      standing: Samples.standing, exceptions: Samples.items, mailboxes: Samples.plan.mailboxes.map(\.name))
  }

  @Test func statusScreen() throws { try Golden.check(screen: "status") { status.lines($0) } }

  @Test func statusWords() {
    var screen = status
    #expect(screen.word == "verified")
    screen.verify?.startedAt = Samples.now
    #expect(screen.word == "moved")
    #expect(screen.lines(Layout()).contains { $0.hasSuffix("nothing missing; mail was moved since") })
    screen.verify = nil
    #expect(screen.word == "moved")
    screen.standing[0].counts.copied -= 1
    #expect(screen.word == "unfinished")
    screen.run?.ending = .paused
    #expect(screen.word == "paused")
    screen.run = nil
    #expect(screen.word == "planned")
    screen.plan = nil
    #expect(screen.word == "not_planned")
    screen.mailboxes = []
    #expect(screen.word == "empty")
    screen.isRunning = true
    #expect(screen.word == "running")
  }

  @Test func itemList() throws { try Golden.check(screen: "item-list") { ItemScreen.list(Samples.items, $0) } }
  @Test func itemShow() throws { try Golden.check(screen: "item-show") { ItemScreen.show(Samples.items[0], $0) } }

  @Test func explain() throws {
    let text = try #require(FindingCatalogue.text(for: "imap-auth"))
    try Golden.check(screen: "explain") { ExplainScreen.lines(text, $0) }
  }

  @Test func folders() throws {
    try Golden.check(screen: "folders") { layout in
      FolderScreen.lines(Samples.plan.mailboxes.prefix(1).map { ($0.name, $0.folders) }, layout)
    }
  }

  @Test func doctor() throws {
    let source = RouteFindings(
      side: "source", endpoint: "oud", host: "imap.oudehost.example", port: 993, isEncrypted: true)
    let target = RouteFindings(
      side: "target", endpoint: "nieuw", host: "imap.nieuw.example", port: 993, isEncrypted: true)
    let findings =
      [
        MachineChecks.disk(free: 79_000_000_000, at: "/srv/peeters"),
        Finding(.ok, "STATE-WHOLE", "state database whole"),
      ]
      + source.findings(
        .failed(Fault("NET-TIMEOUT", "no answer", recovery: .reconnect), at: .connection), otherPort: 143)
      + target.findings(.reached(product: "Dovecot", folders: 12))
    try Golden.check(screen: "doctor") { DoctorScreen(findings: findings).lines($0) }
    #expect(DoctorScreen(findings: findings).status == .unreachable)
    #expect(DoctorScreen(findings: [Finding(.ok, "CLOCK", "x")]).status == .done)
  }

  @Test(
    arguments: [
      ("NET-DNS", RouteFindings.Step.dns, 0), ("NET-REFUSED", .connection, 1), ("TLS-NAME", .encryption, 2),
      ("IMAP-GREETING", .greeting, 3), ("IMAP-AUTH", .signIn, 4), ("IMAP-REFUSED", .signIn, 4),
    ] as [(Fault.Code, RouteFindings.Step, Int)])
  func howFarAnAttemptCame(code: Fault.Code, step: RouteFindings.Step, passed: Int) {
    let fault = Fault(code, "x", recovery: .stopMailbox)
    #expect(RouteFindings.step(of: fault) == step)
    let route = RouteFindings(side: "source", endpoint: "oud", host: "h", port: 993, isEncrypted: true)
    let findings = route.findings(.failed(fault, at: step))
    #expect(findings.count { $0.level == .ok } == passed)
    #expect(findings.last?.level == .problem)
  }

  @Test func littleRoomIsAProblem() {
    #expect(MachineChecks.disk(free: 400_000_000, at: "/").code == "DISK-LOW")
    #expect(MachineChecks.disk(at: "/does/not/exist").level == .problem)
  }

  @Test func howARunEnds() {
    var summary = Samples.summary
    let item = Samples.items[0]
    #expect(MigrateAction.status(summary, open: []) == .done)
    #expect(MigrateAction.status(summary, open: [item]) == .needsAttention)
    summary.mailboxes[0].findings = [Finding(.problem, "IMAP-AUTH", "x")]
    #expect(MigrateAction.status(summary, open: [item]) == .refused)
    summary.mailboxes[1].findings = [Finding(.problem, "NET-TIMEOUT", "x")]
    #expect(MigrateAction.status(summary, open: []) == .refused)
    summary.mailboxes[0].findings = []
    #expect(MigrateAction.status(summary, open: []) == .unreachable)
    summary.mailboxes[1].findings = [Finding(.warning, "PLAN-QUOTA", "x")]
    #expect(MigrateAction.status(summary, open: []) == .done)
    summary.ending = .interrupted
    #expect(MigrateAction.status(summary, open: []) == .interrupted)
    summary.ending = .finished
    summary.mailboxes[1].isComplete = false
    #expect(MigrateAction.status(summary, open: []) == .needsAttention)
  }
}
