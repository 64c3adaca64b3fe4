import Core
@testable import Migration

@testable import CLI

/// The made-up move the screens are drawn from.
enum Samples {
  static let title = MoveTitle(
    project: "Bakkerij Peeters", source: "IMAP imap.oudehost.example",
    target: "Microsoft 365 peeters.onmicrosoft.example")
  /// 2026-11-23T21:14:00+01:00
  static let now = ZonedTime(seconds: 1_795_464_840, zoneMinutes: 60)

  static func counts(
    found: Int, copied: Int = 0, adopted: Int = 0, skipped: Int = 0, failed: Int = 0, bytes: Int64, settled: Int64
  ) -> ItemCounts {
    var counts = ItemCounts()
    (counts.found, counts.copied, counts.adopted) = (found, copied, adopted)
    (counts.skipped, counts.failed) = (skipped, failed)
    (counts.foundBytes, counts.settledBytes) = (bytes, settled)
    return counts
  }

  static var plan: Plan {
    var an = MailboxPlan(name: "an@peeters.example")
    (an.items, an.bytes, an.oversized, an.estimatedSeconds) = (38_120, 12_400_000_000, 1, 24_800)
    an.folders = [
      FolderPlan(source: ["INBOX"], target: ["Inbox"], role: .inbox, action: .use, why: "special use", items: 12_004),
      FolderPlan(
        source: ["Verzonden items"], target: ["Sent Items"], role: .sent, action: .use, why: "name (nl)", items: 9_118),
      FolderPlan(
        source: ["Prullenbak"], target: ["Deleted Items"], role: .trash, action: .use, why: "name (nl)", items: 40),
      FolderPlan(
        source: ["Archief 2009"], target: ["Archief 2009"], action: .create, why: "same name", items: 12_000),
      FolderPlan(
        source: ["Klanten", "Bäckerei"], target: ["Klanten", "Bäckerei"], action: .create, why: "same name", items: 33),
      FolderPlan(source: ["Spam"], target: ["Spam"], action: .exclude, why: "left out by the settings"),
    ]
    var info = MailboxPlan(name: "info@peeters.example")
    (info.items, info.bytes, info.estimatedSeconds) = (102_377, 31_000_000_000, 62_000)
    info.folders = [FolderPlan(source: ["INBOX"], target: ["Inbox"], action: .use, why: "special use", items: 102_377)]
    (info.quotaUsedBytes, info.quotaLimitBytes) = (24_100_000_000, 50_000_000_000)
    info.findings = [
      Finding(
        .warning, "PLAN-QUOTA", place: "info@peeters.example",
        "31.0 GB goes into a 50 GB mailbox that already holds 24.1 GB",
        next: "Give the mailbox an archive or a larger licence, or exclude a folder:"
          + " postduif mailbox set info@peeters.example --exclude \"Archief 2009\"")
    ]
    var jan = MailboxPlan(name: "jan@peeters.example")
    (jan.items, jan.bytes, jan.settledItems, jan.settledBytes) = (812, 300_000_000, 812, 300_000_000)
    return Plan(id: "2026-11-23-1", madeAt: now, mailboxes: [an, info, jan])
  }

  static var snapshot: ProgressSnapshot {
    ProgressSnapshot(
      elapsed: .seconds(3_600),
      mailboxes: [
        MailboxProgress(
          name: "an@peeters.example", state: .done,
          counts: counts(
            found: 38_120, copied: 38_119, skipped: 1, bytes: 12_400_000_000, settled: 12_188_000_000)),
        MailboxProgress(
          name: "info@peeters.example", state: .copying(folder: "Sent Items"),
          counts: counts(found: 102_377, copied: 14_511, bytes: 31_000_000_000, settled: 4_400_000_000)),
        MailboxProgress(
          name: "jan@peeters.example",
          state: .waiting(seconds: 45, why: "the service asked for a pause (429)"),
          counts: counts(found: 812, copied: 301, bytes: 300_000_000, settled: 90_000_000)),
        MailboxProgress(
          name: "els@peeters.example",
          state: .attention(
            Finding(.problem, "IMAP-AUTH", place: "imap.oudehost.example", "the server refused the password"))),
      ],
      sentBytes: 21_700_000_000, rate: 6_100_000, secondsLeft: 57_360)
  }

  static var items: [ItemRecord] {
    [
      ItemRecord(
        number: 1, mailbox: "an@peeters.example", folder: ["Klanten", "2020"], id: 540, state: .skipped,
        code: "ITEM-TOO-LARGE", detail: "212 MB; the target takes 150 MB", subject: "Offerte verbouwing",
        from: "bouw@aannemer.example", date: ZonedTime(seconds: 1_614_850_000, zoneMinutes: 60), size: 212_000_000),
      ItemRecord(
        number: 2, mailbox: "an@peeters.example", folder: ["Oud"], id: 7, state: .failed, code: "ITEM-REFUSED",
        detail: "NO message contains a NUL byte", subject: "=cmd|' /C calc'!A0 <script>", from: "x@spam.example",
        date: ZonedTime(seconds: 1_259_600_000, zoneMinutes: 60), size: 14_000, accepted: "spam, not wanted"),
    ]
  }

  static var summary: RunSummary {
    var an = MailboxOutcome(
      name: "an@peeters.example",
      counts: counts(
        found: 38_120, copied: 38_118, skipped: 1, failed: 1, bytes: 12_400_000_000, settled: 12_187_986_000))
    (an.copiedNow, an.isComplete) = (38_118, true)
    var info = MailboxOutcome(
      name: "info@peeters.example",
      counts: counts(found: 102_377, copied: 102_300, adopted: 77, bytes: 31_000_000_000, settled: 31_000_000_000))
    (info.copiedNow, info.isComplete) = (102_300, true)
    return RunSummary(ending: .finished, startedAt: now, seconds: 60_060, mailboxes: [an, info])
  }

  static var verify: VerifyReport {
    func folder(_ path: [String], _ counts: ItemCounts) -> VerifyReport.Folder {
      VerifyReport.Folder(source: path, target: path, counts: counts)
    }
    var inbox = folder(["Inbox"], counts(found: 12_004, copied: 12_004, bytes: 1, settled: 1))
    inbox.bodiesCompared = 400
    var klanten = folder(["Klanten", "2020"], counts(found: 540, copied: 539, skipped: 1, bytes: 1, settled: 1))
    klanten.differences = [
      VerifyReport.Difference(
        sign: .known, code: "ITEM-TOO-LARGE", sourceID: 540, targetID: nil, subject: "Offerte verbouwing", date: nil,
        size: 212_000_000, detail: "skipped", culprit: .unknown)
    ]
    klanten.differenceCount = 1
    var archive = folder(["Archive"], ItemCounts())
    archive.extra = 33
    let equal = folder(["Inbox"], counts(found: 812, copied: 812, bytes: 1, settled: 1))
    return VerifyReport(
      startedAt: ZonedTime(seconds: now.seconds + 61_000, zoneMinutes: 60), seconds: 184, isFull: false,
      mailboxes: [
        VerifyReport.Mailbox(name: "an@peeters.example", folders: [inbox, klanten, archive]),
        VerifyReport.Mailbox(name: "jan@peeters.example", folders: [equal]),
      ])
  }

  static var standing: [FolderStanding] {
    plan.mailboxes.flatMap { mailbox in
      mailbox.folders.map { folder in
        let left = folder.action == .exclude
        return FolderStanding(
          mailbox: mailbox.name, source: folder.source, target: folder.target, action: folder.action, why: folder.why,
          counts: left
            ? ItemCounts()
            : counts(
              found: folder.items, copied: folder.items - (folder.items == 12_004 ? 2 : 0),
              skipped: folder.items == 12_004 ? 1 : 0, failed: folder.items == 12_004 ? 1 : 0,
              bytes: Int64(folder.items) * 90_000, settled: Int64(folder.items) * 90_000))
      }
    }
  }

  static var report: MigrationReport {
    MigrationReport(
      letterhead: .init(
        project: "peeters", customer: "Bakkerij Peeters", consultant: "Jan Claes, Claes IT", source: title.source,
        target: title.target), madeAt: now, toolVersion: "0.1.0", plan: plan, run: summary, verify: verify,
      standing: standing, exceptions: items,
      repairs: [
        RepairRecord(
          mailbox: "info@peeters.example", folder: ["INBOX"], id: 88, changes: ["bare-lf"],
          originalDigest: String(repeating: "9a", count: 32), storedDigest: String(repeating: "c0", count: 32))
      ])
  }
}
