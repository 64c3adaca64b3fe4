import Core

/// Which leaf of a damaged tree speaks for which keys. Pages are never written in place: what lies in the file is the
/// current tree and remains of older ones. A page that a newer page covers is of an older tree and tells nothing of those
/// keys. [MS-PST] §2.6.1.1.2
struct Generations {
  /// A leaf, the keys it stands for, and how much it is believed.
  struct Claim {
    var page: FileScan.Page
    /// From `low` up to, not including, `high`.
    var low: UInt64
    var high: UInt64
    /// The newest page that leads to it, or its own number; `UInt64.max` when the header does.
    var rank: UInt64
  }

  var claims: [Claim]

  /// - Parameters:
  ///   - reached: leaves the header leads to.
  ///   - found: all pages of the tree that lie in the file.
  init(reached: [TreeSurvey.Reach], found: [FileScan.Page], _ database: NodeDatabase, _ tree: Layout.Tree)
    throws(Fault)
  {
    // By level from the top, within it by offset: parents come before their children, and children can be searched.
    let pages = found.sorted { ($1.level, $0.offset) < ($0.level, $1.offset) }
    var all = pages.map { Claim(page: $0, low: $0.first, high: $0.last &+ 1, rank: $0.id) }
    for index in all.indices where all[index].page.level > 0 {
      try Self.lead(from: all[index], to: &all, database, tree)
    }
    claims = all.filter { $0.page.level == 0 }
    let known = claims
    var isReached = [Bool](repeating: false, count: known.count)
    for leaf in reached {
      let claim = Claim(page: leaf.page, low: leaf.low, high: leaf.high, rank: .max)
      if let index = Self.find(leaf.page.offset, level: 0, in: known) {
        (claims[index], isReached[index]) = (claim, true)
      } else {
        claims.append(claim)
      }
    }
  }

  /// Gives the children of a page that is not a leaf their keys and its rank, where it is higher than theirs.
  private static func lead(
    from parent: Claim, to all: inout [Claim], _ database: NodeDatabase, _ tree: Layout.Tree
  ) throws(Fault) {
    let reference = PageReference(id: parent.page.id, offset: parent.page.offset)
    let page: TreePage
    do throws(NodeDatabase.PageError) { page = try database.page(reference, tree, level: Int(parent.page.level)) } catch
    {
      if case .reading(let fault) = error { throw fault }
      return
    }
    for index in 0..<page.count {
      let child = page.child(index)
      guard let place = find(child.offset, level: parent.page.level - 1, in: all), all[place].page.id == child.id,
        all[place].rank <= parent.rank
      else { continue }
      all[place].rank = parent.rank
      all[place].low = page.key(index)
      // What follows the last child is another page's; of a page on the right edge nothing else is known.
      let next = index + 1 < page.count ? page.key(index + 1) : max(parent.high, all[place].page.last &+ 1)
      all[place].high = max(next, all[place].low &+ 1)
    }
  }

  private static func find(_ offset: UInt64, level: UInt8, in claims: [Claim]) -> Int? {
    var (low, high) = (0, claims.count)
    while low < high {
      let middle = (low + high) / 2
      let page = claims[middle].page
      if (level, page.offset) < (page.level, offset) { low = middle + 1 } else { high = middle }
    }
    guard low < claims.count, claims[low].page.offset == offset, claims[low].page.level == level else { return nil }
    return low
  }

  /// Visits the entries of all leaves that no higher-ranked leaf speaks for, ordered by leaf, not by key.
  /// `visit` gets the page, the entry's place in it and whether the header leads to it.
  func entries(
    _ database: NodeDatabase, _ tree: Layout.Tree, _ visit: (TreePage, Int, Bool) -> Void
  ) throws(Fault) {
    var keys: [UInt64] = []
    for claim in claims {
      guard let page = try Self.page(claim, database, tree) else { continue }
      for index in 0..<page.count { keys.append(page.key(index)) }
    }
    keys.sort()
    keys = Self.distinct(keys)
    var owners = Owners(keys: keys)
    // Painting from the highest rank down: what has a colour keeps it.
    let order = claims.indices.sorted { (claims[$0].rank, claims[$0].page.id) > (claims[$1].rank, claims[$1].page.id) }
    for index in order { owners.paint(from: claims[index].low, to: claims[index].high, UInt32(index)) }
    for (index, claim) in claims.enumerated() {
      guard let page = try Self.page(claim, database, tree) else { continue }
      for place in 0..<page.count where owners.owner(of: page.key(place)) == UInt32(index) {
        visit(page, place, claim.rank == .max)
      }
    }
  }

  private static func page(
    _ claim: Claim, _ database: NodeDatabase, _ tree: Layout.Tree
  ) throws(Fault) -> TreePage? {
    do throws(NodeDatabase.PageError) {
      return try database.page(PageReference(id: claim.page.id, offset: claim.page.offset), tree, level: 0)
    } catch {
      if case .reading(let fault) = error { throw fault }
      return nil
    }
  }

  private static func distinct(_ sorted: [UInt64]) -> [UInt64] {
    var result: [UInt64] = []
    result.reserveCapacity(sorted.count)
    for key in sorted where key != result.last { result.append(key) }
    return result
  }
}

/// Intervals painted over sorted keys, the first colour staying: each key is painted once, whatever the intervals.
struct Owners {
  private static let none = UInt32.max
  private let keys: [UInt64]
  private var colours: [UInt32]
  /// The next place without a colour, with shortcuts.
  private var next: [UInt32]

  init(keys: [UInt64]) {
    self.keys = keys
    colours = [UInt32](repeating: Self.none, count: keys.count)
    next = (0...keys.count).map { UInt32($0) }
  }

  mutating func paint(from low: UInt64, to high: UInt64, _ colour: UInt32) {
    var place = free(first(low))
    while place < keys.count, keys[place] < high {
      colours[place] = colour
      next[place] = UInt32(place + 1)
      place = free(place + 1)
    }
  }

  func owner(of key: UInt64) -> UInt32? {
    let place = first(key)
    return place < keys.count && keys[place] == key && colours[place] != Self.none ? colours[place] : nil
  }

  /// The first place from `place` on without a colour.
  private mutating func free(_ place: Int) -> Int {
    var end = place
    while Int(next[end]) != end { end = Int(next[end]) }
    var step = place
    while Int(next[step]) != end, step != end { (step, next[step]) = (Int(next[step]), UInt32(end)) }
    return end
  }

  private func first(_ key: UInt64) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
