public import Core

/// One mailbox where mail goes to.
public protocol MailTarget: Sendable {
  var name: String { get }
  func connect() async throws -> any TargetSession
}

/// One connection to a target. Used by one task at a time. Only ``append(_:stream:in:)`` adds mail, only
/// ``update(_:in:)`` changes flags, only ``remove(_:in:)`` takes away.
public protocol TargetSession: Sendable {
  var traits: TargetTraits { get }
  func folders() async throws -> [TargetFolder]
  /// Nil when the target tells no quota.
  func quota() async throws -> TargetQuota?
  /// Creates (and subscribes) in the order given. An existing folder is no fault.
  func create(_ folders: [NewFolder]) async throws -> [FolderOutcome]
  /// Opens a folder for writing and tells its state now.
  func select(_ folder: TargetFolder) async throws -> TargetFolder
  /// Items from `first` on, ascending, in pages.
  func list(
    _ folder: TargetFolder, from first: ItemID, page: ([ListedItem]) async throws -> Void
  ) async throws
  func fingerprints(_ items: [ItemID], in folder: TargetFolder) async throws -> [Fingerprint]
  /// Stored bytes, for comparing digests.
  func open(_ items: [ItemID], in folder: TargetFolder) async throws -> any ItemStream
  /// Sends one batch. Returns once its last byte has been handed to the connection; the answers come by the ticket, so
  /// the next batch can follow on its heels. `batch` describes the items in stream order; the stream may report some
  /// of them missing. Throws when source or target is lost; then nothing is known of the batch.
  func append(_ batch: [OutgoingItem], stream: any ItemStream, in folder: TargetFolder) async throws
    -> any StoreTicket
  func update(_ changes: [FlagChange], in folder: TargetFolder) async throws
  /// Removes exactly these items (UID EXPUNGE); for `--mirror-deletes` alone.
  func remove(_ items: [ItemID], in folder: TargetFolder) async throws
  /// Says goodbye and closes; never throws, and may be called again.
  func close() async
}

public struct TargetTraits: Sendable, Hashable {
  public var provider: Provider
  public var product: String = ""
  /// Several messages in one command that succeeds or fails as one.
  public var hasBatchAppend = false
  /// Appends may follow each other without waiting for answers.
  public var canPipeline = false
  /// Appended items are told their new id.
  public var returnsIDs = false
  /// Only the items named are removed by ``TargetSession/remove(_:in:)``.
  public var canRemove = false
  /// Bytes; nil when unknown.
  public var maxMessageBytes: Int?
  /// Stands between the levels of a folder's path; nil when unknown. No folder's own name can hold it.
  public var separator: Character?
  public init(provider: Provider) { self.provider = provider }
}

public struct TargetFolder: Sendable, Hashable {
  public var wireName: [UInt8]
  public var path: [String]
  public var role: FolderRole?
  public var isSelectable = true
  public var validity: UInt32 = 0
  public var nextID: UInt32 = 0
  public var count: Int = 0
  public var modSequence: UInt64?
  /// What may be stored for good; nil before ``TargetSession/select(_:)`` or when the server does not say (then: all).
  public var permanentFlags: FlagSet?
  /// True when new keywords may be made (`\*`).
  public var takesNewKeywords = true
  public init(wireName: [UInt8], path: [String]) {
    self.wireName = wireName
    self.path = path
  }
  public var displayName: String { path.joined(separator: "/") }
}

public struct NewFolder: Sendable, Hashable {
  public var path: [String]
  public var subscribe: Bool
  public init(path: [String], subscribe: Bool) {
    self.path = path
    self.subscribe = subscribe
  }
}

public struct FolderOutcome: Sendable {
  public var path: [String]
  public var result: Result<TargetFolder, Fault>
  public init(path: [String], result: Result<TargetFolder, Fault>) {
    self.path = path
    self.result = result
  }
}

/// Bytes and items used and allowed; a nil limit means none is told.
public struct TargetQuota: Sendable, Hashable {
  public var usedBytes: Int64?
  public var limitBytes: Int64?
  public var usedItems: Int64?
  public var limitItems: Int64?
  public init() {}
}

/// What goes with an item's bytes.
public struct OutgoingItem: Sendable, Hashable {
  public var id: ItemID
  public var flags: FlagSet
  /// Nil leaves it to the target.
  public var date: ZonedTime?
  public init(id: ItemID, flags: FlagSet, date: ZonedTime?) {
    self.id = id
    self.flags = flags
    self.date = date
  }
}

public struct FlagChange: Sendable, Hashable {
  public var ids: [ItemID]
  public var add: FlagSet
  public var remove: FlagSet
  public init(ids: [ItemID], add: FlagSet, remove: FlagSet) {
    self.ids = ids
    self.add = add
    self.remove = remove
  }
}

/// The answers to one batch.
public protocol StoreTicket: Sendable {
  /// One outcome per item of the batch, in its order. Throws ``Fault`` (reconnect) when the connection was lost before
  /// the answers came: then nothing is known, and the engine looks at the target before it sends anything again.
  func outcomes() async throws -> [StoreOutcome]
}

public struct StoreOutcome: Sendable {
  public enum Result: Sendable {
    /// Stored; the id is nil where the target tells none.
    case stored(ItemID?)
    /// Refused for itself.
    case refused(Fault)
    /// Refused together with the rest of its batch: which of them is to blame is not known.
    case batchRefused(Fault)
    /// The source had it no longer; nothing was sent.
    case missing(Fault)
  }
  public var id: ItemID
  public var result: Result
  /// Bytes handed to the target.
  public var size: Int
  public init(id: ItemID, result: Result, size: Int) {
    self.id = id
    self.result = result
    self.size = size
  }
}
