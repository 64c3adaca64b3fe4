import Core
public import MIME

/// Looks at one message for what mail services refuse, change or show wrong, as its bytes stream by.
public struct MessageCheck {
  private var reader: PartReader
  private let notes: CheckNotes
  private var inspection = Inspection()
  private let services: [MailService]

  /// - Parameters:
  ///   - services: where the message may be going; only what they trip over is told.
  ///   - digests: whether ``parts`` are kept, with the SHA-256 of what was decoded.
  public init(
    for services: [MailService] = MailService.allCases, limits: Limits = .init(), keepsParts: Bool = false
  ) {
    self.services = services
    notes = CheckNotes(services: services, keepsParts: keepsParts)
    reader = PartReader(notes, limits: limits, digests: keepsParts)
  }

  /// Bytes taken so far.
  public var size: Int { inspection.size }
  /// The parts in the order of their bytes, where they were to be kept; whole after ``finish()``.
  public var parts: [PartRecord] { notes.parts }
  /// The outermost header's fields that people know a message by, decoded.
  public var summary: MessageSummary { notes.summary }

  public mutating func feed(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBytes { inspection.feed($0) }
    // The visitor throws nothing, so reading cannot.
    try? reader.consume(bytes)
  }

  /// Ends the message. To be called once.
  public mutating func finish() -> [MailFinding] {
    try? reader.finish()
    judgeBytes()
    notes.judge(isEmpty: inspection.size == 0)
    let repairs = repairs
    return notes.book.findings { rule in
      switch rule {
      case .nul where repairs.contains(.nul): RepairNote(.nul)
      case .bareLF where repairs.contains(.bareLF): RepairNote(.bareLF)
      case .lineLong where repairs.contains(.longLine): RepairNote(.longLine)
      case .headerEightBit where repairs.contains(.eightBitHeader): RepairNote(.eightBitHeader)
      case .size where isTooLarge: .skipped
      case .receipt: .disarmed
      default: .none
      }
    }
  }

  /// What a move to any of the services would try, by the same code that moves.
  private var repairs: BodyRepairs {
    BodyRepairs(services.flatMap { inspection.repairs(lineLimit: $0.provider.lineLimit) })
  }

  private var isTooLarge: Bool {
    services.contains { service in service.provider.maxMessageBytes.map { inspection.wireSize > $0 } ?? false }
  }

  private func judgeBytes() {
    let seen = inspection
    if let offset = seen.firstNUL { notes.book.note(.nul, at: offset, "a NUL byte") }
    if let offset = seen.firstBareLF, !seen.hasUnixLines {
      notes.book.note(
        .bareLF, at: offset, count: seen.bareLFs,
        "\(Words.number(seen.bareLFs)) of \(Words.count(seen.lineFeeds, "line")) end without carriage return")
    }
    if let offset = seen.firstBareCR { notes.book.note(.bareCR, at: offset, "a carriage return that ends no line") }
    if let offset = seen.firstEightBitHeader {
      notes.book.note(.headerEightBit, at: offset, "a byte above 127 in the header")
    }
    judgeLine()
    judgeSize()
  }

  private func judgeLine() {
    let length = inspection.longestLine
    guard length > BodyRepairs.usualLineLimit else { return }
    let trips = services.map { service in
      if length > service.provider.lineLimit {
        let isKnown = service.provider.maxLineBytes != nil
        let most = "lines over \(Words.number(service.provider.lineLimit)) bytes"
        return Trip(service, isKnown ? .problem : .warning, isKnown ? "refuses \(most)" : "may refuse \(most)")
      }
      return Trip(service, .note, "takes it when it is stored; sent on by SMTP it may be cut (RFC 5322 §2.1.1)")
    }
    notes.book.note(
      .lineLong, at: inspection.longestLineStart, trips: trips, "the longest line has \(Words.number(length)) bytes")
  }

  private func judgeSize() {
    let size = inspection.wireSize
    let trips = services.compactMap { service -> Trip? in
      if let most = service.provider.maxMessageBytes, size > most {
        return Trip(service, .problem, "takes \(ByteCount.text(Int64(most))) at the most")
      }
      guard let usual = service.provider.usualMessageBytes, size > usual else { return nil }
      return Trip(
        service, .warning, "takes \(ByteCount.text(Int64(usual))) until an administrator raises the mailbox's limit")
    }
    if !trips.isEmpty { notes.book.note(.size, at: 0, trips: trips, "it has \(ByteCount.text(Int64(size)))") }
  }
}

/// The fields of a message that people know it by, decoded and cut to a few hundred characters. Nil where absent.
public struct MessageSummary: Sendable, Hashable {
  public var from: String?
  public var to: String?
  public var date: String?
  public var subject: String?
  public var messageID: String?
}
