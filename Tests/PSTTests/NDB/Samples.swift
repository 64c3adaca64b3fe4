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
    struct Map: Decodable, Sendable {
      let pages: Int
      let freeBytes: UInt64
      enum CodingKeys: String, CodingKey {
        case pages
        case freeBytes = "free_bytes"
      }
    }
    let encoding: UInt8
    let nodes: Int
    let blocks: Int
    let unreferenced: Int
    let wrongReferences: Int
    let subnodeTypes: [String: Int]
    let map: Map

    enum CodingKeys: String, CodingKey {
      case encoding = "crypt"
      case nodes = "nbt_nodes"
      case blocks = "bbt_blocks"
      case unreferenced = "unreferenced_blocks"
      case wrongReferences = "refcount_differs"
      case subnodeTypes = "subnode_types"
      case map = "amap"
    }
  }

  private struct Facts: Decodable {
    struct Also: Decodable {
      let check: NDBFacts?
      enum CodingKeys: String, CodingKey { case check = "pst_ndbcheck" }
    }
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
    check = try JSONDecoder().decode(Facts.self, from: Data(facts)).also?.check
  }

  /// Those named, or all; none where the folder is absent.
  static func all(_ names: [String]? = nil, _ test: String = #function) throws -> [Sample] {
    guard let folder = folder(test) else { return [] }
    let there = SharedSuites.names(in: folder, ending: ".pst") + SharedSuites.names(in: folder, ending: ".ost")
    return try (names ?? there).map { try Sample(folder, $0) }
  }
}
