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
    var contentId: String?
    var hidden: Bool?
    var size: Int?
    var sha256: String?
    var embedded: Item?
  }
  final class Item: Decodable {
    var id: UInt32?
    var `class`: String?
    var subject: String?
    var senderName: String?
    var senderAddrtype: String?
    var senderAddress: String?
    var senderSmtp: String?
    var sent: String?
    var received: String?
    var created: String?
    var modified: String?
    var flags: Int?
    var messageId: String?
    var codepage: Int?
    var headersSha256: String?
    var bodyTextSha256: String?
    var bodyTextChars: Int?
    var bodyHtmlSha256: String?
    var bodyHtmlBytes: Int?
    var rtfCompressedBytes: Int?
    var nProperties: Int?
    var recipients: [Recipient]?
    var recipientsError: String?
    var attachments: [Attachment]?
  }
  struct Folder: Decodable {
    var path: String
    var id: UInt32?
    var containerClass: String?
    var contentCountProp: Int?
    var unreadProp: Int?
    var items: [Item]?
  }

  var storeName: String?
  var passwordCrc32: UInt32?
  var folders: [Folder]?

  init(_ bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(FileTruth.self, from: Data(bytes))
  }
}
