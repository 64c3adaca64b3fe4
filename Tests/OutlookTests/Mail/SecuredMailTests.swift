import Core
import MAPI
import MIME
import Outlook
import Testing

@Suite struct SecuredMailTests {
  private static let signed = """
    Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r
    \tmicalg=sha-256; boundary="grens"\r
    \r
    This is a signed message.\r
    --grens\r
    Content-Type: text/plain; charset=iso-8859-1\r
    Content-Transfer-Encoding: 8bit\r
    \r
    Gr
    """
  private static let rest = """
    e aus K\r
    --grens\r
    Content-Type: application/pkcs7-signature; name=smime.p7s\r
    Content-Transfer-Encoding: base64\r
    \r
    MIIB\r
    --grens--\r

    """
  private static var entity: [UInt8] { Array(signed.utf8) + [0xFC] + Array(rest.utf8) }

  private func message(_ messageClass: String, _ name: String, _ data: [UInt8]) -> StoredMessage {
    Made.message(nil) { message in
      message.set(PropertyID.messageClass, messageClass)
      message.storedAttachments = [Made.attachment(name, data)]
    }
  }

  @Test func aClearSignedMessageIsTheSameByteForByte() throws {
    let mail = Exported(message("IPM.Note.SMIME.MultipartSigned", "smime.p7m", Self.entity), isASCII: false)
    #expect(mail.tree == "signed(text/plain application/pkcs7-signature)")
    let body = try #require(Self.entity.firstRange(of: Array("\r\n\r\n".utf8))).upperBound
    #expect(mail.bytes.suffix(Self.entity.count - body).elementsEqual(Self.entity[body...]))
    #expect(mail.text.contains("MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="))
    #expect(mail.codes.isEmpty)
    // Within another message: what holds it says that there are 8 bits.
    let outer = Exported(
      Made.message {
        $0.storedAttachments = [Made.enclosing(message("IPM.Note.SMIME.MultipartSigned", "smime.p7m", Self.entity))]
      }, isASCII: false)
    #expect(outer.field("Content-Transfer-Encoding") == "8bit")
    #expect(outer.bytes.firstRange(of: Self.entity[body...]) != nil)
  }

  @Test func anOpaqueMessageIsItsAttachment() throws {
    let oid: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07]
    for (kind, type) in [(UInt8(2), "signed-data"), (3, "enveloped-data")] {
      let data = [0x30, 0x80] + oid + [kind] + (0..<100).map { UInt8($0) }
      let mail = Exported(message("IPM.Note.SMIME", "smime.p7m", data))
      #expect(mail.tree == "application/pkcs7-mime")
      #expect(mail.root.contentType?.parameters["smime-type"] == type)
      #expect(try mail.root.decodedBody().bytes == data)
      #expect(mail.root.fileName == "smime.p7m")
    }
  }

  @Test func whatOnlySaysThatItIsSecuredIsOrdinary() {
    for data in [
      [UInt8](), [0x30], [0x30, 0x80, 0x06], Array("--x\r\n".utf8), Array("Content-Type: text/plain\r\n\r\nx".utf8),
    ] {
      let mail = Exported(message("IPM.Note.SMIME.MultipartSigned", "x.bin", data))
      #expect(mail.tree == "mixed(text/plain application/octet-stream)")
      #expect(mail.codes == ["MAIL-SIGNED"])
    }
  }

  // MARK: Reports

  @Test func aDeliveryReportIsMade() throws {
    let mail = Exported(
      Made.message { message in
        message.set(PropertyID.messageClass, "REPORT.IPM.Note.NDR")
        message.storedRecipients[0].set(0x0C20, 511)
        message.storedRecipients[0].set(0x0C1B, "550 5.1.1 no such user")
        message.storedAttachments = [Made.enclosing(Made.message("eerst\r\n"))]
      })
    #expect(mail.tree == "report(text/plain message/delivery-status message/rfc822(text/plain))")
    let report = try #require(try DeliveryReport(mail.root))
    #expect(report.recipients.count == 1)
    #expect(report.recipients.first?.action == .failed)
    #expect(report.recipients.first?.fields["Status"] == Array("5.1.1".utf8))
    #expect(report.recipients.first?.finalRecipient?.value == "piet@firma.example")
    #expect(mail.root.contentType?.parameters["report-type"] == "delivery-status")
  }

  @Test func aReadReceiptIsMade() throws {
    let mail = Exported(
      Made.message { message in
        message.set(PropertyID.messageClass, "REPORT.IPM.Note.IPNRN")
        message.set(0x1046, "<1@voorbeeld.example>")
      })
    #expect(mail.tree == "report(text/plain message/disposition-notification)")
    let notification = try #require(try DispositionNotification(mail.root))
    #expect(notification.disposition?.type == "displayed")
    #expect(notification.originalMessageID == Array("<1@voorbeeld.example>".utf8))
  }

  @Test func aReportThatWasKeptIsTaken() throws {
    let status = Array(
      "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.0.0\r\n".utf8)
    let mail = Exported(
      Made.message { message in
        message.set(PropertyID.messageClass, "REPORT.IPM.Note.NDR")
        message.storedAttachments = [
          Made.attachment("details.txt", status) { $0.set(PropertyID.attachMimeTag, "message/delivery-status") }
        ]
      })
    #expect(mail.tree == "report(text/plain message/delivery-status)")
    #expect(try mail.body("message/delivery-status") == status)
  }
}
