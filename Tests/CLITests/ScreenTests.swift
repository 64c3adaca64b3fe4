import Core
import Migration
import Testing

@testable import CLI

@Suite struct ScreenTests {
  @Test func plan() throws {
    try Golden.check(screen: "plan") { PlanScreen(plan: Samples.plan, title: Samples.title, parallel: 12).lines($0) }
  }

  @Test func aRefusedPlanSaysSoFirst() throws {
    var plan = Samples.plan
    plan.mailboxes[0].findings = [
      Finding(
        .problem, "PLAN-ITEMS", place: "an@peeters.example INBOX", "1,200,000 items; the target takes 1,000,000",
        next: "Split the folder at the source.")
    ]
    try Golden.check(screen: "plan-refused") { PlanScreen(plan: plan, title: Samples.title, parallel: 12).lines($0) }
  }

  @Test func aLongPlanSumsUpItsTail() throws {
    var plan = Samples.plan
    plan.mailboxes = (1...500).map { number in
      var mailbox = MailboxPlan(name: "user\(number)@peeters.example")
      (mailbox.items, mailbox.bytes) = (number, Int64(number) * 1_000_000)
      return mailbox
    }
    let lines = PlanScreen(plan: plan, title: Samples.title, parallel: 4).lines(Layout())
    #expect(lines.count < 40)
    #expect(lines.contains { $0.contains("… 480 more") && $0.contains("125,040") })
    #expect(lines.contains { $0.hasPrefix(" Total") && $0.contains("125,250") })
  }

  @Test func progress() throws {
    try Golden.check(screen: "progress") {
      ProgressScreen(snapshot: Samples.snapshot, now: Samples.now, hasKeys: true).lines($0)
    }
  }

  @Test func progressShowsTroubleWhenRowsAreFew() {
    var snapshot = Samples.snapshot
    snapshot.mailboxes += (1...100).map { MailboxProgress(name: "m\($0)@x.example", state: .done) }
    let lines = ProgressScreen(snapshot: snapshot, now: Samples.now, rows: 12).lines(Layout())
    #expect(lines.count <= 12)
    #expect(lines.contains { $0.contains("IMAP-AUTH") })
    #expect(lines.contains { $0.contains("waiting 45 s") })
    #expect(lines.last == " … 100 more, 100 of them done")
  }

  @Test func progressForALog() {
    #expect(
      ProgressScreen(snapshot: Samples.snapshot, now: Samples.now).logLine
        == "2026-11-23T21:14:00+01:00 migrate running done=52932 total=141309 bytes=16.7GB rate=6.1MB/s skipped=1 failed=0"
    )
    var start = Samples.snapshot
    (start.mailboxes, start.rate) = (
      [MailboxProgress(name: "an", counts: Samples.counts(found: 4, bytes: 9, settled: 0))], 0
    )
    #expect(
      ProgressScreen(snapshot: start, now: Samples.now).logLine
        == "2026-11-23T21:14:00+01:00 migrate running done=0 total=4 bytes=0B rate=0B/s skipped=0 failed=0")
  }

  @Test func theBarIsFullAtTheEndOnly() {
    #expect(Layout().bar(0.9999, cells: 10) == "█████████░")
    #expect(Layout().bar(1, cells: 10) == "██████████")
    #expect(Layout(isASCII: true).bar(0, cells: 4) == "....")
    let almost = Samples.counts(found: 1_000_000, copied: 999_999, bytes: 1_000, settled: 1_000)
    #expect(Words.percent(ProgressScreen.fraction(almost)) == "99 %")
  }

  @Test func end() throws {
    try Golden.check(screen: "end") {
      EndScreen(
        summary: Samples.summary, items: Samples.items, reports: ["peeters-2026-11-24.html", "peeters-2026-11-24.csv"],
        next: "postduif verify"
      ).lines($0)
    }
  }

  @Test func aFolderLeftBehindNeedsAPerson() {
    var summary = Samples.summary
    #expect(MigrateAction.status(summary, open: []) == .done)
    summary.mailboxes[0].findings = [Finding(.warning, "FOLDER-UNREADABLE", "the source does not open it")]
    #expect(MigrateAction.status(summary, open: []) == .needsAttention)
  }

  @Test func anInterruptedRunSaysHowToGoOn() throws {
    var summary = Samples.summary
    summary.ending = .interrupted
    summary.mailboxes[1].counts.copied = 14_511
    summary.mailboxes[1].isComplete = false
    try Golden.check(screen: "end-interrupted") {
      EndScreen(summary: summary, items: [], reports: [], next: "postduif migrate").lines($0)
    }
  }

  @Test func verify() throws {
    try Golden.check(screen: "verify") { VerifyScreen(report: Samples.verify, sampleSeed: 1).lines($0) }
    #expect(VerifyScreen(report: Samples.verify).status == .needsAttention)
    #expect(VerifyScreen(report: Samples.verify, acceptsKnown: true).status == .done)
    #expect(VerifyScreen(report: Samples.verify, accepted: 1).status == .done)
    var failed = Samples.verify
    failed.mailboxes[1].folders[0].counts.failed = 1
    #expect(VerifyScreen(report: failed, acceptsKnown: true).status == .needsAttention)
    #expect(VerifyScreen(report: failed, accepted: 2).status == .done)
  }

  @Test func verifyThatMissesMail() throws {
    var report = Samples.verify
    report.mailboxes[1].folders[0].differences = [
      VerifyReport.Difference(
        sign: .missing, code: "ITEM-MISSING", sourceID: 4, targetID: 9, subject: "Factuur 12", date: Samples.now,
        size: 12_000, detail: "not at the target", culprit: .unknown)
    ]
    report.mailboxes[1].folders[0].differenceCount = 3
    try Golden.check(screen: "verify-missing") { VerifyScreen(report: report).lines($0) }
    #expect(VerifyScreen(report: report, acceptsKnown: true).status == .needsAttention)
  }
}
