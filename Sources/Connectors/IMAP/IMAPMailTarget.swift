internal import Core
internal import IMAP
internal import IMAPClient
public import Migration

/// A mailbox that receives mail over IMAP.
public struct IMAPMailTarget: MailTarget {
  public let account: IMAPAccount

  public init(_ account: IMAPAccount) { self.account = account }

  public var name: String { account.name }

  public func connect() async throws -> any TargetSession {
    let (reader, lease) = try await account.connect()
    let limit = try await Self.appendLimit(reader.connection)
    return IMAPTargetSession(reader: reader, lease: lease, appendLimit: limit)
  }

  /// RFC 7889: in the capability, or per folder; then the inbox stands for all.
  private static func appendLimit(_ connection: IMAPConnection) async throws -> Int? {
    let capabilities = connection.capabilities
    if let limit = capabilities.appendLimit { return limit }
    guard capabilities.has("APPENDLIMIT") else { return nil }
    let answer = try await connection.run(.status(.inbox, [.appendLimit]))
    for case .mailboxStatus(_, let status) in answer.responses {
      if let limit = status.appendLimit { return Int(clamping: limit) }
    }
    return nil
  }
}

/// One connection to an IMAP target.
struct IMAPTargetSession: TargetSession {
  let traits: TargetTraits
  let reader: MailboxReader
  private let lease: ConnectionBudget.Lease?
  private let appender: Appender
  var connection: IMAPConnection { reader.connection }

  init(reader: MailboxReader, lease: ConnectionBudget.Lease?, appendLimit: Int?) {
    self.reader = reader
    self.lease = lease
    let connection = reader.connection
    let capabilities = connection.capabilities
    var traits = TargetTraits(provider: reader.provider)
    traits.product = connection.facts.identity.product
    traits.hasBatchAppend = capabilities.has("MULTIAPPEND")
    traits.canPipeline = true
    traits.returnsIDs = capabilities.has("UIDPLUS") || capabilities.has("IMAP4REV2")
    traits.canRemove = traits.returnsIDs
    traits.separator = connection.facts.namespaces?.personal.first?.delimiter.map { Character(Unicode.Scalar($0)) }
    traits.maxMessageBytes = appendLimit ?? reader.provider.maxMessageBytes
    self.traits = traits
    appender = Appender(reader, takesBatches: traits.hasBatchAppend)
  }

  func folders() async throws -> [TargetFolder] {
    let (naming, found) = try await FolderInventory(connection: connection).folders()
    return found.map { one in
      var folder = TargetFolder(wireName: one.entry.name.bytes, path: naming.path(of: one.entry.name))
      folder.role = FolderNaming.role(of: one.entry)
      folder.isSelectable = one.isSelectable && one.fault == nil
      folder.learn(one.status)
      return folder
    }
  }

  func select(_ folder: TargetFolder) async throws -> TargetFolder {
    let opened = try await reader.open(
      MailboxName(bytes: folder.wireName), readOnly: false, validity: 0)
    var folder = folder
    folder.validity = opened.validity
    folder.count = opened.exists
    folder.modSequence = opened.highestModSequence
    if let next = opened.uidNext { folder.nextID = next }
    folder.permanentFlags = opened.permanentFlags.map { flags in
      FlagSet(flags.filter { $0 != .any }.map(\.text))
    }
    folder.takesNewKeywords = opened.permanentFlags?.contains(.any) ?? true
    return folder
  }

  func list(
    _ folder: TargetFolder, from first: ItemID, page: ([ListedItem]) async throws -> Void
  ) async throws {
    let opened = try await reader.open(
      MailboxName(bytes: folder.wireName), readOnly: false, validity: folder.validity)
    let lister =
      first.rawValue <= 1
      ? ItemLister.whole(connection, count: opened.exists, folder: folder.displayName)
      : ItemLister.tail(connection, from: first.rawValue, folder: folder.displayName)
    if opened.exists == 0 { return }
    while let items = try await lister.nextPage() { try await page(items) }
  }

  func fingerprints(_ items: [ItemID], in folder: TargetFolder) async throws -> [Fingerprint] {
    try await reader.fingerprints(
      items, in: MailboxName(bytes: folder.wireName), validity: folder.validity, readOnly: false,
      place: folder.displayName)
  }

  func open(_ items: [ItemID], in folder: TargetFolder) async throws -> any ItemStream {
    try await reader.stream(
      items, in: MailboxName(bytes: folder.wireName), validity: folder.validity, readOnly: false,
      place: folder.displayName)
  }

  func append(
    _ batch: [OutgoingItem], stream: any ItemStream, in folder: TargetFolder
  ) async throws -> any StoreTicket {
    try await appender.append(batch, stream: stream, in: folder)
  }

  func close() async {
    await connection.close()
    lease?.release()
  }
}

extension TargetFolder {
  mutating func learn(_ status: MailboxStatus?) {
    guard let status else { return }
    validity = status.uidValidity?.rawValue ?? validity
    nextID = status.uidNext ?? nextID
    count = status.messages.map(Int.init) ?? count
    modSequence = status.highestModSequence.flatMap { $0 == 0 ? nil : $0 }
  }
}
