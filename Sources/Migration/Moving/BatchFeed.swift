import Core

/// Cuts the items of a folder that wait into batches, a page of the ledger at a time.
struct BatchFeed {
  let ledger: Ledger
  let folder: Int64
  let maxItems: Int
  let maxBytes: Int64
  private var page: [PendingItem] = []
  private var place = 0
  private var last: ItemID?
  private var isAtEnd = false
  /// Batches to send before anything else: halves of refused ones, items to try again.
  private var again: [[PendingItem]] = []
  private static let pageSize = 1_000

  init(ledger: Ledger, folder: Int64, maxItems: Int, maxBytes: Int64) {
    self.ledger = ledger
    self.folder = folder
    self.maxItems = maxItems
    self.maxBytes = maxBytes
  }

  mutating func putBack(_ batch: [PendingItem]) { again.append(batch) }

  /// The next batch; nil when nothing waits any more.
  mutating func next() async throws -> [PendingItem]? {
    if let batch = again.popLast() { return batch }
    if place == page.count {
      guard !isAtEnd else { return nil }
      page = try await ledger.open(folder: folder, after: last, limit: Self.pageSize)
      place = 0
      last = page.last?.id
      isAtEnd = page.count < Self.pageSize
      if page.isEmpty { return nil }
    }
    let start = place
    var bytes: Int64 = 0
    while place < page.count, place - start < maxItems {
      bytes += page[place].size
      // A large item travels alone, so that a refusal of it costs nobody else a second journey. An empty one likewise:
      // some servers refuse it, and sending its companions again would change their order.
      if bytes > maxBytes || page[place].size == 0, place > start { break }
      place += 1
      if page[place - 1].size == 0 { break }
    }
    return Array(page[start..<place])
  }
}
