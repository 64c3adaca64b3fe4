import Foundation
import Testing

/// Test data that is not part of this package: the folder `POSTDUIF_SHARED` names, or `../shared` beside the package.
enum SharedSuites {
  static let root: String? = {
    if let named = ProcessInfo.processInfo.environment["POSTDUIF_SHARED"] { return named }
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { package.deleteLastPathComponent() }
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: beside) ? beside : nil
  }()

  /// The folder of message suites; nil when absent, which is said aloud and counted.
  static func mime(_ test: String = #function) -> String? {
    if let root, FileManager.default.fileExists(atPath: root + "/suites/mime") { return root + "/suites/mime" }
    let why = "MIMETests \(test): no message suites (POSTDUIF_SHARED, or ../shared beside the package)"
    print("SKIPPED: \(why)")
    if let file = ProcessInfo.processInfo.environment["POSTDUIF_SKIPS"],
      let handle = FileHandle(forUpdatingAtPath: file)
    {
      _ = try? handle.seekToEnd()
      try? handle.write(contentsOf: Data("\(why)\n".utf8))
      try? handle.close()
    }
    return nil
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Names in a folder, sorted.
  static func names(in folder: String, ending: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }.sorted()
  }
}

/// A list of known differences, each with its reason, against which a run is held: what is not listed fails, and so does
/// what is listed and does not happen.
struct Differences {
  private var known: [String: String] = [:]
  private(set) var seen: [String: String] = [:]

  /// Lines of `differences.tsv` whose first column is `suite`: suite, case, aspect, reason.
  init(suite: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("differences.tsv")
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count == 4, !columns[3].isEmpty else {
        Issue.record("differences.tsv, not suite, case, aspect, reason: \(line)")
        continue
      }
      if columns[0] == suite { known["\(columns[1])\t\(columns[2])"] = String(columns[3]) }
    }
  }

  mutating func note(_ name: String, _ aspect: String, _ detail: String) {
    let key = "\(name)\t\(aspect)"
    if seen[key] == nil { seen[key] = detail }
  }

  /// - Parameter prefix: Of the cases that were run, where they are not all of the suite.
  func settle(only prefix: String = "", _ source: SourceLocation = #_sourceLocation) {
    for (key, detail) in seen.sorted(by: { $0.key < $1.key }) where known[key] == nil {
      Issue.record("differs, and differences.tsv gives no reason: \(key)\t\(detail)", sourceLocation: source)
    }
    for key in known.keys.sorted() where seen[key] == nil && key.hasPrefix(prefix) {
      Issue.record("differences.tsv lists what no longer differs: \(key)", sourceLocation: source)
    }
  }
}
