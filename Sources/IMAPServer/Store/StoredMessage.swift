public import IMAP

/// What the store knows of a message without reading it.
public struct StoredMessage: Sendable, Hashable {
  public internal(set) var uid: UID
  public internal(set) var modSequence: ModSequence
  public internal(set) var flags: FlagBits
  public internal(set) var date: InternalDate
  /// Unique in the mailbox, kept by COPY and MOVE. RFC 8474 §5.1.
  public internal(set) var emailID: UInt64
  /// Length in bytes and place in the folder's data file.
  public internal(set) var size: UInt64
  var offset: UInt64
  /// CRC-32 of the bytes.
  var checksum: UInt32
}

/// Flags of a message: five system flags and up to 58 keywords, whose names the folder keeps.
public struct FlagBits: OptionSet, Sendable, Hashable {
  public let rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  public static let seen = FlagBits(rawValue: 1)
  public static let answered = FlagBits(rawValue: 2)
  public static let flagged = FlagBits(rawValue: 4)
  public static let deleted = FlagBits(rawValue: 8)
  public static let draft = FlagBits(rawValue: 16)

  static let system: [(FlagBits, Flag)] = [
    (.answered, .answered), (.flagged, .flagged), (.deleted, .deleted), (.seen, .seen), (.draft, .draft),
  ]
  static let mostKeywords = 58
  static func keyword(_ index: Int) -> FlagBits { FlagBits(rawValue: 1 << UInt64(index + 5)) }
}

/// A message to be stored, for callers inside the process.
public struct NewMessage: Sendable, Hashable {
  public var bytes: [UInt8]
  public var flags: [Flag]
  /// Nil for now.
  public var date: InternalDate?
  /// Of the message this is the same as, in another folder; nil for one of its own.
  var emailID: UInt64?
  public init(_ bytes: [UInt8], flags: [Flag] = [], date: InternalDate? = nil) {
    self.bytes = bytes
    self.flags = flags
    self.date = date
  }
}
