import Core
import Groupware
import MAPI
import MIME

extension ContactWriter {
  /// The attachment that PidTagAttachmentContactPhoto marks, or that has the name Outlook gives it. [MS-OXOCNTC] §2.2.1.8
  mutating func photo() {
    item.take(.hasPicture)
    do throws(Fault) {
      let attachments = try item.object.attachments()
      var hasPhoto = false
      for (place, attachment) in attachments.enumerated() {
        if !hasPhoto, try isPhoto(attachment), try add(photo: attachment) {
          hasPhoto = true
        } else {
          leftAttachments.append(place)
        }
      }
    } catch {
      item.findings.append(Finding(error, level: .warning))
    }
  }

  private func isPhoto(_ attachment: any AttachmentObject) throws(Fault) -> Bool {
    if try attachment.boolean(0x7FFF) == true { return true }
    let name = try attachment.text(PropertyID.attachLongFilename, codePage: item.codePage)
    let short = try attachment.text(PropertyID.attachFilename, codePage: item.codePage)
    return (name ?? short)?.lowercased() == "contactpicture.jpg"
  }

  /// False where it stays an attachment.
  private mutating func add(photo attachment: any AttachmentObject) throws(Fault) -> Bool {
    let size = try attachment.open(PropertyID.attachDataBinary)?.count ?? 0
    guard size <= options.photoLimit else {
      item.findings.append(
        Finding(
          .warning, "CONTACT-PHOTO", place: item.place,
          "The picture has \(size) bytes, more than the \(options.photoLimit) that a card takes; it is left out of it.")
      )
      return false
    }
    guard let bytes = try attachment.binary(PropertyID.attachDataBinary), !bytes.isEmpty else { return false }
    for damage in attachment.damages { item.findings.append(Finding(damage, level: .warning)) }
    let type = ImageType.of(bytes)
    let encoded = Base64.encode(bytes)
    switch version {
    case .v4: lines.append(ContentLine("PHOTO", "data:\(type ?? "application/octet-stream");base64,\(encoded)"))
    case .v3:
      let word = type.map { [ContentLine.Parameter("TYPE", $0.dropFirst("image/".count).uppercased())] } ?? []
      lines.append(ContentLine("PHOTO", [.init("ENCODING", "b")] + word, encoded))
    }
    return true
  }
}

/// The media type of a picture by how its bytes begin; names lie.
enum ImageType {
  static func of(_ bytes: [UInt8]) -> String? {
    let marks: [(at: Int, mark: [UInt8], type: String)] = [
      (0, [0xFF, 0xD8, 0xFF], "image/jpeg"), (0, [0x89, 0x50, 0x4E, 0x47], "image/png"),
      (0, Array("GIF8".utf8), "image/gif"), (8, Array("WEBP".utf8), "image/webp"), (0, Array("BM".utf8), "image/bmp"),
      (0, [0x49, 0x49, 0x2A, 0x00], "image/tiff"), (0, [0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
    ]
    return marks.first { bytes.count >= $0.at + $0.mark.count && bytes[$0.at...].starts(with: $0.mark) }?.type
  }
}
