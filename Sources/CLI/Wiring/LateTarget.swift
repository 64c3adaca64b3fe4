import Archives
import Connectors
import Core
import Migration
import Projects

/// A target in files that is made when something is put there: a plan only looks, and looking makes nothing.
struct LateTarget: MailTarget {
  let name: String
  let files: Project.MailboxFiles
  let user: String
  let end: OpenedOnce<FileMailTarget>

  func connect() async throws -> any TargetSession {
    if FilesLook.nearest(files.path) == files.path { return try await end.end().connect() }
    try FilesLook.checkRoom(files, user: user)
    return UnmadeTargetSession(traits: traits, session: LateSession(end))
  }

  /// What the store will say of itself once it is made.
  private var traits: TargetTraits {
    var traits = TargetTraits(provider: Providers.files)
    traits.product = files.form.rawValue
    traits.hasBatchAppend = true
    traits.returnsIDs = true
    traits.canRemove = files.form != .mbox
    traits.separator = files.form == .maildir ? "." : nil
    return traits
  }
}

/// Connects at the first need.
private actor LateSession {
  private let end: OpenedOnce<FileMailTarget>
  private(set) var made: (any TargetSession)?

  init(_ end: OpenedOnce<FileMailTarget>) { self.end = end }

  func make() async throws -> any TargetSession {
    if let made { return made }
    let new = try await end.end().connect()
    made = new
    return new
  }
}

/// One writer of files that are not there yet.
private struct UnmadeTargetSession: TargetSession {
  let traits: TargetTraits
  let session: LateSession

  func folders() async throws -> [TargetFolder] { try await session.made?.folders() ?? [] }
  func quota() async throws -> TargetQuota? { try await session.made?.quota() }

  func create(_ folders: [NewFolder]) async throws -> [FolderOutcome] {
    folders.isEmpty ? [] : try await session.make().create(folders)
  }
  func select(_ folder: TargetFolder) async throws -> TargetFolder { try await session.make().select(folder) }
  func list(
    _ folder: TargetFolder, from first: ItemID, page: ([ListedItem]) async throws -> Void
  ) async throws {
    try await session.make().list(folder, from: first, page: page)
  }
  func fingerprints(_ items: [ItemID], in folder: TargetFolder) async throws -> [Fingerprint] {
    try await session.make().fingerprints(items, in: folder)
  }
  func open(_ items: [ItemID], in folder: TargetFolder) async throws -> any ItemStream {
    try await session.make().open(items, in: folder)
  }
  func append(
    _ batch: [OutgoingItem], stream: any ItemStream, in folder: TargetFolder
  ) async throws -> any StoreTicket {
    try await session.make().append(batch, stream: stream, in: folder)
  }
  func update(_ changes: [FlagChange], in folder: TargetFolder) async throws {
    try await session.make().update(changes, in: folder)
  }
  func remove(_ items: [ItemID], in folder: TargetFolder) async throws {
    try await session.make().remove(items, in: folder)
  }
  func close() async { await session.made?.close() }
}
