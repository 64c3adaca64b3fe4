import Foundation
import Testing

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
