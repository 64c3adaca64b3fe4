public import Core

#if canImport(Glibc)
  import Glibc
#endif

/// A Maildir on disk, to read from and to write to while servers and other programs work on it.
public final class MaildirStore: WritableMessageStore {
  let disk: MaildirDisk
  let reader: MaildirReader
  let owner: MaildirOwner
  let steps: DiskSteps
  private let staleLockSeconds: Int64
  /// What stands before the flags in names written here: a colon.
  let infoSign: UInt8 = 0x3A
  public let root: String
  public let form = ArchiveForm.maildir
  public let canRemove = true
  /// Between the levels of a path, as Maildir++ has it. ``create(_:)`` takes a dot in a name all the same, in a spelling
  /// that reads back here and that Dovecot does not show.
  public var separator: Character? { "." }

  /// Opens what lies at `path`. Throws `FILE-READ`.
  public convenience init(_ path: String) throws(Fault) { try self.init(path, steps: .unwatched) }

  /// - Parameter staleLockSeconds: a lock older than this belongs to nobody any more: what it is held for takes a moment.
  package init(_ path: String, steps: DiskSteps, staleLockSeconds: Int64 = 10) throws(Fault) {
    self.steps = steps
    self.staleLockSeconds = staleLockSeconds
    root = path
    disk = try MaildirDisk(path)
    reader = MaildirReader(files: disk)
    guard let status = try disk.directory([])?.status else {
      throw TreeFault.system("the Maildir cannot be read", path, .stopMailbox)
    }
    owner = MaildirOwner(of: status)
  }

  /// Makes the folder at `path`, with those above it, where it is not there yet, and opens it.
  public static func make(_ path: String) throws(Fault) -> MaildirStore {
    var whole = ""
    for part in path.split(separator: "/") {
      whole += whole.isEmpty && !path.hasPrefix("/") ? String(part) : "/" + part
      guard mkdir(whole, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
        throw MaildirFault.write("the Maildir cannot be made", whole)
      }
    }
    return try MaildirStore(path)
  }

  // MARK: reading

  public func folders() throws(Fault) -> [StoredFolder] { try reader.folders() }

  public func stamp(of folder: StoredFolder) throws(Fault) -> UInt64? { try reader.stamp(of: folder) }

  public func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws {
    try reader.scan(folder, each)
  }

  public func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> any StoredMessage {
    try reader.open(place, in: folder)
  }

  // MARK: folders

  public func create(_ path: [String]) throws(Fault) -> StoredFolder {
    // A folder that is there keeps the layout it has.
    if let known = try folders().first(where: { $0.path == path && $0.holdsMessages }) {
      if let fault = known.fault { throw fault }
      try makeParts(known)
      return known
    }
    let folder = StoredFolder(path: path, place: try MaildirPath.dotted(path))
    try makeParts(folder)
    return folder
  }

  /// `tmp` first and `cur` last: with it the folder is one.
  private func makeParts(_ folder: StoredFolder) throws(Fault) {
    let label = folder.path.joined(separator: "/")
    if !folder.place.isEmpty {
      let isNew = try makeFolder(folder.place, label)
      // The sign of a Maildir++ folder.
      if isNew, folder.place.first == MaildirPath.separator { try touch(folder.place, "maildirfolder", label) }
    }
    for part in [MaildirReader.tmp, MaildirReader.new, MaildirReader.cur] {
      try makeFolder(MaildirReader.join(folder.place, part), label)
    }
    for place in folder.place.isEmpty ? [[]] : [[], folder.place] {
      if let directory = try disk.directory(place) { try MaildirWriter.flush(directory, label) }
    }
  }

  /// False when it was there.
  @discardableResult
  private func makeFolder(_ path: [UInt8], _ label: String) throws(Fault) -> Bool {
    if try disk.directory(path) != nil { return false }
    let (above, name) = MaildirDisk.split(path)
    guard let parent = try disk.directory(above) else { throw TreeFault.missing(disk.label(above), .skipFolder) }
    try steps.before()
    guard CName.with(name, { mkdirat(parent.descriptor, $0, owner.folderMode) }) == 0 else {
      if errno == EEXIST { return false }
      throw MaildirFault.write("the folder cannot be made", label)
    }
    if let made = try disk.directory(path) { try owner.own(made.descriptor, label) }
    return true
  }

  private func touch(_ folder: [UInt8], _ name: String, _ label: String) throws(Fault) {
    guard let directory = try disk.directory(folder) else { return }
    try steps.before()
    let descriptor = openat(
      directory.descriptor, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, owner.mode)
    guard descriptor >= 0 else { throw MaildirFault.write("the folder cannot be marked", label) }
    let file = OpenFile(descriptor)
    try owner.own(file.descriptor, label)
  }

  public func subscribe(_ folder: StoredFolder) throws(Fault) {
    guard folder.path != ["INBOX"] else { return }
    let name = Array("subscriptions".utf8)
    let file = try disk.text(name)
    if MaildirSubscriptions.read(file)?.contains(folder.path) == true { return }
    // Without the file everything is shown; with it, what was there has to stand in it.
    var text = file ?? []
    if file == nil {
      for other in try folders() where other.path != ["INBOX"] && other.path != folder.path && other.holdsMessages {
        text = MaildirSubscriptions.adding(other.place, to: text)
      }
    }
    text = MaildirSubscriptions.adding(folder.place, to: text)
    let now = text
    try replace("subscriptions", in: [], folder.path.joined(separator: "/")) { now }
  }

  // MARK: writing

  public func writer(for folder: StoredFolder) throws(Fault) -> any MessageWriter { try MaildirWriter(self, folder) }

  public func keptFlags(in folder: StoredFolder) throws(Fault) -> [String]? {
    let flags = try reader.flags(of: folder)
    return flags.isFull ? MaildirFlags.systemFlags + flags.keywords.compactMap(\.self) : nil
  }

  /// Brings `dovecot-keywords` up to date by what `change` adds to it as it is at that moment.
  func saveFlags(
    in folder: StoredFolder, _ change: (inout MaildirFlags) -> Void
  ) throws(Fault) -> MaildirFlags {
    var flags = MaildirFlags()
    try replace("dovecot-keywords", in: folder.place, folder.path.joined(separator: "/")) { () throws(Fault) in
      flags = try reader.flags(of: folder)
      let before = flags
      change(&flags)
      return flags == before ? nil : flags.file
    }
    return flags
  }

  /// Replaces a small file as a whole under the lock that Dovecot takes for it: a file beside it, named `.lock`, which
  /// becomes the new one. `text` is asked for under the lock; nil leaves everything as it is.
  private func replace(
    _ name: String, in folder: [UInt8], _ label: String, _ text: () throws(Fault) -> [UInt8]?
  ) throws(Fault) {
    guard let directory = try disk.directory(folder) else { throw TreeFault.missing(label, .skipFolder) }
    let lock = try lock(name + ".lock", in: directory, label)
    do throws(Fault) {
      guard let bytes = try text() else {
        unlinkat(directory.descriptor, name + ".lock", 0)
        return
      }
      try owner.own(lock.descriptor, label)
      var done = 0
      while done < bytes.count {
        let wrote = bytes.withUnsafeBytes { all in
          let rest = UnsafeRawBufferPointer(rebasing: all[done...])
          return Glibc.write(lock.descriptor, rest.baseAddress, rest.count)
        }
        if wrote < 0, errno == EINTR { continue }
        guard wrote > 0 else { throw MaildirFault.write("\(name) cannot be written", label) }
        done += wrote
      }
      try steps.before()
      guard fsync(lock.descriptor) == 0,
        renameat(directory.descriptor, name + ".lock", directory.descriptor, name) == 0
      else { throw MaildirFault.write("\(name) cannot be written", label) }
      try MaildirWriter.flush(directory, label)
    } catch {
      if steps.mayGoOn { unlinkat(directory.descriptor, name + ".lock", 0) }
      throw error
    }
  }

  private func lock(_ name: String, in directory: OpenFile, _ label: String) throws(Fault) -> OpenFile {
    for _ in 0..<2 {
      try steps.before()
      let descriptor = openat(
        directory.descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, owner.mode)
      if descriptor >= 0 { return OpenFile(descriptor) }
      guard errno == EEXIST else { throw MaildirFault.write("\(name) cannot be made", label) }
      guard let facts = try disk.facts(Array(name.utf8), in: directory) else { continue }
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      guard Int64(now.tv_sec) - facts.written / 1_000_000_000 >= staleLockSeconds else { break }
      unlinkat(directory.descriptor, name, 0)
    }
    throw Fault(
      "FILE-WRITE", "another program holds \(name)", place: label, recovery: .retry(after: .seconds(2)),
      advice: "Wait for it; a lock that nobody holds any more is taken after ten seconds.")
  }

  // MARK: changing

  public func setFlags(
    _ flags: [String], of place: MessagePlace, in folder: StoredFolder
  ) throws(Fault) -> MessagePlace {
    let label = folder.path.joined(separator: "/")
    var meanings = try reader.flags(of: folder)
    let before = meanings
    var letters = meanings.letters(for: flags)
    if meanings != before {
      meanings = try saveFlags(in: folder) { letters = $0.letters(for: flags) }
    }
    var place = place
    for _ in 0..<Self.mostTries {
      let name = MaildirName(MaildirReader.name(place))
      // Letters that mean nothing to us mean something to whoever set them.
      let foreign = name.letters.filter { !meanings.knows($0) }
      let all = Set(letters + foreign).sorted()
      let wanted = MessagePlace(
        name: MaildirReader.join(MaildirReader.cur, name.with(letters: all, separator: infoSign)))
      if wanted.name == place.name { return place }
      if try rename(place, to: wanted, in: folder, label) { return wanted }
      guard let now = try reader.find(place, in: folder) else { break }
      place = now
    }
    throw MaildirDisk.gone(label)
  }

  private static let mostTries = 5

  /// False when the file is not there any more under that name.
  private func rename(
    _ place: MessagePlace, to wanted: MessagePlace, in folder: StoredFolder, _ label: String
  ) throws(Fault) -> Bool {
    guard let directory = try disk.directory(folder.place) else { throw MaildirDisk.gone(label) }
    try steps.before()
    let done = CName.with(place.name) { old in
      CName.with(wanted.name) { renameat(directory.descriptor, old, directory.descriptor, $0) }
    }
    if done == 0 { return true }
    if errno == ENOENT { return false }
    throw MaildirFault.write("a message's flags cannot be changed", label)
  }

  public func remove(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) {
    let label = folder.path.joined(separator: "/")
    guard let directory = try disk.directory(folder.place) else { throw MaildirDisk.gone(label) }
    var place = place
    for _ in 0..<Self.mostTries {
      try steps.before()
      if CName.with(place.name, { unlinkat(directory.descriptor, $0, 0) }) == 0 { return }
      guard errno == ENOENT else { throw MaildirFault.write("a message cannot be removed", label) }
      guard let now = try reader.find(place, in: folder) else { break }
      place = now
    }
    throw MaildirDisk.gone(label)
  }

  public func flush(_ folder: StoredFolder) throws(Fault) {
    for part in [MaildirReader.cur, MaildirReader.new] {
      if let directory = try disk.directory(MaildirReader.join(folder.place, part)) {
        try MaildirWriter.flush(directory, folder.path.joined(separator: "/"))
      }
    }
  }
}
