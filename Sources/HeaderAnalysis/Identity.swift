public import MIME

/// Who a message says it is from, and what else names it.
public struct Identity: Sendable, Hashable {
  public var subject: String?
  /// All mailboxes of all From fields.
  public var from: [MailAddress]
  /// From fields; more than one is a trick or damage (RFC 5322 §3.6).
  public var fromFields: Int
  public var sender: MailAddress?
  public var replyTo: [MailAddress]
  public var recipients: [MailAddress]
  /// Return-Path, or `smtp.mailfrom` of the results where there is none; empty for `<>`.
  public var envelopeSender: String?
  public var messageID: String?
  public var date: MailDate?

  init(_ table: HeaderTable) {
    func addresses(_ name: String) -> [MailAddress] {
      table.all(name).prefix(Self.most).flatMap { AddressList($0.value).mailboxes.prefix(Self.most) }
    }
    subject = table.text("subject")
    from = addresses("from")
    fromFields = table.all("from").count
    sender = addresses("sender").first
    replyTo = addresses("reply-to")
    recipients = addresses("to") + addresses("cc")
    envelopeSender = table.first("return-path").map { entry in
      AddressList(entry.value).mailboxes.first?.address ?? ""
    }
    messageID = table.text("message-id")
    date = table.first("date").map { MailDate($0.value) }
  }

  /// Addresses of one field, and fields of one name, that are looked at.
  private static let most = 100

  /// The domains in From, without repetition. DMARC judges a message with exactly one (RFC 7489 §6.6.1).
  public var fromDomains: [String] {
    var seen: [String] = []
    for address in from {
      guard let domain = address.domain.flatMap({ DomainName.normal($0) }), !seen.contains(domain) else { continue }
      seen.append(domain)
    }
    return seen
  }
}
