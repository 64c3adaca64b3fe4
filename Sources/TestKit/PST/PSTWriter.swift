public import Core
import MAPI

/// Writes a PST or OST file from a simple model: folders, messages, named properties. [MS-PST]
///
/// Messages go to the disk as they come; what stays in memory are the rows of folders' tables. The same calls with the same
/// seed make the same bytes.
public final class PSTWriter {
  /// A folder of the file.
  public struct Folder: Hashable, Sendable {
    /// Its node.
    public var id: UInt32
    /// The message store's own root, which people do not see.
    public static let root = Folder(id: 0x122)
    /// Where a person's folders begin (IPM_SUBTREE).
    public static let top = Folder(id: 0x8022)
    public static let searchRoot = Folder(id: 0x8042)
    public static let deletedItems = Folder(id: 0x8062)
  }

  /// The floor below, for nodes and blocks of a test's own.
  public let nodes: PSTNodeWriter
  let recordKey: [UInt8]
  let name: String
  let password: UInt32
  let recipientShape: PSTTableShape
  let attachmentShape: PSTTableShape
  var names = PSTNames()
  var folders: [FolderState] = []
  private var place: [UInt32: Int] = [:]
  /// Blocks of tables without rows, which all folders have in common as in Outlook's files.
  var empty: [UInt8: UInt64] = [:]

  final class FolderState {
    let id: UInt32
    let parent: UInt32
    let name: String
    let containerClass: String?
    var properties: [PSTProperty]
    var children: [FolderState] = []
    var contents: PSTTable?
    var associated: PSTTable?
    var unread = 0

    init(_ id: UInt32, parent: UInt32, name: String, containerClass: String?, properties: [PSTProperty]) {
      (self.id, self.parent, self.name) = (id, parent, name)
      (self.containerClass, self.properties) = (containerClass, properties)
    }
  }

  /// - Parameters:
  ///   - name: of the store.
  ///   - password: PidTagPstPassword, the CRC-32 of one; 0 for none. It hides nothing.
  ///   - seed: of the store's record key.
  public init(
    _ path: String, layout: PSTLayout = .unicode, encoding: PSTEncoding = .permute, name: String = "Made store",
    password: UInt32 = 0, seed: UInt64 = 1
  ) throws(Fault) {
    nodes = try PSTNodeWriter(path, layout: layout, encoding: encoding)
    (self.name, self.password) = (name, password)
    recipientShape = PSTTableShape(layout, PSTColumns.recipients)
    attachmentShape = PSTTableShape(layout, PSTColumns.attachments)
    var random = PSTRandom(seed: seed)
    recordKey = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    add(FolderState(0x122, parent: 0x122, name: "", containerClass: nil, properties: []))
    add(FolderState(0x8022, parent: 0x122, name: "Top of Outlook data file", containerClass: nil, properties: []))
    add(FolderState(0x8042, parent: 0x122, name: "Search Root", containerClass: nil, properties: []))
    add(FolderState(0x8062, parent: 0x8022, name: "Deleted Items", containerClass: "IPF.Note", properties: []))
    nodes.highest[2] = 0x403
  }

  /// Makes a folder.
  /// - Parameter containerClass: PidTagContainerClass; nil for a folder that says none.
  @discardableResult
  public func folder(
    _ name: String, class containerClass: String? = "IPF.Note", in parent: Folder = .top,
    _ properties: [PSTProperty] = []
  ) -> Folder {
    let id = nodes.newID(0x02)
    add(FolderState(id, parent: parent.id, name: name, containerClass: containerClass, properties: properties))
    return Folder(id: id)
  }

  private func add(_ folder: FolderState) {
    place[folder.id] = folders.count
    folders.append(folder)
    if folder.parent != folder.id { state(Folder(id: folder.parent)).children.append(folder) }
  }

  private func state(_ folder: Folder) -> FolderState {
    guard let place = place[folder.id] else { preconditionFailure("no folder \(folder.id) of this file") }
    return folders[place]
  }

  /// Writes a message. Returns its node.
  @discardableResult
  public func add(
    _ message: PSTMessage, to folder: Folder, _ listing: PSTListing = .listed
  ) throws(Fault) -> UInt32 {
    let state = state(folder)
    let (id, properties) = try write(message, 0x04, folder, listing)
    guard listing == .listed else { return id }
    var table = state.contents ?? PSTTable(nodes.layout, columns: PSTColumns.contents)
    state.contents = nil
    try table.add(id, properties, nodes)
    state.contents = table
    if !properties.contains(where: { $0.isRead }) { state.unread += 1 }
    return id
  }

  /// Writes a message of the folder's own (FAI), such as a view or a rule. Returns its node.
  @discardableResult
  public func addAssociated(
    _ message: PSTMessage, to folder: Folder, _ listing: PSTListing = .listed
  ) throws(Fault) -> UInt32 {
    let state = state(folder)
    let (id, properties) = try write(message, 0x08, folder, listing)
    guard listing == .listed else { return id }
    var table = state.associated ?? PSTTable(nodes.layout, columns: PSTColumns.associated)
    state.associated = nil
    try table.add(id, properties, nodes)
    state.associated = table
    return id
  }

  private func write(
    _ message: PSTMessage, _ type: UInt8, _ folder: Folder, _ listing: PSTListing
  ) throws(Fault) -> (id: UInt32, properties: [PSTProperty]) {
    let id = nodes.newID(type)
    nodes.space.writesFree = listing == .freed
    defer { nodes.space.writesFree = false }
    let written = try object(message)
    nodes.node(id, data: written.data, subnodes: written.subnodes, parent: folder.id)
    return (id, written.properties)
  }

  /// Makes a search folder, with a table of what it found. Returns its node. [MS-PST] §2.4.8.6
  @discardableResult
  public func searchFolder(
    _ name: String, in parent: Folder = .searchRoot,
    found: [(id: UInt32, parent: Folder, properties: [PSTProperty])] = []
  ) throws(Fault) -> UInt32 {
    let id = nodes.newID(0x03)
    var table = PSTTable(nodes.layout, columns: PSTColumns.searchContents)
    for item in found {
      let parent = PSTProperty.number(PSTColumns.parentNode, Int32(bitPattern: item.parent.id))
      try table.add(item.id, item.properties + [parent], nodes)
    }
    try searchNodes(id, name: name, parent: parent.id, table: table)
    return id
  }

  func searchNodes(_ id: UInt32, name: String, parent: UInt32, table: PSTTable) throws(Fault) {
    let properties: [PSTProperty] = [
      .text(PropertyID.displayName, name), .number(PropertyID.contentCount, Int32(table.count)),
      .number(PropertyID.contentUnreadCount, 0), .flag(PropertyID.subfolders, false),
    ]
    let folder = try nodes.propertyContext(properties)
    nodes.node(id, data: folder.data, subnodes: folder.subnodes, parent: parent)
    let base = id & ~31
    nodes.node(base | 0x06, data: 0)
    nodes.node(base | 0x07, data: try nodes.propertyContext([.number(0x660B, 0)]).data)
    if table.count == 0 {
      nodes.node(base | 0x10, data: try emptyTable(0x10))
    } else {
      let rows = try table.finish(nodes)
      nodes.node(base | 0x10, data: rows.data, subnodes: rows.subnodes)
    }
  }
}

extension PSTProperty {
  /// mfRead. [MS-OXCMSG] §2.2.1.6
  fileprivate var isRead: Bool {
    guard tag.id == PropertyID.messageFlags, case .integer32(let flags) = value else { return false }
    return flags & 1 != 0
  }
}
