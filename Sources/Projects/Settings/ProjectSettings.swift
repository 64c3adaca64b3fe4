/// What `postduif.yaml` says.
public struct ProjectSettings: Sendable, Hashable {
  public var name: String
  public var customer = ""
  public var consultant = ""
  /// In the order of the file.
  public var sources: [Endpoint] = []
  public var targets: [Endpoint] = []
  public var mailboxes: MailboxList = .file("mailboxes.csv")
  public var options = ProjectOptions()

  public enum MailboxList: Sendable, Hashable {
    /// A CSV file, relative to the project's folder.
    case file(String)
    case inline([MailboxEntry])
  }

  public init(name: String) {
    self.name = name
  }

  public func endpoints(_ side: Side) -> [Endpoint] { side == .source ? sources : targets }
  public func endpoint(_ side: Side, _ name: String) -> Endpoint? { endpoints(side).first { $0.name == name } }
}

/// An end of the move. The raw value is the key of the project file.
public enum Side: String, Sendable, Hashable, CaseIterable {
  case source, target
}

/// Wishes for every run; nil where the file says nothing.
public struct ProjectOptions: Sendable, Hashable {
  public var lanes: Int?
  public var parallel: Int?
  /// Bytes per second over all mailboxes.
  public var limitRate: Int64?
  public var mirrorDeletes: Bool?
  public var repair: Bool?
  public var disarmReceipts: Bool?
  /// Patterns of source folders left out.
  public var exclude: [String] = []
  /// Source folder to target folder, `/` between levels.
  public var map: [String: String] = [:]
  public init() {}
}

/// One source mailbox and its target mailbox.
public struct MailboxEntry: Sendable, Hashable {
  /// One end of it.
  public struct End: Sendable, Hashable {
    /// Name of the endpoint; empty for the project's only one.
    public var endpoint = ""
    /// Sign-in name, or the mailbox an administrator opens.
    public var user: String
    /// Folder that counts as root.
    public var root: String?
    /// Name of the secret.
    public var credential: String?
    public init(user: String) {
      self.user = user
    }
  }

  /// Unique in the project; the target's user unless said otherwise.
  public var name: String
  public var source: End
  public var target: End
  public var exclude: [String] = []
  public var map: [String: String] = [:]
  /// Line of the file it stands on; 0 when it was not read from one.
  public var line = 0

  public init(name: String? = nil, source: End, target: End) {
    self.name = name ?? target.user
    self.source = source
    self.target = target
  }

  public subscript(side: Side) -> End { side == .source ? source : target }

  /// The line does not tell two entries apart.
  public static func == (a: MailboxEntry, b: MailboxEntry) -> Bool {
    a.name == b.name && a.source == b.source && a.target == b.target && a.exclude == b.exclude && a.map == b.map
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(source)
    hasher.combine(target)
  }
}
