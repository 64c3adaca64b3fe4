import Core
import Foundation
import PST
import TestKit
import Testing

/// All shared samples against what reference readers found in them.
@Suite struct SampleTests {
  /// `pst` of the shared samples; nil when absent, which is said aloud and counted.
  static let folder: String? = {
    if let root = SharedSuites.root, Files.exists(root + "/samples/pst") { return root + "/samples/pst" }
    Skips.record("SampleTests: no Outlook files (POSTDUIF_SHARED, or ../shared beside the package)")
    return nil
  }()

  static var names: [String] {
    guard let folder else { return [] }
    return (SharedSuites.names(in: folder, ending: ".pst") + SharedSuites.names(in: folder, ending: ".ost")).sorted()
  }

  static func store(_ name: String) throws -> OutlookStore {
    let file = try PSTFile(path: (folder ?? "") + "/" + name)
    return OutlookStore(NodeDatabase(file), name: name)
  }

  @Test(arguments: names) func agreesWithTheReference(name: String) throws {
    let truth = try FileTruth(SharedSuites.bytes((Self.folder ?? "") + "/" + name + ".json"))
    let comparison = try TruthComparison(try Self.store(name), truth)
    let explained = ExplainedDifference.all.filter { $0.file == name }
    for difference in comparison.differences where !explained.contains(where: { difference.hasPrefix($0.line) }) {
      Issue.record("\(name): \(difference)")
    }
    for row in explained where !comparison.differences.contains(where: { $0.hasPrefix(row.line) }) {
      Issue.record("\(name): explained, and there is no such difference: \(row.line)")
    }
    #expect(comparison.compared > 2)
  }

  /// Every node of an item comes out of exactly one folder or is an orphan.
  @Test(arguments: names) func accountsForEveryItem(name: String) throws {
    let store = try Self.store(name)
    var expected: [NodeID] = []
    try store.nodes.nodes(from: NodeID(rawValue: 0)) { entry throws(Fault) in
      if entry.id.type == .message || entry.id.type == .associatedMessage { expected.append(entry.id) }
      return true
    }
    var found: [NodeID] = []
    try store.forEachItem([.message, .associated]) { item throws(Fault) in
      found.append(item.id)
      return true
    }
    #expect(found.sorted() == expected)
  }
}
