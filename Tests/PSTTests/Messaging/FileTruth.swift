import Foundation

/// What the reference readers found in a sample, from the JSON beside it.
struct FileTruth: Decodable {
  struct Recipient: Decodable, Hashable {
    var type: Int?
    var name: String?
    var addrtype: String?
    var address: String?
    var smtp: String?
  }
  final class Attachment: Decodable {
    var method: Int?
    var name: String?
    var mime: String?
    var content_id: String?
    var hidden: Bool?
    var size: Int?
    var sha256: String?
    var embedded: Item?
  }
  final class Item: Decodable {
    var id: UInt32?
    var `class`: String?
    var subject: String?
    var sender_name: String?
    var sender_addrtype: String?
    var sender_address: String?
    var sender_smtp: String?
    var sent: String?
    var received: String?
    var created: String?
    var modified: String?
    var flags: Int?
    var message_id: String?
    var codepage: Int?
    var headers_sha256: String?
    var body_text_sha256: String?
    var body_text_chars: Int?
    var body_html_sha256: String?
    var body_html_bytes: Int?
    var rtf_compressed_bytes: Int?
    var n_properties: Int?
    var recipients: [Recipient]?
    var recipients_error: String?
    var attachments: [Attachment]?
  }
  struct Folder: Decodable {
    var path: String
    var id: UInt32?
    var container_class: String?
    var content_count_prop: Int?
    var unread_prop: Int?
    var items: [Item]?
  }

  var store_name: String?
  var password_crc32: UInt32?
  var folders: [Folder]?

  init(_ bytes: [UInt8]) throws { self = try JSONDecoder().decode(FileTruth.self, from: Data(bytes)) }
}
