public import Core
import MIME

extension MboxStore {
  public func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws {
    guard folder.holdsMessages else { return }
    if let fault = folder.fault { throw fault }
    pool.forget(folder.place)
    let (parent, name) = Self.split(folder.place)
    let entry = try tree.entries(parent).first { $0.name == name }
    let whole = try tree.open(folder.place)
    let intent = try intent(beside: folder.place)
    var source = whole
    if let intent, case .end(let length) = try MboxTail.find(intent, in: whole) {
      source = SourceStretch(source: whole, start: 0, count: length)
    }
    var run = ScanRun(intent: intent, written: entry?.written ?? 0, dialect: try dialect(folder, source))
    do {
      try run.run(source, each)
    } catch let failure as ScanRun.Stopped {
      throw failure.error
    } catch {
      throw MboxFault.unread(folder.place, error)
    }
    note(run.seen, folder.place)
    // The beginning of a file that holds messages was looked at already; without any, all of it is junk.
    if run.seen.junk == source.count, !(try MboxLayout.begins(source)) { throw MboxFault.format(folder.place) }
  }

  public func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> any StoredMessage {
    let offset = Int(clamping: place.offset)
    var held = pool.take(folder.place, before: offset)
    if let known = held, known.source.count < offset + Int(clamping: place.length) { held = nil }
    let source: any MailboxSource
    if let held { source = held.source } else { source = try tree.open(folder.place) }
    let opener = MessageOpener(source: source, file: folder.place, place: place)
    let reader: WireReader
    do {
      reader = try opener.reader(dialect: try dialect(folder, source))
    } catch {
      throw MboxFault.unread(folder.place, error)
    }
    let end = SourcePool.Held(source: source, place: folder.place, offset: offset + Int(clamping: place.length))
    return try MboxMessage(reader) { [pool] in pool.put(end) }
  }
}

/// One way through a file.
private struct ScanRun {
  /// What the caller threw, kept apart from faults of the file.
  struct Stopped: Error { var error: any Error }

  let intent: MboxIntent?
  let written: Int64
  let dialect: MailboxDialect
  var seen = MboxSeen()
  /// How often each digest came. Half of it will do: another message's number changes no key into another's.
  private var occurrences: [UInt64: UInt32] = [:]

  init(intent: MboxIntent?, written: Int64, dialect: MailboxDialect) {
    (self.intent, self.written, self.dialect) = (intent, written, dialect)
  }

  mutating func run(_ source: any MailboxSource, _ each: (ScannedMessage) throws -> Void) throws {
    var reader = MailboxReader(source, dialect: dialect.hasLength ? .mboxcl2 : .mboxo, ownField: MboxBlock.field)
    var scanner = EntryScanner(dialect: dialect)
    var isFirst = true
    while let entry = try reader.next({ _, bytes in scanner.take(bytes) }) {
      var found = scanner.finish(entry, separator: reader.separator.span, written: written)
      defer { isFirst = false }
      if let block = found.block, block.isVoid || block.batch == intent?.batch {
        seen.unfinished += 1
      } else if found.isExpunged {
        seen.expunged += 1
      } else if isFirst, found.isFolderData {
        seen.folderData += 1
      } else {
        seen.messages += 1
        if found.hasLabels { seen.labelled += 1 }
        if found.block == nil, !dialect.unquotes, !dialect.hasLength { seen.quoted += entry.quotedLines }
        let number = occurrences[found.message.key.low, default: 0]
        occurrences[found.message.key.low] = number + 1
        found.message.key = found.message.key.mixed(with: UInt64(number))
        do { try each(found.message) } catch { throw Stopped(error: error) }
      }
    }
    seen.junk = reader.junk
  }
}

/// Finds a message at its place, or says that it is no longer there.
private struct MessageOpener {
  let source: any MailboxSource
  let file: [UInt8]
  let place: MessagePlace

  func reader(dialect: MailboxDialect) throws -> WireReader {
    let start = Int(clamping: place.offset)
    let length = Int(clamping: place.length)
    guard start >= 0, length >= 5, length <= source.count, start <= source.count - length else { throw gone }
    var head = try source.bytes(at: start, min(length, 64 << 10))
    guard FromLine.stands(at: 0, in: head.span), try start == 0 || beginsLine(start) else { throw gone }
    let lineEnd = head.span.position(of: Byte.lineFeed, from: 0, to: head.count).map { $0 + 1 } ?? length
    var header = MboxHeader(beginning(head, lineEnd).span, hasLength: dialect.hasLength)
    if !header.isComplete, head.count < length {
      head = try source.bytes(at: start, min(length, lineEnd + MboxHeader.longest))
      header = MboxHeader(beginning(head, lineEnd).span, hasLength: dialect.hasLength)
    }
    let isCRLF = lineEnd > 1 && lineEnd <= head.count && head[lineEnd - 2] == Byte.carriageReturn
    let own = start + lineEnd
    var stretches: [Range<Int>] = []
    var at = own
    for drop in header.drops {
      stretches.append(at..<(own + drop.lowerBound))
      at = own + drop.upperBound
    }
    stretches.append(at..<max(at, start + length))
    try check(stretches, mends: header.found == nil)
    if header.found?.block.isOpenEnded == true { Self.cut(isCRLF ? 2 : 1, from: &stretches) }
    let form = WireForm(header, separatorEndsWithCRLF: isCRLF, dialect: dialect)
    return WireReader(source, place: file, stretches: stretches, form: form)
  }

  private var gone: Fault {
    MboxFault.changed(file, place.offset, "the message no longer stands where it stood")
  }

  private func beginning(_ head: [UInt8], _ start: Int) -> [UInt8] {
    Array(head.dropFirst(start).prefix(MboxHeader.longest))
  }

  /// Behind a line end, or behind a byte order mark.
  private func beginsLine(_ start: Int) throws -> Bool {
    let before = try source.bytes(at: start - 1, 1)
    return before == [Byte.lineFeed] || start == 3 && before == [0xBF]
  }

  /// Whether these are the bytes the scan saw here.
  private func check(_ stretches: [Range<Int>], mends: Bool) throws {
    guard !place.name.isEmpty else { return }
    var digest = MboxDigest()
    for stretch in stretches where !digest.hasHead {
      var at = stretch.lowerBound
      while at < stretch.upperBound, !digest.hasHead {
        let piece = try source.bytes(at: at, min(4_096, stretch.upperBound - at))
        guard !piece.isEmpty else { throw gone }
        digest.take(piece.span)
        at += piece.count
      }
    }
    guard digest.finish(mends: mends).head == place.name else { throw gone }
  }

  /// Takes bytes off the end.
  private static func cut(_ count: Int, from stretches: inout [Range<Int>]) {
    guard let last = stretches.popLast() else { return }
    stretches.append(last.lowerBound..<max(last.lowerBound, last.upperBound - count))
  }
}
