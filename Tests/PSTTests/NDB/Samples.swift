import Core
import Foundation
import PST
import TestKit
import Testing

/// The shared Outlook files and what two other readers found in them.
struct Sample: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let check: NDBFacts?

  /// What a check of nodes and blocks alone counted.
  struct NDBFacts: Decodable, Sendable {
    let wVer: Int
    let crypt: UInt8
    let nbt_nodes: Int
    let bbt_blocks: Int
    let unreferenced_blocks: Int
    let refcount_differs: Int
    let subnode_types: [String: Int]
  }

  private struct Facts: Decodable {
    struct Also: Decodable { let pst_ndbcheck: NDBFacts? }
    let also: Also?
  }

  var testDescription: String { name }

  /// The folder; nil when absent, which is said aloud and counted.
  static func folder(_ test: String = #function) -> String? {
    if let root = SharedSuites.root, Files.exists(root + "/samples/pst") { return root + "/samples/pst" }
    Skips.record("\(test): no Outlook files (POSTDUIF_SHARED, or ../shared beside the package)")
    return nil
  }

  init(_ folder: String, _ name: String) throws {
    self.name = name
    bytes = try SharedSuites.bytes("\(folder)/\(name)")
    let facts = try SharedSuites.bytes("\(folder)/\(name).json")
    check = try JSONDecoder().decode(Facts.self, from: Data(facts)).also?.pst_ndbcheck
  }

  /// Those named, or all; none where the folder is absent.
  static func all(_ names: [String]? = nil, _ test: String = #function) throws -> [Sample] {
    guard let folder = folder(test) else { return [] }
    let there = SharedSuites.names(in: folder, ending: ".pst") + SharedSuites.names(in: folder, ending: ".ost")
    return try (names ?? there).map { try Sample(folder, $0) }
  }
}
