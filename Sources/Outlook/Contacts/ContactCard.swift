public import Core
public import Groupware
public import MAPI
import MIME

/// A contact of Outlook as vCard. [MS-OXOCNTC] §2.2.1, [MS-OXVCARD] §2.1.3
public struct ContactCard: Sendable {
  public struct Options: Sendable {
    public var version: VCard.Version = .v4
    /// What no other item has, such as the store's record key with the number of the node: the UID is made of it. nil takes
    /// what the item itself holds.
    public var identity: [UInt8]?
    /// Of text that is not Unicode where the item names none.
    public var codePage: CodePage = .western
    /// Bytes; a larger photo is left out with a finding.
    public var photoLimit = 16 << 20
    /// The file and the node, for findings.
    public var place = ""
    public init() {}
  }

  public var card: VCard
  /// Properties that nothing was made of: what a sidecar must keep.
  public var left: [PropertyTag]
  /// Numbers, from 0 on, of attachments that are not the photo.
  public var leftAttachments: [Int]
  public var findings: [Finding]

  /// Never fails as a whole: what cannot be read is told of in ``findings``, and the rest is given.
  public init(_ contact: any MessageObject, _ options: Options = Options()) {
    var writer = ContactWriter(ItemReader(contact, codePage: options.codePage, place: options.place), options)
    writer.write()
    card = VCard(options.version, lines: writer.lines)
    left = writer.item.left
    leftAttachments = writer.leftAttachments
    findings = writer.item.allFindings
  }
}

/// Makes the lines of a contact, one subject after the other.
struct ContactWriter {
  let item: ItemReader
  let options: ContactCard.Options
  var version: VCard.Version { options.version }
  var lines: [ContentLine] = []
  var leftAttachments: [Int] = []
  /// What the card is called; other names are left out where they are the same.
  var fullName = ""

  init(_ item: ItemReader, _ options: ContactCard.Options) { (self.item, self.options) = (item, options) }

  mutating func write() {
    item.take(PropertyID.messageClass)
    names()
    organization()
    addresses()
    emails()
    telephones()
    days()
    places()
    people()
    notes()
    photo()
    certificates()
    simple()
    identity()
  }

  mutating func add(_ name: String, _ parameters: [ContentLine.Parameter] = [], text: String?) {
    if let text { lines.append(ContentLine(name, parameters, text: text)) }
  }

  /// A value that is an address of something: what may not stand in one is escaped. RFC 3986 §2.1
  mutating func add(_ name: String, _ parameters: [ContentLine.Parameter] = [], uri: String?) {
    if let uri { lines.append(ContentLine(name, parameters, Self.uri(uri))) }
  }

  static func uri(_ text: String) -> String {
    var out: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      switch byte {
      case 0x00...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"):
        out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
