import Core
import MAPI
import MIME

/// The header of a message, but for what describes its body.
extension MailWriter {
  mutating func header(_ item: MailItem) {
    let stored = transportHeader(item)
    var names = stored?.names ?? HeaderName.Names()
    if let stored { keep(stored, item, &names) }
    senders(item, names)
    recipients(item, names)
    if !names.contains(.date), let time = date(item) { output.date("Date", time) }
    if !names.contains(.subject), !item.subject.isEmpty { output.field("Subject", item.subject) }
    if !names.contains(.messageID), !item.messageID.isEmpty { output.identifiers("Message-ID", item.messageID) }
    threading(item, names)
    wishes(item, names)
    named(item, stored)
  }

  private func transportHeader(_ item: MailItem) -> TransportHeader? {
    guard let text = item.reader.text(PropertyID.transportMessageHeaders), text.contains(where: { $0 > 0x20 }) else {
      return nil
    }
    guard let header = TransportHeader(text) else {
      notes.add(
        .note, "MAIL-HEADER-UNUSABLE",
        "the stored Internet header is none; the header was made from the message's properties")
      return nil
    }
    if header.isCut {
      notes.add(
        .note, "MAIL-HEADER-CUT", "the stored Internet header ends in the middle of a field, which was left out")
    }
    if header.hasJunk {
      notes.add(.note, "MAIL-HEADER-REPAIRED", "lines of the stored Internet header that are no fields were left out")
    }
    return header
  }

  // MARK: What came in

  private mutating func keep(_ stored: TransportHeader, _ item: MailItem, _ names: inout HeaderName.Names) {
    for field in stored.fields {
      if let known = field.known {
        guard !known.isAboutBody, names.contains(known) else { continue }
        if known == .subject, isChanged(item, stored.value(field)) {
          // Once, whatever the header had.
          names.remove(.subject)
          continue
        }
      }
      if field.isClean {
        output.bytes.append(contentsOf: stored.bytes[field.range])
      } else {
        repair(stored, field)
      }
    }
  }

  /// Outlook lets its user write another subject over the one that came in, and that is the one people know.
  private func isChanged(_ item: MailItem, _ value: [UInt8]) -> Bool {
    guard !item.subject.isEmpty, value != item.subject else { return false }
    let shown = UTF8Text.squeezed(Array(HeaderText(value).text.utf8))
    guard shown != UTF8Text.squeezed(item.subject) else { return false }
    notes.add(.note, "MAIL-SUBJECT-CHANGED", "the subject differs from the one in the stored Internet header")
    return true
  }

  /// Folds anew, and encodes letters beyond ASCII.
  private mutating func repair(_ stored: TransportHeader, _ field: TransportHeader.Field) {
    let name = String(decoding: stored.bytes[field.name], as: UTF8.self)
    let value = stored.value(field)
    let isLong = value.count > MailOutput.longestField
    if isLong || !PlainText.isPlain(value) {
      notes.add(
        .note, "MAIL-HEADER-REPAIRED", "a field of the stored Internet header was encoded or cut to be sendable")
    }
    let isAddress =
      switch field.known {
      case .from, .sender, .replyTo, .to, .cc, .bcc, .dispositionNotificationTo, .returnReceiptTo: true
      default: false
      }
    if PlainText.isPlain(value), !isLong {
      output.folded(name, value)
    } else if isAddress, !isLong {
      output.bytes += FieldWriter.addresses(name, AddressList(value))
    } else {
      output.field(name, value)
    }
  }

  // MARK: What properties say

  /// From and Sender. [MS-OXCMAIL] §2.1.1.1
  private mutating func senders(_ item: MailItem, _ names: HeaderName.Names) {
    guard !names.contains(.from) else { return }
    let sender = item.sender
    guard let from = item.represented ?? sender else { return }
    if from.isEncapsulated {
      notes.add(
        .warning, "MAIL-X500-SENDER",
        "the sender is known by an Exchange address only; it was kept in a form that cannot be answered")
    } else if from.address.isEmpty {
      notes.add(.note, "MAIL-NO-ADDRESS", "the sender is known by name only")
    }
    output.addresses("From", CollectionOfOne(from))
    guard !names.contains(.sender), let sender, !sender.address.isEmpty else { return }
    if Mailbox.uppercased(sender.address) != Mailbox.uppercased(from.address) {
      output.addresses("Sender", CollectionOfOne(sender))
    }
  }

  /// To, Cc and Bcc; the last one no header has that came in. [MS-OXCMAIL] §2.1
  private mutating func recipients(_ item: MailItem, _ names: HeaderName.Names) {
    let kinds: [(number: Int, field: HeaderName, name: String, display: UInt16)] = [
      (1, .to, "To", PropertyID.displayTo), (2, .cc, "Cc", PropertyID.displayCc),
      (3, .bcc, "Bcc", PropertyID.displayBcc),
    ]
    var encapsulated = 0
    for kind in kinds where !names.contains(kind.field) {
      let some = item.recipients.lazy.filter { $0.kind == kind.number }.map(\.mailbox)
      if some.isEmpty {
        if item.recipients.isEmpty { shownRecipients(item, kind.name, kind.display) }
      } else {
        encapsulated += some.count(where: \.isEncapsulated)
        let left = output.addresses(kind.name, some)
        if left > 0 {
          notes.add(.problem, "MAIL-LIMIT", "\(left) recipients were left out: there are more than are written")
        }
      }
    }
    if encapsulated > 0 {
      notes.add(
        .note, "MAIL-X500-RECIPIENT",
        "\(encapsulated) recipients are known by an Exchange address only, which was kept in a form of its own")
    }
  }

  /// Without a recipient table the line of names that Outlook shows is what is left.
  private mutating func shownRecipients(_ item: MailItem, _ name: String, _ id: UInt16) {
    guard let text = item.reader.words(id) else { return }
    let names = text.split(separator: UInt8(ascii: ";")).map { UTF8Text.trimmed(Array($0)) }.filter { !$0.isEmpty }
    guard !names.isEmpty else { return }
    notes.add(.note, "MAIL-NO-RECIPIENTS", "recipients were taken from the names that are shown; addresses are missing")
    output.addresses(
      name, names.map { Mailbox.smtp($0).map { Mailbox(name: [], address: $0) } ?? Mailbox(name: $0, address: []) })
  }

  /// [MS-OXCMAIL] §2.1: sent, else arrived, else made.
  private func date(_ item: MailItem) -> FileTime? {
    let times = [PropertyID.messageDeliveryTime, PropertyID.creationTime, PropertyID.lastModificationTime]
    let time = item.submitted ?? times.lazy.compactMap { item.reader.time($0) }.first
    // A Date has a year from 1900 on. RFC 5322 §3.3
    return time.flatMap { $0.seconds >= -2_208_988_800 ? $0 : nil }
  }
}
