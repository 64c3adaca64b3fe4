public import Core
public import Groupware
public import MAPI
import MIME

/// A contact group of Outlook with everybody in it. [MS-OXOCNTC] §2.2.2
public struct DistributionList: Sendable {
  public struct Member: Hashable, Sendable {
    /// Empty where only an address is known.
    public var name: String
    /// nil for somebody whom mail from elsewhere cannot reach.
    public var address: String?
    /// What the file has instead of an address: an X.500 name or a number of a telephone.
    public var other: String?
  }

  public struct Options {
    /// As of ``ContactCard/Options``.
    public var identity: [UInt8]?
    public var codePage: CodePage = .western
    public var place = ""
    /// Lists in lists in lists, at most.
    public var depth = 8
    /// Members in all, those of lists within among them.
    public var members = 100_000
    /// Finds a contact or a list that a member stands for; nil where it is not in this file.
    public var item: (ItemEntryID) throws(Fault) -> (any MessageObject)? = { (_) throws(Fault) in nil }
    public init() {}
  }

  public var name: String
  /// In their order, everybody once; those of lists within in the place of the list.
  public var members: [Member]
  public var left: [PropertyTag]
  public var findings: [Finding]

  public init(_ list: any MessageObject, _ options: Options = Options()) {
    let item = ItemReader(list, codePage: options.codePage, place: options.place)
    item.take(PropertyID.messageClass)
    name =
      item.text(.distributionListName) ?? item.text(PropertyID.displayName) ?? item.text(PropertyID.subject)
      ?? "Unnamed"
    for id in [PropertyID.displayName, PropertyID.subject, PropertyID.normalizedSubject] { item.take(id) }
    var gathering = MemberGathering(options)
    gathering.gather(item, depth: 0)
    members = gathering.members
    lines = Self.moreLines(item, options)
    left = item.left
    findings = item.allFindings + gathering.findings
  }

  private let lines: [VCard.Version: [ContentLine]]

  /// Lines that a contact has as well.
  private static func moreLines(_ item: ItemReader, _ options: Options) -> [VCard.Version: [ContentLine]] {
    var made: [VCard.Version: [ContentLine]] = [:]
    for version in VCard.Version.allCases {
      var contact = ContactCard.Options()
      contact.version = version
      contact.identity = options.identity
      var writer = ContactWriter(item, contact)
      writer.notes()
      writer.identity()
      made[version] = writer.lines
    }
    return made
  }

  /// KIND:group (RFC 6350 §6.1.4); in version 3 by the names that Apple gave the same.
  public func card(_ version: VCard.Version = .v4) -> VCard {
    let prefix = version == .v4 ? "" : "X-ADDRESSBOOKSERVER-"
    var lines = [ContentLine(prefix + "KIND", "group"), ContentLine("FN", text: name)]
    if version == .v3 { lines.append(ContentLine("N", TextValue.joined(structure: [[name], [""], [""], [""], [""]]))) }
    for member in members {
      guard let address = member.address else {
        lines.append(
          ContentLine("X-MEMBER-WITHOUT-ADDRESS", text: member.other.map { "\(member.name) (\($0))" } ?? member.name))
        continue
      }
      let name: [ContentLine.Parameter] =
        member.name.isEmpty || member.name == address ? [] : [.init("X-DISPLAY-NAME", member.name)]
      lines.append(ContentLine(prefix + "MEMBER", name, Self.mailto(address)))
    }
    return VCard(version, lines: lines + (self.lines[version] ?? []))
  }

  /// RFC 6068 §2: what may not stand in the address as it is, is escaped; letters of other alphabets are left.
  static func mailto(_ address: String) -> String {
    var out = Array("mailto:".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in address.utf8 {
      switch byte {
      case 0x00...0x20, 0x7F, UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "#"),
        UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: ","),
        UInt8(ascii: ";"), UInt8(ascii: "/"):
        out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The group as it may stand in an address field: `Vogels: "Berg, Hanna" <hanna@example.org>, piet@example.org;`
  ///
  /// Text in UTF-8 (RFC 6532); a field of mail needs encoded words instead. RFC 5322 §3.4. Who has no address is not in it.
  public var addressText: String {
    let mailboxes = members.compactMap { member in
      member.address.map { address in
        member.name.isEmpty || member.name == address ? address : "\(Self.phrase(member.name)) <\(address)>"
      }
    }
    return "\(Self.phrase(name)):\(mailboxes.isEmpty ? "" : " " + mailboxes.joined(separator: ", "));"
  }

  /// In quotes unless it is words alone. RFC 5322 §3.2.5
  private static func phrase(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...0xFF:
        true
      default: false
      }
    }
    let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    if isPlain, !text.isEmpty { return text }
    var out = "\""
    for scalar in line {
      if scalar == "\"" || scalar == "\\" { out.unicodeScalars.append("\\") }
      out.unicodeScalars.append(scalar)
    }
    return out + "\""
  }
}
