import CZlib
public import Core

/// Writes the node database of a file: nodes of bytes, with nodes below them. [MS-PST] §2.2
///
/// The layers above it make their own bytes; a test of the lowest layer can use it alone. Nodes go to the disk as they
/// come, the two trees and the header when it is finished.
public final class PSTNodeWriter {
  /// A node below another. [MS-PST] §2.2.2.8.3.3.1.1
  public struct Subnode: Sendable, Hashable {
    public var id: UInt32
    /// bidData; 0 for none.
    public var data: UInt64
    /// bidSub; 0 for none.
    public var subnodes: UInt64
    public init(id: UInt32, data: UInt64, subnodes: UInt64 = 0) {
      (self.id, self.data, self.subnodes) = (id, data, subnodes)
    }
  }

  public let layout: PSTLayout
  public let encoding: PSTEncoding
  var space: PSTSpace
  var blocks: [Entry] = []
  var nodes: [Node] = []
  var nextPage: UInt64 = 4
  /// The highest index given so far, per nidType (rgnid). [MS-PST] §2.2.2.6
  var highest: [UInt32]
  private var nextBlock: UInt64 = 4

  struct Entry {
    var number: UInt64
    var offset: Int
    var size: Int
    var inflated: Int
    var references: Int
    /// Not in the block tree.
    var isGone: Bool
  }

  struct Node {
    var id: UInt32
    var data: UInt64
    var subnodes: UInt64
    var parent: UInt32
  }

  /// - Parameter encoding: of data blocks. Files with pages of 4,096 bytes deflate instead and take `.none` only.
  public init(_ path: String, layout: PSTLayout = .unicode, encoding: PSTEncoding = .permute) throws(Fault) {
    self.layout = layout
    self.encoding = layout == .unicode4K ? .none : encoding
    space = try PSTSpace(path, layout)
    highest = [UInt32](repeating: 0x400, count: 32)
    highest[0x03] = 0x4000
    highest[0x04] = 0x10000
    highest[0x08] = 0x8000
    // [MS-PST] §2.2.2.7.4.1: there is a DList page at 0x4200, which the header's space holds.
  }

  // MARK: Blocks

  /// A block of its own, with one reference that somebody else has to count by ``refer(to:)``.
  /// - Parameter isInternal: it holds numbers of others: it is neither encoded, nor part of a node's data.
  func block(_ bytes: ArraySlice<UInt8>, isInternal: Bool = false) throws(Fault) -> UInt64 {
    precondition(bytes.count <= layout.blockLimit, "a block holds \(layout.blockLimit) bytes")
    let number = nextBlock | (isInternal ? 2 : 0)
    nextBlock += 4
    let packed = layout == .unicode4K && bytes.count > 512 ? deflated(bytes) : nil
    let stored = packed ?? bytes
    let offset = try space.place(layout.span(stored.count), alignment: layout.unit)
    try space.appendBlock(
      stored, encoding: isInternal ? .none : encoding, number: number, inflated: bytes.count, at: offset)
    blocks.append(
      Entry(
        number: number, offset: offset, size: stored.count, inflated: bytes.count, references: 0,
        isGone: space.writesFree))
    return number
  }

  /// nil where that would not make it shorter. Level 6 begins with 78 9C, which two readers insist on.
  private func deflated(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var size = compressBound(UInt(bytes.count))
    var packed = [UInt8](repeating: 0, count: Int(size))
    let result = bytes.withUnsafeBufferPointer { from in
      packed.withUnsafeMutableBufferPointer { compress2($0.baseAddress, &size, from.baseAddress, UInt(from.count), 6) }
    }
    return result == Z_OK && size < bytes.count ? packed[..<Int(size)] : nil
  }

  /// Counts a reference to a block. Returns it.
  @discardableResult
  func refer(to number: UInt64) -> UInt64 {
    if number != 0 { blocks[Int(number >> 2) - 1].references += 1 }
    return number
  }

  /// A block that nothing refers to, as crashes leave them.
  public func orphan(_ bytes: [UInt8]) throws(Fault) { _ = try block(bytes[...]) }

  // MARK: Data

  /// The data of a node; 0 when it has none.
  public func data(_ bytes: [UInt8]) throws(Fault) -> UInt64 {
    var numbers: [UInt64] = []
    var start = 0
    while start < bytes.count {
      let end = min(start + layout.blockLimit, bytes.count)
      numbers.append(try block(bytes[start..<end]))
      start = end
    }
    return try tree(numbers, size: bytes.count)
  }

  /// The data of a node in blocks as they are given. All but the last are filled up with zeros. [MS-PST] §2.3.4.4
  func data(pieces: [[UInt8]]) throws(Fault) -> UInt64 {
    var numbers: [UInt64] = []
    var size = 0
    for (place, piece) in pieces.enumerated() {
      var piece = piece
      if place < pieces.count - 1 { piece.pad(to: layout.blockLimit) }
      size += piece.count
      numbers.append(try block(piece[...]))
    }
    return try tree(numbers, size: size)
  }

  /// XBLOCK, XXBLOCK. [MS-PST] §2.2.2.8.3.2
  private func tree(_ numbers: [UInt64], size: Int) throws(Fault) -> UInt64 {
    guard numbers.count > 1 else { return numbers.first ?? 0 }
    let room = (layout.blockLimit - 8) / layout.number
    var tops: [(number: UInt64, size: Int)] = []
    for start in stride(from: 0, to: numbers.count, by: room) {
      let part = numbers[start..<min(start + room, numbers.count)]
      let bytes = part.reduce(0) { $0 + blocks[Int($1 >> 2) - 1].inflated }
      tops.append((try list(part, level: 1, size: bytes), bytes))
    }
    if tops.count == 1 { return tops[0].number }
    precondition(tops.count <= room, "data of more than \(room * room) blocks")
    return try list(tops.map(\.number)[...], level: 2, size: size)
  }

  private func list(_ numbers: ArraySlice<UInt64>, level: Int, size: Int) throws(Fault) -> UInt64 {
    var bytes: [UInt8] = [1, UInt8(level)]
    bytes.put16(numbers.count)
    bytes.put32(size)
    for number in numbers { bytes.putNumber(refer(to: number), layout) }
    return try block(bytes[...], isInternal: true)
  }

  // MARK: Nodes

  /// SLBLOCK, SIBLOCK. Returns bidSub; 0 for no nodes. [MS-PST] §2.2.2.8.3.3
  public func subnodes(_ entries: [Subnode]) throws(Fault) -> UInt64 {
    guard !entries.isEmpty else { return 0 }
    let entries = entries.sorted { $0.id < $1.id }
    let head = layout.isWide ? 8 : 4
    let room = (layout.blockLimit - head) / (3 * layout.number)
    var tops: [(id: UInt32, number: UInt64)] = []
    for start in stride(from: 0, to: entries.count, by: room) {
      let part = entries[start..<min(start + room, entries.count)]
      var bytes = subnodeHead(level: 0, count: part.count)
      for entry in part {
        bytes.putNumber(UInt64(entry.id), layout)
        bytes.putNumber(refer(to: entry.data), layout)
        bytes.putNumber(refer(to: entry.subnodes), layout)
      }
      tops.append((entries[start].id, try block(bytes[...], isInternal: true)))
    }
    if tops.count == 1 { return tops[0].number }
    precondition(tops.count <= (layout.blockLimit - head) / (2 * layout.number), "too many nodes below one")
    var bytes = subnodeHead(level: 1, count: tops.count)
    for top in tops {
      bytes.putNumber(UInt64(top.id), layout)
      bytes.putNumber(refer(to: top.number), layout)
    }
    return try block(bytes[...], isInternal: true)
  }

  private func subnodeHead(level: Int, count: Int) -> [UInt8] {
    var bytes: [UInt8] = [2, UInt8(level)]
    bytes.put16(count)
    if layout.isWide { bytes.put32(0) }
    return bytes
  }

  /// Puts a node into the node tree.
  /// - Parameters:
  ///   - data: bidData as ``data(_:)`` returned it; several nodes may have the same.
  ///   - parent: nidParent, 0 where the node is neither a folder nor a message.
  public func node(_ id: UInt32, data: UInt64, subnodes: UInt64 = 0, parent: UInt32 = 0) {
    highest[Int(id & 31)] = max(highest[Int(id & 31)], id >> 5)
    guard !space.writesFree else { return }
    nodes.append(Node(id: id, data: refer(to: data), subnodes: refer(to: subnodes), parent: parent))
  }

  /// A new node id of a type, the next after those that are taken.
  public func newID(_ type: UInt8) -> UInt32 {
    highest[Int(type)] += 1
    return highest[Int(type)] << 5 | UInt32(type)
  }
}
