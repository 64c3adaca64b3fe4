public import Archives
internal import Core
public import Migration

#if canImport(Glibc)
  import Glibc
#endif

/// A mailbox in files that receives mail.
public struct FileMailTarget: MailTarget {
  public let name: String
  private let catalogue: MailboxCatalogue

  /// - Parameters:
  ///   - name: for findings: `Maildir of jan`.
  ///   - state: path of a folder of this mailbox's own, in which the numbers of its messages are kept; made when needed.
  public init(_ store: any WritableMessageStore, name: String, state: String) {
    self.init(store, name: name, state: state, steps: .unwatched)
  }

  package init(_ store: any WritableMessageStore, name: String, state: String, steps: DiskSteps) {
    self.name = name
    catalogue = .of(store, state: state, steps: steps)
  }

  public func connect() async throws -> any TargetSession {
    let desk = FileDesk(catalogue)
    try await desk.begin()
    return FileTargetSession(desk: desk, traits: Self.traits(try await desk.store()))
  }

  private static func traits(_ store: any WritableMessageStore) -> TargetTraits {
    var traits = TargetTraits(provider: Providers.files)
    traits.provider.foldsFolderCase = store.foldsCase
    traits.product = store.form.rawValue
    // A batch is there as a whole when its answer is.
    traits.hasBatchAppend = true
    traits.returnsIDs = true
    traits.canRemove = store.canRemove
    traits.separator = store.separator
    return traits
  }
}

/// One writer of a mailbox in files.
struct FileTargetSession: TargetSession {
  let desk: FileDesk
  let traits: TargetTraits

  func folders() async throws -> [TargetFolder] {
    try await desk.inventory().map(Self.folder)
  }

  private static func folder(_ found: FileDesk.Found) -> TargetFolder {
    var folder = TargetFolder(wireName: found.wireName, path: found.folder.path)
    folder.role = found.folder.path == ["INBOX"] ? .inbox : nil
    folder.isSelectable = found.folder.holdsMessages && found.fault == nil
    if let standing = found.standing { folder.learn(standing) }
    return folder
  }

  /// The room on the disk; what is used is told by the disk as a whole.
  func quota() async throws -> TargetQuota? {
    var facts = statvfs()
    guard statvfs(try await desk.store().root, &facts) == 0 else { return nil }
    var quota = TargetQuota()
    let block = Int64(clamping: facts.f_frsize)
    let whole = Int64(clamping: facts.f_blocks).multipliedReportingOverflow(by: block)
    let free = Int64(clamping: facts.f_bavail).multipliedReportingOverflow(by: block)
    guard !whole.overflow, !free.overflow, whole.partialValue > 0 else { return nil }
    quota.limitBytes = whole.partialValue
    quota.usedBytes = whole.partialValue - free.partialValue
    if facts.f_files > 0 {
      quota.limitItems = Int64(clamping: facts.f_files)
      quota.usedItems = Int64(clamping: facts.f_files) - Int64(clamping: facts.f_favail)
    }
    return quota
  }

  func create(_ folders: [NewFolder]) async throws -> [FolderOutcome] {
    var outcomes: [FolderOutcome] = []
    for folder in folders {
      do throws(Fault) {
        outcomes.append(FolderOutcome(path: folder.path, result: .success(Self.folder(try await desk.make(folder)))))
      } catch {
        guard error.recovery == .skipFolder || error.recovery == .skipItem else { throw error }
        outcomes.append(FolderOutcome(path: folder.path, result: .failure(error)))
      }
    }
    return outcomes
  }

  func select(_ folder: TargetFolder) async throws -> TargetFolder {
    var folder = folder
    folder.learn(try await desk.refresh(folder.wireName, place: folder.displayName))
    let kept = try await desk.keptFlags(folder.wireName, place: folder.displayName)
    folder.permanentFlags = kept.map { FlagSet($0) }
    folder.takesNewKeywords = kept == nil
    return folder
  }

  func list(
    _ folder: TargetFolder, from first: ItemID, page: ([ListedItem]) async throws -> Void
  ) async throws {
    try await desk.pages(folder.wireName, place: folder.displayName, from: first.rawValue, page: page)
  }

  func fingerprints(_ items: [ItemID], in folder: TargetFolder) async throws -> [Fingerprint] {
    try await desk.fingerprints(items, in: folder.wireName, place: folder.displayName)
  }

  func open(_ items: [ItemID], in folder: TargetFolder) async throws -> any ItemStream {
    try await desk.stream(items, in: folder.wireName, place: folder.displayName)
  }

  func append(
    _ batch: [OutgoingItem], stream: any ItemStream, in folder: TargetFolder
  ) async throws -> any StoreTicket {
    FileTicket(
      results: try await desk.append(batch, stream: stream, in: folder.wireName, place: folder.displayName))
  }

  func update(_ changes: [FlagChange], in folder: TargetFolder) async throws {
    guard !changes.isEmpty else { return }
    try await desk.update(changes, in: folder.wireName, place: folder.displayName)
  }

  func remove(_ items: [ItemID], in folder: TargetFolder) async throws {
    guard !items.isEmpty else { return }
    try await desk.remove(items, in: folder.wireName, place: folder.displayName)
  }

  func close() async { await desk.close() }
}

extension TargetFolder {
  fileprivate mutating func learn(_ standing: FolderCatalogue.Standing) {
    validity = standing.validity
    nextID = standing.nextID
    count = standing.count
    modSequence = standing.modSequence
  }
}
