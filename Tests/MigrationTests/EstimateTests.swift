import Core
import Testing

@testable import Migration

@Suite struct EstimateTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var items = 1
    var bytes: Int64 = 0
    var from = "generic"
    var to = "generic"
    var limitRate: Int64?
    var seconds: Double?
  }

  @Test(arguments: [
    Row(testDescription: "nothing waits", items: 0, seconds: nil),
    Row(testDescription: "small messages", items: 5_000, bytes: 1_000, seconds: 5),
    Row(testDescription: "large ones", items: 10, bytes: 300_000_000, seconds: 10),
    Row(testDescription: "a user's limit", items: 10, bytes: 300_000_000, limitRate: 1_000_000, seconds: 300),
    Row(testDescription: "within the target's first window", bytes: 150_000_000, to: "exchange-online", seconds: 5),
    Row(testDescription: "two windows more", bytes: 450_000_000, to: "exchange-online", seconds: 600),
    Row(testDescription: "within the source's day", bytes: 2_400_000_000, from: "gmail", seconds: 80),
    Row(testDescription: "two days more", bytes: 7_500_000_000, from: "gmail", seconds: 172_800),
    Row(testDescription: "reading is not writing", bytes: 600_000_000, from: "gmail", seconds: 20),
    Row(testDescription: "into Gmail", bytes: 1_500_000_000, to: "gmail", seconds: 172_800),
  ])
  func tellsTheSlowestOf(_ row: Row) throws {
    let estimate = Estimate(
      items: row.items, bytes: row.bytes, source: try #require(Providers.named(row.from)),
      target: try #require(Providers.named(row.to)), limitRate: row.limitRate)
    #expect(estimate.seconds == row.seconds)
  }

  /// What a service takes in one window goes at once; the rate is felt behind it.
  @Test func thePaceBeginsWithAWindow() throws {
    let pacer = Pacer(bytesPerSecond: 1_000, burst: .seconds(300))
    #expect(pacer.spend(bytes: 290_000) == nil)
    #expect(pacer.spend(bytes: 100_000) == nil)
    let delay = try #require(pacer.spend(bytes: 1)).time
    #expect(delay > .seconds(60) && delay <= .seconds(90))
  }

  /// Lanes that ask at the same moment do not all set out: what one takes is counted before the next is answered.
  @Test func lanesShareOneWindow() {
    let pacer = Pacer(bytesPerSecond: 1_000, burst: .seconds(1))
    #expect((0..<8).count { _ in pacer.spend(bytes: 900) == nil } == 2)
    pacer.giveBack(bytes: 1_800)
    #expect(pacer.spend(bytes: 900) == nil)
  }

  @Test func whatTheTargetTakesOnlyWhenItsLimitWasRaisedIsSaid() async throws {
    var provider = Provider(id: "step", name: "step")
    (provider.usualMessageBytes, provider.maxMessageBytes) = (300, 10_000)
    let bench = try Bench(targetProvider: provider)
    bench.source.deliver(["INBOX"], Bench.message(1))
    bench.source.deliver(["INBOX"], Bench.message(2, body: String(repeating: "x", count: 500)))
    let plan = try await bench.engine().plan()
    let finding = try #require(plan.findings.first { $0.code == "PLAN-SIZE-STEP" })
    #expect(finding.level == .warning && finding.message.contains("1 message"))
    #expect(!plan.isRefused && plan.mailboxes[0].oversized == 0)
  }
}
