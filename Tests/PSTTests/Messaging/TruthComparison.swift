import Core
import MAPI
import MIME
import PST
import TestKit

/// Compares a file with what the reference readers found, and lists every difference.
struct TruthComparison {
  /// One line each: the place (node of the item, numbers of attachments), the field, theirs, ours.
  private(set) var differences: [String] = []
  private(set) var compared = 0
  private let store: OutlookStore

  init(_ store: OutlookStore, _ truth: FileTruth) throws {
    self.store = store
    check("store", "name", truth.storeName, store.displayName)
    check("store", "password", truth.passwordCrc32 ?? 0, store.passwordChecksum ?? 0)
    try folders(truth.folders ?? [])
  }

  /// The reference reader does not tell a text without characters from none.
  private mutating func check(_ place: String, _ field: String, _ theirs: String?, _ ours: String?) {
    check(place, field, some: theirs?.isEmpty == true ? nil : theirs, ours?.isEmpty == true ? nil : ours)
  }

  private mutating func check<Value: Equatable>(_ place: String, _ field: String, _ theirs: Value?, _ ours: Value?) {
    check(place, field, some: theirs, ours)
  }

  private mutating func check<Value: Equatable>(_ place: String, _ field: String, some theirs: Value?, _ ours: Value?) {
    compared += 1
    if theirs == ours { return }
    func show(_ value: Value?) -> String { value.map { "\($0)" } ?? "-" }
    differences.append("\(place) \(field): theirs \(show(theirs)), ours \(show(ours))")
  }

  // MARK: folders

  private mutating func folders(_ theirs: [FileTruth.Folder]) throws {
    let entries = store.folders
    var paths: [String] = []
    for entry in entries {
      let above = entry.parent.map { paths[$0] } ?? ""
      paths.append((above == "/" ? "" : above) + "/" + entry.name.split(separator: "/").joined(separator: "\u{2215}"))
    }
    // Theirs stand in the order of ids, ours in that of the tables.
    check("folders", "paths", theirs.map(\.path).sorted(), paths.sorted())
    for theirs in theirs {
      guard let at = entries.firstIndex(where: { $0.id.rawValue == theirs.id }) else { continue }
      let entry = entries[at]
      let place = "folder \(entry.id.rawValue)"
      check(place, "path", theirs.path, paths[at])
      check(place, "class", theirs.containerClass, entry.containerClass)
      check(place, "count", theirs.contentCountProp, entry.contentCount)
      check(place, "unread", theirs.unreadProp, entry.unreadCount)
      check(place, "standing", .listed, entry.standing)
      try items(theirs.items ?? [], entry)
    }
  }

  private mutating func items(_ theirs: [FileTruth.Item], _ entry: FolderEntry) throws {
    var items: [OutlookItem] = []
    try store.folder(entry.id).forEachItem { item throws(Fault) in
      items.append(item)
      return true
    }
    check("folder \(entry.id.rawValue)", "items", theirs.compactMap(\.id).sorted(), items.map(\.id.rawValue).sorted())
    for item in items {
      check("item \(item.id.rawValue)", "listed", true, item.isListed)
      guard let theirs = theirs.first(where: { $0.id == item.id.rawValue }) else { continue }
      let message = try item.open()
      try self.item(theirs, message, "item \(item.id.rawValue)", nil)
      try summary(item, message)
    }
  }

  /// The table says the same as the item.
  private mutating func summary(_ item: OutlookItem, _ message: OutlookMessage) throws {
    guard let row = item.summary else { return }
    for id in [PropertyID.messageClass, PropertyID.clientSubmitTime] {
      guard let cell = try row.value(id), let value = try message.value(id) else { continue }
      check("item \(item.id.rawValue)", "cell 0x\(String(id, radix: 16))", value, cell)
    }
  }

  // MARK: items

  /// PidTagSubject without the two characters that tell how long its prefix is. [MS-PST] §2.5.3
  static func subject(_ text: String?) -> String? {
    guard let text, let first = text.unicodeScalars.first, first.value == 1, text.unicodeScalars.count > 1 else {
      return text
    }
    return String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(2)))
  }

  private func time(_ message: OutlookObject, _ id: UInt16) throws -> String? {
    guard case .time(let time)? = try message.value(id), time.ticks > 0, time.ticks < UInt64(Int64.max) else {
      return nil
    }
    let at = CalendarTime(secondsSince1970: time.seconds)
    return "\(pad(at.year, 4))-\(pad(at.month))-\(pad(at.day))T\(pad(at.hour)):\(pad(at.minute)):\(pad(at.second))Z"
  }

  private mutating func item(
    _ theirs: FileTruth.Item, _ ours: OutlookMessage, _ place: String, _ outer: CodePage?
  ) throws {
    let number =
      try ours.integer(PropertyID.messageCodepage).flatMap { $0 == 0 ? nil : $0 }
      ?? ours.integer(PropertyID.internetCodepage).flatMap { $0 == 0 ? nil : $0 }
    let codePage = try ours.codePage()
    func text(_ id: UInt16) throws -> String? { try ours.text(id, codePage: codePage) }
    check(place, "codepage", theirs.codepage.flatMap { $0 == 0 ? nil : $0 }, number)
    check(place, "class", theirs.class, try text(PropertyID.messageClass))
    check(place, "subject", theirs.subject, Self.subject(try text(PropertyID.subject)))
    check(place, "sender", theirs.senderName, try text(PropertyID.senderName))
    check(place, "sender type", theirs.senderAddrtype, try text(PropertyID.senderAddressType))
    check(place, "sender address", theirs.senderAddress, try text(PropertyID.senderEmailAddress))
    check(place, "sender smtp", theirs.senderSmtp, try text(PropertyID.senderSMTPAddress))
    check(place, "message id", theirs.messageId, try text(PropertyID.internetMessageID))
    check(place, "flags", theirs.flags, try ours.integer(PropertyID.messageFlags))
    check(place, "sent", theirs.sent, try time(ours, PropertyID.clientSubmitTime))
    check(place, "received", theirs.received, try time(ours, PropertyID.messageDeliveryTime))
    check(place, "created", theirs.created, try time(ours, PropertyID.creationTime))
    check(place, "modified", theirs.modified, try time(ours, PropertyID.lastModificationTime))
    check(place, "properties", theirs.nProperties, ours.tags.count)
    try bodies(theirs, ours, place, codePage)
    try recipients(theirs, ours, place, codePage)
    try attachments(theirs, ours, place, codePage)
    for fault in ours.damages { check(place, "damage", "none", fault.description) }
  }

  private mutating func bodies(
    _ theirs: FileTruth.Item, _ ours: OutlookMessage, _ place: String, _ codePage: CodePage
  ) throws {
    func digest(_ text: String?) -> String? { text.map { Digest.sha256(Array($0.utf8)) } }
    let header = try ours.text(PropertyID.transportMessageHeaders, codePage: codePage)
    check(place, "header", theirs.headersSha256, digest(header?.isEmpty == true ? nil : header))
    check(place, "text", theirs.bodyTextSha256, digest(try ours.text(PropertyID.body, codePage: codePage)))
    let html: [UInt8]? =
      switch try ours.value(PropertyID.html) {
      case .binary(let bytes)?: bytes
      case let value?: value.text(codePage).map { Array($0.utf8) }
      case nil: nil
      }
    check(place, "html", theirs.bodyHtmlSha256, html.map { Digest.sha256($0) })
    check(place, "html bytes", theirs.bodyHtmlBytes, html?.count)
    check(place, "rtf", theirs.rtfCompressedBytes, try ours.binary(PropertyID.rtfCompressed)?.count)
    // What is read in pieces is what is read in one.
    for id in [PropertyID.body, PropertyID.html, PropertyID.rtfCompressed] {
      guard let source = try ours.open(id) else { continue }
      let whole: [UInt8] =
        switch try ours.value(id) {
        case .string(let bytes)?, .string8(let bytes)?, .binary(let bytes)?: bytes
        default: []
        }
      check(place, "pieces of 0x\(String(id, radix: 16))", Digest.sha256(whole), try Self.digest(source))
    }
  }

  private static func digest(_ source: any MailboxSource) throws -> String {
    var all: [UInt8] = []
    while true {
      let piece = try source.bytes(at: all.count, 3000)
      if piece.isEmpty { return Digest.sha256(all) }
      all += piece
    }
  }

  private mutating func recipients(
    _ theirs: FileTruth.Item, _ ours: OutlookMessage, _ place: String, _ codePage: CodePage
  ) throws {
    let rows = try ours.recipients()
    let list = theirs.recipients ?? []
    check(place, "recipients", list.count, rows.count)
    for (number, (theirs, ours)) in zip(list, rows).enumerated() {
      let place = "\(place) recipient \(number)"
      check(place, "type", theirs.type, try ours.integer(PropertyID.recipientType))
      check(place, "name", theirs.name, try ours.text(PropertyID.displayName, codePage: codePage))
      check(place, "address type", theirs.addrtype, try ours.text(PropertyID.addressType, codePage: codePage))
      check(place, "address", theirs.address, try ours.text(PropertyID.emailAddress, codePage: codePage))
      check(place, "smtp", theirs.smtp, try ours.text(PropertyID.smtpAddress, codePage: codePage))
    }
  }

  private mutating func attachments(
    _ theirs: FileTruth.Item, _ ours: OutlookMessage, _ place: String, _ codePage: CodePage
  ) throws {
    let found = try ours.attachments()
    let list = theirs.attachments ?? []
    check(place, "attachments", list.count, found.count)
    for (number, (theirs, ours)) in zip(list, found).enumerated() {
      let place = "\(place) attachment \(number)"
      func text(_ id: UInt16) throws -> String? { try ours.text(id, codePage: codePage) }
      check(place, "method", theirs.method, try ours.integer(PropertyID.attachMethod))
      let name =
        try text(PropertyID.attachLongFilename) ?? text(PropertyID.attachFilename) ?? text(PropertyID.displayName)
      check(place, "name", theirs.name, name)
      check(place, "type", theirs.mime, try text(PropertyID.attachMimeTag))
      check(place, "content id", theirs.contentId, try text(PropertyID.attachContentID))
      check(place, "hidden", theirs.hidden ?? false, try ours.boolean(PropertyID.attachmentHidden) ?? false)
      let source = try ours.open(PropertyID.attachDataBinary)
      check(place, "size", theirs.size, source?.count)
      check(place, "sha256", theirs.sha256, try source.map { try Self.digest($0) })
      let inner = try ours.message()
      check(place, "message", theirs.embedded != nil, inner != nil)
      if let theirs = theirs.embedded, let inner = inner as? OutlookMessage { try item(theirs, inner, place, codePage) }
      for fault in ours.damages { check(place, "damage", "none", fault.description) }
    }
  }
}
