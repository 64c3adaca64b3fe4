import Core
import MAPI

/// A message with what is asked of it more than once.
final class MailItem {
  let message: any MessageObject
  let reader: ObjectReader

  init(_ message: any MessageObject, notes: MailNotes) {
    self.message = message
    reader = ObjectReader(message, notes: notes)
  }

  /// In small letters.
  lazy var messageClass: String =
    reader.words(PropertyID.messageClass).map { String(decoding: $0, as: UTF8.self).lowercased() } ?? ""

  lazy var kind = ItemKind(messageClass: messageClass)

  /// PidTagSubject with its prefix; an older store marks the prefix with two control characters in front.
  /// [MS-PST] §2.5.3.1.1.1
  lazy var subject: [UInt8] = {
    guard var text = reader.text(PropertyID.subject) ?? reader.text(PropertyID.normalizedSubject) else { return [] }
    // The second one is the length of the prefix plus one; in UTF-8 it may have two bytes.
    if text.first == 0x01 {
      text.removeFirst(text.count > 1 && text[1] >= 0xC0 ? min(3, text.count) : min(2, text.count))
    }
    return UTF8Text.trimmed(text)
  }()

  lazy var messageID: [UInt8] = reader.words(PropertyID.internetMessageID) ?? []
  lazy var submitted: FileTime? = reader.time(PropertyID.clientSubmitTime)
  lazy var keywords: [[UInt8]] = reader.texts(reader.value(MailProperty.keywords))

  /// What decides the boundaries.
  var seed: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func take(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in messageID { take(byte) }
    for byte in subject { take(byte) }
    hash ^= (submitted ?? reader.time(PropertyID.creationTime))?.ticks ?? 0
    return hash
  }

  // MARK: People

  struct Recipient {
    /// PidTagRecipientType: 1 To, 2 Cc, 3 Bcc.
    var kind: Int
    var mailbox: Mailbox
  }

  private lazy var recipientReaders: [ObjectReader] = {
    do throws(Fault) {
      return try message.recipients().map { ObjectReader($0, notes: reader.notes, within: reader) }
    } catch {
      reader.notes.add(CollectionOfOne(error))
      return []
    }
  }()

  /// SMTP addresses of the recipients by their X.500 ones: a sender often stands among them.
  private lazy var directory: [[UInt8]: [UInt8]] = {
    var known: [[UInt8]: [UInt8]] = [:]
    for recipient in recipientReaders {
      guard let address = recipient.words(PropertyID.emailAddress), let smtp = recipient.words(PropertyID.smtpAddress)
      else { continue }
      known[Mailbox.uppercased(address)] = smtp
    }
    return known
  }()

  lazy var recipients: [Recipient] = {
    let all = recipientReaders.compactMap { recipient -> Recipient? in
      // Only the low bits tell the kind; a recipient of a resent message (0x10000000) has none of its own.
      // [MS-OXOMSG] §2.2.3.1
      let number = recipient.integer(PropertyID.recipientType) ?? 1
      guard number & 0x1000_0000 == 0, (1...3).contains(number & 0xF) else { return nil }
      return Mailbox(recipient, .recipient, directory: { _ in nil }).map { Recipient(kind: number & 0xF, mailbox: $0) }
    }
    for recipient in recipientReaders { recipient.passOnDamages() }
    return all
  }()

  /// Those a report speaks of.
  var reported: [ObjectReader] { recipientReaders }

  lazy var sender: Mailbox? = mailbox(.sender)
  lazy var represented: Mailbox? = mailbox(.represented)

  private func mailbox(_ source: Mailbox.Source) -> Mailbox? {
    Mailbox(reader, source) { [self] address in directory[Mailbox.uppercased(address)] ?? account }
  }

  /// The account that a message of our own (mfUnsent, mfFromMe) was sent through. Of one that came in it is the account
  /// that received it.
  private lazy var account: [UInt8]? = {
    guard (reader.integer(PropertyID.messageFlags) ?? 0) & 0x28 != 0 else { return nil }
    return reader.words(MailProperty.primarySendAccount).flatMap { text in
      text.split(separator: 0x01).lazy.compactMap { Mailbox.smtp(UTF8Text.trimmed(Array($0))) }.first
    }
  }()

  // MARK: Attachments

  lazy var attachments: [any AttachmentObject] = {
    do throws(Fault) { return try message.attachments() } catch {
      reader.notes.add(CollectionOfOne(error))
      return []
    }
  }()
}
