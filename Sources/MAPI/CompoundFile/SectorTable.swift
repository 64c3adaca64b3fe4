/// The sectors of a stream in order.
struct SectorChain {
  /// Why a chain stops before its stream does.
  enum Break: Hashable {
    /// Ended before all sectors were there.
    case short
    /// Goes on in a sector that it has been through.
    case loop
    /// Names a sector that the file does not have.
    case outside
    /// Goes on in a sector that is marked as unused, or as a part of the table itself.
    case unused
    /// The file's chains are longer together than the file could be.
    case limit
  }
  /// Neighbours as one.
  var runs: [(first: Int, count: Int)] = []
  var count = 0
  /// nil for a whole chain.
  var stop: Break?
  /// Other chains have sectors of it as well.
  var isShared = false

  mutating func append(_ sector: Int) {
    count += 1
    if let run = runs.last, run.first + run.count == sector {
      runs[runs.count - 1].count += 1
    } else {
      runs.append((sector, 1))
    }
  }
}

/// Which sector follows which: the FAT or the mini FAT. [MS-CFB] §2.3, §2.4
struct SectorTable {
  private let next: [UInt32]
  /// Sectors that there are.
  let sectors: Int
  private var claimed: SectorSet
  /// Steps that are left. Each sector belongs to one stream, so a sound file needs as many as it has sectors; damaged chains
  /// may share some.
  private var steps: Int

  init(next: [UInt32], sectors: Int) {
    self.next = next
    self.sectors = sectors
    claimed = SectorSet(sectors)
    steps = 4 * sectors + 1024
  }

  /// - Parameter wanted: how many sectors; nil for all until the chain ends.
  mutating func chain(from first: UInt32, wanted: Int?) -> SectorChain {
    var chain = SectorChain()
    var own: SectorSet?
    var id = first
    while chain.count < wanted ?? Int.max {
      guard id <= Sector.last else {
        if id != Sector.endOfChain { chain.stop = .unused } else if wanted != nil { chain.stop = .short }
        return chain
      }
      let sector = Int(id)
      guard sector < sectors else { return stopped(chain, .outside) }
      if claimed.contains(sector) {
        var mine = own ?? Self.set(of: chain, sectors)
        if own == nil { steps -= sectors / 64 }
        guard mine.insert(sector) else { return stopped(chain, .loop) }
        own = mine
        chain.isShared = true
      } else {
        claimed.insert(sector)
        own?.insert(sector)
      }
      steps -= 1
      guard steps >= 0 else { return stopped(chain, .limit) }
      chain.append(sector)
      id = sector < next.count ? next[sector] : Sector.free
    }
    return chain
  }

  private func stopped(_ chain: SectorChain, _ stop: SectorChain.Break) -> SectorChain {
    var chain = chain
    chain.stop = stop
    return chain
  }

  private static func set(of chain: SectorChain, _ sectors: Int) -> SectorSet {
    var set = SectorSet(sectors)
    for run in chain.runs { for sector in run.first..<(run.first + run.count) { set.insert(sector) } }
    return set
  }
}

/// Sectors, one bit each.
struct SectorSet {
  private var words: [UInt64]
  init(_ count: Int) { words = [UInt64](repeating: 0, count: (max(0, count) + 63) / 64) }

  func contains(_ sector: Int) -> Bool { words[sector >> 6] & (1 << UInt64(sector & 63)) != 0 }

  /// False when it was in it.
  @discardableResult mutating func insert(_ sector: Int) -> Bool {
    let bit: UInt64 = 1 << UInt64(sector & 63)
    guard words[sector >> 6] & bit == 0 else { return false }
    words[sector >> 6] |= bit
    return true
  }
}
