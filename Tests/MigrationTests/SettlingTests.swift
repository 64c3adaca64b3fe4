import Core
import GRDB
import TestKit
import Testing

@testable import Migration

@Suite struct SettlingTests {
  private static func step(_ id: UInt32, _ state: ItemState, _ target: UInt32?) -> Settlement {
    Settlement(id: ItemID(id), change: .state(state, target: target.map { ItemID($0) }))
  }

  @Test func neighboursAreOneStep() {
    let settled = [
      Self.step(4, .copied, 100), Self.step(5, .copied, 101), Self.step(6, .copied, 102),
      // A gap at the source, one at the target, another state, no id, and back again.
      Self.step(8, .copied, 103), Self.step(9, .copied, 110), Self.step(10, .adopted, 111),
      Self.step(11, .copied, nil), Self.step(12, .copied, nil), Self.step(12, .copied, 112),
      Settlement(id: ItemID(13), change: .vanished), Settlement(id: ItemID(14), change: .vanished),
      Self.step(.max, .copied, 1), Self.step(0, .copied, 2),
    ]
    #expect(
      SettlementStep.steps(settled).map(\.ids) == [
        4...6, 8...8, 9...9, 10...10, 11...12, 12...12, 13...13, 14...14, UInt32.max...UInt32.max, 0...0,
      ])
  }

  private struct Row: Equatable, CustomStringConvertible {
    var id: UInt32
    var state: Int
    var target: UInt32?
    var isInTrouble: Bool
    var description: String { "\(id): \(state) \(target.map { "\($0)" } ?? "-")\(isInTrouble ? " !" : "")" }
  }

  private static func rows(_ ledger: Ledger) async throws -> [Row] {
    try await ledger.read { db in
      try GRDB.Row.fetchAll(
        db,
        sql: """
          SELECT item.id, item.state, item.target, trouble.id IS NOT NULL FROM item
          LEFT JOIN trouble ON trouble.folder = item.folder AND trouble.id = item.id WHERE item.folder = 1 ORDER BY item.id
          """
      ).map { Row(id: $0[0], state: $0[1], target: $0[2], isInTrouble: $0[3]) }
    }
  }

  /// Batches of any shape leave the same rows as their items one by one.
  @Test(arguments: 1...20 as ClosedRange<UInt64>) func batchesSayWhatItemsSay(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try TemporaryFolder("settling")
    let together = try Ledger(path: folder("together.sqlite"))
    let singly = try Ledger(path: folder("singly.sqlite"))
    var ids: [UInt32] = []
    var next: UInt32 = 1
    for _ in 0..<60 {
      next += Int.random(in: 0..<4, using: &random) == 0 ? 3 : 1
      ids.append(next)
    }
    let listed = ids.map { ListedItem(id: ItemID($0), size: 1, date: ZonedTime(seconds: 0), flags: FlagSet()) }
    for ledger in [together, singly] { try await ledger.merge(listed, folder: 1) }
    for _ in 0..<6 {
      let batch = ids.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
      var target = UInt32(Int.random(in: 0..<1_000, using: &random))
      let settled = batch.map { id in
        target += Int.random(in: 0..<6, using: &random) == 0 ? 2 : 1
        return switch Int.random(in: 0..<12, using: &random) {
        case 0:
          Settlement(id: ItemID(id), change: .trouble(.failed, code: "X", detail: "", subject: "", sender: ""))
        case 1: Self.step(id, .copied, nil)
        case 2: Self.step(id, .adopted, target)
        case 3 where id % 7 == 0: Settlement(id: ItemID(id), change: .vanished)
        default: Self.step(id, .copied, target)
        }
      }
      let sending = ids.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }.map { ItemID($0) }
      try await together.advance(folder: 1, settled: settled, sending: sending)
      for one in settled { try await singly.advance(folder: 1, settled: [one], sending: []) }
      for id in sending { try await singly.advance(folder: 1, settled: [], sending: [id]) }
    }
    let (left, right) = (try await Self.rows(together), try await Self.rows(singly))
    #expect(left == right)
    #expect(left.contains { $0.isInTrouble } && left.contains { $0.target != nil })
  }
}
