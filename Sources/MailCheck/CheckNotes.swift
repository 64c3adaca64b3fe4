import Core
import MIME

/// Writes down what is found in a message while its parts go by.
final class CheckNotes: PartVisitor {
  var book: FindingBook
  private(set) var parts: [PartRecord] = []
  private let keepsParts: Bool
  private var header = HeaderNotes()
  private var partCount = 0
  private var attachmentCount = 0
  private var deepest = 0
  /// Places in `parts` of those that are open.
  private var open: [Int] = []
  /// Of the text that is being read.
  private var text: TextNotes?

  init(services: [MailService], keepsParts: Bool) {
    book = FindingBook(services: services)
    self.keepsParts = keepsParts
  }

  var summary: MessageSummary { header.summary }

  // MARK: Visiting

  func envelope(_ range: Range<Int>, in place: PartPlace) {
    book.note(.fromLine, at: range.lowerBound, "a line of a mailbox file, \"From …\", stands before the first field")
  }

  func field(_ field: FieldRange, _ bytes: Span<UInt8>, in place: PartPlace) {
    if field.isMalformed {
      book.note(.fieldBad, at: field.range.lowerBound, "a line in the header is no field")
    }
    if place.isOutermost { header.take(field, bytes, &book) }
  }

  func opened(_ part: PartRecord) {
    if part.depth == 0 { header.end(part.bodyStart) }
    if part.kind == .part { partCount += 1 }
    if part.isAttachment { attachmentCount += 1 }
    if part.messageDepth > deepest {
      deepest = part.messageDepth
      book.note(
        .nesting, deepest, at: part.start, in: part.path, over: \.depth, { "takes \($0) messages within each other" },
        "messages lie \(deepest) deep within each other")
    }
    judgeKind(part)
    if let name = part.fileName { judgeName(name, part) }
    text = part.isText ? TextNotes(part) : nil
    if keepsParts {
      open.append(parts.count)
      parts.append(part)
    }
  }

  func decoded(_ bytes: Span<UInt8>, of part: PartRecord) {
    if part.isText { text?.take(bytes) }
  }

  func closed(_ part: PartRecord) {
    if keepsParts, let place = open.popLast() { parts[place] = part }
    if part.isText, let text {
      text.finish(part, &book)
      self.text = nil
    }
    guard !part.decoding.isEmpty else { return }
    book.note(.decoding, at: part.bodyStart, in: part.path, Self.words(part.decoding, part.content.encoding))
  }

  func damage(_ damage: Damage, in path: String) {
    let rule: Rule =
      switch damage.kind {
      case .missingHeaderEnd: .headerEnd
      case .unusableContentType, .repeatedContentType: .type
      case .unknownEncoding, .encodedMultipart: .encoding
      case .encodedMessage: .encodedMessage
      case .noBoundaryNamed, .noBoundaryFound: .boundary
      case .missingEndBoundary: .boundaryEnd
      case .tooDeep, .tooManyParts, .tooManyFields, .headerTooLong, .fieldTooLong: .limit
      }
    book.note(rule, at: damage.offset, in: path, damage.kind.rawValue)
  }

  // MARK: Judging

  /// What can be said at the end of the message only.
  func judge(isEmpty: Bool) {
    if isEmpty { return book.note(.empty, at: 0, "the message has no byte") }
    header.judge(&book)
    book.note(
      .parts, partCount, at: 0, over: \.parts, { "takes \($0) parts" }, "it has \(Words.count(partCount, "part"))")
    book.note(
      .attachments, attachmentCount, at: 0, over: \.attachments, { "takes \($0) attachments" },
      "it has \(Words.count(attachmentCount, "attachment"))")
  }

  private func judgeKind(_ part: PartRecord) {
    switch part.meaning {
    case .tnef:
      book.note(
        .tnef, at: part.start, in: part.path, "attachments and formatting are packed as TNEF (\(part.mediaType))")
    case .partial: book.note(.elsewhere, at: part.start, in: part.path, "a piece of a message that was sent in several")
    case .externalBody:
      book.note(.elsewhere, at: part.start, in: part.path, "only a pointer to content that lay elsewhere")
    default: break
    }
    guard part.isText, let label = part.charset, Charset(label: label) == nil else { return }
    book.note(.charset, at: part.start, in: part.path, "nobody knows the character set \"\(label.prefix(40))\"")
  }

  private func judgeName(_ name: String, _ part: PartRecord) {
    let shown = String(name.prefix(80))
    let trips = book.services.compactMap { service -> Trip? in
      guard service.provider.message.blocks(name) else { return nil }
      switch service {
      case .exchangeOnline: return Trip(service, .warning, "stores it; Outlook does not let it be opened")
      case .gmail: return Trip(service, .warning, "refuses such files in mail that arrives")
      case .imap: return nil
      }
    }
    if !trips.isEmpty {
      book.note(.blocked, at: part.start, in: part.path, trips: trips, "an attachment is called \"\(shown)\"")
    }
    let safe = SafeFileName.make(from: name)
    guard safe != name else { return }
    book.note(
      .fileName, at: part.start, in: part.path,
      "\"\(shown)\" is no name for a file; extract writes \"\(safe.prefix(80))\"")
  }

  private static func words(_ damage: DecodingDamage, _ encoding: TransferEncoding) -> String {
    var words: [String] = []
    if damage.strayBytes > 0 { words.append("\(Words.count(damage.strayBytes, "byte")) that do not belong there") }
    if damage.cutBytes > 0 { words.append("\(Words.count(damage.cutBytes, "byte")) missing at an end") }
    if damage.wrongPadding > 0 { words.append("wrong padding") }
    if damage.missingMarks > 0 { words.append("no begin or no end") }
    return "\(encoding.name): \(words.joined(separator: ", "))"
  }
}
