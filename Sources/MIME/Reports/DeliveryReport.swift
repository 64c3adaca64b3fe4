/// What a mail server says became of a message: a `message/delivery-status`, mostly within a `multipart/report`
/// (RFC 3464, RFC 6533).
public struct DeliveryReport: Sendable {
  /// What holds for all recipients: Reporting-MTA, Arrival-Date, Original-Envelope-Id and the like.
  public var message: ReportFields
  public var recipients: [Recipient]
  /// The words for people, when the report has a part before the status.
  public var explanation: Part?
  /// The message the report is about, or its header, when the report has a part behind the status.
  public var original: Part?

  /// What became of the message for one recipient.
  public struct Recipient: Sendable, Hashable {
    public var fields: ReportFields

    public var action: Action? { fields["Action"].map(Action.init) }
    public var status: DeliveryStatusCode? { fields["Status"].flatMap { DeliveryStatusCode($0) } }
    /// The address the status is about.
    public var finalRecipient: TypedValue? { fields.typed("Final-Recipient") }
    /// The address the sender used.
    public var originalRecipient: TypedValue? { fields.typed("Original-Recipient") }
    public var remoteServer: TypedValue? { fields.typed("Remote-MTA") }
    /// What that server said.
    public var diagnostic: TypedValue? { fields.typed("Diagnostic-Code") }
  }

  /// RFC 3464 §2.3.3.
  public enum Action: Sendable, Hashable {
    case failed, delayed, delivered, relayed, expanded
    case other(String)

    init(_ value: [UInt8]) {
      let word = String(decoding: value.prefix { $0 > 32 && $0 != UInt8(ascii: "(") }, as: UTF8.self).lowercased()
      switch word {
      case "failed": self = .failed
      case "delayed": self = .delayed
      case "delivered": self = .delivered
      case "relayed": self = .relayed
      case "expanded": self = .expanded
      default: self = .other(word)
      }
    }
  }

  /// Reads a report, or the status part of one. Nil when the part is neither.
  ///
  /// - Throws: ``DecodingLimit`` when the decoded status is larger than ``Limits/decodedBytes``.
  public init?(_ part: Part, limits: Limits = .init()) throws {
    let parts = part.content.form == .multipart ? part.children : [part]
    guard let place = parts.firstIndex(where: { Self.isStatus($0.mediaType) }) else { return nil }
    var blocks = ReportFields.blocks(try parts[place].decodedBody(limits: limits).bytes).flatMap(Self.split)
    let isMessageFirst = blocks.first.map { !Self.isAboutRecipient($0) } ?? false
    message = isMessageFirst ? blocks.removeFirst() : ReportFields()
    recipients = blocks.map { Recipient(fields: $0) }
    explanation = place > 0 ? parts[place - 1] : nil
    original = place + 1 < parts.count ? parts[place + 1] : nil
  }

  private static func isStatus(_ type: MediaType) -> Bool {
    type.type == "message" && (type.subtype == "delivery-status" || type.subtype == "global-delivery-status")
  }

  private static func isAboutRecipient(_ block: ReportFields) -> Bool {
    block["Final-Recipient"] != nil || block["Original-Recipient"] != nil || block["Action"] != nil
  }

  /// Some servers forget the empty lines between blocks; a recipient begins with Original-Recipient or Final-Recipient
  /// (RFC 3464 §2.3), of which there is one each.
  private static func split(_ block: ReportFields) -> [ReportFields] {
    var blocks = [ReportFields()]
    // Names of the block so far that a recipient's block cannot have again, or not at all.
    var seen: Set<String> = []
    for field in block.fields {
      let name = field.name.lowercased()
      let begins =
        switch name {
        case "final-recipient": seen.contains(name) || seen.contains("reporting-mta")
        case "original-recipient": !seen.isEmpty
        default: false
        }
      if begins {
        blocks.append(ReportFields())
        seen = []
      }
      if ["reporting-mta", "original-recipient", "final-recipient", "action"].contains(name) { seen.insert(name) }
      blocks[blocks.count - 1].fields.append(field)
    }
    return blocks
  }
}
