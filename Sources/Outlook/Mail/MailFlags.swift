public import MAPI

/// What Outlook keeps beside a message and IMAP as its flags.
public struct MailFlags: Sendable, Hashable {
  public var isRead = false
  public var isAnswered = false
  public var isForwarded = false
  /// Marked for doing something about it, and not done yet.
  public var isFlagged = false
  public var isDraft = false
  /// Outlook's colour categories, by name.
  public var categories: [String] = []
  /// When it arrived; where that is not known, when it was sent or made.
  public var arrival: FileTime?

  public init() {}

  init(_ item: MailItem) {
    let reader = item.reader
    // [MS-OXCMSG] §2.2.1.6: mfRead 0x1, mfUnsent 0x8.
    let bits = reader.integer(PropertyID.messageFlags) ?? 0
    isRead = bits & 0x1 != 0
    isDraft = bits & 0x8 != 0
    // [MS-OXOMSG] §2.2.1
    switch reader.integer(PropertyID.lastVerbExecuted) ?? 0 {
    case 102, 103, 108: isAnswered = true
    case 104: isForwarded = true
    default: break
    }
    // [MS-OXOFLAG] §2.2.1.1: 1 is done, 2 is to be done.
    isFlagged = reader.integer(PropertyID.flagStatus) == 2
    categories = item.keywords.map { String(decoding: $0, as: UTF8.self) }
    arrival =
      reader.time(PropertyID.messageDeliveryTime) ?? reader.time(PropertyID.clientSubmitTime)
      ?? reader.time(PropertyID.creationTime)
  }
}
