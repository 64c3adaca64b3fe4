import MAPI

/// A message to be written: its properties just as they are to stand, and what stands below it.
public struct PSTMessage: Sendable, Hashable {
  public var properties: [PSTProperty]
  public var named: [PSTNamedProperty]
  /// nil for a message without a recipient table.
  public var recipients: [PSTRecipient]?
  public var attachments: [PSTAttachment]

  public init(
    _ properties: [PSTProperty], named: [PSTNamedProperty] = [], recipients: [PSTRecipient]? = [],
    attachments: [PSTAttachment] = []
  ) {
    (self.properties, self.named) = (properties, named)
    (self.recipients, self.attachments) = (recipients, attachments)
  }

  /// A mail with what mails usually have.
  /// - Parameter sent: seconds since 1970-01-01T00:00:00Z.
  public static func mail(
    subject: String, text: String, from name: String, _ address: String, sent: Int64,
    to recipients: [PSTRecipient] = [],
    attachments: [PSTAttachment] = [], and more: [PSTProperty] = []
  ) -> PSTMessage {
    PSTMessage(
      [
        .text(PropertyID.messageClass, "IPM.Note"), .text(PropertyID.subject, subject),
        .time(PropertyID.clientSubmitTime, sent), .time(PropertyID.messageDeliveryTime, sent + 2),
        .time(PropertyID.creationTime, sent), .time(PropertyID.lastModificationTime, sent + 2),
        .text(PropertyID.senderName, name), .text(PropertyID.senderAddressType, "SMTP"),
        .text(PropertyID.senderEmailAddress, address), .text(PropertyID.senderSMTPAddress, address),
        .text(PropertyID.sentRepresentingName, name), .text(PropertyID.sentRepresentingAddressType, "SMTP"),
        .text(PropertyID.sentRepresentingEmailAddress, address), .number(PropertyID.messageFlags, 1),
        .text(PropertyID.body, text), .number(PropertyID.internetCodepage, 65_001),
      ] + more, recipients: recipients, attachments: attachments)
  }
}

/// A row of a recipient table.
public struct PSTRecipient: Sendable, Hashable {
  public var properties: [PSTProperty]
  public init(_ properties: [PSTProperty]) { self.properties = properties }

  /// PidTagRecipientType. [MS-OXOMSG] §2.2.3.1
  public enum Kind: Int32, Sendable {
    case to = 1
    case copy = 2
    case blindCopy = 3
  }

  public init(_ kind: Kind = .to, _ name: String, _ address: String, type: String = "SMTP") {
    properties = [
      .number(PropertyID.recipientType, kind.rawValue), .number(PropertyID.objectType, 6),
      .number(PSTColumns.displayType, 0), .text(PropertyID.displayName, name),
      .text(PropertyID.addressType, type), .text(PropertyID.emailAddress, address),
      .flag(PSTColumns.responsibility, true),
    ]
    if type == "SMTP" { properties.append(.text(PropertyID.smtpAddress, address)) }
  }
}

/// An attachment; what it holds decides PidTagAttachMethod. [MS-OXCMSG] §2.2.2.9
public struct PSTAttachment: Sendable, Hashable {
  public indirect enum Content: Sendable, Hashable {
    /// afByValue
    case bytes([UInt8])
    /// afEmbeddedMessage
    case message(PSTMessage)
    /// afStorage
    case storage([UInt8])
    /// afByReference: a path to a file.
    case file(String)
    /// afByWebReference
    case webLink(String)
    /// afNone
    case nothing

    var method: Int32 {
      switch self {
      case .nothing: 0
      case .bytes: 1
      case .file: 2
      case .message: 5
      case .storage: 6
      case .webLink: 7
      }
    }
  }

  public var content: Content
  public var properties: [PSTProperty]
  public var named: [PSTNamedProperty]

  public init(_ content: Content, _ properties: [PSTProperty] = [], named: [PSTNamedProperty] = []) {
    (self.content, self.properties, self.named) = (content, properties, named)
  }

  /// A file by value.
  /// - Parameter id: Content-ID without angle brackets, for a picture in the text.
  public static func file(
    _ name: String, _ bytes: [UInt8], type: String = "application/octet-stream", id: String? = nil
  ) -> PSTAttachment {
    var properties: [PSTProperty] = [
      .text(PropertyID.attachLongFilename, name), .text(PropertyID.attachFilename, String(name.suffix(12))),
      .text(PropertyID.attachMimeTag, type), .text(PropertyID.displayName, name),
    ]
    if let id { properties.append(.text(PropertyID.attachContentID, id)) }
    return PSTAttachment(.bytes(bytes), properties)
  }
}

/// What becomes of an item that is written.
public enum PSTListing: Sendable, CaseIterable {
  /// Its folder's table has a row for it.
  case listed
  /// A node that no table lists, as deleted items leave it.
  case unlisted
  /// Its blocks are in free space: neither tree knows anything of it.
  case freed
}
