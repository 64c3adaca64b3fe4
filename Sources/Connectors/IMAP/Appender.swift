internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration
internal import NIOCore

/// Carries items from a stream onto the target's connection. Lives on that connection's event loop: when the source's lives
/// there too, bytes go from one socket's buffer to the other without a change of thread.
actor Appender {
  nonisolated var unownedExecutor: UnownedSerialExecutor { reader.connection.unownedExecutor }

  private let reader: MailboxReader
  private let takesBatches: Bool

  init(_ reader: MailboxReader, takesBatches: Bool) {
    self.reader = reader
    self.takesBatches = takesBatches
  }

  func append(_ batch: [OutgoingItem], stream: any ItemStream, in folder: TargetFolder) async throws -> AppendTicket {
    let grouping: AppendWriter.Grouping = takesBatches && batch.count > 1 ? .oneCommand : .commandPerMessage
    let name = MailboxName(bytes: folder.wireName)
    let writer = await reader.connection.appendWriter(to: name, grouping)
    var journey = Journey(batch, FlagKeeper(folder))
    do {
      while let events = try await stream.next() {
        let pieces = try journey.pieces(for: events, place: folder.displayName)
        if !pieces.isEmpty { try await writer.write(pieces) }
      }
      let answers = try await writer.finish()
      return AppendTicket(
        reader: reader, folder: folder, entries: journey.entries, answers: answers, grouping: grouping)
    } catch {
      throw await writer.abort(error)
    }
  }
}

/// The items of one batch on their way, in the order in which the stream brings them.
struct Journey {
  struct Entry: Sendable {
    var item: OutgoingItem
    /// What was sent with it.
    var flags: [Flag] = []
    var size = 0
    /// Place among those sent; nil when it was not.
    var order: Int?
    var missing: Fault?
  }

  private(set) var entries: [Entry]
  private let keeper: FlagKeeper
  private var sent = 0
  /// Where in the batch the next item is expected.
  private var place = 0
  private var known: [FlagSet: [Flag]] = [:]

  init(_ batch: [OutgoingItem], _ keeper: FlagKeeper) {
    entries = batch.map { Entry(item: $0) }
    self.keeper = keeper
  }

  mutating func pieces(for events: [ItemEvent], place name: String) throws(Fault) -> [AppendPiece] {
    var pieces: [AppendPiece] = []
    pieces.reserveCapacity(events.count)
    for event in events {
      switch event {
      case .begin(let id, let size):
        let index = try index(of: id, name)
        let flags = flags(for: entries[index].item.flags)
        entries[index].size = size
        entries[index].flags = flags
        entries[index].order = sent
        sent += 1
        pieces.append(.message(AppendHead(flags: flags, date: entries[index].item.date.flatMap(Self.date), size: size)))
      case .bytes(let bytes): pieces.append(.bytes(bytes))
      case .end: pieces.append(.endOfMessage)
      case .missing(let id, let fault): entries[try index(of: id, name)].missing = fault
      }
    }
    return pieces
  }

  private mutating func index(of id: ItemID, _ name: String) throws(Fault) -> Int {
    if place < entries.count, entries[place].item.id == id {
      place += 1
      return place - 1
    }
    guard let index = entries.firstIndex(where: { $0.item.id == id }) else {
      throw Fault(.protocolBroken, "the source handed out an item nobody asked for", place: name, recovery: .reconnect)
    }
    place = index + 1
    return index
  }

  private mutating func flags(for wanted: FlagSet) -> [Flag] {
    if let flags = known[wanted] { return flags }
    let flags = keeper.flags(wanted)
    known[wanted] = flags
    return flags
  }

  /// A date that four digits cannot write is left to the server.
  private static func date(_ date: ZonedTime) -> InternalDate? {
    (1...9_999).contains(date.calendar.year) ? date : nil
  }
}
