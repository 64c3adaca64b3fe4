import Core
import MailCheck
import NIOCore
import Testing

@testable import Migration

/// The repair that is named is the one that is made, and it mends what was found.
@Suite struct RepairNamingTests {
  @Test(arguments: BodyRepairs.all.map(\.name)) func theNamedRepairMendsWhatWasFound(_ name: String) throws {
    let rows = RuleTests.bytes.filter { $0.repair == name }
    #expect(!rows.isEmpty)
    for row in rows {
      let found = try #require(Mail.check(row.trips, for: row.services).first { $0.rule == row.rule })
      #expect(found.repair.name == name)
      let limit = row.services.map(\.provider.lineLimit).min() ?? 0
      let repair = try #require(BodyRepairs.all.first { $0.name == name }).repair
      var transform = BodyTransform(repairs: repair, longerThan: limit)
      var out = ByteBuffer()
      row.trips.withUnsafeBytes { transform.feed($0, into: &out) }
      transform.finish(into: &out)
      let again = Mail.check(Array(out.readableBytesView), for: row.services)
      #expect(!again.contains { $0.repair.name == name }, "\(again)")
    }
  }

  /// What a move would try after a refusal is what is named, no more and no less; the line ends of a Unix file become
  /// whole when it is read.
  @Test(arguments: RuleTests.rows) func namesWhatAMoveWouldTry(_ row: RuleTests.Row) {
    for service in MailService.allCases {
      var seen = Inspection()
      row.trips.withUnsafeBytes { seen.feed($0) }
      let tried = seen.repairs(lineLimit: service.provider.lineLimit).filter { $0 != .bareLF || !seen.hasUnixLines }
      let named = Mail.check(row.trips, for: [service]).compactMap(\.repair.name).filter { $0 != "read-receipt" }
      #expect(Set(named) == Set(tried.flatMap(\.names)), "\(service)")
    }
  }

  @Test(arguments: ReceiptRequest.fields) func receiptsAreThoseThatAreDisarmed(_ field: String) {
    let message = Mail.plain(["\(field): a@x"])
    #expect(Mail.check(message).contains { $0.rule == .receipt && $0.repair == .disarmed })
    var scanner = ReceiptScanner()
    #expect(message.withUnsafeBytes { scanner.scan($0) }.count == 1)
  }
}
