internal import IMAP

/// A folder in memory: the sum of its log. Every change is made by applying the record that was written, so that what is
/// read back after a crash is what was there before it.
struct FolderState {
  /// Ascending by UID.
  private(set) var messages: [StoredMessage] = []
  /// In the order they went. RFC 7162 §3.2.
  private(set) var expunged: [(uid: UInt32, modSequence: ModSequence)] = []
  private(set) var nextUID: UInt32 = 1
  private(set) var highest: ModSequence = 1
  /// When flags last changed; nobody who knows this much has to look through the messages.
  private(set) var flagsChanged: ModSequence = 0
  private(set) var keywords: [String] = []
  /// Total length of the messages.
  private(set) var bytes: UInt64 = 0
  private(set) var records = 0
  /// Where the next body may lie; beyond every committed and every reserved one.
  var dataEnd: UInt64 = 0
  var logEnd: UInt64 = 0
  /// UIDs from here on have not been shown as `\Recent` to anybody. RFC 3501 §2.3.2.
  var recentFrom: UInt32 = 1
  var isDeleted = false
  var watchers: [Int: @Sendable () -> Void] = [:]
  var nextWatcher = 0

  private var keywordIndex: [Flag: Int] = [:]

  mutating func apply(_ record: LogRecord) {
    records += 1
    switch record {
    case .appended(let new):
      for message in new {
        messages.append(message)
        bytes += message.size
        nextUID = max(nextUID, message.uid.rawValue &+ 1)
        highest = max(highest, message.modSequence)
        dataEnd = max(dataEnd, message.offset + message.size)
      }
    case .flagged(let modSequence, let changes):
      highest = max(highest, modSequence)
      flagsChanged = max(flagsChanged, modSequence)
      for (uid, flags) in changes {
        guard let index = index(of: uid) else { continue }
        messages[index].flags = flags
        messages[index].modSequence = modSequence
      }
    case .expunged(let modSequence, let uids):
      highest = max(highest, modSequence)
      remove(Set(uids))
      for uid in uids { expunged.append((uid, modSequence)) }
    case .keyword(let name): learn(name)
    case .counters(let nextUID, let highest):
      self.nextUID = max(self.nextUID, nextUID)
      self.highest = max(self.highest, highest)
    }
  }

  private mutating func remove(_ uids: Set<UInt32>) {
    messages.removeAll { message in
      guard uids.contains(message.uid.rawValue) else { return false }
      bytes -= message.size
      return true
    }
  }

  private mutating func learn(_ name: String) {
    guard keywordIndex[Flag(name)] == nil, keywords.count < FlagBits.mostKeywords else { return }
    keywordIndex[Flag(name)] = keywords.count
    keywords.append(name)
  }

  // MARK: Looking

  func index(of uid: UInt32) -> Int? {
    let index = firstIndex(from: uid)
    return index < messages.count && messages[index].uid.rawValue == uid ? index : nil
  }

  /// The place of the first message whose UID is `uid` or higher.
  func firstIndex(from uid: UInt32) -> Int {
    var low = 0
    var high = messages.count
    while low < high {
      let middle = (low + high) / 2
      if messages[middle].uid.rawValue < uid { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func names(of bits: FlagBits) -> [Flag] {
    var flags: [Flag] = []
    for (bit, flag) in FlagBits.system where bits.contains(bit) { flags.append(flag) }
    guard bits.rawValue >> 5 != 0 else { return flags }
    for (index, name) in keywords.enumerated() where bits.contains(.keyword(index)) { flags.append(Flag(name)) }
    return flags
  }

  /// The bits of `flags` and the keywords that would have to be learnt first; nil when there is no room for them.
  /// `\Recent` is the server's own and is left out.
  func bits(of flags: [Flag]) -> (FlagBits, new: [String])? {
    var bits: FlagBits = []
    var new: [String] = []
    for flag in flags where flag != .recent {
      if let known = FlagBits.system.first(where: { $0.1 == flag }) {
        bits.insert(known.0)
      } else if let index = keywordIndex[flag] {
        bits.insert(.keyword(index))
      } else if let index = new.firstIndex(where: { Flag($0) == flag }) {
        bits.insert(.keyword(keywords.count + index))
      } else {
        guard keywords.count + new.count < FlagBits.mostKeywords else { return nil }
        bits.insert(.keyword(keywords.count + new.count))
        new.append(flag.text)
      }
    }
    return (bits, new)
  }

  /// The records of a log that tells the same in as few words as possible.
  var condensed: [LogRecord] {
    var out: [LogRecord] = keywords.map { .keyword($0) }
    out.append(.counters(nextUID: nextUID, highest: highest))
    // Frames stay small enough to be read one by one.
    for start in stride(from: 0, to: messages.count, by: 4_096) {
      out.append(.appended(Array(messages[start..<min(start + 4_096, messages.count)])))
    }
    var group: [UInt32] = []
    for (index, gone) in expunged.enumerated() {
      group.append(gone.uid)
      if index + 1 == expunged.count || expunged[index + 1].modSequence != gone.modSequence {
        out.append(.expunged(modSequence: gone.modSequence, group))
        group = []
      }
    }
    return out
  }
}
