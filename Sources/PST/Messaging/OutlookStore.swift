public import Core
public import MAPI
import MIME

/// An Outlook data file: its folders, items and named properties. [MS-PST] §2.4
///
/// Opening never fails: what is damaged stands in ``damages``, and what is still there is found without it. Used by one task
/// at a time.
public final class OutlookStore {
  public let nodes: any NodeStore
  /// The last part of the file's name, for the places of faults.
  public let name: String
  /// Text that is not Unicode and belongs to no message.
  public let codePage: CodePage
  let damageList: DamageList
  /// Items that say they lie in a folder that is gone, with the first folder that lists them.
  private var adopted: [NodeID: NodeID] = [:]

  public init(_ nodes: any NodeStore, name: String, codePage: CodePage = .western) {
    (self.nodes, self.name, self.codePage) = (nodes, name, codePage)
    damageList = DamageList(file: name, node: .messageStore)
  }

  /// What was found broken in the store's own parts and its folders until now; each item has its own.
  public var damages: [Fault] { damageList.faults }

  // MARK: The store's own properties

  /// [MS-PST] §2.4.3
  public private(set) lazy var properties: (any PropertyBag)? = {
    guard let context = context(of: .messageStore) else { return nil }
    return Properties(context)
  }()

  /// Properties of the store; they hold on to no store.
  private final class Properties: PropertyBag {
    private let context: PropertyContext
    init(_ context: PropertyContext) { self.context = context }
    var tags: [PropertyTag] { context.tags }
    func value(_ id: UInt16) throws(Fault) -> PropertyValue? { try context.value(id) }
    func open(_ id: UInt16) throws(Fault) -> (any MailboxSource)? { try context.open(id) }
    func id(of name: PropertyName) -> UInt16? { nil }
    func name(of id: UInt16) -> PropertyName? { nil }
    var damages: [Fault] { context.storage.heap.damages.faults }
  }

  private func context(of id: NodeID) -> PropertyContext? {
    do throws(Fault) {
      guard let entry = try nodes.node(id) else {
        let number = String(id.rawValue, radix: 16, uppercase: true)
        throw damageList.fault(.pstNode, "Node 0x\(number) of the store is not in the file any more.")
      }
      let heap = try Heap(nodes, data: entry.data, damages: damageList)
      return try PropertyContext(heap, subnodes: ObjectSubnodes(nodes, tree: entry.subnodes, damages: damageList))
    } catch {
      damageList.note(error)
      return nil
    }
  }

  private func noted<Value>(_ read: () throws(Fault) -> Value?) -> Value? {
    do { return try read() } catch {
      damageList.note(error)
      return nil
    }
  }

  /// PidTagDisplayName
  public var displayName: String? {
    noted { () throws(Fault) in try properties?.text(PropertyID.displayName, codePage: codePage) }
  }

  /// The CRC of the password that Outlook asks for (PidTagPstPassword); nil where there is none. Nothing is encrypted by
  /// it, and it is not asked for here. [MS-PST] §4.2
  public var passwordChecksum: UInt32? {
    let number = noted { () throws(Fault) in try properties?.integer(0x67FF) }
    guard let number, number != 0 else { return nil }
    return UInt32(truncatingIfNeeded: number)
  }

  /// Says that there is a password; nil where there is none.
  public var passwordNote: Finding? {
    passwordChecksum.map { _ in
      Finding(.note, .pstPassword, place: name, "The file has a password; it protects nothing and was not needed.")
    }
  }

  /// Above all folders that a user sees (PidTagIpmSubTreeEntryId).
  public var mailRoot: NodeID? { entryNode(0x35E0) }
  /// PidTagIpmWastebasketEntryId
  public var wastebasket: NodeID? { entryNode(0x35E3) }
  /// Above the search folders (PidTagFinderEntryId).
  public var searchRoot: NodeID? { entryNode(0x35E7) }

  /// EntryID: rgbFlags, uid of the store, nid. [MS-PST] §2.4.3.2
  private func entryNode(_ id: UInt16) -> NodeID? {
    let bytes = noted { () throws(Fault) in try properties?.binary(id) }
    guard let bytes, bytes.count == 24 else { return nil }
    return NodeID(rawValue: ByteView(bytes).uint32(20))
  }

  /// [MS-PST] §2.4.7
  private(set) lazy var names: NameMap = {
    guard let context = context(of: .nameToIDMap) else { return NameMap() }
    return NameMap(context, damages: damageList)
  }()
  public func name(of id: UInt16) -> PropertyName? { names.name(of: id) }
  public func id(of name: PropertyName) -> UInt16? { names.id(of: name) }

  // MARK: Folders and items

  private(set) lazy var index = ItemIndex(nodes, damages: damageList)
  private lazy var tree: (entries: [FolderEntry], places: [NodeID: Int]) = {
    let tree = FolderTree(self)
    return (tree.entries, tree.places)
  }()

  /// All folders, a folder before those below it, in the order of the tables; orphans last.
  public var folders: [FolderEntry] { tree.entries }

  /// Fails never: a folder whose node is gone has its items still.
  public func folder(_ id: NodeID) -> OutlookFolder { OutlookFolder(self, id, row: nil) }

  /// The item `id`.
  ///
  /// - Throws: a fault of class `skipItem` when it is not there or its properties cannot be read at all.
  public func message(_ id: NodeID) throws(Fault) -> OutlookMessage {
    let damages = DamageList(file: name, node: id)
    guard let entry = try nodes.node(id) else {
      throw damages.fault(.pstNode, "The item is not in the file any more.")
    }
    return try OutlookMessage(self, entry, depth: 0, damages: damages)
  }

  /// A message out of blocks that no node lists: what can be known of it stands in `entry`.
  public func message(of entry: NodeEntry) throws(Fault) -> OutlookMessage {
    try OutlookMessage(self, entry, depth: 0, damages: DamageList(file: name, node: entry.id))
  }

  func has(_ id: NodeID) -> Bool { noted { () throws(Fault) in try nodes.node(id) } != nil }
  func isFolder(_ id: NodeID) -> Bool { tree.places[id] != nil }
  func adopts(_ item: NodeID, _ folder: NodeID) -> Bool {
    if adopted[item] == nil { adopted[item] = folder }
    return adopted[item] == folder
  }

  /// Items whose folder is gone and that no table lists.
  public func orphans(_ visit: (OutlookItem) throws(Fault) -> Bool) throws(Fault) {
    let index = index
    var lost = index.places.filter { place in
      !FolderTree.isFolder(index.id(at: place)) && !isFolder(index.parent(at: place))
    }
    if lost.isEmpty { return }
    // A table may still list some of them.
    for entry in folders {
      let folder = folder(entry.id)
      for kind in OutlookItem.Kind.allCases { try folder.forEachItem(kind) { _ throws(Fault) in true } }
    }
    lost.removeAll { adopted[index.id(at: $0)] != nil }
    for place in lost {
      let id = index.id(at: place)
      let kind: OutlookItem.Kind = id.type == .message ? .message : .associated
      let item = OutlookItem(
        id: id, kind: kind, folder: nil, isListed: false, isDeleted: false, row: nil, store: self)
      guard try visit(item) else { return }
    }
  }

  /// Every item of the file once: folder by folder, then orphans.
  public func forEachItem(
    _ kinds: Set<OutlookItem.Kind> = [.message], _ visit: (OutlookItem) throws(Fault) -> Bool
  ) throws(Fault) {
    var goesOn = true
    for entry in folders {
      let folder = folder(entry.id)
      for kind in OutlookItem.Kind.allCases where kinds.contains(kind) && goesOn {
        try folder.forEachItem(kind) { item throws(Fault) in
          goesOn = try visit(item)
          return goesOn
        }
      }
      folder.damages.forEach { damageList.note($0) }
    }
    if goesOn { try orphans { item throws(Fault) in kinds.contains(item.kind) ? try visit(item) : true } }
  }
}
