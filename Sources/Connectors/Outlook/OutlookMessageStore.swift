public import Archives
public import Core
import Glibc
import MAPI
import Outlook
import PST
import Synchronization

/// The mail of an Outlook file as a mailbox to read from.
///
/// Items that are no mail are told with a fault, so that a move accounts for them; `pst extract` writes them.
public final class OutlookMessageStore: MessageStore {
  public let form = ArchiveForm.pst
  private let path: String
  private let file: OutlookFile
  private let export = MailExport(options: NaturalForm.mailOptions(keepsRTF: false))
  /// Tells the items of one file from those of another.
  private let origin: UInt64

  /// Throws `PST-NOT-PST`, `PST-ENCODING`, `FILE-READ`.
  public init(_ path: String) throws(Fault) {
    self.path = path
    let file = try OutlookFile(path: path)
    self.file = file
    origin = file.withStore { Self.origin(of: $0) }
  }

  /// PidTagRecordKey of the store, which no two files share. [MS-PST] §2.4.3.1
  private static func origin(of store: OutlookStore) -> UInt64 {
    store.recordKey.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  // MARK: Folders

  public func folders() throws(Fault) -> [StoredFolder] {
    file.withStore { store in
      store.places().filter(Self.isMoved).map { place in
        var folder = StoredFolder(path: place.path.isEmpty ? ["Items"] : place.path, place: Self.place(place.entry.id))
        folder.isSubscribed = true
        return folder
      }
    }
  }

  /// The folder above all is one where something lies in it.
  private static func isMoved(_ place: OutlookFolderPlace) -> Bool {
    place.isVisible && !place.isDeleted && !place.isOrphan
      && (!place.path.isEmpty || (place.entry.contentCount ?? 1) > 0)
  }

  private static func place(_ id: NodeID) -> [UInt8] { Array(String(id.rawValue, radix: 16).utf8) }

  private static func node(of folder: StoredFolder) throws(Fault) -> NodeID {
    guard let number = UInt32(String(decoding: folder.place, as: UTF8.self), radix: 16) else {
      throw Fault(
        "PST-NODE-MISSING", "The folder is not in the file any more.", place: folder.path.joined(separator: "/"),
        recovery: .skipFolder)
    }
    return NodeID(rawValue: number)
  }

  /// An Outlook file is one file: whatever changes in it changes its size or its time.
  public func stamp(of folder: StoredFolder) throws(Fault) -> UInt64? {
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      throw Fault(
        "FILE-READ", "the file cannot be examined: \(String(cString: strerror(errno)))", place: file.name,
        recovery: .stopMailbox)
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let written = Int64(facts.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(facts.st_mtim.tv_nsec)
    let moment = Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
    guard moment - written > StampRule.settling else { return nil }
    return [UInt64(bitPattern: written), UInt64(facts.st_size), UInt64(facts.st_ino), origin]
      .reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ $1) &* 0x0000_0100_0000_01B3 ^ $0 >> 31 }
  }

  // MARK: Messages

  public func scan(_ folder: StoredFolder, _ each: (ScannedMessage) throws -> Void) throws {
    let id = try Self.node(of: folder)
    var failure: (any Error)?
    try file.withStore { store throws(Fault) in
      let source = store.folder(id)
      try source.forEachItem(.message) { item throws(Fault) in
        guard !item.isDeleted else { return true }
        do {
          try each(scanned(item, store))
          return true
        } catch {
          failure = error
          return false
        }
      }
    }
    if let failure { throw failure }
  }

  /// By the folder's table, without opening the item, as far as that tells.
  private func scanned(_ item: OutlookItem, _ store: OutlookStore) -> ScannedMessage {
    var message = ScannedMessage(
      key: MessageKey(high: origin, low: UInt64(item.id.rawValue)),
      place: MessagePlace(offset: Int64(item.id.rawValue)), size: 0, date: ZonedTime(seconds: 0), flags: [])
    do throws(Fault) {
      // Flags, categories and the times stand in the item; the table has them in part.
      let object = try item.open()
      let kind = ItemKind(messageClass: try object.text(PropertyID.messageClass, codePage: store.codePage) ?? "")
      message.size = Int64(max(0, try object.integer(PropertyID.messageSize) ?? 0))
      let new = ItemConverter.newMessage(export.flags(of: object))
      message.flags = new.flags
      message.date = new.date ?? message.date
      if NaturalForm(kind) != .mail { message.fault = Self.noMail(kind, store.name) }
    } catch {
      message.fault = error
    }
    return message
  }

  private static func noMail(_ kind: ItemKind, _ name: String) -> Fault {
    Fault(
      "PST-NO-MAIL", "\(kind.words) is no mail and stays in the Outlook file", place: name, recovery: .skipItem,
      advice: "Write it as a file: postduif pst extract FILE --to FOLDER")
  }

  public func open(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) -> any Archives.StoredMessage {
    let spool = Spool(name: file.name)
    try file.withStore { store throws(Fault) in
      let message = try store.message(NodeID(rawValue: UInt32(truncatingIfNeeded: place.offset)))
      let kind = ItemKind(messageClass: try message.text(PropertyID.messageClass, codePage: store.codePage) ?? "")
      if NaturalForm(kind) != .mail { throw Self.noMail(kind, store.name) }
      do {
        _ = try export.write(message, place: ItemConverter.place(of: message)) { try spool.write($0) }
      } catch let fault as Fault {
        throw fault
      } catch {
        throw Fault("PST-NODE-MISSING", "\(error)", place: file.name, recovery: .skipItem)
      }
    }
    return spool
  }
}
