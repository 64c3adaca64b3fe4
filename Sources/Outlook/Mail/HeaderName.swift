/// The fields that are written from properties where a stored header lacks them, and those that it may not keep.
enum HeaderName: UInt8, CaseIterable {
  case from, sender, replyTo, to, cc, bcc, date, subject, messageID, inReplyTo, references
  case importance, priority, xPriority, sensitivity, threadTopic, threadIndex, keywords
  case dispositionNotificationTo, returnReceiptTo, listHelp, listSubscribe, listUnsubscribe
  case expires, replyBy, xMessageFlag
  // What describes the body: ours is another than the one that came in.
  case mimeVersion, contentType, contentTransferEncoding, contentDisposition, contentID, contentLength, contentMD5
  case contentDescription, contentLocation, contentBase

  var isAboutBody: Bool { rawValue >= Self.mimeVersion.rawValue }

  /// In small letters.
  private var spelling: String {
    switch self {
    case .replyTo: "reply-to"
    case .messageID: "message-id"
    case .inReplyTo: "in-reply-to"
    case .xPriority: "x-priority"
    case .threadTopic: "thread-topic"
    case .threadIndex: "thread-index"
    case .dispositionNotificationTo: "disposition-notification-to"
    case .returnReceiptTo: "return-receipt-to"
    case .listHelp: "list-help"
    case .listSubscribe: "list-subscribe"
    case .listUnsubscribe: "list-unsubscribe"
    case .replyBy: "reply-by"
    case .xMessageFlag: "x-message-flag"
    case .mimeVersion: "mime-version"
    case .contentType: "content-type"
    case .contentTransferEncoding: "content-transfer-encoding"
    case .contentDisposition: "content-disposition"
    case .contentID: "content-id"
    case .contentLength: "content-length"
    case .contentMD5: "content-md5"
    case .contentDescription: "content-description"
    case .contentLocation: "content-location"
    case .contentBase: "content-base"
    default: "\(self)"
    }
  }

  private static let byLength: [[(name: [UInt8], field: HeaderName)]] = {
    var table = [[(name: [UInt8], field: HeaderName)]](repeating: [], count: 32)
    for field in allCases { table[field.spelling.utf8.count].append((Array(field.spelling.utf8), field)) }
    return table
  }()

  /// nil for a name that is none of these; compared without case.
  init?(_ name: UnsafeRawBufferPointer) {
    guard name.count < Self.byLength.count else { return nil }
    for candidate in Self.byLength[name.count]
    where name[0] | 0x20 == candidate.name[0] && zip(name, candidate.name).allSatisfy({ $0.lowercased == $1 }) {
      self = candidate.field
      return
    }
    return nil
  }

  init?(_ name: [UInt8]) {
    guard !name.isEmpty, let field = name.withUnsafeBytes({ HeaderName($0) }) else { return nil }
    self = field
  }

  /// A set of fields in one word.
  struct Names {
    private var bits: UInt64 = 0
    func contains(_ field: HeaderName) -> Bool { bits & 1 << UInt64(field.rawValue) != 0 }
    mutating func insert(_ field: HeaderName) { bits |= 1 << UInt64(field.rawValue) }
    mutating func remove(_ field: HeaderName) { bits &= ~(1 << UInt64(field.rawValue)) }
  }
}
