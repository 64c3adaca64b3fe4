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
        output.addresses(kind.name, some)
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

  private mutating func threading(_ item: MailItem, _ names: HeaderName.Names) {
    let reader = item.reader
    if !names.contains(.inReplyTo), let text = reader.words(PropertyID.inReplyToID) {
      output.identifiers("In-Reply-To", text)
    }
    if !names.contains(.references), let text = reader.words(PropertyID.internetReferences) {
      output.identifiers("References", text)
    }
    if !names.contains(.threadTopic), let text = reader.words(PropertyID.conversationTopic) {
      output.field("Thread-Topic", text)
    }
    // [MS-OXOMSG] §2.2.1.3
    if !names.contains(.threadIndex), let index = reader.binary(PropertyID.conversationIndex), index.count >= 22,
      index.count <= 4_096
    {
      output.field("Thread-Index", Array(Base64.encode(index).utf8))
    }
  }

  /// How the sender wants the message to be treated. [MS-OXCMAIL] §2.1
  private mutating func wishes(_ item: MailItem, _ names: HeaderName.Names) {
    let reader = item.reader
    if !names.contains(.importance), !names.contains(.xPriority) {
      switch reader.integer(PropertyID.importance) {
      case 0:
        output.field("Importance", "low")
        output.field("X-Priority", "5")
      case 2:
        output.field("Importance", "high")
        output.field("X-Priority", "1")
      default: break
      }
    }
    if !names.contains(.priority) {
      switch reader.integer(PropertyID.priority) {
      case -1: output.field("Priority", "non-urgent")
      case 1: output.field("Priority", "urgent")
      default: break
      }
    }
    if !names.contains(.sensitivity) {
      switch reader.integer(PropertyID.sensitivity) {
      case 1: output.field("Sensitivity", "Personal")
      case 2: output.field("Sensitivity", "Private")
      case 3: output.field("Sensitivity", "Company-Confidential")
      default: break
      }
    }
    replies(item, names)
    receipts(item, names)
    for (field, name, id) in [
      (HeaderName.listHelp, "List-Help", MailProperty.listHelp),
      (.listSubscribe, "List-Subscribe", MailProperty.listSubscribe),
      (.listUnsubscribe, "List-Unsubscribe", MailProperty.listUnsubscribe),
    ] where !names.contains(field) {
      if let text = reader.words(id) { output.field(name, text) }
    }
    if !names.contains(.expires), let time = reader.time(MailProperty.expiryTime) { output.date("Expires", time) }
    if !names.contains(.replyBy), let time = reader.time(MailProperty.replyTime) { output.date("Reply-By", time) }
    if !names.contains(.keywords), !item.keywords.isEmpty {
      output.field("Keywords", Array(item.keywords.joined(separator: ", ".utf8)))
    }
    if !names.contains(.xMessageFlag), reader.integer(PropertyID.flagStatus) ?? 0 > 0,
      let text = reader.value(MailProperty.flagRequest).flatMap(reader.text).map(UTF8Text.trimmed), !text.isEmpty
    {
      output.field("X-Message-Flag", text)
    }
  }

  private mutating func replies(_ item: MailItem, _ names: HeaderName.Names) {
    guard !names.contains(.replyTo), let list = item.reader.binary(PropertyID.replyRecipientEntries) else { return }
    let mailboxes = EntryID.list(list).compactMap { Mailbox(item.reader, entry: $0) }
    if !mailboxes.isEmpty { output.addresses("Reply-To", mailboxes) }
  }

  private mutating func receipts(_ item: MailItem, _ names: HeaderName.Names) {
    // Only what somebody can be told at makes sense here.
    lazy var asking = (item.represented ?? item.sender).flatMap { $0.address.isEmpty || $0.isEncapsulated ? nil : $0 }
    if !names.contains(.dispositionNotificationTo), item.reader.boolean(PropertyID.readReceiptRequested),
      item.kind != .report, let asking
    {
      output.addresses("Disposition-Notification-To", CollectionOfOne(asking))
    }
    if !names.contains(.returnReceiptTo), item.reader.boolean(PropertyID.originatorDeliveryReportRequested),
      item.kind != .report, let asking
    {
      output.addresses("Return-Receipt-To", CollectionOfOne(asking))
    }
  }

  /// Named properties of PS_INTERNET_HEADERS: fields that Outlook has no property for. [MS-OXCMAIL] §2.1
  private mutating func named(_ item: MailItem, _ stored: TransportHeader?) {
    for tag in item.message.tags where tag.isNamed {
      guard let name = item.message.name(of: tag.id), name.set == .internetHeaders, case .text(let spelling) = name.kind
      else { continue }
      let plain = Array(spelling.utf8)
      let isName =
        !plain.isEmpty && plain.count <= 76 && plain[0] != UInt8(ascii: "-")
        && plain.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
      // Those that are known come from properties of their own.
      guard isName, HeaderName(plain) == nil, stored?.has(plain) != true, let text = item.reader.words(tag.id) else {
        continue
      }
      output.field(Self.capitalized(spelling), text)
    }
  }

  /// Exchange keeps such names in small letters.
  private static func capitalized(_ name: String) -> String {
    guard !name.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return name }
    return name.split(separator: "-", omittingEmptySubsequences: false).map {
      $0.prefix(1).uppercased() + $0.dropFirst()
    }
    .joined(separator: "-")
  }
}

extension MailOutput {
  /// A field of plain ASCII, folded at blanks; where there is none for too long, one is put in.
  mutating func folded(_ name: String, _ value: [UInt8]) {
    var column = name.utf8.count + 1
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: ":"))
    var isFirst = true
    for word in value.split(separator: 0x20) {
      var rest = word
      while !rest.isEmpty {
        let piece = rest.prefix(FieldWriter.longestLine - 100)
        rest = rest.dropFirst(piece.count)
        if !isFirst, column + 1 + piece.count > FieldWriter.goodLine {
          lineEnd()
          column = 0
        }
        bytes.append(0x20)
        bytes.append(contentsOf: piece)
        column += 1 + piece.count
        isFirst = false
      }
    }
    if isFirst { bytes.append(0x20) }
    lineEnd()
  }
}

extension UTF8Text {
  /// Blanks in a row become one.
  static func squeezed(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes.split { $0 <= 0x20 }.joined(separator: [0x20]))
  }
}

extension Mailbox {
  init?(_ reader: ObjectReader, entry: EntryID) {
    let decode = { (bytes: [UInt8]) -> [UInt8] in
      UTF8Text.trimmed(
        entry.isUnicode ? UTF8Text.bytes(utf16: bytes) : UTF8Text.bytes(bytes, in: { reader.codePage }))
    }
    let (name, address) = (decode(entry.name), decode(entry.address))
    let type = Self.uppercased(entry.type)
    if let plain = Self.smtp(address), type.isEmpty || type.elementsEqual("SMTP".utf8) {
      self.init(name: name, address: plain)
    } else if !address.isEmpty, !type.isEmpty, !type.elementsEqual("SMTP".utf8) {
      self.init(name: name, address: Self.encapsulated(type, address))
      isEncapsulated = true
    } else if !name.isEmpty {
      self.init(name: name, address: [])
    } else {
      return nil
    }
  }
}
