import Core
import MIME

/// Takes the pieces of one message after another while a file is gone through, each byte once.
struct EntryScanner {
  private let dialect: MailboxDialect
  /// The header, as long as its end has not come.
  private var collected: [UInt8] = []
  private var header: MboxHeader?
  private var digest = MboxDigest()
  private var ends = LineEnds()
  /// The message's bytes so far, without what belongs to the file.
  private var kept = 0
  private var endsBeforeVerbatim: Int?
  /// Fields that tell when the message came, for one whose `From ` line does not.
  private var received: [UInt8]?
  private var dateField: [UInt8]?
  private var isFolderData = false

  init(dialect: MailboxDialect) { self.dialect = dialect }

  mutating func take(_ bytes: Span<UInt8>) {
    guard header == nil else { return body(bytes) }
    if collected.isEmpty {
      if takeHeader(bytes, isWhole: false) { return }
    }
    bytes.withUnsafeBufferPointer { collected.append(contentsOf: $0) }
    takeCollected(isWhole: false)
  }

  private mutating func takeCollected(isWhole: Bool) {
    let bytes = collected
    if takeHeader(bytes.span, isWhole: isWhole) { collected.removeAll(keepingCapacity: bytes.count <= 64 << 10) }
  }

  /// False when the end of the header has not come yet.
  private mutating func takeHeader(_ bytes: Span<UInt8>, isWhole: Bool) -> Bool {
    let looked = bytes.extracting(0..<min(bytes.count, MboxHeader.longest))
    let header = MboxHeader(looked, hasLength: dialect.hasLength)
    guard header.isComplete || isWhole || bytes.count >= MboxHeader.longest else { return false }
    self.header = header
    isFolderData = header.isFolderData(looked)
    if header.found == nil {
      received = header.received.map { MboxHeader.text($0, looked) }
      dateField = header.date.map { MboxHeader.text($0, looked) }
    }
    var at = 0
    for drop in header.drops {
      body(bytes.extracting(at..<drop.lowerBound))
      at = drop.upperBound
    }
    body(bytes.extracting(at..<bytes.count))
    return true
  }

  private mutating func body(_ bytes: Span<UInt8>) {
    if let from = header?.found?.block.verbatimFrom, endsBeforeVerbatim == nil, kept + bytes.count >= from {
      let split = max(0, from - kept)
      count(bytes.extracting(0..<split))
      endsBeforeVerbatim = ends.lineFeeds
      return count(bytes.extracting(split..<bytes.count))
    }
    count(bytes)
  }

  private mutating func count(_ bytes: Span<UInt8>) {
    digest.take(bytes)
    ends.take(bytes)
    kept += bytes.count
  }

  /// A message as the scan found it.
  struct Found {
    var message: ScannedMessage
    var block: MboxBlock?
    var isExpunged: Bool
    var isFolderData: Bool
    var hasLabels: Bool
  }

  /// Ends the message.
  ///
  /// - Parameters:
  ///   - separator: The `From ` line.
  ///   - written: When the file was last written, for a message without any date.
  mutating func finish(_ entry: MailboxEntry, separator: Span<UInt8>, written: Int64) -> Found {
    if header == nil { takeCollected(isWhole: true) }
    let nothing: [UInt8] = []
    let header = header ?? MboxHeader(nothing.span, hasLength: false)
    let block = header.found?.block
    let isCRLF = separator.count > 1 && separator[separator.count - 2] == Byte.carriageReturn
    let result = digest.finish(mends: block == nil)
    let place = MessagePlace(
      name: result.head, offset: Int64(entry.marker.lowerBound),
      length: Int64(entry.range.upperBound - entry.marker.lowerBound))
    var date = FromLine.date(in: separator) ?? arrival() ?? ZonedTime(seconds: written / 1_000_000_000)
    if let block { date.zoneMinutes = block.zoneMinutes }
    let message = ScannedMessage(
      key: result.key.mixed(with: block), place: place, size: Int64(size(entry, block, isCRLF: isCRLF)), date: date,
      flags: header.flags.names)
    let found = Found(
      message: message, block: block, isExpunged: header.status.isExpunged,
      isFolderData: isFolderData, hasLabels: header.status.labels != nil)
    reset()
    return found
  }

  /// When the last server took the message, else when it was written.
  private func arrival() -> ZonedTime? {
    received.flatMap { ReceivedField($0).date?.time } ?? dateField.flatMap { MailDate($0).time }
  }

  /// Bytes over the wire, without making them.
  private func size(_ entry: MailboxEntry, _ block: MboxBlock?, isCRLF: Bool) -> Int {
    let quotes = block != nil || dialect.unquotes ? entry.quotedLines : 0
    guard let block, !isCRLF else {
      let mended = ends.last == Byte.lineFeed ? 0 : ends.last == Byte.carriageReturn ? 1 : 2
      let open = block?.isOpenEnded == true ? 2 : 0
      return kept - quotes + ends.lineFeeds - ends.pairs + mended - open
    }
    let plain = block.verbatimFrom == nil ? ends.lineFeeds : endsBeforeVerbatim ?? ends.lineFeeds
    guard block.isOpenEnded, kept > 0 else { return kept - quotes + plain }
    // The line end that was added, as the count above took it.
    return kept - quotes + plain - (plain == ends.lineFeeds ? 2 : 1)
  }

  private mutating func reset() {
    header = nil
    digest = MboxDigest()
    ends = LineEnds()
    (kept, endsBeforeVerbatim, received, dateField, isFolderData) = (0, nil, nil, nil, false)
    collected.removeAll(keepingCapacity: collected.capacity <= 64 << 10)
  }
}
