/// Where things lie, which differs between the three formats. [MS-PST] §2.2.2
struct Layout: Sendable, Hashable {
  let format: PSTFormat

  var isANSI: Bool { format == .ansi }
  var is4K: Bool { format == .unicode4K }

  /// Bytes of a number of a block or page, and of an offset.
  var idSize: Int { isANSI ? 4 : 8 }

  // Pages. [MS-PST] §2.2.2.7
  var pageSize: Int { is4K ? 4_096 : 512 }
  /// Where PAGETRAILER begins; also the bytes its checksum covers.
  var pageTrailer: Int { is4K ? 4_072 : isANSI ? 500 : 496 }
  /// Bytes of entries in a page of a tree.
  var treeRoom: Int { is4K ? 4_056 : isANSI ? 496 : 488 }
  /// cbEnt of pages above the leaves.
  var childEntrySize: Int { isANSI ? 12 : 24 }
  func entrySize(_ tree: Tree) -> Int {
    switch tree {
    case .nodes: isANSI ? 16 : 32
    case .blocks: isANSI ? 12 : 24
    }
  }

  // Blocks. [MS-PST] §2.2.2.8
  var blockAlignment: Int { is4K ? 512 : 64 }
  var blockTrailerSize: Int { is4K ? 24 : isANSI ? 12 : 16 }
  /// Bytes of data in the largest block.
  var largestBlock: Int { is4K ? 65_512 : isANSI ? 8_180 : 8_176 }
  /// Bytes a block of `size` bytes takes with padding and trailer. `size` is at most 65,535.
  func span(_ size: Int) -> Int { (size + blockTrailerSize + blockAlignment - 1) / blockAlignment * blockAlignment }

  // Allocation maps. [MS-PST] §2.2.2.7.2
  var firstMap: Int { is4K ? 0x22000 : 0x4400 }
  /// Where the bits begin in the page.
  var mapStart: Int { isANSI ? 4 : 0 }
  var mapBytes: Int { is4K ? 4_072 : 496 }
  /// Bytes of the file one map tells about.
  var mapStep: Int { mapBytes * 8 * blockAlignment }

  /// The two trees and the type their pages carry. [MS-PST] §2.2.2.7.1
  enum Tree: UInt8, Sendable, Hashable {
    case blocks = 0x80
    case nodes = 0x81
  }

  /// wSig of a page or block at `offset`. [MS-PST] §5.5
  static func signature(offset: UInt64, id: UInt64) -> UInt16 {
    let value = UInt32(truncatingIfNeeded: offset ^ id)
    return UInt16(truncatingIfNeeded: value >> 16) ^ UInt16(truncatingIfNeeded: value)
  }
}

/// BREF: where a page lies and which one it must be. [MS-PST] §2.2.2.4
struct PageReference: Sendable, Hashable {
  var id: UInt64
  var offset: UInt64
}
