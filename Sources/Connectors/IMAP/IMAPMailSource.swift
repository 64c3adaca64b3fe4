internal import Core
internal import IMAP
internal import IMAPClient
public import Migration

/// A mailbox that is read over IMAP and never changed: folders are opened by EXAMINE, bodies fetched by BODY.PEEK.
public struct IMAPMailSource: MailSource {
  public let account: IMAPAccount

  public init(_ account: IMAPAccount) { self.account = account }

  public var name: String { account.name }

  public func connect() async throws -> any SourceSession {
    let (reader, lease) = try await account.connect()
    return IMAPSourceSession(reader: reader, lease: lease)
  }
}

/// One connection to an IMAP source.
struct IMAPSourceSession: SourceSession {
  let traits: SourceTraits
  private let reader: MailboxReader
  private let lease: ConnectionBudget.Lease?
  private var connection: IMAPConnection { reader.connection }

  init(reader: MailboxReader, lease: ConnectionBudget.Lease?) {
    self.reader = reader
    self.lease = lease
    var traits = SourceTraits(provider: reader.provider)
    traits.product = reader.connection.facts.identity.product
    traits.tellsPlaces = reader.connection.capabilities.has("X-GM-EXT-1")
    self.traits = traits
  }

  func folders() async throws -> [SourceFolder] {
    let (naming, found) = try await FolderInventory(connection: connection).folders()
    return found.map { one in
      var folder = SourceFolder(wireName: one.entry.name.bytes, path: naming.path(of: one.entry.name))
      folder.role = FolderNaming.role(of: one.entry)
      folder.isSubscribed = one.isSubscribed
      folder.isSelectable = one.isSelectable
      folder.fault = one.fault
      if let status = one.status {
        folder.validity = status.uidValidity?.rawValue ?? 0
        folder.nextID = status.uidNext
        folder.count = status.messages.map(Int.init)
        folder.bytes = status.size.map { Int64(clamping: $0) }
        folder.modSequence = status.highestModSequence.flatMap { $0 == 0 ? nil : $0 }
      }
      return folder
    }
  }

  func list(
    _ folder: SourceFolder, since checkpoint: Checkpoint?, page: ([ListedItem]) async throws -> Void
  ) async throws -> Listing {
    if let checkpoint, Self.isUnchanged(folder, since: checkpoint) {
      return Listing(checkpoint: checkpoint, isComplete: false)
    }
    let name = MailboxName(bytes: folder.wireName)
    let opened = try await reader.open(name, readOnly: true, validity: folder.validity)
    if let checkpoint, checkpoint.validity == opened.validity,
      let listing = try await listChanges(folder, opened, since: checkpoint, page)
    {
      return listing
    }
    let requests = traits.tellsPlaces && folder.role == .all ? ItemLister.labelled : ItemLister.requests
    let lister = ItemLister.whole(connection, count: opened.exists, folder: folder.displayName, requests)
    while let items = try await lister.nextPage() { try await page(items) }
    let isComplete = await lister.listed >= opened.exists
    return Listing(
      checkpoint: await Self.checkpoint(opened, after: lister), isComplete: isComplete)
  }

  /// Nothing came, went or changed: no command is needed.
  private static func isUnchanged(_ folder: SourceFolder, since checkpoint: Checkpoint) -> Bool {
    guard let modSequence = checkpoint.modSequence, modSequence == folder.modSequence else { return false }
    return checkpoint.validity == folder.validity && checkpoint.nextID == folder.nextID
      && checkpoint.count == folder.count
  }

  /// Only what changed, where the server keeps mod-sequences; nil when everything has to be listed again.
  private func listChanges(
    _ folder: SourceFolder, _ opened: OpenedFolder, since checkpoint: Checkpoint,
    _ page: ([ListedItem]) async throws -> Void
  ) async throws -> Listing? {
    guard let old = checkpoint.modSequence, old > 0, let now = opened.highestModSequence, now >= old else { return nil }
    if now == old, opened.exists == checkpoint.count, opened.uidNext == checkpoint.nextID {
      return Listing(checkpoint: checkpoint, isComplete: false)
    }
    let tellsVanished = connection.facts.enabled.contains("QRESYNC")
    if !tellsVanished {
      // Without VANISHED only the count tells whether something went.
      let new = try await count(from: checkpoint.nextID, opened)
      guard let new, checkpoint.count + new == opened.exists else { return nil }
    }
    let lister = ItemLister.changes(connection, since: old, vanished: tellsVanished, folder: folder.displayName)
    while let items = try await lister.nextPage() { try await page(items) }
    // What came and went between the two listings was never known.
    let vanished = await lister.vanished.ranges.compactMap { range -> ClosedRange<UInt32>? in
      guard checkpoint.nextID > 1, range.lowerBound < checkpoint.nextID else { return nil }
      return range.lowerBound...min(range.upperBound, checkpoint.nextID - 1)
    }
    return Listing(
      checkpoint: await Self.checkpoint(opened, after: lister), isComplete: false, vanished: vanished)
  }

  /// How many messages have a number from `first` on.
  private func count(from first: UInt32, _ opened: OpenedFolder) async throws -> Int? {
    if opened.uidNext == first { return 0 }
    let answer = try await connection.run(.search(uid: true, charset: nil, returns: nil, .uid(.from(first))))
    guard answer.status.isOK else { return nil }
    var count = 0
    for case .search(let numbers, _) in answer.responses { count += numbers.count { $0 >= first } }
    return count
  }

  private static func checkpoint(_ opened: OpenedFolder, after lister: ItemLister) async -> Checkpoint {
    let last = await lister.lastUID
    let next = max(opened.uidNext ?? 1, last == .max ? last : last + 1)
    return Checkpoint(
      validity: opened.validity, nextID: next, modSequence: opened.highestModSequence, count: opened.exists)
  }

  func fingerprints(_ items: [ItemID], in folder: SourceFolder) async throws -> [Fingerprint] {
    try await reader.fingerprints(
      items, in: MailboxName(bytes: folder.wireName), validity: folder.validity, readOnly: true,
      place: folder.displayName)
  }

  func open(_ items: [ItemID], in folder: SourceFolder) async throws -> any ItemStream {
    try await reader.stream(
      items, in: MailboxName(bytes: folder.wireName), validity: folder.validity, readOnly: true,
      place: folder.displayName)
  }

  func close() async {
    await connection.close()
    lease?.release()
  }
}
