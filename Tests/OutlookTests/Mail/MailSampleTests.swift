import Core
import Foundation
import MAPI
import MIME
import Outlook
import PST
import TestKit
import Testing

/// Every mail of the shared files, exported and read back, against what two independent readers say is in it.
@Suite struct MailSampleTests {
  private struct Truth: Decodable {
    var folders: [Folder]?
    struct Folder: Decodable { var items: [Item]? }
    struct Item: Decodable {
      var id: UInt32
      var `class`: String?
      var subject: String?
      var bodyTextNormSha256: String?
      var bodyHtmlSha256: String?
      var rtfCompressedBytes: Int?
      var recipients: [Recipient]?
      var attachments: [Attachment]?
    }
    struct Recipient: Decodable {
      var type: Int?
      var name: String?
      var address: String?
    }
    struct Attachment: Decodable {
      var method: Int?
      var sha256: String?
      var name: String?
      var error: String?
    }
  }

  private static let folder: String? = {
    if let root = SharedSuites.root, Files.exists(root + "/samples/pst") { return root + "/samples/pst" }
    Skips.record("MailSampleTests: no Outlook files (POSTDUIF_SHARED, or ../shared beside the package)")
    return nil
  }()

  static let names: [String] =
    folder.map {
      SharedSuites.names(in: $0, ending: ".json").filter { !$0.contains("truth") && !$0.contains("broken") }
    } ?? []

  @Test(arguments: names)
  func samples(_ name: String) throws {
    let folder = try #require(Self.folder)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let truth = try decoder.decode(Truth.self, from: Data(try SharedSuites.bytes("\(folder)/\(name)")))
    let path = "\(folder)/\(name.dropLast(5))"
    let store = OutlookStore(NodeDatabase(try PSTFile(path: path)), name: String(name.dropLast(5)))
    for item in (truth.folders ?? []).flatMap({ $0.items ?? [] }) {
      guard [.mail, .report, .meeting].contains(ItemKind(messageClass: item.class ?? "")) else { continue }
      let message = try store.message(NodeID(rawValue: item.id))
      try check(Exported(message, isASCII: false), item, "\(name) \(item.id)")
    }
  }

  private func check(_ mail: Exported, _ item: Truth.Item, _ place: String) throws {
    #expect(Self.words(mail.root.subject?.text ?? "") == Self.words(item.subject ?? ""), "\(place)")
    let bodies = try leaves(mail.root).map { (part: $0, bytes: try $0.decodedBody().bytes) }
    // The digest was taken over a text with NUL characters, which no mail may have.
    let isWhole = !mail.codes.contains("MAIL-TEXT-NUL")
    if isWhole, let wanted = item.bodyTextNormSha256, wanted != Digest.sha256([]) {
      let text = try bodies.first { $0.part.mediaType == .textPlain }.map { try $0.part.text().text } ?? ""
      #expect(Digest.sha256(Array(Self.words(text).utf8)) == wanted, "text of \(place)")
    }
    if let wanted = item.bodyHtmlSha256 {
      let html = bodies.first { $0.part.mediaType.subtype == "html" }?.bytes
      #expect(html.map { Digest.sha256($0) } == wanted, "HTML of \(place)")
    }
    var digests: [String: Int] = [:]
    for body in bodies { digests[Digest.sha256(body.bytes), default: 0] += 1 }
    let attachments = item.attachments ?? []
    for attachment in attachments where attachment.method != 5 && attachment.error == nil {
      guard let digest = attachment.sha256 else { continue }
      #expect(digests[digest, default: 0] > 0, "\(attachment.name ?? "?") of \(place)")
      digests[digest, default: 0] -= 1
    }
    let enclosed = mail.message.parts.count { $0.mediaType == .message && Self.depth($0) == 0 }
    #expect(enclosed >= attachments.count { $0.method == 5 && $0.error == nil }, "messages within \(place)")
    for (field, kind) in [("To", 1), ("Cc", 2), ("Bcc", 3)]
    where item.recipients?.contains(where: { $0.type == kind }) == true {
      #expect(!mail.root.addresses(field).entries.isEmpty, "\(field) of \(place)")
    }
    #expect(mail.root.fields.all("From").count <= 1 && mail.root.fields.all("Date").count <= 1, "\(place)")
    let hasRTFOnly = item.rtfCompressedBytes != nil && item.bodyHtmlSha256 == nil && item.bodyTextNormSha256 == nil
    if hasRTFOnly {
      #expect(bodies.contains { $0.part.mediaType.type == "text" && !$0.bytes.isEmpty }, "text of \(place)")
    }
  }

  /// Parts of the message itself, not of those within it.
  private func leaves(_ part: Part) -> [Part] {
    switch part.content.form {
    case .multipart: part.children.flatMap(leaves)
    case .message: []
    default: [part]
    }
  }

  private static func depth(_ part: Part) -> Int {
    var depth = 0
    var at = part.parent
    while let one = at {
      if one.mediaType == .message { depth += 1 }
      at = one.parent
    }
    return depth
  }

  private static func words(_ text: String) -> String {
    text.unicodeScalars.split { $0.properties.isWhitespace || (0x1C...0x1F).contains($0.value) }.map(String.init)
      .joined(separator: " ")
  }
}
