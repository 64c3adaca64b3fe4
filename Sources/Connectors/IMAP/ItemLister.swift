internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration
internal import NIOCore

/// Lists a folder in pages of bounded size, ascending. One FETCH at a time is on the line: a server may answer a second one
/// in between (RFC 9051 §5.5), and the order would be lost. Lives on the connection's event loop.
actor ItemLister {
  nonisolated var unownedExecutor: UnownedSerialExecutor { connection.unownedExecutor }

  static let requests: [FetchRequest] = [.uid, .flags, .internalDate, .size]
  /// Where Gmail's labels are told, they say in which folders the message stands.
  static let labelled: [FetchRequest] = requests + [.gmailLabels]
  static let pageSize = 1_000
  /// Messages one command asks for.
  private static let stride = 4_000

  private nonisolated let connection: IMAPConnection
  private let folder: String
  /// Items below are not wanted: `n:*` names the last message even when its number is smaller.
  private let first: UInt32
  private let isUTF8: Bool
  private var waiting: ArraySlice<Command>
  private var stream: FetchStream?
  private var page: [ListedItem] = []
  private var partial: [UInt32: FetchItem] = [:]
  private(set) var listed = 0
  private(set) var lastUID: UInt32 = 0
  private(set) var vanished = NumberSet()

  init(_ connection: IMAPConnection, commands: [Command], from first: UInt32, folder: String) {
    self.connection = connection
    self.folder = folder
    self.first = first
    isUTF8 = connection.facts.enabled.contains("UTF8=ACCEPT")
    waiting = commands[...]
  }

  /// A folder of `count` messages from the top. Sequence numbers, not UIDs, cut it into even parts, and they stand still
  /// while FETCH runs (RFC 9051 §7.5.1).
  static func whole(
    _ connection: IMAPConnection, count: Int, folder: String, _ requests: [FetchRequest] = requests
  ) -> ItemLister {
    let commands = Swift.stride(from: 1, through: count, by: stride).map { start in
      Command.fetch(
        .set(NumberSet(UInt32(start)...UInt32(min(start + stride - 1, count)))), uid: false, requests, FetchModifiers())
    }
    return ItemLister(connection, commands: commands, from: 1, folder: folder)
  }

  /// From `first` on.
  static func tail(_ connection: IMAPConnection, from first: UInt32, folder: String) -> ItemLister {
    ItemLister(
      connection, commands: [.fetch(.from(first), uid: true, requests, FetchModifiers())], from: first, folder: folder)
  }

  /// What is new or has other flags since `since`; with `vanished` also what went. RFC 7162 §3.2.6.
  static func changes(_ connection: IMAPConnection, since: ModSequence, vanished: Bool, folder: String) -> ItemLister {
    let modifiers = FetchModifiers(changedSince: since, vanished: vanished)
    return ItemLister(
      connection, commands: [.fetch(.from(1), uid: true, requests, modifiers)], from: 1, folder: folder)
  }

  /// The next items, at most ``pageSize``; nil after the last.
  func nextPage() async throws -> [ListedItem]? {
    while page.count < Self.pageSize {
      if stream == nil, let command = waiting.popFirst() { stream = await connection.stream(command) }
      guard let stream else { break }
      if let events = try await stream.next() {
        for event in events { take(event) }
      } else {
        self.stream = nil
        if let status = await stream.status, !status.isOK {
          var fault = connection.refusal(status, of: "FETCH", place: folder)
          if case .skipItem = fault.recovery { fault.recovery = .skipFolder }
          throw fault
        }
        takePartial()
      }
    }
    guard !page.isEmpty else { return nil }
    let full = page.prefix(Self.pageSize)
    page = Array(page.dropFirst(Self.pageSize))
    return full.sorted { $0.id < $1.id }
  }

  private func take(_ event: FetchEvent) {
    switch event {
    case .found: break
    case .vanished(_, let set): for range in set.ranges { vanished.insert(range) }
    case .item(let item):
      guard let uid = item.uid?.rawValue else { return }
      if item.flags != nil, item.size != nil, item.internalDate != nil {
        add(uid, item)
      } else {
        // A change of flags seen elsewhere, or an answer in two parts.
        var whole = partial[uid] ?? FetchItem(sequence: item.sequence)
        whole.flags = item.flags ?? whole.flags
        whole.size = item.size ?? whole.size
        whole.internalDate = item.internalDate ?? whole.internalDate
        whole.gmailLabels = item.gmailLabels ?? whole.gmailLabels
        if whole.flags != nil, whole.size != nil, whole.internalDate != nil {
          partial[uid] = nil
          add(uid, whole)
        } else {
          partial[uid] = whole
        }
      }
    case .begin, .bytes, .end: break
    }
  }

  /// A message whose size or date the server cannot tell is still a message.
  private func takePartial() {
    for (uid, item) in partial.sorted(by: { $0.key < $1.key }) where item.size != nil || item.internalDate != nil {
      add(uid, item)
    }
    partial = [:]
  }

  private func add(_ uid: UInt32, _ item: FetchItem) {
    guard uid >= first else { return }
    listed += 1
    lastUID = max(lastUID, uid)
    page.append(
      ListedItem(
        id: ItemID(uid), size: Int64(clamping: item.size ?? 0), date: item.internalDate ?? ZonedTime(seconds: 0),
        flags: FlagSet((item.flags ?? []).map(\.text)),
        places: item.gmailLabels.map { $0.compactMap { GmailLabel.place($0, isUTF8: isUTF8) } }))
  }
}
