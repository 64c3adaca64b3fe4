/// What differs between two snapshots, folder by folder, as multisets: nothing may be missing, doubled or changed.
public struct MailboxComparison: Sendable {
  public var missing = 0
  public var extra = 0
  public var otherFlags = 0
  public var otherDates = 0
  public var missingFolders: [FolderName] = []
  public var extraFolders: [FolderName] = []
  public var reorderedFolders: [FolderName] = []
  public var unsubscribed: [FolderName] = []
  /// One line each, the first hundred.
  public var details: [String] = []
  public var compared = 0

  /// Nothing lost, nothing doubled, nothing changed.
  public var isEqual: Bool { missing + extra + otherFlags + otherDates == 0 && missingFolders.isEmpty }

  /// - Parameters:
  ///   - map: source folder to target folder, for those that are named otherwise there.
  ///   - ignoringFlags: lower-case flags that the target is known not to keep.
  public init(
    source: MailboxSnapshot, target: MailboxSnapshot, map: [FolderName: FolderName] = [:],
    ignoringFlags: Set<String> = []
  ) {
    var left = target.folders
    // Several source folders may arrive in one target folder; they are taken together.
    var wanted: [FolderName: [MailboxSnapshot.Item]] = [:]
    for (name, items) in source.folders.sorted(by: { $0.key < $1.key }) {
      wanted[map[name] ?? name, default: []] += items
      if source.subscribed.contains(name), !target.subscribed.contains(map[name] ?? name) { unsubscribed.append(name) }
    }
    for (name, items) in wanted.sorted(by: { $0.key < $1.key }) {
      guard let there = left.removeValue(forKey: name) else {
        if !items.isEmpty { missingFolders.append(name) }
        missing += items.count
        continue
      }
      compare(name, items, there, ignoringFlags)
    }
    extraFolders = left.filter { !$0.value.isEmpty }.keys.sorted()
    extra += left.values.reduce(0) { $0 + $1.count }
  }

  private mutating func compare(
    _ folder: FolderName, _ source: [MailboxSnapshot.Item], _ target: [MailboxSnapshot.Item], _ ignoring: Set<String>
  ) {
    func key(_ item: MailboxSnapshot.Item) -> MailboxSnapshot.Item {
      var item = item
      item.flags.removeAll { ignoring.contains($0) }
      return item
    }
    compared += source.count
    var open = Dictionary(grouping: target.map(key), by: \.digest)
    var unmatched: [MailboxSnapshot.Item] = []
    // Those equal in everything first, so that copies with other flags find their own.
    for item in source.map(key) {
      if let index = open[item.digest]?.firstIndex(of: item) {
        open[item.digest]?.remove(at: index)
      } else {
        unmatched.append(item)
      }
    }
    for item in unmatched {
      guard let other = open[item.digest]?.popLast() else {
        missing += 1
        note("\(folder): missing \(item.digest.prefix(12)) of \(item.size) bytes")
        continue
      }
      if other.flags != item.flags {
        otherFlags += 1
        note("\(folder): flags \(item.flags) became \(other.flags)")
      }
      if other.seconds != item.seconds {
        otherDates += 1
        note("\(folder): date \(item.seconds) became \(other.seconds)")
      }
    }
    for rest in open.values.flatMap({ $0 }) {
      extra += 1
      note("\(folder): extra \(rest.digest.prefix(12)) of \(rest.size) bytes")
    }
    if source.count == target.count, missing == 0, source.map(\.digest) != target.map(\.digest) {
      reorderedFolders.append(folder)
    }
  }

  private mutating func note(_ line: String) {
    if details.count < 100 { details.append(line) }
  }

  /// `2,104 compared: 0 missing, 0 extra, 0 other flags, 0 other dates`
  public var summary: String {
    "\(compared) compared: \(missing) missing, \(extra) extra, \(otherFlags) other flags, \(otherDates) other dates, "
      + "\(missingFolders.count) folders missing, \(reorderedFolders.count) reordered, \(unsubscribed.count) unsubscribed"
  }
}
