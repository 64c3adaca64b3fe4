import Foundation
import TestKit
import Testing

/// Cases for values of header fields, each compared with ours in one notation.
enum ValueSuites {
  /// The folder of a suite; nil, said aloud and counted, where the cases are not on this machine.
  static func folder(_ path: String, for test: String) -> URL? {
    if let root = SharedSuites.root {
      let folder = URL(filePath: root).appending(path: "suites").appending(path: path)
      if FileManager.default.fileExists(atPath: folder.path()) { return folder }
    }
    Skips.record("\(test): no shared cases (POSTDUIF_SHARED or ../shared)")
    return nil
  }

  static func files(_ folder: URL, ending: String) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().map { folder.appending(path: $0) }
  }

  static func bytes(_ file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }
  static func json(_ file: URL) throws -> Any { try JSONSerialization.jsonObject(with: Data(contentsOf: file)) }

  /// Cases whose expected result differs from ours, with the reason, by suite.
  static func differences(_ suite: String) throws -> [String: String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "value-differences.tsv")
    var found: [String: String] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count == 3 else {
        Issue.record("value-differences.tsv: \(line)")
        continue
      }
      if columns[0] == suite { found[columns[1]] = columns[2] }
    }
    return found
  }

  struct Comparison {
    var key: String
    var input: String
    var ours: String
    var theirs: String
  }

  /// Every case agrees, or is listed; what is listed does differ.
  static func check(_ suite: String, _ rows: [Comparison]) throws {
    let listed = try differences(suite)
    var seen: Set<String> = []
    for row in rows where row.ours != row.theirs {
      seen.insert(row.key)
      if listed[row.key] == nil {
        let text = "\(suite) \(row.key)\n  field    \(row.input)\n  ours     \(row.ours)\n  expected \(row.theirs)"
        Issue.record("\(text.replacing("\0", with: "\\0"))")
      }
    }
    for key in listed.keys where !seen.contains(key) { Issue.record("\(suite) \(key) is listed and does not differ") }
    print("\(suite): \(rows.count) cases, \(seen.count) listed differences")
  }
}

/// The fields of a message's first header block, split as simply as can be.
struct SimpleHeader {
  private(set) var fields: [(name: String, body: [UInt8])] = []

  init(_ message: [UInt8]) {
    var line: [UInt8] = []
    func lines() -> [[UInt8]] {
      var all: [[UInt8]] = []
      var start = 0
      for (index, byte) in message.enumerated() where byte == 0x0A {
        all.append(Array(message[start...index]))
        start = index + 1
      }
      if start < message.count { all.append(Array(message[start...])) }
      return all
    }
    for next in lines() {
      if next == [0x0A] || next == [0x0D, 0x0A] { break }
      if next[0] == 0x20 || next[0] == 0x09 {
        line += next
      } else {
        add(line)
        line = next
      }
    }
    add(line)
  }

  private mutating func add(_ line: [UInt8]) {
    guard let colon = line.firstIndex(of: 0x3A) else { return }
    let name = String(decoding: line[..<colon], as: UTF8.self).trimmingCharacters(in: .whitespaces)
    fields.append((name.lowercased(), Array(line[(colon + 1)...])))
  }

  func all(_ name: String) -> [[UInt8]] { fields.filter { $0.name == name }.map(\.body) }
}
