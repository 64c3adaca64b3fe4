import MAPI
import MIME

/// A sender or recipient as it goes into an address field.
struct Mailbox: Hashable {
  /// In UTF-8; empty where there is none.
  var name: [UInt8]
  /// `local@domain`; empty where none is known.
  var address: [UInt8]
  /// The address is one of another kind in SMTP's clothes; nobody can be reached by it from outside.
  var isEncapsulated = false

  /// Which properties hold the parts of an address.
  struct Source {
    var name: UInt16
    var type: UInt16
    var address: UInt16
    var smtp: UInt16
    var entry: UInt16

    static let sender = Source(
      name: PropertyID.senderName, type: PropertyID.senderAddressType, address: PropertyID.senderEmailAddress,
      smtp: PropertyID.senderSMTPAddress, entry: PropertyID.senderEntryID)
    static let represented = Source(
      name: PropertyID.sentRepresentingName, type: PropertyID.sentRepresentingAddressType,
      address: PropertyID.sentRepresentingEmailAddress, smtp: PropertyID.sentRepresentingSMTPAddress,
      entry: PropertyID.sentRepresentingEntryID)
    static let recipient = Source(
      name: PropertyID.displayName, type: PropertyID.addressType, address: PropertyID.emailAddress,
      smtp: PropertyID.smtpAddress, entry: PropertyID.entryID)
  }

  /// nil where there is neither name nor address. `directory` knows SMTP addresses of X.500 ones. [MS-OXCMAIL] §2.1.1.1
  init?(_ reader: ObjectReader, _ source: Source, directory: ([UInt8]) -> [UInt8]?) {
    var name = reader.words(source.name) ?? []
    var type = reader.words(source.type).map(Self.uppercased) ?? []
    var address = reader.words(source.address) ?? []
    if address.isEmpty || type.isEmpty, let entry = reader.binary(source.entry).flatMap(EntryID.init) {
      if address.isEmpty { (address, type) = (reader.recoded(entry.address, entry), Self.uppercased(entry.type)) }
      if name.isEmpty { name = reader.recoded(entry.name, entry) }
    }
    if let smtp = reader.words(source.smtp), let plain = Self.smtp(smtp) {
      self.init(name: name, address: plain)
    } else if type != Self.exchange, !Self.isX500(address), type.isEmpty || type == Self.internet,
      let plain = Self.smtp(address)
    {
      self.init(name: name, address: plain)
    } else if let proxy = Self.proxy(reader) {
      self.init(name: name, address: proxy)
    } else if let known = directory(address).flatMap(Self.smtp) {
      self.init(name: name, address: known)
    } else if let plain = Self.smtp(name) {
      self.init(name: [], address: plain)
    } else if !address.isEmpty, !type.isEmpty || Self.isX500(address), type != Self.internet, type != Self.list {
      self.init(name: name, address: Self.encapsulated(type.isEmpty ? Self.exchange : type, address))
      isEncapsulated = true
    } else if !name.isEmpty || !address.isEmpty {
      self.init(name: name.isEmpty ? address : name, address: [])
    } else {
      return nil
    }
  }

  init(name: [UInt8], address: [UInt8]) {
    // Outlook shows an address that it has no name for in single quotes.
    var plain = name[...]
    if plain.count > 2, plain.first == 0x27, plain.last == 0x27 { plain = plain.dropFirst().dropLast() }
    let isAddress = plain.count == address.count && zip(plain, address).allSatisfy { $0.lowercased == $1.lowercased }
    (self.name, self.address) = (isAddress ? [] : name, address)
  }

  static func isX500(_ address: [UInt8]) -> Bool {
    address.count > 3 && address[0] == UInt8(ascii: "/") && address[2] == UInt8(ascii: "=")
  }

  private static let exchange = Array("EX".utf8)
  private static let internet = Array("SMTP".utf8)
  /// A personal list: what is in it was never kept with the message.
  private static let list = Array("MAPIPDL".utf8)

  static func uppercased(_ bytes: [UInt8]) -> [UInt8] { bytes.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 } }

  /// The address without what programs put around it; nil for what is no `local@domain`.
  static func smtp(_ text: [UInt8]) -> [UInt8]? {
    var plain = text[...]
    if plain.count > 5, plain.prefix(5).elementsEqual("SMTP:".utf8) || plain.prefix(5).elementsEqual("smtp:".utf8) {
      plain = plain.dropFirst(5)
    } else if plain.count > 7, plain.prefix(7).elementsEqual("mailto:".utf8) {
      plain = plain.dropFirst(7)
    }
    if plain.first == UInt8(ascii: "<"), plain.last == UInt8(ascii: ">") { plain = plain.dropFirst().dropLast() }
    if plain.first == 0x27, plain.last == 0x27 { plain = plain.dropFirst().dropLast() }
    guard let at = plain.lastIndex(of: UInt8(ascii: "@")), at > plain.startIndex, at + 1 < plain.endIndex,
      plain.count <= 900
    else { return nil }
    let isQuoted = plain.first == 0x22 && plain[at - 1] == 0x22
    if !isQuoted, plain.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }) {
      return nil
    }
    return Array(plain)
  }

  /// PidTagAddressBookProxyAddresses; the main one is written in capitals. [MS-OXOABK] §2.2.3.23
  private static func proxy(_ reader: ObjectReader) -> [UInt8]? {
    guard reader.has(MailProperty.proxyAddresses) else { return nil }
    let all = reader.texts(reader.value(MailProperty.proxyAddresses))
    let one = all.first { $0.starts(with: "SMTP:".utf8) } ?? all.first { $0.starts(with: "smtp:".utf8) }
    return one.flatMap(smtp)
  }

  /// `IMCEAEX-_O=Firma_OU=Erste_CN=Jan@x500.invalid`. The domain says that no mail goes there. [MS-OXCMAIL] §2.1.1.1
  static func encapsulated(_ type: [UInt8], _ address: [UInt8]) -> [UInt8] {
    var out = Array("IMCEA".utf8) + type.filter(\.isWordByte) + [UInt8(ascii: "-")]
    for byte in address.prefix(280) {
      if byte.isWordByte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "=") {
        out.append(byte)
      } else if byte == UInt8(ascii: "/") {
        out.append(UInt8(ascii: "_"))
      } else {
        out += [UInt8(ascii: "+"), Hex.digit(byte >> 4), Hex.digit(byte & 15)]
      }
    }
    return out + Array("@x500.invalid".utf8)
  }
}

extension UInt8 {
  var isWordByte: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
  var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }
}

extension ObjectReader {
  /// Text of an entry id in UTF-8.
  fileprivate func recoded(_ bytes: [UInt8], _ entry: EntryID) -> [UInt8] {
    UTF8Text.trimmed(entry.isUnicode ? UTF8Text.bytes(utf16: bytes) : UTF8Text.bytes(bytes, in: { self.codePage }))
  }
}

extension Mailbox {
  init?(_ reader: ObjectReader, entry: EntryID) {
    let decode = { (bytes: [UInt8]) -> [UInt8] in
      UTF8Text.trimmed(
        entry.isUnicode ? UTF8Text.bytes(utf16: bytes) : UTF8Text.bytes(bytes, in: { reader.codePage }))
    }
    let (name, address) = (decode(entry.name), decode(entry.address))
    let type = Self.uppercased(entry.type)
    if let plain = Self.smtp(address), type.isEmpty || type.elementsEqual("SMTP".utf8) {
      self.init(name: name, address: plain)
    } else if !address.isEmpty, !type.isEmpty, !type.elementsEqual("SMTP".utf8) {
      self.init(name: name, address: Self.encapsulated(type, address))
      isEncapsulated = true
    } else if !name.isEmpty {
      self.init(name: name, address: [])
    } else {
      return nil
    }
  }
}
