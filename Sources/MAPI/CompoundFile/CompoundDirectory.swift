/// A storage or a stream of a compound file.
public struct CompoundEntry: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case root
    /// Holds others.
    case storage
    case stream
  }
  /// Its place in the directory.
  public let index: Int
  /// At most 31 UTF-16 units.
  public let name: String
  public let kind: Kind
  public let classID: GUID
  /// Bytes of a stream, as the directory says; of the root those of all small streams.
  public let size: Int
  let start: UInt32
}

/// What a compound file holds. [MS-CFB] §2.6
///
/// The tree is walked by the ids of children and siblings alone: order and colours of its nodes are not relied upon, since
/// writers get them wrong.
struct CompoundDirectory {
  static let entrySize = 128
  /// Entries that are read: some ten times what a message with two thousand attachments has.
  static let most = 1 << 19

  private(set) var root: CompoundEntry
  private(set) var children: [Int: [CompoundEntry]] = [:]
  /// Why something may be missing.
  private(set) var damages: [String] = []

  private let bytes: [UInt8]
  private let hasLongSizes: Bool
  private var visited: SectorSet
  private var count: Int { bytes.count / Self.entrySize }

  /// nil without a single entry.
  ///
  /// - Parameter hasLongSizes: of sizes all 64 bits are meant; else the upper half may be anything. [MS-CFB] §2.6.1
  init?(_ bytes: [UInt8], hasLongSizes: Bool) {
    guard bytes.count >= Self.entrySize else { return nil }
    self.bytes = bytes
    self.hasLongSizes = hasLongSizes
    visited = SectorSet(bytes.count / Self.entrySize)
    let record = Record(bytes, 0)
    root = record.entry(0, kind: .root, hasLongSizes: hasLongSizes)
    if record.type != 5 { damages.append("the first entry of its directory is not the root") }
    visited.insert(0)
    walk(record.child)
  }

  private struct Record {
    let bytes: [UInt8]
    let offset: Int
    init(_ bytes: [UInt8], _ index: Int) { (self.bytes, offset) = (bytes, index * CompoundDirectory.entrySize) }

    private func number(_ at: Int, _ size: Int) -> UInt64 {
      (0..<size).reduce(0) { $0 | UInt64(bytes[offset + at + $1]) << UInt64(8 * $1) }
    }
    var type: UInt8 { bytes[offset + 0x42] }
    var left: UInt32 { UInt32(truncatingIfNeeded: number(0x44, 4)) }
    var right: UInt32 { UInt32(truncatingIfNeeded: number(0x48, 4)) }
    var child: UInt32 { UInt32(truncatingIfNeeded: number(0x4C, 4)) }

    func entry(_ index: Int, kind: CompoundEntry.Kind, hasLongSizes: Bool) -> CompoundEntry {
      let length = min(64, max(0, Int(number(0x40, 2))))
      let size = number(0x78, hasLongSizes ? 8 : 4)
      return CompoundEntry(
        index: index, name: UTF16Text.string(Array(bytes[offset..<(offset + length)])), kind: kind,
        classID: GUID(low: number(0x50, 8), high: number(0x58, 8)), size: Int(exactly: size) ?? Int.max,
        start: UInt32(truncatingIfNeeded: number(0x74, 4)))
    }
  }

  private mutating func walk(_ first: UInt32) {
    var storages: [(index: Int, child: UInt32)] = [(0, first)]
    while let storage = storages.popLast() {
      var found: [CompoundEntry] = []
      var path: [Int] = []
      var next = admitted(storage.child)
      while next != nil || !path.isEmpty {
        while let index = next {
          path.append(index)
          next = admitted(Record(bytes, index).left)
        }
        guard let index = path.popLast() else { break }
        let record = Record(bytes, index)
        switch record.type {
        case 1:
          found.append(record.entry(index, kind: .storage, hasLongSizes: hasLongSizes))
          storages.append((index, record.child))
        case 2: found.append(record.entry(index, kind: .stream, hasLongSizes: hasLongSizes))
        default: note("entry \(index) of its directory is of unknown kind")
        }
        next = admitted(record.right)
      }
      children[storage.index] = found
    }
  }

  /// An entry that has not been met; each stands in one place only.
  private mutating func admitted(_ id: UInt32) -> Int? {
    guard id != Sector.noEntry else { return nil }
    guard id < count else {
      note("its directory points to entry \(id), which is not there")
      return nil
    }
    guard visited.insert(Int(id)) else {
      note("its directory points to entry \(id) twice")
      return nil
    }
    return Int(id)
  }

  private mutating func note(_ what: String) { if damages.count < DamageList.most { damages.append(what) } }
}
