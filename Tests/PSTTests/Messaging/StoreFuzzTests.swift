import Core
import MAPI
import MIME
import Testing

@testable import PST

/// Small stores, their blocks damaged in a repeatable way. `script/fuzz --smoke` runs this; `script/fuzz HeapFuzz` and
/// `script/fuzz TableFuzz` look further with libFuzzer.
@Suite struct StoreFuzzTests {
  private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ state >> 33) &* 0xFF51_AFD7_ED55_8CCD
    }
  }

  private static let tokens: [[UInt8]] = [
    [0xEC, 0xBC], [0xEC, 0x7C], [0xB5, 2, 6, 0], [0xB5, 4, 4, 1], [0x20, 0, 0, 0], [0x40, 0, 0, 0], [0x1F, 4, 0, 0],
    [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0], [0x02, 0x01], [0x1F, 0x10], [0x0D, 0],
  ]

  private static func write(_ format: PSTFormat) -> StoreWriter {
    let writer = StoreWriter(format)
    let (inbox, below) = (StoreWriter.folder(20), StoreWriter.folder(21))
    let ids = (100..<112).map { StoreWriter.message($0) }
    writer.folder(.rootFolder, in: .rootFolder, name: "", lists: [inbox])
    writer.folder(inbox, in: .rootFolder, name: "Inbox", lists: [below], ids.dropLast(2))
    writer.folder(below, in: inbox, name: "Below", [ids[11]], associated: [NodeID(.associatedMessage, index: 9)])
    writer.item(NodeID(.associatedMessage, index: 9), in: below)
    for (number, id) in ids.enumerated() {
      let folder = number == 11 ? below : inbox
      guard number % 4 == 0 else {
        writer.item(id, in: folder)
        continue
      }
      let inner = writer.nodes.properties(
        [(0x0037, .string, .text("inner"))], subnodes: [writer.recipients(["Zoë", "Ana"])])
      let enclosed = writer.nodes.entry(StoreWriter.message(9), inner)
      let object = Written.bytes(little(enclosed.id.rawValue) + little(UInt32(99)))
      let attachments = [
        writer.attachment(1, [(0x3705, .integer32, .place(5)), (0x3701, .object, object)], [enclosed]),
        writer.attachment(2, [(0x3705, .integer32, .place(1)), (0x3701, .binary, .apart([[1, 2], [3]]))]),
      ]
      writer.item(
        id, in: folder,
        [writer.recipients(["a", "b"]), writer.attachmentTable(attachments.map(\.id))] + attachments)
    }
    return writer
  }

  private static func damage(_ input: inout [UInt8], _ random: inout Random) {
    let at = Int.random(in: 0...input.count, using: &random)
    let end = min(input.count, at + Int.random(in: 0...20, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0: input.removeSubrange(at..<end)
    case 1: input.insert(contentsOf: input[at..<end], at: at)
    case 2:
      let token = tokens.randomElement(using: &random) ?? []
      let room = at..<min(input.count, at + token.count)
      input.replaceSubrange(room, with: token.prefix(room.count))
    case 3: input.removeSubrange(end...)
    default: if at < input.count { input[at] = UInt8.random(in: 0...255, using: &random) }
    }
  }

  /// Whatever is damaged, every item that has a node comes out once, and all of it can be asked for.
  @Test(arguments: [PSTFormat.ansi, .unicode, .unicode4K], [UInt64(1), 2])
  func damagedStores(format: PSTFormat, seed: UInt64) throws {
    var random = Random(state: seed)
    let nodes = Self.write(format).nodes
    let whole = nodes.blocks
    let places = whole.keys.sorted()
    let expected = nodes.nodes.map(\.id).filter { $0.type == .message || $0.type == .associatedMessage }.sorted()
    var told = 0
    for _ in 0..<150 {
      nodes.blocks = whole
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        guard let place = places.randomElement(using: &random), var blocks = nodes.blocks[place], !blocks.isEmpty
        else { continue }
        Self.damage(&blocks[Int.random(in: 0..<blocks.count, using: &random)], &random)
        nodes.blocks[place] = blocks
      }
      let store = OutlookStore(nodes, name: "")
      var found: [NodeID] = []
      try store.forEachItem([.message, .associated]) { item throws(Fault) in
        found.append(item.id)
        if let summary = item.summary { Self.readAll(summary) }
        if let message = try? item.open() {
          Self.readAll(message, depth: 0)
          if !message.damages.isEmpty { told += 1 }
        } else {
          told += 1
        }
        return true
      }
      #expect(Set(found).count == found.count)
      #expect(found.filter { expected.contains($0) }.sorted() == expected)
      told += store.damages.isEmpty ? 0 : 1
    }
    #expect(told > 150, "so little damage was found that little was damaged")
  }

  private static func readAll(_ message: any MessageObject, depth: Int) {
    #expect(depth < 70)
    readAll(message)
    for recipient in (try? message.recipients()) ?? [] { readAll(recipient) }
    for attachment in (try? message.attachments()) ?? [] {
      readAll(attachment)
      if let inner = try? attachment.message() { readAll(inner, depth: depth + 1) }
    }
  }

  /// A value that is read in pieces is the one that is read in one.
  private static func readAll(_ bag: any PropertyBag) {
    for tag in bag.tags {
      guard let value = try? bag.value(tag.id), let source = try? bag.open(tag.id) else { continue }
      switch value {
      case .string(let bytes), .string8(let bytes), .binary(let bytes):
        #expect(source.count == bytes.count)
        #expect((try? source.bytes(at: 0, bytes.count + 1)) == bytes)
      default: Issue.record("a value of type \(tag.type) that can be opened")
      }
    }
  }
}
