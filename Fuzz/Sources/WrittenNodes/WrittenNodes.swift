import Core
import MAPI
import MIME
import PST

/// A node database out of an input: a byte for the format, then blocks, each behind its length in two bytes.
public final class WrittenNodes: NodeStore {
  public let format: PSTFormat
  public private(set) var blocks: [[UInt8]] = []
  private var entries: [NodeEntry] = []
  private var stretches: [BlockID: Range<Int>] = [:]
  private var trees: [BlockID: [NodeEntry]] = [:]

  public init(_ input: [UInt8]) {
    let formats: [PSTFormat] = [.unicode, .ansi, .unicode4K]
    format = formats[Int(input.first ?? 0) % formats.count]
    var at = 1
    while at + 2 <= input.count, blocks.count < 64 {
      let end = min(input.count, at + 2 + Int(input[at]) + Int(input[at + 1]) << 8)
      blocks.append(Array(input[(at + 2)..<end]))
      at = end
    }
  }

  /// The data of a node: some of the blocks.
  public func data(_ range: Range<Int>) -> BlockID {
    let id = BlockID(rawValue: UInt64(stretches.count + 1) << 8)
    stretches[id] = range.clamped(to: blocks.indices)
    return id
  }

  public func tree(_ entries: [NodeEntry]) -> BlockID {
    let id = BlockID(rawValue: UInt64(trees.count + 1) << 8 | 2)
    trees[id] = entries.sorted { $0.id < $1.id }
    return id
  }

  public func add(_ entry: NodeEntry) { entries.append(entry) }

  public func node(_ id: NodeID) throws(Fault) -> NodeEntry? { entries.first { $0.id == id } }

  public func nodes(from first: NodeID, _ visit: (NodeEntry) throws(Fault) -> Bool) throws(Fault) {
    for entry in entries.sorted(by: { $0.id < $1.id }) where entry.id >= first {
      guard try visit(entry) else { return }
    }
  }

  public func subnode(_ id: NodeID, of tree: BlockID) throws(Fault) -> NodeEntry? { trees[tree]?.first { $0.id == id } }
  public func subnodes(of tree: BlockID, damaged: (Fault) -> Void) throws(Fault) -> [NodeEntry] { trees[tree] ?? [] }

  public func data(_ id: BlockID, damaged: (Fault) -> Void) throws(Fault) -> NodeData {
    var offset = 0
    return NodeData(
      blocks: (stretches[id] ?? 0..<0).map { number in
        defer { offset += blocks[number].count }
        let size = blocks[number].count
        let place = BlockID(rawValue: UInt64(number) << 2)
        let entry = BlockEntry(id: place, offset: 0, size: size, inflatedSize: size, references: 2)
        return NodeData.Block(id: place, entry: entry, size: size, offset: offset)
      })
  }

  public func read(_ block: NodeData.Block, damaged: (Fault) -> Void) throws(Fault) -> [UInt8] {
    blocks[Int(block.id.rawValue >> 2)]
  }
}

/// Asks for everything. What is read in pieces is what is read in one.
public func readAll(_ bag: any PropertyBag) {
  for tag in bag.tags {
    guard let value = try? bag.value(tag.id), let source = try? bag.open(tag.id) else { continue }
    switch value {
    case .string(let bytes), .string8(let bytes), .binary(let bytes):
      precondition((try? source.bytes(at: 0, bytes.count + 1)) == bytes, "other bytes in pieces")
    default: preconditionFailure("a value that is no bytes was opened")
    }
  }
}
