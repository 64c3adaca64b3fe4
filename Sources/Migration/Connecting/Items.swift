public import Core
public import NIOCore

/// An item's number within one folder and one validity of its source: the UID for IMAP. Ascending in folder order.
public struct ItemID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  public init(_ value: UInt32) { rawValue = value }
  public static func < (a: ItemID, b: ItemID) -> Bool { a.rawValue < b.rawValue }
  public var description: String { String(rawValue) }
}

/// Flags and keywords spelled as the server has them, sorted, without `\Recent`.
public struct FlagSet: Hashable, Sendable {
  public private(set) var names: [String]
  public init(_ names: some Sequence<String> = []) {
    self.names = names.filter { $0.lowercased() != "\\recent" }.sorted()
  }
  public var isEmpty: Bool { names.isEmpty }
  /// Compared without case, as IMAP wants it.
  public func contains(_ name: String) -> Bool {
    let wanted = name.lowercased()
    return names.contains { $0.lowercased() == wanted }
  }
  /// Those of `self` that `other` lacks.
  public func subtracting(_ other: FlagSet) -> FlagSet { FlagSet(names.filter { !other.contains($0) }) }
  public func union(_ other: FlagSet) -> FlagSet { FlagSet(names + other.subtracting(self).names) }
  public func filter(_ keep: (String) -> Bool) -> FlagSet { FlagSet(names.filter(keep)) }
}

/// Another folder in which an item stands.
public enum ItemPlace: Hashable, Sendable {
  /// By its wire name.
  case folder([UInt8])
  case role(FolderRole)
}

/// What a listing tells of an item; never its body.
public struct ListedItem: Hashable, Sendable {
  public var id: ItemID
  /// Bytes, as the server announces them; some announce them wrong.
  public var size: Int64
  public var date: ZonedTime
  public var flags: FlagSet
  /// Where else in the mailbox it stands; nil when the source does not tell.
  public var places: [ItemPlace]?
  public init(id: ItemID, size: Int64, date: ZonedTime, flags: FlagSet, places: [ItemPlace]? = nil) {
    self.id = id
    self.size = size
    self.date = date
    self.flags = flags
    self.places = places
  }
}

/// The header fields by which a person would recognise a message, and by which mail already at the target is found.
public struct Fingerprint: Hashable, Sendable {
  public var id: ItemID
  public var size: Int64
  public var date: ZonedTime
  /// Raw bytes of the fields as UTF-8 with repairs, folded lines joined, blanks trimmed; empty when the field is missing.
  public var messageID: String
  public var dateField: String
  public var from: String
  public var subject: String
  public init(
    id: ItemID, size: Int64, date: ZonedTime, messageID: String, dateField: String, from: String, subject: String
  ) {
    self.id = id
    self.size = size
    self.date = date
    self.messageID = messageID
    self.dateField = dateField
    self.from = from
    self.subject = subject
  }
}

/// A stretch of an item stream. Bodies stream as begin, bytes, end; items come in the order they were asked for.
public enum ItemEvent: Sendable {
  /// `size` is the exact number of bytes that follow.
  case begin(ItemID, size: Int)
  case bytes(ByteBuffer)
  case end(ItemID)
  /// The source no longer has the item, or refuses to hand it out: nothing of it follows.
  case missing(ItemID, Fault)
}

/// Items on their way. Reading is pulled: a source holds at most one window of bytes that nobody asked for yet.
public protocol ItemStream: Sendable {
  /// The next stretch, as many events as are at hand and at least one; nil after the last item.
  /// Throws ``Fault`` when the source is lost; what was begun and not ended is then void.
  func next() async throws -> [ItemEvent]?
}
