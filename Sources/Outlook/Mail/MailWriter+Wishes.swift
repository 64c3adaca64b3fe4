import Core
import MAPI
import MIME

/// Fields for threads, and for how the sender wants the message to be treated.
extension MailWriter {
  mutating func threading(_ item: MailItem, _ names: HeaderName.Names) {
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
      output.folded("Thread-Index", Array(Base64.encode(index).utf8))
    }
  }

  /// How the sender wants the message to be treated. [MS-OXCMAIL] §2.1
  mutating func wishes(_ item: MailItem, _ names: HeaderName.Names) {
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
  mutating func named(_ item: MailItem, _ stored: TransportHeader?) {
    var left = 1_000
    for tag in item.message.tags where tag.isNamed && left > 0 {
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
      left -= 1
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
