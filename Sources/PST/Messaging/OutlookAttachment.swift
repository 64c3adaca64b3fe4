public import Core
public import MAPI
public import MIME

/// An attachment. Where its own properties are lost, it has what the table of attachments tells. [MS-PST] §2.4.6.2
public final class OutlookAttachment: OutlookObject, AttachmentObject {
  private let subnodes: ObjectSubnodes
  /// Messages around it.
  private let depth: Int
  /// Messages within messages that are followed.
  static let deepest = 64

  init(_ store: OutlookStore, _ entry: NodeEntry, _ row: TableRow?, depth: Int) {
    self.depth = depth + 1
    let damages = DamageList(file: store.name, node: entry.id)
    subnodes = ObjectSubnodes(store.nodes, tree: entry.subnodes, damages: damages)
    var source = row.map { Source.row($0) } ?? .nothing
    if entry.data == .none {
      damages.note(.pstAttachment, "The attachment's data is not in the file any more.")
    } else {
      do throws(Fault) {
        let heap = try Heap(store.nodes, data: entry.data, damages: damages)
        source = .properties(try PropertyContext(heap, subnodes: subnodes))
      } catch { damages.note(error) }
    }
    super.init(store, entry.id, source, damages)
  }

  /// How its contents are kept (PidTagAttachMethod). [MS-OXCMSG] §2.2.2.9
  public enum Method: Int, Sendable {
    case none = 0
    case byValue = 1
    case byReference = 2
    case byReferenceResolved = 3
    case byReferenceOnly = 4
    case embeddedMessage = 5
    case ole = 6
    /// A link to a file on the web; its address is PidTagAttachLongPathname.
    case webLink = 7
  }
  /// nil where the attachment does not tell, or a method that is not known here.
  public var method: Method? {
    get throws(Fault) { try integer(PropertyID.attachMethod).flatMap { Method(rawValue: $0) } }
  }

  /// The contents of an attachment that is a message are no bytes but ``message()``.
  public override func value(_ id: UInt16) throws(Fault) -> PropertyValue? {
    if id == PropertyID.attachDataBinary, try enclosed() != nil { return nil }
    return try super.value(id)
  }

  public override func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? {
    if id == PropertyID.attachDataBinary, try enclosed() != nil { return nil }
    return try super.open(id)
  }

  /// - Throws: a fault of class `skipItem` when the message is there and cannot be read.
  public func message() throws(Fault) -> (any MessageObject)? {
    guard let id = try enclosed() else { return nil }
    guard let entry = subnodes.entry(id) else {
      throw damageList.fault(.pstAttachment, "The message that is attached is not in the file any more.")
    }
    guard depth <= Self.deepest else {
      throw damageList.fault(.pstNesting, "More than \(Self.deepest) messages lie within one another.")
    }
    return try OutlookMessage(store, entry, depth: depth, damages: DamageList(file: store.name, node: entry.id))
  }

  /// The subnode of the message inside. [MS-PST] §2.4.6.2.1
  private func enclosed() throws(Fault) -> NodeID? {
    guard case .properties(let context) = source, let object = try context.object(PropertyID.attachDataBinary),
      try method == .embeddedMessage || object.id.type == .message
    else { return nil }
    return object.id
  }
}
