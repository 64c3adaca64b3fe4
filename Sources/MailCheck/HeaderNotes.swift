import Core
import MIME

/// What the outermost header of a message says, as far as somebody trips over it.
struct HeaderNotes {
  private(set) var summary = MessageSummary()
  private var fields = 0
  private var seen: Set<String> = []
  private var bytes = 0
  private var hasDate = false
  /// Ways to send a copy of what somebody writes back to all.
  private var recipients = 0
  private var recipientsStart: Int?

  /// RFC 5322 §3.6: these stand in a header once.
  private static let onceOnly: Set<String> = [
    "date", "from", "sender", "reply-to", "to", "cc", "bcc", "message-id", "in-reply-to", "references", "subject",
  ]

  /// `content` is taken apart no further than this: what is shown and counted does not need more.
  private static let mostRead = 256 << 10

  mutating func take(_ field: FieldRange, _ bytes: Span<UInt8>, _ book: inout FindingBook) {
    fields += 1
    guard !field.isMalformed else { return }
    let name = FieldBytes.name(field, bytes)
    let start = field.range.lowerBound
    judgeSize(field, name, &book)
    let isRepeated = !seen.insert(name).inserted
    if isRepeated, Self.onceOnly.contains(name) {
      book.note(.fieldTwice, at: start, trips: Self.trips(repeating: name), "\(name.fieldCase) is there more than once")
    }
    switch name {
    case "subject" where !isRepeated: takeSubject(field, bytes, &book)
    case "from" where !isRepeated: summary.from = Self.shown(field, bytes)
    case "to", "cc", "bcc":
      if name == "to", !isRepeated { summary.to = Self.shown(field, bytes) }
      count(field, bytes)
    case "date" where !isRepeated:
      let date = MailDate(FieldBytes.bodyBytes(field, bytes).prefix(1_000))
      hasDate = true
      summary.date = date.time?.rfc3339 ?? Self.shown(field, bytes)
      if date.time == nil { book.note(.date, at: start, "its date cannot be read") }
    case "message-id" where !isRepeated:
      summary.messageID = Self.shown(field, bytes)
      book.note(
        .idLong, field.body.count, at: start, over: \.messageIDBytes, { "takes \($0) bytes" },
        "Message-ID has \(Words.number(field.body.count)) bytes")
    case _ where ReceiptRequest.fields.contains(name):
      book.note(.receipt, at: start, "\(name.fieldCase) asks for a receipt")
    default: break
    }
  }

  mutating func end(_ offset: Int) { bytes = offset }

  func judge(_ book: inout FindingBook) {
    guard fields > 0 else { return book.note(.noHeader, at: 0, "it begins without a single header field") }
    book.note(
      .headerSize, bytes, at: 0, over: \.headerBytes, { "takes headers of \(ByteCount.text(Int64($0)))" },
      "the header has \(ByteCount.text(Int64(bytes)))")
    book.note(
      .fieldCount, fields, at: 0, over: \.headerFields, { "takes \(Words.number($0)) fields" },
      "the header has \(Words.number(fields)) fields")
    if let start = recipientsStart {
      book.note(
        .recipients, recipients, at: start, level: .note, over: \.recipients,
        { "lets nobody answer to more than \(Words.number($0)) at once" },
        "it names \(Words.number(recipients)) recipients")
    }
    if !seen.contains("from") { book.note(.noFrom, at: 0, "it has no From") }
    if !hasDate { book.note(.date, at: 0, "it has no Date") }
    if !seen.contains("message-id") { book.note(.noID, at: 0, "it has no Message-ID") }
  }

  // MARK: Single fields

  private func judgeSize(_ field: FieldRange, _ name: String, _ book: inout FindingBook) {
    let size = field.body.count
    let trips = book.services.compactMap { service -> Trip? in
      let limits = service.provider.message
      if let most = limits.fieldNameBytes, field.name.count > most {
        return Trip(service, .warning, "takes field names of \(Words.number(most)) bytes")
      }
      guard let most = limits.fieldBytes, size > most, limits.longFields?.contains(name) != true else { return nil }
      return Trip(service, .warning, "takes fields of \(ByteCount.text(Int64(most)))")
    }
    guard !trips.isEmpty else { return }
    let shown = String(name.prefix(40)).fieldCase
    book.note(
      .fieldSize, at: field.range.lowerBound, trips: trips, "\(shown) has \(ByteCount.text(Int64(field.range.count)))")
  }

  private mutating func takeSubject(_ field: FieldRange, _ bytes: Span<UInt8>, _ book: inout FindingBook) {
    let body = FieldBytes.bodyBytes(field, bytes)
    let text = HeaderText(body.prefix(Self.mostRead)).text
    summary.subject = String(text.prefix(300))
    let characters = text.count
    let trips = book.services.compactMap { service -> Trip? in
      let limits = service.provider.message
      if let most = limits.subjectCharacters, characters > most {
        return Trip(service, .note, "shows \(most) characters of it")
      }
      guard let most = limits.subjectBytes, body.count > most else { return nil }
      return Trip(service, .warning, "refuses more than \(most) bytes in mail that arrives")
    }
    guard !trips.isEmpty else { return }
    book.note(
      .subjectLong, at: field.range.lowerBound, trips: trips,
      "the subject has \(Words.count(characters, "character")), \(Words.number(body.count)) bytes as written")
  }

  private mutating func count(_ field: FieldRange, _ bytes: Span<UInt8>) {
    let body = FieldBytes.bodyBytes(field, bytes)
    // An address has an @; without many of them there is nothing to take apart.
    let most = body.count { $0 == UInt8(ascii: "@") }
    recipients += most > 100 ? AddressList(body).mailboxes.count : most
    if recipientsStart == nil { recipientsStart = field.range.lowerBound }
  }

  private static func shown(_ field: FieldRange, _ bytes: Span<UInt8>) -> String {
    String(HeaderText(FieldBytes.bodyBytes(field, bytes).prefix(4_000)).text.prefix(300))
  }

  private static func trips(repeating name: String) -> [Trip] {
    MailService.allCases.map { service in
      let isRefused = service.provider.message.singleFields?.contains(name) == true
      return Trip(
        service, isRefused ? .warning : .note,
        isRefused ? "refuses such mail when it arrives" : "shows one of them, nobody says which")
    }
  }
}

extension String {
  /// `message-id` as `Message-Id`.
  fileprivate var fieldCase: String {
    split(separator: "-", omittingEmptySubsequences: false).map { $0.prefix(1).uppercased() + $0.dropFirst() }
      .joined(separator: "-")
  }
}
