/// What is known of a mail service beyond its protocol: limits, habits and things not to trust. Pure data, read from
/// `Providers/providers.json`; the engine never asks which service it talks to, only what the data says.
public struct Provider: Sendable, Codable, Hashable {
  /// `exchange-online`, `gmail`, `dovecot`, `cyrus`, `courier` or `generic`.
  public var id: String
  public var name: String
  /// Words that give the service away in its greeting or ID answer, lower case.
  public var signs: [String] = []
  /// Host names (suffixes) that are the service.
  public var hosts: [String] = []
  /// Largest message the service takes, bytes; nil when unknown.
  public var maxMessageBytes: Int?
  /// What the service takes before an administrator raises it to ``maxMessageBytes``; nil when there is no such step.
  public var usualMessageBytes: Int?
  /// Longest line the service takes, bytes without CRLF; nil when any.
  public var maxLineBytes: Int?
  /// Most items in a folder or a mailbox; nil when unknown.
  public var maxItemsPerFolder: Int?
  /// Connections one account should keep at the most.
  public var connectionsPerMailbox: Int = 2
  /// Connections to the whole endpoint at the most.
  public var connectionsPerEndpoint: Int = 16
  /// Bytes a mailbox takes within `rateWindowSeconds`; nil when not limited.
  public var rateBytes: Int?
  /// Bytes a mailbox hands out within `rateWindowSeconds`; nil when not limited.
  public var readRateBytes: Int?
  public var rateWindowSeconds: Int?
  /// Flags the service forgets when they come with APPEND: set again by STORE. Spelled as on the wire.
  public var restoreFlags: [String] = []
  /// Folder names the service keeps to itself, compared without case.
  public var reservedFolders: [String] = []
  /// Characters a folder name must not hold.
  public var forbiddenInFolderNames: String = ""
  /// Characters no folder name must begin with.
  public var forbiddenAtStart: String = ""
  /// Names with blanks at either end are refused or cut.
  public var trimsFolderNames: Bool = false
  /// Runs of blanks inside a name are refused or made one.
  public var collapsesBlanks: Bool = false
  /// Folders of calendars, contacts, tasks, notes and journals stand among those for mail: mail put into them is shown
  /// nowhere, and what IMAP hands out of them is a rendering, not the thing.
  public var mixesGroupware: Bool = false
  /// Folder names that differ only in case are one folder.
  public var foldsFolderCase: Bool = false
  /// Longest name of one folder (one level, not the path), bytes of UTF-8; nil when unknown.
  public var maxFolderNameBytes: Int?
  /// Capabilities it announces but must not be used.
  public var distrusted: [String] = []
  /// After this many refused commands the service closes the connection; nil when it does not count.
  public var closesAfterErrors: Int?
  /// How long after a lost connection an append may still land there, milliseconds.
  public var settleMilliseconds: Int = 400
  /// Text in a message body that marks the service's own placeholder for a message it could not convert.
  public var placeholderSigns: [String] = []
  /// Folders that repeat mail shown elsewhere (Gmail's All Mail): left out unless named. Special-use attributes.
  public var skipsSpecialUse: [String] = []
  /// Words in a NO that mean "slow down".
  public var throttleSigns: [String] = []
  /// Limits of single messages beyond size and lines.
  public var message = MessageLimits()

  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case id, name, signs, hosts, maxMessageBytes, usualMessageBytes, maxLineBytes
    case maxItemsPerFolder, connectionsPerMailbox, connectionsPerEndpoint, rateBytes, readRateBytes
    case rateWindowSeconds, restoreFlags, reservedFolders, forbiddenInFolderNames, trimsFolderNames
    case forbiddenAtStart, collapsesBlanks, mixesGroupware, foldsFolderCase, maxFolderNameBytes, distrusted,
      closesAfterErrors
    case settleMilliseconds, placeholderSigns, skipsSpecialUse, throttleSigns, message
  }

  /// Keys that are missing keep the defaults above.
  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: CodingKeys.self)
    self.init(id: try c.decode(String.self, forKey: .id), name: try c.decode(String.self, forKey: .name))
    func read<T: Decodable>(_ key: CodingKeys, into value: inout T) throws {
      value = try c.decodeIfPresent(T.self, forKey: key) ?? value
    }
    try read(.signs, into: &signs)
    try read(.hosts, into: &hosts)
    try read(.maxMessageBytes, into: &maxMessageBytes)
    try read(.usualMessageBytes, into: &usualMessageBytes)
    try read(.maxLineBytes, into: &maxLineBytes)
    try read(.maxItemsPerFolder, into: &maxItemsPerFolder)
    try read(.connectionsPerMailbox, into: &connectionsPerMailbox)
    try read(.connectionsPerEndpoint, into: &connectionsPerEndpoint)
    try read(.rateBytes, into: &rateBytes)
    try read(.readRateBytes, into: &readRateBytes)
    try read(.rateWindowSeconds, into: &rateWindowSeconds)
    try read(.restoreFlags, into: &restoreFlags)
    try read(.reservedFolders, into: &reservedFolders)
    try read(.forbiddenInFolderNames, into: &forbiddenInFolderNames)
    try read(.forbiddenAtStart, into: &forbiddenAtStart)
    try read(.trimsFolderNames, into: &trimsFolderNames)
    try read(.collapsesBlanks, into: &collapsesBlanks)
    try read(.mixesGroupware, into: &mixesGroupware)
    try read(.foldsFolderCase, into: &foldsFolderCase)
    try read(.maxFolderNameBytes, into: &maxFolderNameBytes)
    try read(.distrusted, into: &distrusted)
    try read(.closesAfterErrors, into: &closesAfterErrors)
    try read(.settleMilliseconds, into: &settleMilliseconds)
    try read(.placeholderSigns, into: &placeholderSigns)
    try read(.skipsSpecialUse, into: &skipsSpecialUse)
    try read(.throttleSigns, into: &throttleSigns)
    try read(.message, into: &message)
  }
}
