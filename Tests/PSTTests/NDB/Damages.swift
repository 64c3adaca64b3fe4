import Core
import MIME

@testable import PST

/// One fault each in a good file, as disks, copies and broken-off writes make them.
struct Damage: Sendable {
  let name: String
  let bytes: [UInt8]
  /// What was changed or is gone.
  let harmed: Range<Int>

  /// All that can be made of `good`.
  static func all(of good: [UInt8]) throws -> [Damage] {
    let file = try PSTFile(MailboxBytes(good), name: "good")
    let database = NodeDatabase(file)
    guard let header = file.header else { return [] }
    let layout = file.layout
    var made: [Damage] = []
    func zero(_ name: String, _ range: Range<Int>, with byte: UInt8 = 0) {
      var bytes = good
      for index in range { bytes[index] = byte }
      made.append(Damage(name: name, bytes: bytes, harmed: range))
    }
    func flip(_ name: String, _ index: Int, _ mask: UInt8) {
      var bytes = good
      bytes[index] ^= mask
      made.append(Damage(name: name, bytes: bytes, harmed: index..<index + 1))
    }
    zero("header checksum", 4..<8, with: 0x5A)
    zero("magic", 0..<4)
    zero("header", 0..<564)
    zero("map state", layout.isANSI ? 200..<201 : 248..<249)
    zero("first map", layout.firstMap..<layout.firstMap + layout.pageSize)
    for (tree, name) in [(Layout.Tree.nodes, "node"), (.blocks, "block")] {
      let root = tree == .nodes ? header.nodes : header.blocks
      let start = Int(root.offset)
      zero("\(name) root zero", start..<start + layout.pageSize)
      flip("\(name) root bit", start + 40, 1)
      let page = try database.page(root, tree, level: nil)
      if page.level > 0 {
        for index in [0, page.count / 2, page.count - 1] {
          let child = Int(page.child(index).offset)
          zero("\(name) child \(index) zero", child..<child + layout.pageSize)
        }
      }
    }
    zero("both roots", Int(header.nodes.offset)..<Int(header.nodes.offset) + layout.pageSize)
    if var last = made.popLast() {
      var bytes = last.bytes
      for index in Int(header.blocks.offset)..<Int(header.blocks.offset) + layout.pageSize { bytes[index] = 0 }
      last = Damage(name: last.name, bytes: bytes, harmed: last.harmed)
      made.append(last)
    }
    if let block = try messageBlock(database) {
      flip("message block byte", Int(block.offset) + 20, 0xFF)
      zero("message block zero", Int(block.offset)..<Int(block.offset) + layout.span(block.size))
    }
    for percent in [25, 50, 90] {
      let end = good.count * percent / 100
      made.append(Damage(name: "cut at \(percent) %", bytes: Array(good[..<end]), harmed: end..<good.count))
    }
    made.append(
      Damage(name: "garbage behind", bytes: good + [UInt8](repeating: 0xCC, count: 4_096), harmed: 0..<0))
    let middle = good.count / 2 / 4_096 * 4_096
    zero("sector zero", middle..<middle + 4_096)
    return made
  }

  /// The data block of a message in the middle of the tree.
  private static func messageBlock(_ database: NodeDatabase) throws -> BlockEntry? {
    var messages: [NodeEntry] = []
    try database.nodes(from: NodeID(rawValue: 0)) { (entry) throws(Fault) in
      if entry.id.type == .message { messages.append(entry) }
      return true
    }
    guard !messages.isEmpty else { return nil }
    return try database.block(messages[messages.count / 2].data)
  }
}

/// What an item consists of: a sum over all its bytes and where they lie.
struct ItemBytes: Equatable {
  var sum: UInt64 = 14_695_981_039_346_656_037
  var places: [Range<Int>] = []
  var faults: [String] = []

  init(data: BlockID, subnodes: BlockID, _ database: NodeDatabase) throws {
    try add(data: data, subnodes: subnodes, database, depth: 0)
  }

  private mutating func add(data: BlockID, subnodes: BlockID, _ database: NodeDatabase, depth: Int) throws {
    guard depth < 12 else { return }
    var told: [Fault] = []
    try place(data, database)
    try place(subnodes, database)
    for block in try database.data(data, damaged: { told.append($0) }).blocks {
      try place(block.id, database)
      let bytes = try database.read(block, damaged: { told.append($0) })
      sum = (sum ^ UInt64(Checksum.of(bytes, 0..<bytes.count))) &* 1_099_511_628_211
    }
    for child in try database.subnodes(of: subnodes, damaged: { told.append($0) }) {
      sum = (sum ^ UInt64(child.id.rawValue)) &* 1_099_511_628_211
      try add(data: child.data, subnodes: child.subnodes, database, depth: depth + 1)
    }
    faults += told.map(\.description)
  }

  private mutating func place(_ id: BlockID, _ database: NodeDatabase) throws {
    guard id.key != .none, let block = try database.block(id) else { return }
    places.append(Int(block.offset)..<Int(block.offset) + database.layout.span(block.size))
  }

  func isHarmed(by range: Range<Int>) -> Bool { places.contains { $0.overlaps(range) } }
}
