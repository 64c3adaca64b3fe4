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
  public var rateWindowSeconds: Int?
  /// Flags the service forgets when they come with APPEND: set again by STORE. Spelled as on the wire.
  public var restoreFlags: [String] = []
  /// Folder names the service keeps to itself, compared without case.
  public var reservedFolders: [String] = []
  /// Characters a folder name must not hold.
  public var forbiddenInFolderNames: String = ""
  /// Names with blanks at either end are refused or cut.
  public var trimsFolderNames: Bool = false
  /// Folder names that differ only in case are one folder.
  public var foldsFolderCase: Bool = false
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

  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}
