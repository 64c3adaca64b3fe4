import Core
import MIME
import PST
import PSTMaker
import TestKit

/// A small file of nodes without meaning, with what it should give.
struct MadeFile: Sendable {
  let bytes: [UInt8]
  /// Data by node.
  let nodes: [UInt32: [UInt8]]
  /// Data by node below ``parent``.
  let subnodes: [UInt32: [UInt8]]
  static let parent: UInt32 = 0x200024

  static let kinds: [(PSTLayout, PSTEncoding)] = [
    (.unicode, .none), (.unicode, .permute), (.unicode, .cyclic), (.ansi, .none), (.ansi, .permute), (.ansi, .cyclic),
    (.unicode4K, .none),
  ]

  /// - Parameters:
  ///   - sizes: bytes of the data of each node.
  ///   - generations: how often older trees are left behind.
  init(_ layout: PSTLayout, _ encoding: PSTEncoding, sizes: [Int], generations: Int = 0) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/made.pst"
    let writer = try PSTNodeWriter(path, layout: layout, encoding: encoding)
    var nodes: [UInt32: [UInt8]] = [:]
    for (index, size) in sizes.enumerated() {
      let id = UInt32(index + 1) << 5 | 4
      let data = Self.data(size, seed: UInt8(truncatingIfNeeded: index))
      nodes[id] = data
      writer.node(id, data: try writer.data(data), parent: 0x122)
      if generations > 0, index % (sizes.count / generations + 1) == 0 { try writer.checkpoint() }
    }
    var below: [PSTNodeWriter.Subnode] = []
    var subnodes: [UInt32: [UInt8]] = [:]
    for index in 0..<20 {
      let id = UInt32(index + 0x400) << 5 | 0x1F
      let data = Self.data(index * 37, seed: UInt8(index))
      subnodes[id] = data
      below.append(PSTNodeWriter.Subnode(id: id, data: try writer.data(data)))
    }
    let own = Self.data(300, seed: 99)
    nodes[Self.parent] = own
    writer.node(Self.parent, data: try writer.data(own), subnodes: try writer.subnodes(below), parent: 0x122)
    try writer.finish(whole: false)
    bytes = try SharedSuites.bytes(path)
    (self.nodes, self.subnodes) = (nodes, subnodes)
  }

  /// Bytes that differ from block to block, and deflate a little.
  private static func data(_ size: Int, seed: UInt8) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) &+ seed }
  }
}

extension NodeDatabase {
  /// The data of a node in one piece.
  func bytes(_ id: BlockID, damaged: (Fault) -> Void = { _ in }) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    for block in try data(id, damaged: damaged).blocks { bytes += try read(block, damaged: damaged) }
    return bytes
  }

  /// All nodes.
  func allNodes() throws(Fault) -> [NodeEntry] {
    var all: [NodeEntry] = []
    try nodes(from: NodeID(rawValue: 0)) { (entry) throws(Fault) in
      all.append(entry)
      return true
    }
    return all
  }
}
