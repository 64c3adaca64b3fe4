public import Core

/// A message as it lies on a server.
public struct LabMessage: Sendable {
  /// Flags and keywords, spelled as on the wire.
  public var flags: [String]
  /// When the server took it.
  public var date: ZonedTime
  public var bytes: [UInt8]

  public init(flags: [String] = [], date: ZonedTime, bytes: [UInt8]) {
    self.flags = flags
    self.date = date
    self.bytes = bytes
  }
}

/// A folder with its messages, which are made when asked for: a mailbox costs no memory until it is read.
public struct LabFolder: Sendable {
  public var path: [String]
  /// `\Sent`, `\Drafts` and the like (RFC 6154 §2); nil for an ordinary folder.
  public var specialUse: String?
  public var isSubscribed: Bool
  public let count: Int
  private let make: @Sendable (Int) -> LabMessage

  public init(
    path: [String], specialUse: String? = nil, isSubscribed: Bool = true, count: Int,
    make: @escaping @Sendable (Int) -> LabMessage
  ) {
    self.path = path
    self.specialUse = specialUse
    self.isSubscribed = isSubscribed
    self.count = count
    self.make = make
  }

  /// The message at `index`, 0..<``count``; the same bytes every time.
  public func message(_ index: Int) -> LabMessage {
    precondition(index >= 0 && index < count, "no such message in this folder")
    return make(index)
  }

  public var messages: some Sequence<LabMessage> { (0..<count).lazy.map(message) }
  public var name: String { path.joined(separator: "/") }
}

/// One person's mailbox.
public struct LabMailbox: Sendable {
  /// The address, which is also the name to sign in with.
  public var user: String
  public var password: String
  public var folders: [LabFolder]

  public init(user: String, password: String = "", folders: [LabFolder]) {
    self.user = user
    self.password = password
    self.folders = folders
  }

  public var count: Int { folders.reduce(0) { $0 + $1.count } }
}
