public import Core
public import IMAP

/// How a server behaves beyond the protocol: a service's limits and habits, and faults planned by a test.
///
/// Everything is counted, nothing is left to chance: the same commands meet the same faults.
public struct Personality: Sendable, Hashable {
  /// Answers to ID as `name`; nil keeps the server's own.
  public var name: String?
  public var greeting: String?
  public var removedCapabilities: Set<String> = []
  public var addedCapabilities: Set<String> = []
  /// The greeting and the answer to a sign-in carry the capabilities; without it a client must ask.
  public var announcesCapabilitiesUnasked = true
  /// Larger messages are refused with NO [TOOBIG]; bytes.
  public var maxMessageBytes: Int?
  /// A message with a longer line is refused as Exchange Online does it; bytes without line end.
  public var maxLineBytes: Int?
  public var refusesEmptyMessages = false
  /// What a message must not hold; refused like a line that is too long.
  public var refusedContent: Set<Content> = []
  /// Flags that APPEND and STORE refuse though PERMANENTFLAGS lets clients make their own.
  public var refusedFlags: [Flag] = []
  /// APPEND with a date outside is refused; seconds since 1970, nil for any date.
  public var acceptedDates: ClosedRange<Int64>?
  public var folderNames = FolderNameRules()
  /// The flags a client may keep; nil for any. Without `\*` an unknown keyword in APPEND or STORE is answered BAD.
  public var permanentFlags: [Flag]?
  /// Lost without a word when they come with APPEND.
  public var flagsForgottenByAppend: [Flag] = []
  public var throttling: Throttling?
  /// The connection is closed with BYE after so many commands answered NO or BAD.
  public var closesAfterErrors: Int?
  /// Every session ends with BYE after so many commands, as it does where a token's time is up.
  public var endsSessionsAfterCommands: Int?
  /// Each happens once, on the first connection that gets there.
  public var drops: [Drop] = []
  /// Before every command is looked at.
  public var delayPerCommand = Duration.zero
  /// Special uses appear in LIST though SPECIAL-USE is not announced.
  public var showsUseOnList = true
  /// FETCH sends the body first and UID, FLAGS and the rest after it.
  public var sendsAttributesAfterBody = false
  /// Messages whose body is replaced by the text Exchange shows when it cannot convert one.
  public var placeholders: [MailboxName: Set<UInt32>] = [:]
  /// Folders that LIST shows and SELECT, EXAMINE and STATUS refuse.
  public var unselectable: Set<MailboxName> = []
  /// Most bytes of all messages in a mailbox; nil for none. QUOTA shows it.
  public var quotaBytes: UInt64?

  /// What some services take offence at within a message.
  public enum Content: Sendable, Hashable, CaseIterable {
    case nul, bareLF, eightBitHeader
  }

  public init() {}

  /// A service as its data describes it.
  public init(_ provider: Provider) {
    name = provider.name
    maxMessageBytes = provider.maxMessageBytes
    maxLineBytes = provider.maxLineBytes
    folderNames.reserved = Set(provider.reservedFolders.map { $0.lowercased() })
    folderNames.forbidden = Set(provider.forbiddenInFolderNames.utf8)
    folderNames.refusesOuterBlanks = provider.trimsFolderNames
    folderNames.foldsCase = provider.foldsFolderCase
    folderNames.maxBytes = provider.maxFolderNameBytes
    flagsForgottenByAppend = provider.restoreFlags.map(Flag.init)
    closesAfterErrors = provider.closesAfterErrors
    if let habits = Self.habits[provider.id] { habits(&self) }
  }

  /// What public logs show of a service and its data has no field for.
  private static let habits: [String: @Sendable (inout Personality) -> Void] = [
    "exchange-online": { $0.behaveLikeExchange() },
    "exchange": { $0.behaveLikeExchange() },
    "gmail": {
      $0.removedCapabilities = ["MULTIAPPEND", "QRESYNC", "OBJECTID", "STATUS=SIZE", "LITERAL+", "CREATE-SPECIAL-USE"]
      $0.addedCapabilities = ["LITERAL-", "X-GM-EXT-1"]
      $0.greeting = "Gimap ready for requests"
    },
  ]

  /// True when messages have to be looked at as they come.
  var looksIntoMessages: Bool { maxLineBytes != nil || !refusedContent.isEmpty }

  private mutating func behaveLikeExchange() {
    removedCapabilities = [
      "MULTIAPPEND", "CONDSTORE", "QRESYNC", "ESEARCH", "ENABLE", "QUOTA", "APPENDLIMIT", "OBJECTID", "LIST-EXTENDED",
      "LIST-STATUS", "STATUS=SIZE", "UTF8=ACCEPT", "COMPRESS=DEFLATE", "SPECIAL-USE", "CREATE-SPECIAL-USE",
    ]
    permanentFlags = [.seen, .answered, .flagged, .deleted, .draft, Flag("$MDNSent")]
    greeting = "The Microsoft Exchange IMAP4 service is ready. [AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA]"
    announcesCapabilitiesUnasked = false
  }
}

/// Folder names a service does not take. Names are looked at level by level.
public struct FolderNameRules: Sendable, Hashable {
  /// Lower case; the top level may not have such a name.
  public var reserved: Set<String> = []
  public var forbidden: Set<UInt8> = []
  public var refusesOuterBlanks = false
  /// Names that differ only in case are one folder.
  public var foldsCase = false
  public var maxBytes: Int?
  public init() {}

  /// Why a name is refused; nil when it is fine.
  public func objection(to name: MailboxName, delimiter: UInt8) -> String? {
    if let maxBytes, name.bytes.count > maxBytes { return "The folder name is too long." }
    let levels = name.bytes.split(separator: delimiter)
    if let top = levels.first, reserved.contains(String(decoding: top, as: UTF8.self).lowercased()) {
      return "The folder name is reserved."
    }
    for level in levels {
      if level.contains(where: forbidden.contains) { return "The folder name holds a character that is not allowed." }
      if refusesOuterBlanks, level.first == 0x20 || level.last == 0x20 {
        return "The folder name begins or ends with a blank."
      }
    }
    return nil
  }
}

/// `NO Request is throttled. Suggested Backoff Time: 3000 milliseconds`.
public struct Throttling: Sendable, Hashable {
  /// Every so many commands of a connection one is refused.
  public var everyCommands: Int
  public var milliseconds: Int
  /// After so many refusals the connection is closed with BYE; nil for never.
  public var closesAfter: Int?
  public init(everyCommands: Int, milliseconds: Int = 3_000, closesAfter: Int? = nil) {
    self.everyCommands = max(1, everyCommands)
    self.milliseconds = milliseconds
    self.closesAfter = closesAfter
  }
}

/// The connection is cut without a word.
public enum Drop: Sendable, Hashable {
  case afterSending(bytes: Int)
  case afterReceiving(bytes: Int)
  /// Instead of the tagged answer of the `number`-th APPEND since the personality was set, counted from 1; whether the
  /// messages were stored before is the point of the test.
  case insteadOfAppendAnswer(number: Int, stored: Bool)
}
