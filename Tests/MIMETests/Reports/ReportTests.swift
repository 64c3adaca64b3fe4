import MIME
import TestKit
import Testing

@Suite struct ReportTests {
  private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  private func report(_ status: String, type: String = "message/delivery-status") -> Part {
    Message(
      Array(
        """
        Content-Type: multipart/report; boundary=b

        --b

        Sorry.
        --b
        Content-Type: \(type)

        \(status)
        --b
        Content-Type: message/rfc822

        Subject: lost

        --b--
        """.utf8)
    ).root
  }

  /// After the example of RFC 3464 Appendix E.
  @Test func deliveryReport() throws {
    let part = report(
      """
      Reporting-MTA: dns; cs.utk.edu

      Original-Recipient: rfc822;louisl@larry.slip.umd.edu
      Final-Recipient: RFC822 ; louisl@larry.slip.umd.edu
      Action: Failed (really)
      Status: 4.0.0
      Diagnostic-Code: smtp; 426 connection
        timed out

      Final-Recipient: utf-8; \\x{3B1}\\x{zz}@example.com
      Action: waits
      Status: 5
      """)
    let report = try #require(try DeliveryReport(part))
    #expect(report.message.typed("reporting-mta") == TypedValue(Array("dns; cs.utk.edu".utf8)))
    #expect(report.recipients.count == 2)
    let first = report.recipients[0]
    #expect(first.action == .failed && first.status?.description == "4.0.0")
    #expect(first.finalRecipient?.type == "rfc822" && first.finalRecipient?.address == "louisl@larry.slip.umd.edu")
    #expect(first.originalRecipient?.address == "louisl@larry.slip.umd.edu")
    #expect(first.diagnostic?.value == "426 connection  timed out")
    let second = report.recipients[1]
    #expect(second.action == .other("waits") && second.status == nil)
    #expect(second.finalRecipient?.address == "α\\x{zz}@example.com")
    #expect(text(try report.explanation?.decodedBody().bytes) == "Sorry.")
    #expect(text(report.original?.inner?.fields["Subject"]?.unfolded) == "lost")
    #expect(try DeliveryReport(part.children[0]) == nil)
    #expect(try DispositionNotification(part) == nil)
  }

  @Test func blocksWithoutEmptyLinesBetween() throws {
    let part = report(
      """
      Reporting-MTA: dns; a
      Final-Recipient: rfc822; b
      Action: failed
      Final-Recipient: rfc822; c
      Action: delayed



      Original-Recipient: rfc822; d
      Final-Recipient: rfc822; d
      Action: delivered
      """, type: "message/global-delivery-status")
    let report = try #require(try DeliveryReport(part))
    #expect(report.message.fields.map(\.name) == ["Reporting-MTA"])
    #expect(report.recipients.map(\.finalRecipient?.address) == ["b", "c", "d"])
    #expect(report.recipients.map(\.action) == [.failed, .delayed, .delivered])
  }

  @Test func dispositionNotification() throws {
    let part = report(
      """
      Reporting-UA: joes-pc.cs.example.com; Foomail 97.1
      Final-Recipient: rfc822;Joe@example.com
      Original-Message-ID: <199509192301.23456@example.org>
      Disposition: manual-action/MDN-sent-manually; displayed/error, warning
      """, type: "message/disposition-notification")
    let notification = try #require(try DispositionNotification(part))
    let disposition = try #require(notification.disposition)
    #expect(disposition.actionMode == "manual-action" && disposition.sendingMode == "mdn-sent-manually")
    #expect(disposition.type == "displayed" && disposition.modifiers == ["error", "warning"])
    #expect(text(notification.originalMessageID) == "<199509192301.23456@example.org>")
    #expect(notification.finalRecipient?.address == "Joe@example.com")
  }

  @Test func externalBody() throws {
    let part = Message(
      Array(
        """
        Content-Type: message/external-body; access-type=local-file; name="/u/x.ps"

        Content-type: image/jpeg
        Content-ID: <id42@example.com>

        phantom
        """.utf8)
    ).root
    let body = try #require(try ExternalBody(part))
    #expect(body.access["access-type"] == "local-file" && body.access["name"] == "/u/x.ps")
    #expect(text(body.header["content-id"]) == "<id42@example.com>")
    #expect(body.header.fields.count == 2)
    #expect(try ExternalBody(report("")) == nil)
  }

  /// Reports of real servers: how many recipients they speak of, and with what status.
  @Test(arguments: [
    ("enmime-dsn/simple_dsn.raw", ["4.0.0"]),
    ("enmime-dsn/multi_recipient_dsn.raw", ["5.0.0", "4.0.0", "5.0.0"]),
    ("enmime-dsn/dsn_with_multipart_alternative.raw", ["5.1.10"]),
    ("mimekit-messages/delivery-status.txt", ["none"]),
    ("mimekit-messages/delivery-status-no-blank-line.txt", ["none"]),
    ("mimekit-messages/delivery-status-multiple-blank-lines.txt", ["5.5.0"]),
  ])
  func reportsOfServers(file: String, statuses: [String]) throws {
    guard let folder = SharedSuites.mime() else { return }
    let report = try #require(try DeliveryReport(Message(SharedSuites.bytes("\(folder)/\(file)")).root))
    #expect(report.recipients.map { $0.status?.description ?? "none" } == statuses)
    #expect(report.recipients.allSatisfy { ($0.finalRecipient ?? $0.originalRecipient)?.address.contains("@") == true })
    #expect(!report.message.fields.isEmpty)
  }
}
