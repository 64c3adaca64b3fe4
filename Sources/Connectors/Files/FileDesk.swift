internal import Archives
internal import Core
internal import Migration

/// The work of one session on files, on a thread of its own: every method may wait for the disk.
actor FileDesk {
  nonisolated let catalogue: MailboxCatalogue
  nonisolated let thread = FileThread()
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// Items in a page of a listing.
  static let pageSize = 1_000
  /// A header longer than this is cut: what tells messages apart stands far above.
  private static let headerSize = 64 << 10
  private static let fields: Set<String> = ["message-id", "date", "from", "subject"]
  /// When this session last looked at all folders; nil when a listing has to look itself.
  private var looked: ContinuousClock.Instant?
  private var appender: FileAppender?

  init(_ catalogue: MailboxCatalogue) { self.catalogue = catalogue }

  func begin() throws(Fault) { try catalogue.makeState() }

  /// Lets go of what a session holds, a batch in the middle included.
  func close() {
    appender?.discard()
    appender = nil
  }

  struct Found: Sendable {
    var wireName: [UInt8]
    var folder: StoredFolder
    var standing: FolderCatalogue.Standing?
    var fault: Fault?
  }

  /// All folders with their state. One that cannot be read says why and does not stop the others.
  func inventory() throws(Fault) -> [Found] {
    let now = ContinuousClock().now
    var out: [Found] = []
    for one in try catalogue.list() {
      var found = Found(wireName: one.wireName, folder: one.folder, fault: one.folder.fault)
      if one.folder.holdsMessages, found.fault == nil {
        do throws(Fault) {
          found.standing = try one.catalogue.refresh(unlessSince: now)
        } catch {
          guard error.recovery == .skipFolder || error.recovery == .skipItem else { throw error }
          found.fault = error
        }
      }
      out.append(found)
    }
    looked = now
    return out
  }

  struct ListingStart: Sendable {
    var standing: FolderCatalogue.Standing
    /// Nil for a listing of everything.
    var changes: (changed: [UInt32], gone: [UInt32])?
  }

  func startListing(_ wireName: [UInt8], place: String, since checkpoint: Checkpoint?) throws(Fault) -> ListingStart {
    let folder = try catalogue.folder(wireName, place: place)
    var standing = try folder.refresh(unlessSince: looked)
    guard let checkpoint else { return ListingStart(standing: standing) }
    if try folder.renew(ifBehind: checkpoint) {
      standing = try folder.refresh(unlessSince: ContinuousClock().now)
    }
    return ListingStart(standing: standing, changes: try folder.changes(since: checkpoint))
  }

  func page(_ wireName: [UInt8], place: String, from first: UInt32) throws(Fault) -> [ListedItem] {
    try catalogue.folder(wireName, place: place).page(from: first, limit: Self.pageSize)
  }

  /// Hands out everything from `first` on.
  nonisolated func pages(
    _ wireName: [UInt8], place: String, from first: UInt32, page: ([ListedItem]) async throws -> Void
  ) async throws {
    var first = first
    while true {
      let items = try await self.page(wireName, place: place, from: first)
      guard let last = items.last else { return }
      try await page(items)
      first = last.id.rawValue + 1
    }
  }

  func listed(_ ids: ArraySlice<UInt32>, in wireName: [UInt8], place: String) throws(Fault) -> [ListedItem] {
    try catalogue.folder(wireName, place: place).items(ids).map(FolderCatalogue.listed)
  }

  func refresh(_ wireName: [UInt8], place: String) throws(Fault) -> FolderCatalogue.Standing {
    try catalogue.folder(wireName, place: place).refresh(unlessSince: nil)
  }

  func stream(_ items: [ItemID], in wireName: [UInt8], place: String) throws(Fault) -> FileItemStream {
    FileItemStream(items, in: try catalogue.folder(wireName, place: place), on: self)
  }

  func fingerprints(_ items: [ItemID], in wireName: [UInt8], place: String) throws(Fault) -> [Fingerprint] {
    let folder = try catalogue.folder(wireName, place: place)
    var prints: [Fingerprint] = []
    for item in try folder.items(items.map(\.rawValue)) {
      do throws(Fault) {
        let message = try folder.store.open(item.message.place, in: folder.folder)
        let fields = HeaderFields(try Self.header(of: message), names: Self.fields)
        prints.append(
          Fingerprint(
            id: ItemID(item.id), size: item.message.size, date: item.message.date, messageID: fields["message-id"],
            dateField: fields["date"], from: fields["from"], subject: fields["subject"]))
      } catch {
        guard error.recovery == .skipItem else { throw error }
      }
    }
    return prints
  }

  /// The bytes up to the first empty line, a little more, or as many as are looked at.
  private static func header(of message: any StoredMessage) throws(Fault) -> [UInt8] {
    var header: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4 << 10)
    while header.count < headerSize {
      var failure: Fault?
      let count = part.withUnsafeMutableBytes { buffer in
        do throws(Fault) { return try message.read(into: buffer) } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      if count == 0 { break }
      let seam = max(0, header.count - 3)
      header += part[..<count]
      if header[seam...].firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) != nil { break }
    }
    return header
  }

  // MARK: writing

  /// The folder's writer; one that was open on another folder is let go of.
  func appender(_ wireName: [UInt8], place: String) throws(Fault) -> FileAppender {
    if let appender, appender.wireName == wireName { return appender }
    appender?.discard()
    appender = nil
    let folder = try catalogue.folder(wireName, place: place)
    let new = FileAppender(wireName: wireName, folder: folder, writer: try store().writer(for: folder.folder))
    appender = new
    return new
  }

  func letGo(_ wireName: [UInt8]) {
    guard appender?.wireName == wireName else { return }
    appender?.discard()
    appender = nil
  }

  func store() throws(Fault) -> any WritableMessageStore {
    guard let store = catalogue.store as? any WritableMessageStore else {
      throw Fault(.unsupported, "these files can only be read", recovery: .stopMailbox)
    }
    return store
  }

  func make(_ folder: NewFolder) throws(Fault) -> Found {
    let made = try store().create(folder.path)
    if folder.subscribe { try store().subscribe(made) }
    let known = catalogue.know(made)
    return Found(
      wireName: MailboxCatalogue.wireName(made), folder: made, standing: try known.refresh(unlessSince: nil))
  }

  func keptFlags(_ wireName: [UInt8], place: String) throws(Fault) -> [String]? {
    try store().keptFlags(in: catalogue.folder(wireName, place: place).folder)
  }

  func update(_ changes: [FlagChange], in wireName: [UInt8], place: String) throws(Fault) {
    let folder = try catalogue.folder(wireName, place: place)
    _ = try folder.refresh(unlessSince: nil)
    for change in changes {
      try folder.setFlags(change.ids.map(\.rawValue), in: try store()) {
        $0.subtracting(change.remove).union(change.add)
      }
    }
  }

  func remove(_ items: [ItemID], in wireName: [UInt8], place: String) throws(Fault) {
    try catalogue.folder(wireName, place: place).remove(items.map(\.rawValue), in: try store())
  }
}
