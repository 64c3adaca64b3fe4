internal import Core
internal import IMAP

/// A selected folder as its client knows it: the numbers it has been told, which lag behind the store until told anew.
struct Selection {
  let name: MailboxName
  let folder: Folder
  let isReadOnly: Bool
  let watcher: Int
  /// UIDs in the order of their sequence numbers.
  private(set) var uids: [UInt32]
  /// Changes up to here have been told.
  private(set) var highest: ModSequence
  private var expungedTold: Int
  private var nextUID: UInt32
  /// Messages from this UID on are recent in this session.
  let recentFrom: UInt32
  /// Changes this session made itself and has told in another way.
  private var own: Set<ModSequence> = []

  init(_ name: MailboxName, _ folder: Folder, isReadOnly: Bool, watcher: Int) {
    self.name = name
    self.folder = folder
    self.isReadOnly = isReadOnly
    self.watcher = watcher
    recentFrom = isReadOnly ? folder.look { $0.recentFrom } : folder.claimRecent()
    (uids, highest, expungedTold, nextUID) = folder.look {
      ($0.messages.map(\.uid.rawValue), $0.highest, $0.expunged.count, $0.nextUID)
    }
  }

  func isRecent(_ uid: UInt32) -> Bool { uid >= recentFrom }

  /// What happened to the folder since the client was last told.
  struct News: Sendable {
    var gone: [UInt32] = []
    var added: [UInt32] = []
    var changed: [(message: StoredMessage, flags: [Flag])] = []
    fileprivate var highest: ModSequence = 0
    fileprivate var expungedTold = 0
    fileprivate var nextUID: UInt32 = 0
  }

  /// Nil when nothing happened.
  func news() -> News? {
    folder.look { state in
      guard state.highest != highest || state.expunged.count != expungedTold else { return nil }
      var news = News()
      (news.highest, news.expungedTold, news.nextUID) = (state.highest, state.expunged.count, state.nextUID)
      news.gone = state.expunged[expungedTold...].map(\.uid).filter { $0 < nextUID }
      let firstNew = state.firstIndex(from: nextUID)
      news.added = state.messages[firstNew...].map(\.uid.rawValue)
      guard state.flagsChanged > highest else { return news }
      for message in state.messages[..<firstNew]
      where message.modSequence > highest && !own.contains(message.modSequence) {
        news.changed.append((message, state.names(of: message.flags)))
      }
      return news
    }
  }

  /// The client has been told. Expunges that could not be told are kept for later.
  mutating func told(_ news: News, expunges: Bool) {
    if expunges, !news.gone.isEmpty {
      let gone = Set(news.gone)
      uids.removeAll(where: gone.contains)
    }
    if expunges { expungedTold = news.expungedTold }
    uids += news.added
    highest = news.highest
    nextUID = news.nextUID
    own.removeAll()
  }

  /// The session's own change: when nothing else happened in between there is no news at all.
  mutating func made(_ outcome: FlagOutcome) {
    guard outcome.after != outcome.before else { return }
    if outcome.before == highest { highest = outcome.after } else { own.insert(outcome.after) }
  }

  // MARK: Numbers

  /// Where the messages of `set` stand in ``uids``: ascending, disjoint. Sequence numbers beyond the end are an error,
  /// UIDs that are gone are not. RFC 9051 §6.4.9.
  func indices(_ set: MessageSet, uid: Bool) throws(Refusal) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (first, last) in Self.ends(set) {
      if uid {
        let top = uids.last ?? 0
        let (a, b) = (first ?? top, last ?? top)
        ranges.append(position(of: min(a, b))..<position(after: max(a, b)))
      } else {
        let top = UInt32(uids.count)
        let (a, b) = (first ?? top, last ?? top)
        guard max(a, b) <= top else { throw Refusal(.bad, "There is no message \(max(a, b)).") }
        if top > 0 { ranges.append(Int(min(a, b)) - 1..<Int(max(a, b))) }
      }
    }
    return Self.merged(ranges)
  }

  private static func ends(_ set: MessageSet) -> [(UInt32?, UInt32?)] {
    switch set {
    case .set(let numbers): numbers.ranges.map { ($0.lowerBound, $0.upperBound) }
    case .from(let first): [(first, nil)]
    case .mixed(let parts): parts
    }
  }

  private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var out: [Range<Int>] = []
    for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = out.last, range.lowerBound <= last.upperBound {
        out[out.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        out.append(range)
      }
    }
    return out
  }

  func position(of uid: UInt32) -> Int {
    var low = 0
    var high = uids.count
    while low < high {
      let middle = (low + high) / 2
      if uids[middle] < uid { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func position(after uid: UInt32) -> Int { uid == .max ? uids.count : position(of: uid + 1) }

  /// The sequence number of a message the client knows.
  func sequence(of uid: UInt32) -> SequenceNumber? {
    let index = position(of: uid)
    return index < uids.count && uids[index] == uid ? SequenceNumber(UInt32(index + 1)) : nil
  }

  func uids(_ ranges: [Range<Int>]) -> [UInt32] { ranges.flatMap { uids[$0] } }
}
