import Core
import GRDB
import Lab
import TestKit

/// How far a move is, seen from outside: by its ledger, read while the program writes it, and by the files of its target.
/// Neither tells when it changes, so both are looked at again and again; a look costs some hundred microseconds.
final class MoveWatch {
  private let ledger: String
  private let target: String
  /// Ends the names of files that hold mail; empty where all do.
  private let ending: String
  private var reader: DatabaseQueue?
  private var last: (share: Double, version: Int) = (0, 0)
  private let all: Double

  /// Of the lab's server: bodies lie in files called `data`, one per folder, and get there before they are acknowledged.
  convenience init(_ project: ProjectUnderTest, _ target: LabServer) {
    self.init(project, files: target.folder.path, ending: "/data", count: Shortstraw().count)
  }

  /// - Parameter count: messages that move.
  init(_ project: ProjectUnderTest, files: String, ending: String = "", count: Int) {
    all = Double(max(1, count))
    ledger = project.folder(".postduif/state.sqlite")
    target = files
    self.ending = ending
  }

  /// Waits until `run` is at `moment`; false when it ended before.
  func waits(for moment: KillMoment, in run: ChildProcess) async throws -> Bool {
    let clock = ContinuousClock()
    var start: (bytes: Int, version: Int)?
    var changes = 0
    while run.isRunning {
      let now = look()
      if let since = start {
        if now.version != since.version { changes += 1 }
        start = (since.bytes, now.version)
      } else if isThere(moment.point, now.share) {
        start = (bytes(), now.version)
      }
      if let start {
        // What should come further may not come in time.
        if MovePlace(now.share) > moment.place { return true }
        switch moment.further {
        case .bytes(let count): if bytes() - start.bytes >= count { return true }
        case .changes(let count): if changes >= count { return true }
        }
      }
      try await clock.sleep(for: .milliseconds(2))
    }
    return false
  }

  private func isThere(_ point: KillMoment.Point, _ share: Double) -> Bool {
    switch point {
    case .folders(let count): folders() >= count
    case .share(let wanted): share >= wanted
    }
  }

  /// The settled share of the company's mail, 0...1.
  var share: Double { look().share }

  /// The share, and a number that is another one whenever somebody else wrote to the ledger.
  private func look() -> (share: Double, version: Int) {
    // A program that is just making the file, or died over it, leaves none of its tables; one that is recovering it
    // holds it for a moment.
    guard let reader = open() else { return (0, 0) }
    let known = last
    let found = try? reader.unsafeRead { db in
      let version = try Int.fetchOne(db.cachedStatement(sql: "PRAGMA data_version")) ?? 0
      if version == known.version { return known }
      let settled = try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM item WHERE state > 1")) ?? 0
      return (Double(settled) / all, version)
    }
    last = found ?? known
    return last
  }

  private func open() -> DatabaseQueue? {
    if let reader { return reader }
    guard Files.exists(ledger) else { return nil }
    // Reading only: a writer would fold the write-ahead log in, and the program should find it as its death left it.
    var configuration = Configuration()
    configuration.readonly = true
    reader = try? DatabaseQueue(path: ledger, configuration: configuration)
    return reader
  }

  /// Lets go of the ledger, so that the next program is the first to open it.
  func close() {
    try? reader?.close()
    reader = nil
    last = (0, 0)
  }

  private var bodies: [String] {
    Files.all(below: target).filter { ending.isEmpty || $0.hasSuffix(ending) }
  }
  private func bytes() -> Int { bodies.reduce(0) { $0 + (Files.size($1) ?? 0) } }
  private func folders() -> Int { bodies.count }
}
