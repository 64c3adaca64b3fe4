import Core
import Synchronization
import TestKit
import Testing

@testable import Archives

/// The process dies before each single step of writing, and what it left is read and gone on with.
@Suite struct EmlDeathTests {
  private struct Death: Error {}
  private static let date = ZonedTime(seconds: 1_706_707_565, zoneMinutes: 60)

  private static let first: [([UInt8], [String])] = [(Array("Subject: old\n\nunix\n".utf8), ["\\Seen"])]
  private static let second: [([UInt8], [String])] = (0..<4).map { number in
    (Array("From x\nSubject: new \(number / 2)\n\n\(number % 2)\n".utf8), ["\\Flagged", "k\(number)"])
  }

  private static func write(_ messages: [([UInt8], [String])], to path: String) throws {
    let store = try EmlStore(path)
    let folder = try store.create(["Klanten", "A/B"])
    let writer = try store.writer(for: folder)
    for (bytes, flags) in messages { try writer.add(bytes, flags: flags, date: date, pieceBytes: 5) }
    _ = try writer.commit()
  }

  /// Runs `work` until its `number`th step; false when it has not so many.
  private static func dies(before number: Int, _ work: () throws -> Void) throws -> Bool {
    let steps = Mutex(0)
    let watch = EmlDisk.Watch { _ throws(Fault) in
      let isLast = steps.withLock {
        $0 += 1
        return $0 >= number
      }
      // Whoever is dead does nothing more: every later step fails, too.
      if isLast { throw Fault("TEST-DEATH", "died", recovery: .stopRun) }
    }
    do {
      try EmlDisk.$watch.withValue(watch) { try work() }
      return false
    } catch let fault as Fault where fault.code == "TEST-DEATH" {
      return true
    }
  }

  @Test func beforeEveryStepNothingIsLostHalvedOrDoubled() throws {
    let all = (Self.first + Self.second).map { Told(bytes: $0.0, flags: $0.1, date: Self.date.rfc3339) }
    var deaths = 0
    while true {
      let folder = try TemporaryFolder("death")
      let path = folder("mail")
      var died = try Self.dies(before: deaths + 1) {
        try Self.write(Self.first, to: path)
        try Self.write(Self.second, to: path)
      }
      let store = try EmlStore(path)
      let told = try store.folders().contains { $0.path == ["Klanten", "A/B"] } ? store.told(["Klanten", "A/B"]) : []
      #expect(Set(told).isSubset(of: all), "died before step \(deaths + 1): \(told)")
      #expect(Set(told).count == told.count)
      // What is missing is written by the next run, as the engine does.
      let missing = all.filter { !told.contains($0) }
      try Self.write(missing.map { ($0.bytes, $0.flags) }, to: path)
      #expect(Set(try store.told(["Klanten", "A/B"])) == Set(all))
      #expect(try store.messages(["Klanten", "A/B"]).count == all.count)
      #expect(!Files.all(below: path).contains { $0.hasSuffix(".tmp") })
      if !died { break }
      deaths += 1
      died = false
    }
    #expect(deaths > 40)
  }
}
