import MIME
import MailCheck
import Testing

@Suite struct PartReaderTests {
  private final class Lister: PartVisitor {
    var opened: [String] = []
    var closed: [PartRecord] = []
    func opened(_ part: PartRecord) { opened.append("\(part.depth) [\(part.path)] \(part.mediaType)") }
    func closed(_ part: PartRecord) { closed.append(part) }
  }

  private func list(_ bytes: [UInt8], pieces: Int) throws -> Lister {
    let lister = Lister()
    var reader = PartReader(lister, digests: true)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      try reader.consume(bytes.span.extracting(start..<min(bytes.count, start + pieces)))
    }
    try reader.finish()
    return lister
  }

  /// The example of RFC 9051 §6.4.5.1, with a message in a message and a multipart in that.
  private static let example = Mail.multipart([
    "Content-Type: text/plain\r\n\r\neen",
    "Content-Type: application/octet-stream\r\n\r\ntwee",
    "Content-Type: message/rfc822\r\n\r\nSubject: drie\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n"
      + "--y\r\n\r\n3.1\r\n--y\r\nContent-Type: application/octet-stream\r\n\r\n3.2\r\n--y--",
    "Content-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\nContent-Type: image/gif\r\n\r\n4.1\r\n--z\r\n"
      + "Content-Type: message/rfc822\r\n\r\nSubject: 4.2\r\n\r\n4.2.1\r\n--z--",
  ])

  @Test(arguments: [1, 7, 4_096]) func numbersArePartsAsIMAPHasThem(_ pieces: Int) throws {
    let lister = try list(Self.example, pieces: pieces)
    #expect(
      lister.opened == [
        "0 [] multipart/mixed", "1 [1] text/plain", "1 [2] application/octet-stream", "1 [3] message/rfc822",
        "2 [] multipart/alternative", "3 [3.1] text/plain", "3 [3.2] application/octet-stream", "1 [4] multipart/mixed",
        "2 [4.1] image/gif", "2 [4.2] message/rfc822", "3 [4.2.1] text/plain",
      ])
    let subjects = lister.closed.compactMap(\.subject)
    #expect(subjects == ["drie", "4.2", "Bestelling"])
  }

  @Test func aMessageWithoutPartsIsItsFirst() throws {
    #expect(try list(Mail.plain(), pieces: 100).opened == ["0 [1] text/plain"])
    #expect(
      try list(Mail.nested(2), pieces: 100).opened == [
        "0 [1] message/rfc822", "1 [1.1] message/rfc822", "2 [1.1.1] text/plain",
      ])
  }

  @Test(arguments: [1, 3, 100]) func sizesAndDigestsAreThoseOfTheDecodedBytes(_ pieces: Int) throws {
    let lister = try list(Mail.multipart([Mail.text, Mail.file("a.bin")]), pieces: pieces)
    let file = try #require(lister.closed.first { $0.path == "2" })
    #expect(file.encodedBytes == 4 && file.decodedBytes == 3 && file.fileName == "a.bin" && file.isAttachment)
    // sha256sum of "ABC".
    #expect(file.sha256 == "b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78")
    let root = try #require(lister.closed.last)
    #expect(root.depth == 0 && root.decodedBytes == nil && root.sha256 == nil && !root.isAttachment)
  }

  @Test(arguments: [
    ("multipart/signed; boundary=x", PartRecord.Meaning.signed), ("multipart/encrypted; boundary=x", .encrypted),
    ("multipart/report; boundary=x", .report), ("application/ms-tnef", .tnef), ("text/calendar", .invitation),
    ("application/pkcs7-mime; smime-type=signed-data", .signed), ("application/x-pkcs7-mime", .encrypted),
    ("application/pgp-signature", .signature), ("message/partial", .partial), ("message/external-body", .externalBody),
    ("application/pkcs7-mime; smime-type=compressed-data", .compressed), ("text/plain", nil),
  ])
  func meanings(_ type: String, _ meaning: PartRecord.Meaning?) throws {
    let lister = try list(Mail.plain(["Content-Type: \(type)"]), pieces: 1_000)
    #expect(lister.closed.last?.meaning == meaning)
  }
}
