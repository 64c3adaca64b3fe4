import Core
import MAPI
import Testing

@testable import PST

@Suite struct OutlookStoreTests {
  private typealias W = StoreWriter
  private static let root = NodeID.rootFolder

  private func items(_ store: OutlookStore, _ folder: NodeID, _ kind: OutlookItem.Kind = .message) throws -> [String] {
    var found: [String] = []
    try store.folder(folder).forEachItem(kind) { item throws(Fault) in
      found.append("\(item.id.index)\(item.isListed ? "" : item.isDeleted ? "!" : "?")")
      return true
    }
    return found
  }

  private func everything(_ store: OutlookStore) throws -> [UInt32] {
    var found: [UInt32] = []
    try store.forEachItem([.message, .associated]) { item throws(Fault) in
      found.append(item.id.index)
      return true
    }
    return found.sorted()
  }

  /// Root with two folders, one of them with a third that is not listed.
  private func sample() -> StoreWriter {
    let writer = W()
    let (inbox, other) = (W.folder(20), W.folder(21))
    writer.folder(Self.root, in: Self.root, name: "", lists: [other, inbox])
    writer.folder(inbox, in: Self.root, name: "Inbox", [W.message(102), W.message(100), W.message(101)])
    writer.folder(other, in: Self.root, name: "Zoë")
    writer.folder(W.folder(22), in: other, name: "Hidden", [W.message(103)])
    for index in 100..<103 as Range<UInt32> { writer.item(W.message(index), in: inbox, subject: "subject \(index)") }
    writer.item(W.message(103), in: W.folder(22))
    return writer
  }

  @Test func listsFoldersInTheOrderOfTheTables() {
    let store = sample().store
    #expect(store.folders.map(\.name) == ["", "Zoë", "Hidden", "Inbox"])
    #expect(store.folders.map(\.standing) == [.listed, .listed, .unlisted, .listed])
    #expect(store.folders.map(\.isDeleted) == [false, false, true, false])
    #expect(store.folders.map(\.parent) == [nil, 0, 1, 0] && store.folders.map(\.level) == [0, 1, 2, 1])
    #expect(store.folders.map(\.contentCount) == [0, 0, 1, 3])
  }

  @Test func listsItemsInTheOrderOfTheTable() throws {
    let writer = sample()
    writer.item(W.message(99), in: W.folder(20))
    let store = writer.store
    #expect(try items(store, W.folder(20)) == ["102", "100", "101", "99!"])
    var rows: [String?] = []
    try store.folder(W.folder(20)).forEachItem { item throws(Fault) in
      rows.append(try item.summary?.text(0x0037, codePage: .western))
      return true
    }
    #expect(rows == ([102, 100, 101] as [UInt32]).map { "row of \(W.message($0).rawValue)" } + [nil])
    #expect(try store.message(W.message(100)).text(0x0037, codePage: .western) == "subject 100")
    #expect(try everything(store) == [99, 100, 101, 102, 103])
  }

  @Test func findsItemsAndFoldersWithoutTables() throws {
    let writer = sample()
    for folder in [Self.root, W.folder(20), W.folder(22)] {
      writer.nodes.remove(folder.sibling(.hierarchyTable))
      writer.nodes.remove(folder.sibling(.contentsTable))
    }
    let store = writer.store
    #expect(store.folders.map(\.name) == ["", "Inbox", "Zoë", "Hidden"])
    #expect(store.folders.dropFirst().allSatisfy { $0.standing == .unlisted && !$0.isDeleted || $0.name == "Hidden" })
    #expect(try items(store, W.folder(20)) == ["100?", "101?", "102?"])
    #expect(try everything(store) == [100, 101, 102, 103])
    #expect(store.damages.contains { $0.code == "PST-TABLE" })
  }

  @Test func aFolderWithoutANodeHasItsRowAndItsItems() throws {
    let writer = sample()
    writer.nodes.remove(W.folder(20))
    let store = writer.store
    #expect(store.folders.map(\.name) == ["", "Zoë", "Hidden", "row of \(W.folder(20).rawValue)"])
    #expect(try items(store, W.folder(20)) == ["102", "100", "101"])
    #expect(store.damages.contains { $0.code == "PST-FOLDERS" || $0.code == "PST-NODE-MISSING" })
  }

  @Test func listsWhatHasLostItsFolder() throws {
    let writer = sample()
    // A folder whose parent is gone, with one below it; two folders that hold each other; items of folders that are gone.
    writer.folder(W.folder(40), in: W.folder(99), name: "Lost", [W.message(110)])
    writer.folder(W.folder(39), in: W.folder(40), name: "Below")
    writer.folder(W.folder(50), in: W.folder(51), name: "Circle 1")
    writer.folder(W.folder(51), in: W.folder(50), name: "Circle 2")
    writer.item(W.message(110), in: W.folder(40))
    writer.item(W.message(111), in: W.folder(99))
    writer.item(W.message(112), in: W.folder(99))
    writer.item(W.message(113), in: NodeID(rawValue: 0))
    writer.folder(W.folder(60), in: Self.root, name: "Lists", [W.message(112)])
    let store = writer.store
    #expect(
      store.folders.map { "\($0.name) \($0.standing) \($0.level)" }.suffix(5) == [
        "Lists unlisted 1", "Lost orphan 0", "Below unlisted 1", "Circle 2 orphan 0", "Circle 1 unlisted 1",
      ])
    var orphans: [UInt32] = []
    try store.orphans { item throws(Fault) in
      orphans.append(item.id.index)
      #expect(item.folder == nil && !item.isListed)
      return true
    }
    #expect(orphans == [113, 111])
    #expect(try items(store, W.folder(60)) == ["112"])
    #expect(try everything(store) == [100, 101, 102, 103, 110, 111, 112, 113])
  }

  @Test func anItemInTwoTablesComesOnce() throws {
    let writer = sample()
    writer.folder(W.folder(30), in: Self.root, name: "Second", [W.message(100), W.message(120), W.message(120)])
    writer.folder(W.folder(31), in: Self.root, name: "Third", [W.message(120), W.message(121)])
    writer.item(W.message(120), in: W.folder(98))
    let store = writer.store
    #expect(try items(store, W.folder(30)) == ["120"])
    // 121 is listed and its node is gone: it comes out, and opening it tells.
    #expect(try items(store, W.folder(31)) == ["121"])
    #expect(throws: Fault.self) { try store.message(W.message(121)) }
    #expect(try everything(store) == [100, 101, 102, 103, 120, 121])
    #expect(
      store.damages.contains { $0.code == "PST-TABLE" } && store.damages.contains { $0.code == "PST-NODE-MISSING" })
  }

  @Test func knowsSearchFoldersAndAssociatedItems() throws {
    let writer = sample()
    let search = NodeID(.searchFolder, index: 70)
    let view = NodeID(.associatedMessage, index: 130)
    writer.folder(search, in: Self.root, name: "Unread")
    let rows = [writer.row(W.message(100), "x", 0x0037), writer.row(W.message(101), "y", 0x0037)]
    writer.nodes.add(
      writer.nodes.entry(search.sibling(.searchContentsTable), writer.nodes.table([PropertyTag(0x0037, .string)], rows))
    )
    writer.folder(W.folder(33), in: Self.root, name: "Views", associated: [view])
    writer.item(view, in: W.folder(33))
    let store = writer.store
    #expect(store.folders.first { $0.id == search }?.kind == .search)
    #expect(try items(store, search) == [])
    var links: [UInt32] = []
    store.folder(search).forEachLink {
      links.append($0.index)
      return true
    }
    #expect(links == [100, 101])
    #expect(try items(store, W.folder(33)) == [])
    #expect(try items(store, W.folder(33), .associated) == ["130"])
    #expect(try everything(store) == [100, 101, 102, 103, 130])
  }

  @Test func readsTheStoresOwnProperties() throws {
    let writer = sample()
    let entry: [UInt8] = [0, 0, 0, 0] + [UInt8](repeating: 9, count: 16) + little(UInt32(0x8022))
    writer.nodes.add(
      writer.nodes.entry(
        .messageStore,
        writer.nodes.properties([
          (0x3001, .string, .text("Archive")), (0x35E0, .binary, .bytes(entry)), (0x35E3, .binary, .bytes([1])),
          (0x67FF, .integer32, .place(0xFEDC_BA98)),
        ])))
    let store = writer.store
    #expect(store.displayName == "Archive" && store.mailRoot == NodeID(rawValue: 0x8022))
    #expect(store.wastebasket == nil && store.searchRoot == nil)
    #expect(store.passwordChecksum == 0xFEDC_BA98 && store.passwordNote?.code == "PST-PASSWORD")
    #expect(store.damages.isEmpty)
    let bare = sample().store
    #expect(bare.displayName == nil && bare.passwordNote == nil && bare.mailRoot == nil)
    #expect(bare.damages.map(\.code) == ["PST-NODE-MISSING"])
  }

  @Test func aDeepTreeEnds() {
    let writer = W()
    writer.folder(Self.root, in: Self.root, name: "", lists: [W.folder(1000)])
    for index in 1000..<1400 as Range<UInt32> {
      writer.folder(
        W.folder(index), in: index == 1000 ? Self.root : W.folder(index - 1), name: "\(index)",
        lists: [W.folder(index + 1)])
    }
    // The last lists one that is above it.
    writer.folder(W.folder(1400), in: W.folder(1399), name: "1400", lists: [W.folder(1000), W.folder(1400)])
    let folders = writer.store.folders
    #expect(folders.count == 402 && folders.last?.level == 401)
  }
}
