internal import Archives
internal import Core
internal import Migration
internal import NIOCore

/// Carries batches from streams into one folder's writer.
final class FileAppender {
  let wireName: [UInt8]
  let folder: FolderCatalogue
  private let writer: any MessageWriter

  init(wireName: [UInt8], folder: FolderCatalogue, writer: any MessageWriter) {
    self.wireName = wireName
    self.folder = folder
    self.writer = writer
  }

  func discard() { writer.discard() }

  /// The items of one batch on their way.
  struct Journey {
    struct Entry {
      var item: OutgoingItem
      var size = 0
      /// Place among those written; nil when it was not.
      var order: Int?
      var missing: Fault?
    }
    var entries: [Entry]
    private var index = 0
    private var written = 0
    /// Bytes of the current message that are still to come.
    private var left: Int?
    /// Why the store does not take the batch.
    private(set) var refusal: Fault?

    init(_ batch: [OutgoingItem]) { entries = batch.map { Entry(item: $0) } }

    /// Takes one event. A refusal that concerns a message is kept, and the rest of the stream only read to its end.
    mutating func take(_ event: ItemEvent, _ writer: any MessageWriter, place: String) throws(Fault) {
      do throws(Fault) {
        switch event {
        case .begin(let id, let size):
          index = try find(id, place)
          entries[index].size = size
          left = size
          guard refusal == nil else { return }
          let item = entries[index].item
          try writer.begin(NewMessage(flags: item.flags.names, date: item.date))
        case .bytes(let bytes):
          left = left.map { $0 - bytes.readableBytes }
          guard refusal == nil else { return }
          try Self.write(bytes, to: writer)
        case .end:
          guard left == 0 else { throw Self.broken("a message is not as long as the source announced", place) }
          left = nil
          guard refusal == nil else { return }
          try writer.end()
          entries[index].order = written
          written += 1
        case .missing(let id, let fault):
          entries[try find(id, place)].missing = fault
        }
      } catch {
        guard error.recovery == .skipItem else { throw error }
        refusal = error
        writer.discard()
      }
    }

    private static func write(_ bytes: ByteBuffer, to writer: any MessageWriter) throws(Fault) {
      var failure: Fault?
      bytes.withUnsafeReadableBytes { raw in
        do throws(Fault) { try writer.write(raw) } catch { failure = error }
      }
      if let failure { throw failure }
    }

    private func find(_ id: ItemID, _ place: String) throws(Fault) -> Int {
      let start = min(index, entries.count)
      if let found = entries[start...].firstIndex(where: { $0.item.id == id }) { return found }
      if let found = entries.firstIndex(where: { $0.item.id == id }) { return found }
      throw Self.broken("the source handed out an item nobody asked for", place)
    }

    private static func broken(_ what: String, _ place: String) -> Fault {
      Fault(.itemRefused, what, place: place, recovery: .reconnect)
    }
  }

  func take(_ event: ItemEvent, _ journey: inout Journey) throws(Fault) {
    try journey.take(event, writer, place: folder.place)
  }

  /// Makes the batch durable and gives its messages numbers.
  func finish(_ journey: Journey) throws(Fault) -> [StoreOutcome] {
    let sent = journey.entries.filter { $0.missing == nil }.count
    if let refusal = journey.refusal {
      return journey.entries.map { entry in
        let refused: StoreOutcome.Result = sent > 1 ? .batchRefused(refusal) : .refused(refusal)
        return StoreOutcome(
          id: entry.item.id, result: entry.missing.map { .missing($0) } ?? refused, size: entry.size)
      }
    }
    let ids = try folder.add(try writer.commit())
    return journey.entries.map { entry in
      let result: StoreOutcome.Result =
        if let missing = entry.missing {
          .missing(missing)
        } else if let order = entry.order, order < ids.count {
          .stored(ItemID(ids[order]))
        } else {
          .missing(
            Fault(.itemRefused, "the source did not hand out this item", place: folder.place, recovery: .skipItem))
        }
      return StoreOutcome(id: entry.item.id, result: result, size: entry.size)
    }
  }
}

extension FileDesk {
  /// Writes one batch. Whatever is thrown: nothing of it is there, or it is found by the next look at the folder.
  func append(
    _ batch: [OutgoingItem], stream: any ItemStream, in wireName: [UInt8], place: String
  ) async throws -> [StoreOutcome] {
    var journey = FileAppender.Journey(batch)
    do {
      _ = try appender(wireName, place: place)
      while let events = try await stream.next() {
        let appender = try appender(wireName, place: place)
        for event in events { try appender.take(event, &journey) }
      }
      return try appender(wireName, place: place).finish(journey)
    } catch {
      letGo(wireName)
      throw error
    }
  }
}

/// The answers, which were there before the ticket was.
struct FileTicket: StoreTicket {
  let results: [StoreOutcome]
  func outcomes() async throws -> [StoreOutcome] { results }
}
