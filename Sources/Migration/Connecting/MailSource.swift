public import Core

/// One mailbox where mail comes from.
public protocol MailSource: Sendable {
  /// For places in findings: `imap.oldhost.example`, never a secret.
  var name: String { get }
  /// Opens one session (one connection). Throws ``Fault``.
  func connect() async throws -> any SourceSession
}

/// One connection to a source. Used by one task at a time; nothing it does changes the source.
public protocol SourceSession: Sendable {
  var traits: SourceTraits { get }
  /// All folders that can hold mail, with their state; parents before children.
  func folders() async throws -> [SourceFolder]
  /// Hands out the folder's items in pages, ascending. With a checkpoint of the same validity only what is new or has
  /// changed since. The answer says what the next listing may start from.
  func list(
    _ folder: SourceFolder, since checkpoint: Checkpoint?, page: ([ListedItem]) async throws -> Void
  ) async throws -> Listing
  /// Header fields for recognising mail. Missing items are left out.
  func fingerprints(_ items: [ItemID], in folder: SourceFolder) async throws -> [Fingerprint]
  /// Starts handing out bodies in the order given. Several streams may be open; they are served in order of opening, so
  /// opening the next early keeps the line busy.
  func open(_ items: [ItemID], in folder: SourceFolder) async throws -> any ItemStream
  /// Says goodbye and closes; never throws, and may be called again.
  func close() async
}

public struct SourceTraits: Sendable, Hashable {
  public var provider: Provider
  /// Server product and version as it names itself; empty when it does not.
  public var product: String = ""
  /// A listing of the folder for all mail tells where else each item stands (``ListedItem/places``).
  public var tellsPlaces = false
  public init(provider: Provider) { self.provider = provider }
}

/// What a special folder is for, whatever its name.
public enum FolderRole: String, Sendable, Hashable, Codable, CaseIterable {
  case inbox, sent, drafts, trash, junk, archive, all, flagged, outbox, templates
}

public struct SourceFolder: Sendable, Hashable {
  /// The name as the server knows it, kept byte for byte (modified UTF-7 for IMAP).
  public var wireName: [UInt8]
  /// Decoded path, without the namespace prefix: `["Klanten", "Bäckerei Müller"]`.
  public var path: [String]
  public var role: FolderRole?
  public var isSubscribed = false
  /// False for a name that only holds other folders.
  public var isSelectable = true
  /// Number that changes when the item numbers lose their meaning (UIDVALIDITY).
  public var validity: UInt32 = 0
  public var nextID: UInt32?
  public var count: Int?
  /// Total bytes where the server tells without listing.
  public var bytes: Int64?
  public var modSequence: UInt64?
  /// Why it cannot be opened, when the server lists it but refuses it.
  public var fault: Fault.Code?
  public init(wireName: [UInt8], path: [String]) {
    self.wireName = wireName
    self.path = path
  }
  public var displayName: String { path.joined(separator: "/") }
}

/// Where a listing stopped.
public struct Checkpoint: Sendable, Hashable, Codable {
  public var validity: UInt32
  public var nextID: UInt32
  /// Highest mod-sequence seen; nil where the server has none.
  public var modSequence: UInt64?
  public var count: Int
  public init(validity: UInt32, nextID: UInt32, modSequence: UInt64?, count: Int) {
    self.validity = validity
    self.nextID = nextID
    self.modSequence = modSequence
    self.count = count
  }
}

public struct Listing: Sendable {
  public var checkpoint: Checkpoint
  /// True when the pages held every item of the folder; false when only new and changed ones.
  public var isComplete: Bool
  /// Items known to be gone; empty when the listing is complete (what was not listed is gone then).
  public var vanished: [ClosedRange<UInt32>] = []
  public init(checkpoint: Checkpoint, isComplete: Bool, vanished: [ClosedRange<UInt32>] = []) {
    self.checkpoint = checkpoint
    self.isComplete = isComplete
    self.vanished = vanished
  }
}
