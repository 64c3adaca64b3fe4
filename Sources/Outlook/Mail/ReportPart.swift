import Core
import MAPI
import MIME

/// The part of a report that programs read: what became of a message. [MS-OXCMAIL] §2.1
struct ReportPart {
  /// `delivery-status` or `disposition-notification`. RFC 6522 §3
  let type: String
  let part: MailPart

  /// Takes the part out of the attachments where the report was kept with it, else makes it. nil for a report of another
  /// kind, such as one of a recall.
  init?(_ item: MailItem, _ rest: inout [MailPart]) {
    let words = item.messageClass.split(separator: ".")
    let isRead = words.last == "ipnrn" || words.last == "ipnnrn"
    guard isRead || ["ndr", "dr", "delayed", "relayed", "expanded"].contains(words.last) else { return nil }
    type = isRead ? "disposition-notification" : "delivery-status"
    let wanted = "message/\(type)"
    if let place = rest.firstIndex(where: { $0.file?.type == wanted }) {
      part = rest.remove(at: place)
    } else {
      var output = MailOutput { _ in }
      if isRead { Self.notification(item, &output) } else { Self.status(item, String(words.last ?? ""), &output) }
      part = .text(TextPart(type: wanted, bytes: output.bytes, encoding: .sevenBit))
    }
  }

  /// RFC 8098 §3.1
  private static func notification(_ item: MailItem, _ output: inout MailOutput) {
    if let reader = (item.represented ?? item.sender)?.address, !reader.isEmpty {
      output.field("Final-Recipient", Array("rfc822; ".utf8) + reader)
    } else {
      output.field("Final-Recipient", "rfc822; unknown@unknown.invalid")
    }
    if let id = item.reader.words(MailProperty.originalMessageID) { output.identifiers("Original-Message-ID", id) }
    output.field(
      "Disposition",
      item.messageClass.hasSuffix(".ipnrn")
        ? "manual-action/MDN-sent-automatically; displayed" : "manual-action/MDN-sent-automatically; deleted")
  }

  /// RFC 3464 §2.1
  private static func status(_ item: MailItem, _ kind: String, _ output: inout MailOutput) {
    let reader = item.reader
    let agent = reader.words(MailProperty.reportingMessageTransferAgent) ?? Array("unknown".utf8)
    output.field("Reporting-MTA", Array("dns; ".utf8) + agent)
    if let time = reader.time(MailProperty.originalSubmitTime) { output.date("Arrival-Date", time) }
    for recipient in item.reported {
      output.lineEnd()
      let mailbox = Mailbox(recipient, .recipient, directory: { _ in nil })
      let address = mailbox.map { $0.address.isEmpty ? $0.name : $0.address } ?? Array("unknown".utf8)
      output.field("Final-Recipient", Array("rfc822; ".utf8) + address)
      let actions = ["ndr": "failed", "dr": "delivered"]
      output.field("Action", Array((actions[kind] ?? kind).utf8))
      output.field("Status", Array(code(recipient, isFailure: kind == "ndr").utf8))
      if let agent = recipient.words(MailProperty.remoteMessageTransferAgent) {
        output.field("Remote-MTA", Array("dns; ".utf8) + agent)
      }
      if let text = recipient.words(MailProperty.supplementaryInfo) {
        output.field("Diagnostic-Code", Array("smtp; ".utf8) + text)
      }
    }
  }

  /// PidTagNonDeliveryReportStatusCode holds 5.1.1 as 511. [MS-OXOMSG] §2.2.2
  private static func code(_ recipient: ObjectReader, isFailure: Bool) -> String {
    guard let number = recipient.integer(MailProperty.nonDeliveryReportStatusCode), (200...599).contains(number) else {
      return isFailure ? "5.0.0" : "2.0.0"
    }
    return "\(number / 100).\(number / 10 % 10).\(number % 10)"
  }
}
