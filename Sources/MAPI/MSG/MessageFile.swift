public import Core
public import MIME

/// A message that Outlook saved as a file (.msg). [MS-OXMSG]
///
/// Values are read when somebody asks for them. What is broken in the file as a whole is among the damages of the outermost
/// message.
public final class MessageFile: StorageProperties, MessageObject {
  private let depth: Int
  private var recipientRows: [StorageProperties]?
  private var attachmentRows: [MessageFileAttachment]?

  /// - Parameter name: what faults call the file: the last part of its path.
  /// - Throws: `CFB-FORMAT` for a file that is none of this kind; `FILE-READ`.
  public convenience init(_ source: any MailboxSource, name: String) throws(Fault) {
    let file = try CompoundFile(source, place: name)
    let context = MessageFileContext(file, place: name)
    var damages = file.damages
    try context.readNames { damages.append($0) }
    try self.init(context, file.root, header: 32, depth: 0, place: name)
    for damage in damages { notes.add(damage) }
    guard !tags.isEmpty else {
      throw CompoundFault.format("it is a compound file, but there is no message in it", name)
    }
  }

  init(
    _ context: MessageFileContext, _ storage: CompoundEntry, header: Int, depth: Int, place: String
  ) throws(Fault) {
    self.depth = depth
    try super.init(context, storage, header: header, place: place)
    completeCodePage()
  }

  /// Bytes that a .msg file begins with; other files of Office begin so, too.
  public static func isPossible(_ beginning: [UInt8]) -> Bool { CompoundFile.isCompound(beginning) }

  public func recipients() throws(Fault) -> [any PropertyBag] {
    if let recipientRows { return recipientRows }
    let storages = rows(
      "__recip_version1.0_#", counted: list.counted?.recipients, "recipients", ObjectLimits.recipients)
    var rows: [StorageProperties] = []
    for (number, storage) in storages {
      rows.append(
        try StorageProperties(context, storage, header: 8, place: place + ", recipient \(number)"))
    }
    recipientRows = rows
    return rows
  }

  public func attachments() throws(Fault) -> [any AttachmentObject] {
    if let attachmentRows { return attachmentRows }
    let storages = rows(
      "__attach_version1.0_#", counted: list.counted?.attachments, "attachments", ObjectLimits.attachments)
    var rows: [MessageFileAttachment] = []
    for (number, storage) in storages {
      rows.append(
        try MessageFileAttachment(context, storage, depth: depth, place: place + ", attachment \(number)"))
    }
    attachmentRows = rows
    return rows
  }

  /// Storages that are rows of a table, by their numbers.
  private func rows(
    _ prefix: String, counted: Int?, _ what: String, _ most: Int
  ) -> [(number: UInt32, storage: CompoundEntry)] {
    var found = context.file.children(of: storage).compactMap { entry -> (number: UInt32, storage: CompoundEntry)? in
      guard entry.kind == .storage, let number = StorageName.row(entry.name, prefix) else { return nil }
      return (number, entry)
    }
    found.sort { $0.number < $1.number }
    if let counted, counted > found.count {
      notes.add(MessageFileFault.damaged("\(found.count) of \(counted) \(what) are in the file", place))
    }
    if found.count > most {
      notes.add(MessageFileFault.limit("\(found.count - most) \(what) beyond \(most) are left out", place))
      found.removeLast(found.count - most)
    }
    return found
  }
}

/// An attachment in a .msg file. [MS-OXMSG] §2.2.2
final class MessageFileAttachment: StorageProperties, AttachmentObject {
  private let depth: Int
  private var inner: MessageFile?

  init(_ context: MessageFileContext, _ storage: CompoundEntry, depth: Int, place: String) throws(Fault) {
    self.depth = depth
    try super.init(context, storage, header: 8, place: place)
  }

  /// The message lies in a storage that is the value of PidTagAttachDataObject. [MS-OXMSG] §2.2.2.1
  func message() throws(Fault) -> (any MessageObject)? {
    if let inner { return inner }
    guard let data = context.file.child("__substg1.0_3701000D", of: storage), data.kind == .storage,
      context.file.child("__properties_version1.0", of: data) != nil
    else { return nil }
    guard depth < ObjectLimits.depth else {
      throw MessageFileFault.limit("messages lie deeper in each other than \(ObjectLimits.depth)", place)
    }
    inner = try MessageFile(context, data, header: 24, depth: depth + 1, place: place)
    return inner
  }
}
