internal import Core

#if canImport(Glibc)
  import Glibc
#endif

/// Reads a Maildir, wherever its files lie.
struct MaildirReader: Sendable {
  let files: any MaildirFiles
  static let (cur, new, tmp) = (Array("cur".utf8), Array("new".utf8), Array("tmp".utf8))
  /// Folders in folders.
  private static let deepest = 50

  static func join(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] { folder.isEmpty ? name : folder + [0x2F] + name }

  // MARK: folders

  /// All folders: the root as the inbox, Maildir++ names below it, and real folders in folders.
  func folders() throws(Fault) -> [StoredFolder] {
    var found: [StoredFolder] = []
    let top = try files.folders(in: [])
    let rootHolds = top.contains(Self.cur) || top.contains(Self.new)
    if rootHolds { found.append(StoredFolder(path: ["INBOX"], place: [])) }
    for name in top {
      if name.first == MaildirPath.separator {
        let path = MaildirPath.path(ofDotted: name.dropFirst())
        if !path.isEmpty { try dotted(name, path, &found) }
      } else if ![Self.cur, Self.new, Self.tmp].contains(name) {
        try nested(name, parent: [], isTop: !rootHolds, depth: 1, &found)
      }
    }
    let subscribed = try MaildirSubscriptions.read(files.text(Array("subscriptions".utf8)))
    if let subscribed {
      for index in found.indices {
        found[index].isSubscribed = found[index].path == ["INBOX"] || subscribed.contains(found[index].path)
      }
    }
    return found.sorted { a, b in
      let (aInbox, bInbox) = (a.path.first == "INBOX", b.path.first == "INBOX")
      return aInbox != bInbox ? aInbox : a.path.lexicographicallyPrecedes(b.path)
    }
  }

  private func dotted(_ name: [UInt8], _ path: [String], _ found: inout [StoredFolder]) throws(Fault) {
    var folder = StoredFolder(path: path.first == "INBOX" && path.count == 1 ? ["INBOX", "INBOX"] : path, place: name)
    do throws(Fault) {
      let inside = try files.folders(in: name)
      let isMail = inside.contains(Self.cur) || inside.contains(Self.new)
      let sign = isMail ? nil : try files.facts(Self.join(name, Array("maildirfolder".utf8)))
      guard isMail || sign != nil else { return }
      folder.holdsMessages = isMail
    } catch {
      guard error.recovery == .skipFolder || error.recovery == .skipItem else { throw error }
      folder.fault = error
    }
    found.append(folder)
  }

  /// True when mail is in it or below.
  @discardableResult
  private func nested(
    _ place: [UInt8], parent: [String], isTop: Bool, depth: Int, _ found: inout [StoredFolder]
  ) throws(Fault) -> Bool {
    let name = place[(place.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0)...]
    var text = MaildirPath.text(name)
    if isTop, text.uppercased() == "INBOX" { text = "INBOX" }
    var folder = StoredFolder(path: parent + [text], place: place)
    if folder.path == ["INBOX"], !isTop { folder.path = ["INBOX", "INBOX"] }
    guard depth <= Self.deepest else { return false }
    let inside: [[UInt8]]
    do throws(Fault) {
      inside = try files.folders(in: place)
    } catch {
      guard error.recovery == .skipFolder || error.recovery == .skipItem else { throw error }
      folder.fault = error
      found.append(folder)
      return true
    }
    folder.holdsMessages = inside.contains(Self.cur) || inside.contains(Self.new)
    let slot = found.count
    var holds = folder.holdsMessages
    for child in inside where ![Self.cur, Self.new, Self.tmp].contains(child) && child.first != 0x2E {
      if try nested(Self.join(place, child), parent: folder.path, isTop: false, depth: depth + 1, &found) {
        holds = true
      }
    }
    if holds { found.insert(folder, at: slot) }
    return holds
  }

  func flags(of folder: StoredFolder) throws(Fault) -> MaildirFlags {
    MaildirFlags(file: try files.text(Self.join(folder.place, Array("dovecot-keywords".utf8))) ?? [])
  }

  // MARK: changes

  /// What changes with every name in the folder: the times of `cur` and `new`, and of the keywords' names.
  private struct Times: Hashable {
    var values: [Int64] = []
    var serials: [UInt64] = []
    var latest: Int64 { values.max() ?? 0 }
  }

  private func times(_ folder: StoredFolder) throws(Fault) -> Times {
    var times = Times()
    for name in [Self.cur, Self.new, Array("dovecot-keywords".utf8)] {
      let facts = try files.facts(Self.join(folder.place, name))
      times.values.append(facts?.written ?? 0)
      times.serials.append(facts?.serial ?? 0)
    }
    return times
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  func stamp(of folder: StoredFolder) throws(Fault) -> UInt64? {
    let times = try times(folder)
    // A time in the future says nothing about what comes after it.
    guard !files.isLive || Self.now() - times.latest > StampRule.settling else { return nil }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in times.values.map(UInt64.init(bitPattern:)) + times.serials {
      hash = (hash ^ value) &* 0x0000_0100_0000_01B3
      hash ^= hash >> 31
    }
    return hash
  }

  // MARK: messages

  /// A program that renames a file while its folder is being read can make the system tell it under neither name. So when
  /// the folder changed meanwhile it is read again, for what was not told yet.
  func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws {
    var told: Set<MessageKey> = []
    for _ in 0..<Self.mostReadings {
      let before = try times(folder)
      let began = Self.now()
      let flags = try flags(of: folder)
      var names = MaildirNames()
      try files.list(Self.join(folder.place, Self.cur), into: &names, isNew: false)
      try files.list(Self.join(folder.place, Self.new), into: &names, isNew: true)
      names.sort()
      var pass = MaildirPass(reader: self, folder: folder, flags: flags, names: names)
      try pass.run(told, each)
      let isSettled = try times(folder) == before && began - before.latest > Self.shortestStep(before.latest)
      if !files.isLive || isSettled && pass.missing == 0 { return }
      told.formUnion(pass.toldKeys())
    }
  }

  private static let mostReadings = 4
  /// What a file system counts time in: 10 ms is over every kernel's tick; whole seconds look like FAT or NFS.
  private static func shortestStep(_ time: Int64) -> Int64 {
    time % 1_000_000_000 == 0 ? StampRule.settling : 10_000_000
  }

  func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> MaildirMessage {
    let label = folder.path.joined(separator: "/")
    do throws(Fault) {
      return try MaildirMessage(
        try files.open(Self.join(folder.place, place.name)), name: Self.name(place), place: label)
    } catch {
      guard error.code == "ITEM-GONE", files.isLive, let now = try find(place, in: folder) else { throw error }
      return try MaildirMessage(try files.open(Self.join(folder.place, now.name)), name: Self.name(now), place: label)
    }
  }

  /// The file's name without `cur/` or `new/`.
  static func name(_ place: MessagePlace) -> [UInt8] {
    Array(place.name[(place.name.lastIndex(of: 0x2F).map { $0 + 1 } ?? 0)...])
  }

  /// Where a message stands now that its name changed; nil when it is gone.
  func find(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> MessagePlace? {
    let wanted = MaildirName(Self.name(place)).unique
    for _ in 0..<Self.mostReadings {
      let before = try times(folder)
      for part in [Self.cur, Self.new] {
        var names = MaildirNames()
        try files.list(Self.join(folder.place, part), into: &names, isNew: part == Self.new)
        for index in names.entries.indices {
          let name = names.name(index)
          guard MaildirName(name).unique == wanted else { continue }
          return MessagePlace(name: Self.join(part, name))
        }
      }
      if try times(folder) == before { return nil }
    }
    return nil
  }
}

/// One reading of a folder.
struct MaildirPass {
  let reader: MaildirReader
  let folder: StoredFolder
  let flags: MaildirFlags
  let names: MaildirNames
  /// Names that led nowhere any more.
  private(set) var missing = 0
  /// By name; and the keys of those that share a unique part with one of them.
  private var told: [Bool]
  private var others: [MessageKey] = []
  private var known: [[UInt8]: [String]] = [:]

  init(reader: MaildirReader, folder: StoredFolder, flags: MaildirFlags, names: MaildirNames) {
    (self.reader, self.folder, self.flags, self.names) = (reader, folder, flags, names)
    told = Array(repeating: false, count: names.entries.count)
  }

  mutating func run(_ before: Set<MessageKey>, _ each: (ScannedMessage) throws -> Void) throws {
    let look = try reader.files.looker(in: folder)
    // The first file of each unique part that was there, and all files that have it.
    var first: Int?
    var serials: [UInt64] = []
    for index in names.entries.indices {
      if let known = first, !names.isSame(known, index) { (first, serials) = (nil, []) }
      let entry = names.entries[index]
      let name = names.name(index)
      guard let facts = try look(name, entry.isNew) else {
        missing += 1
        continue
      }
      // The same file under an old and a new name, or two that share what should be theirs alone.
      if serials.contains(facts.serial) { continue }
      let key = first == nil ? names.key(index) : names.key(index, serial: facts.serial)
      first = first ?? index
      serials.append(facts.serial)
      if serials.count > 1 { others.append(key) } else { told[index] = true }
      if before.contains(key) { continue }
      try each(message(key, name, entry.isNew, facts))
    }
  }

  private mutating func message(
    _ key: MessageKey, _ bytes: [UInt8], _ isNew: Bool, _ facts: MaildirFacts
  ) -> ScannedMessage {
    let name = MaildirName(bytes)
    let letters = Array(name.letters)
    let flags = known[letters] ?? flags.flags(of: letters)
    known[letters] = flags
    let size = name.storedSize == facts.size ? name.wireSize ?? facts.size : facts.size
    let seconds = facts.written >= 0 ? facts.written / 1_000_000_000 : (facts.written - 999_999_999) / 1_000_000_000
    var message = ScannedMessage(
      key: key, place: MessagePlace(name: (isNew ? MaildirReader.new : MaildirReader.cur) + [0x2F] + bytes), size: size,
      date: ZonedTime(seconds: seconds), flags: flags)
    if !facts.isPlain {
      message.fault = Fault(
        "TREE-KIND", "it is a link, a folder or a device and not read", place: folder.path.joined(separator: "/"),
        recovery: .skipItem)
    }
    return message
  }

  /// Keys of all that this reading told.
  func toldKeys() -> [MessageKey] {
    others + names.entries.indices.filter { told[$0] }.map { names.key($0) }
  }
}

extension MaildirFiles {
  /// Asks for files in `cur` and `new` of one folder, by name.
  func looker(in folder: StoredFolder) throws(Fault) -> (_ name: [UInt8], _ isNew: Bool) throws -> MaildirFacts? {
    if let disk = self as? MaildirDisk {
      // Opened once: a path for each of a hundred thousand files would be walked each time.
      let cur = try disk.directory(MaildirReader.join(folder.place, MaildirReader.cur))
      let new = try disk.directory(MaildirReader.join(folder.place, MaildirReader.new))
      return { name, isNew in
        guard let directory = isNew ? new : cur else { return nil }
        return try disk.facts(name, in: directory)
      }
    }
    return { name, isNew in
      let part = MaildirReader.join(folder.place, isNew ? MaildirReader.new : MaildirReader.cur)
      return try facts(MaildirReader.join(part, name))
    }
  }
}
