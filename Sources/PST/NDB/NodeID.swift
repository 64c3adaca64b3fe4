/// The number of a node. [MS-PST] §2.2.2.1
public struct NodeID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ type: NodeType, index: UInt32) { rawValue = index << 5 | UInt32(type.rawValue) }

  /// nidType
  public var type: NodeType { NodeType(rawValue: UInt8(rawValue & 0x1F)) }
  /// nidIndex
  public var index: UInt32 { rawValue >> 5 }
  /// The node beside it with another part of the same object: of a folder, its tables.
  public func sibling(_ type: NodeType) -> NodeID { NodeID(type, index: index) }

  public static func < (a: NodeID, b: NodeID) -> Bool { a.rawValue < b.rawValue }

  // [MS-PST] §2.4.1
  public static let messageStore = NodeID(rawValue: 0x21)
  public static let nameToIDMap = NodeID(rawValue: 0x61)
  public static let rootFolder = NodeID(rawValue: 0x122)
  // [MS-PST] §2.4.4, §2.4.5, §2.4.6: in the subnodes of a message.
  public static let attachmentTable = NodeID(rawValue: 0x671)
  public static let recipientTable = NodeID(rawValue: 0x692)
}

/// nidType. [MS-PST] §2.2.2.1
public struct NodeType: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A value of a heap that is too large for it (NID_TYPE_HID is a place in the heap itself).
  public static let heapItem = NodeType(rawValue: 0x00)
  public static let `internal` = NodeType(rawValue: 0x01)
  public static let folder = NodeType(rawValue: 0x02)
  public static let searchFolder = NodeType(rawValue: 0x03)
  public static let message = NodeType(rawValue: 0x04)
  public static let attachment = NodeType(rawValue: 0x05)
  public static let searchUpdateQueue = NodeType(rawValue: 0x06)
  public static let searchCriteria = NodeType(rawValue: 0x07)
  /// A message of a folder's own, such as a view or a rule (FAI).
  public static let associatedMessage = NodeType(rawValue: 0x08)
  public static let contentsTableIndex = NodeType(rawValue: 0x0A)
  public static let receiveFolderTable = NodeType(rawValue: 0x0B)
  public static let outgoingQueueTable = NodeType(rawValue: 0x0C)
  public static let hierarchyTable = NodeType(rawValue: 0x0D)
  public static let contentsTable = NodeType(rawValue: 0x0E)
  public static let associatedContentsTable = NodeType(rawValue: 0x0F)
  public static let searchContentsTable = NodeType(rawValue: 0x10)
  public static let attachmentTable = NodeType(rawValue: 0x11)
  public static let recipientTable = NodeType(rawValue: 0x12)
  public static let searchTableIndex = NodeType(rawValue: 0x13)
  public static let tableOrHeap = NodeType(rawValue: 0x1F)
}

/// The number of a block or page. [MS-PST] §2.2.2.2
public struct BlockID: RawRepresentable, Hashable, Comparable, Sendable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// No block at all.
  public static let none = BlockID(rawValue: 0)
  /// The lowest bit means nothing; the block tree is searched without it.
  public var key: BlockID { BlockID(rawValue: rawValue & ~1) }
  /// The block holds the numbers of others (bit 1), not a node's data.
  public var isInternal: Bool { rawValue & 2 != 0 }

  public static func < (a: BlockID, b: BlockID) -> Bool { a.rawValue < b.rawValue }
}
