import Lab

/// Where in a move something happens, by the share of its mail that is settled.
enum MovePlace: Int, CaseIterable, Comparable {
  /// Signing in, listing, making folders.
  case beforeTheFirst
  case firstQuarter, secondQuarter, thirdQuarter, fourthQuarter
  /// Flags and the end of the run.
  case afterTheLast

  init(_ share: Double) {
    switch share {
    case ...0: self = .beforeTheFirst
    case ..<0.25: self = .firstQuarter
    case ..<0.5: self = .secondQuarter
    case ..<0.75: self = .thirdQuarter
    case ..<1: self = .fourthQuarter
    default: self = .afterTheLast
    }
  }

  static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// When a kill is due. First the move comes to a certain point, and from there a little further, so that the kill falls
/// within a batch as well as between two, and within the recovery from the last one.
struct KillMoment {
  enum Point {
    /// So many folders are at the target.
    case folders(Int)
    /// This share of the mail is settled.
    case share(Double)
  }
  enum Further {
    /// So many bytes more have come to the target's disk.
    case bytes(Int)
    /// The ledger was seen to change so many times more.
    case changes(Int)
  }
  var place: MovePlace
  var point: Point
  var further: Further

  /// To be tried in the next run of flags, which is short and was over before; nil in all other places.
  var sooner: KillMoment? {
    guard place == .afterTheLast, case .changes(let count) = further, count > 0 else { return nil }
    return KillMoment(place: place, point: point, further: .changes(count / 2))
  }
}

/// How many kills fell where.
struct KillSpread: CustomStringConvertible {
  private(set) var counts = [Int](repeating: 0, count: MovePlace.allCases.count)

  mutating func note(_ share: Double) { counts[MovePlace(share).rawValue] += 1 }

  static func += (a: inout Self, b: Self) {
    for place in a.counts.indices { a.counts[place] += b.counts[place] }
  }

  /// How many kills are wanting until every place has had `least`.
  func lacking(_ least: Int) -> Int { counts.reduce(0) { $0 + max(0, least - $1) } }

  var description: String {
    "before the first message \(counts[0]), in the quarters \(counts[1...4].map(String.init).joined(separator: " ")),"
      + " after the last \(counts[5])"
  }
}

/// Draws kills so that every part of the move gets its share of them.
struct KillPlan {
  private var random: SeededRandom
  private let folders: Int
  private let rounds: Int
  private let least: Int
  /// Where the kills really fell: not always where they were planned, since a batch settles many messages at once.
  var spread = KillSpread()

  /// Kills until there were `rounds` of them and each place had `least`. `folders` is the number that a move makes.
  init(seed: UInt64, _ label: String, folders: Int, rounds: Int, least: Int) {
    random = SeededRandom(seed: seed, label)
    self.folders = folders
    self.rounds = rounds
    self.least = least
  }

  /// Kills that are still to come.
  var left: Int { max(rounds - spread.counts.reduce(0, +), spread.lacking(least)) }

  /// The kills of one move, in its order: those that are lacking most up to now.
  mutating func next(_ count: Int) -> [KillMoment] {
    var planned = spread.counts
    var places: [MovePlace] = []
    for _ in 0..<count {
      let least = planned.min() ?? 0
      let place = random.pick(MovePlace.allCases.filter { planned[$0.rawValue] == least })
      planned[place.rawValue] += 1
      places.append(place)
    }
    let drawn = places.map { (place: $0, thousandth: random.below(1_000)) }
    return drawn.sorted { ($0.place, $0.thousandth) < ($1.place, $1.thousandth) }
      .map { moment($0.place, thousandth: $0.thousandth) }
  }

  private mutating func moment(_ place: MovePlace, thousandth: Int) -> KillMoment {
    switch place {
    case .beforeTheFirst:
      return KillMoment(
        place: place, point: .folders(folders * thousandth / 1_000), further: .changes(random.below(6)))
    case .afterTheLast:
      return KillMoment(place: place, point: .share(1), further: .changes(random.below(6)))
    default:
      let share = (Double(place.rawValue - 1) + Double(thousandth) / 1_000) / 4
      return KillMoment(
        place: place, point: .share(share),
        further: random.chance(percent: 70) ? .bytes(random.below(200_000)) : .changes(random.below(8)))
    }
  }

  /// A kill's waiting time before its victim is started again, in milliseconds: now and then none.
  mutating func pause() -> Int { random.chance(percent: 25) ? 0 : random.below(300) }
}
