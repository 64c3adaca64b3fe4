import Archives
import Core
import MAPI
import Outlook
import PST

/// Makes of an item what is written of it. Used by several tasks, each with its own store.
struct ItemConverter: Sendable {
  let choice: ExtractionOptions.Choice
  let mail: MailExport
  /// A message larger than this is written while it is read.
  static let largest = 512 << 10

  private struct TooLarge: Error {}

  func convert(_ id: NodeID, in store: OutlookStore, into chunk: inout ConvertedChunk) {
    let message: OutlookMessage
    do throws(Fault) { message = try store.message(id) } catch {
      chunk.items.append(ConvertedItem(id: id, content: .unreadable(error)))
      return
    }
    let start = chunk.bytes.count
    var item = ConvertedItem(id: id, content: .skipped(.otherKind))
    do throws(Fault) {
      let kind = ItemKind(messageClass: try message.text(PropertyID.messageClass, codePage: .western) ?? "")
      item.content = try content(of: message, kind, &item.findings, into: &chunk.bytes)
    } catch {
      chunk.bytes.removeLast(chunk.bytes.count - start)
      item.content = .unreadable(error)
    }
    chunk.items.append(item)
  }

  private func content(
    of message: OutlookMessage, _ kind: ItemKind, _ findings: inout [Finding], into bytes: inout [UInt8]
  ) throws(Fault) -> ConvertedItem.Content {
    let start = bytes.count
    func part(_ file: FolderFile, _ written: WrittenKind, _ made: [UInt8]) -> ConvertedItem.Content {
      bytes += made
      return .part(file, written, start..<bytes.count)
    }
    if choice == .properties {
      return part(.properties, .properties, ObjectJSON.bytes(message))
    }
    switch NaturalForm(kind) {
    case .mail:
      guard case .all = choice else { return .skipped(.otherKind) }
      return write(message, &findings, into: &bytes)
    case .calendar(let written):
      if choice == .cards { return .skipped(.otherKind) }
      return .calendar(try NaturalForm.calendar(of: message, kind, &findings), written)
    case .card(let written):
      if choice == .calendars { return .skipped(.otherKind) }
      return part(.cards, written, NaturalForm.card(of: message, kind, &findings))
    case .note:
      guard case .all = choice else { return .skipped(.otherKind) }
      return part(.notes, .note, try NaturalForm.text(of: message))
    }
  }

  private func write(
    _ message: OutlookMessage, _ findings: inout [Finding], into bytes: inout [UInt8]
  ) -> ConvertedItem.Content {
    let start = bytes.count
    if let size = (try? message.integer(PropertyID.messageSize)) ?? nil, size > Self.largest { return .largeMail }
    do {
      let result = try mail.write(message, place: Self.place(of: message)) { piece in
        guard bytes.count - start + piece.count <= Self.largest else { throw TooLarge() }
        piece.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
      }
      findings += Self.findings(result)
      return .mail(Self.newMessage(result.flags), start..<bytes.count)
    } catch {
      // The only one who throws is the sink above.
      bytes.removeLast(bytes.count - start)
      return .largeMail
    }
  }

  static func place(of message: OutlookMessage) -> String {
    "\(message.store.name), item 0x\(String(message.id.rawValue, radix: 16, uppercase: true))"
  }

  static func findings(_ result: MailResult) -> [Finding] {
    result.damages.map { Finding($0, level: .warning) } + result.findings
  }

  /// Flags as IMAP spells them; a category becomes a keyword where its name can be one.
  static func newMessage(_ flags: MailFlags) -> NewMessage {
    var words: [String] = []
    if flags.isRead { words.append("\\Seen") }
    if flags.isAnswered { words.append("\\Answered") }
    if flags.isFlagged { words.append("\\Flagged") }
    if flags.isDraft { words.append("\\Draft") }
    if flags.isForwarded { words.append("$Forwarded") }
    words += flags.categories.filter(isKeyword)
    return NewMessage(flags: words, date: flags.arrival.map { ZonedTime(seconds: $0.seconds) })
  }

  /// RFC 9051 §9: flag-keyword is an atom.
  private static func isKeyword(_ name: String) -> Bool {
    let reserved = Array("(){%*\"\\]".utf8)
    return !name.isEmpty && name.utf8.count <= 60
      && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !reserved.contains($0) }
  }
}
