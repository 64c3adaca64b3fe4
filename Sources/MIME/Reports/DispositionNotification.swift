/// What a recipient's program says became of a message: a `message/disposition-notification`, mostly within a
/// `multipart/report` (RFC 8098).
public struct DispositionNotification: Sendable {
  public var fields: ReportFields
  /// The words for people, when the report has a part before the notification.
  public var explanation: Part?
  /// The message the notification is about, or its header, when the report has a part behind the notification.
  public var original: Part?

  public var finalRecipient: TypedValue? { fields.typed("Final-Recipient") }
  public var originalRecipient: TypedValue? { fields.typed("Original-Recipient") }
  /// The Message-ID as written, angle brackets included.
  public var originalMessageID: [UInt8]? { fields["Original-Message-ID"] }
  public var disposition: Disposition? { fields["Disposition"].map(Disposition.init) }

  /// RFC 8098 §3.2.6: `manual-action/MDN-sent-manually; displayed/error`. All in small letters.
  public struct Disposition: Sendable, Hashable {
    /// `manual-action` or `automatic-action`.
    public var actionMode: String
    /// `mdn-sent-manually` or `mdn-sent-automatically`.
    public var sendingMode: String
    /// `displayed`, `deleted`, `dispatched`, `processed`; older programs also say `denied` and `failed`.
    public var type: String
    /// Mostly none, or `error`.
    public var modifiers: [String]

    init(_ value: [UInt8]) {
      let text = String(decoding: value, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
      let halves = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
      let modes = halves[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      actionMode = String(modes[0])
      sendingMode = modes.count > 1 ? String(modes[1]) : ""
      let words =
        halves.count > 1 ? halves[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false) : []
      type = words.first.map(String.init) ?? ""
      modifiers = words.count > 1 ? words[1].split(separator: ",").map(String.init) : []
    }
  }

  /// Reads a report, or the notification part of one. Nil when the part is neither.
  ///
  /// - Throws: ``DecodingLimit`` when the decoded notification is larger than ``Limits/decodedBytes``.
  public init?(_ part: Part, limits: Limits = .init()) throws {
    let parts = part.content.form == .multipart ? part.children : [part]
    let subtypes = ["disposition-notification", "global-disposition-notification"]
    guard
      let place = parts.firstIndex(where: { $0.mediaType.type == "message" && subtypes.contains($0.mediaType.subtype) })
    else { return nil }
    let blocks = ReportFields.blocks(try parts[place].decodedBody(limits: limits).bytes)
    fields = ReportFields(fields: blocks.flatMap(\.fields))
    explanation = place > 0 ? parts[place - 1] : nil
    original = place + 1 < parts.count ? parts[place + 1] : nil
  }
}
