public import Core

/// A node: a stretch of data, with nodes of its own below. [MS-PST] §2.2.2.7.7.4, §2.2.2.8.3.3.1
public struct NodeEntry: Hashable, Sendable {
  public var id: NodeID
  /// bidData; ``BlockID/none`` for a node without data.
  public var data: BlockID
  /// bidSub; ``BlockID/none`` for a node without subnodes.
  public var subnodes: BlockID
  /// nidParent: of a folder or a message, the folder that holds it; zero within subnodes.
  public var parent: NodeID
  public init(id: NodeID, data: BlockID, subnodes: BlockID = .none, parent: NodeID = NodeID(rawValue: 0)) {
    (self.id, self.data, self.subnodes, self.parent) = (id, data, subnodes, parent)
  }
}

/// Where a block lies. [MS-PST] §2.2.2.7.7.3
public struct BlockEntry: Hashable, Sendable {
  public var id: BlockID
  /// ib, from the beginning of the file.
  public var offset: UInt64
  /// cb: bytes in the file, without padding and trailer.
  public var size: Int
  /// Bytes that come out; another number than `size` only for a deflated block (OST with 4K pages).
  public var inflatedSize: Int
  /// cRef; 0 where it is not known.
  public var references: Int
  public init(id: BlockID, offset: UInt64, size: Int, inflatedSize: Int, references: Int) {
    (self.id, self.offset, self.size) = (id, offset, size)
    (self.inflatedSize, self.references) = (inflatedSize, references)
  }
}

/// How the three layouts differ where upper layers can see it.
public enum PSTFormat: Sendable, Hashable {
  /// Outlook 97 to 2002; blocks of up to 8,180 bytes.
  case ansi
  /// Blocks of up to 8,176 bytes.
  case unicode
  /// Pages of 4,096 bytes, blocks of up to 65,512 bytes (OST of Outlook 2013 and later).
  case unicode4K

  /// Bits of a HID that tell the place within a block of its heap; the 5 lowest are the type. [MS-PST] §2.3.1.1
  public var heapIndexBits: Int { self == .unicode4K ? 14 : 11 }
}

/// The node database as the layers above it see it: nodes, and blocks of bytes. Used by one task at a time.
///
/// What is damaged but still there is given, and the damage told through `damaged`.
public protocol NodeStore: AnyObject {
  var format: PSTFormat { get }
  /// nil where there is no such node.
  func node(_ id: NodeID) throws(Fault) -> NodeEntry?
  /// All nodes in order of their ids, from `first` on, until `visit` says false.
  func nodes(from first: NodeID, _ visit: (NodeEntry) throws(Fault) -> Bool) throws(Fault)
  /// The node `id` under a subnode tree (bidSub); nil where there is none.
  func subnode(_ id: NodeID, of tree: BlockID) throws(Fault) -> NodeEntry?
  /// All nodes right under a subnode tree, in order of their ids.
  func subnodes(of tree: BlockID, damaged: (Fault) -> Void) throws(Fault) -> [NodeEntry]
  /// The data of a node: which blocks it consists of. A block of data that the tree names and that is not there stands in
  /// it without an entry. [MS-PST] §2.2.2.8.3.2
  func data(_ id: BlockID, damaged: (Fault) -> Void) throws(Fault) -> NodeData
  /// The bytes of one block of data: decoded, inflated. What is missing comes out as zeros, so that the rest stands where it
  /// stood.
  func read(_ block: NodeData.Block, damaged: (Fault) -> Void) throws(Fault) -> [UInt8]
}

/// The blocks of a node's data in order.
public struct NodeData: Sendable, Hashable {
  public struct Block: Sendable, Hashable {
    public var id: BlockID
    /// nil for one that is not in the file any more.
    public var entry: BlockEntry?
    /// Bytes that come out.
    public var size: Int
    /// Where its bytes begin in the data of the node.
    public var offset: Int
    public init(id: BlockID, entry: BlockEntry?, size: Int, offset: Int) {
      (self.id, self.entry, self.size, self.offset) = (id, entry, size, offset)
    }
  }
  public var blocks: [Block]
  public init(blocks: [Block]) { self.blocks = blocks }

  /// Bytes in all.
  public var count: Int { blocks.last.map { $0.offset + $0.size } ?? 0 }
}
