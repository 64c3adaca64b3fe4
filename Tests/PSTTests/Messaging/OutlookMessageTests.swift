import Core
import MAPI
import MIME
import Testing

@testable import PST

@Suite struct OutlookMessageTests {
  private let writer = StoreWriter()
  private let id = StoreWriter.message(7)

  private func message(_ subnodes: [NodeEntry]) throws -> OutlookMessage {
    writer.nodes.remove(id)
    writer.item(id, in: .rootFolder, subnodes)
    return try writer.store.message(id)
  }

  private func texts(_ bags: [any PropertyBag], _ id: UInt16 = 0x3001) throws -> [String?] {
    try bags.map { try $0.text(id, codePage: .western) }
  }

  @Test func readsRecipients() throws {
    let message = try message([writer.recipients(["Ana", "Peña", "山田"])])
    let recipients = try message.recipients()
    #expect(try texts(recipients) == ["Ana", "Peña", "山田"])
    #expect(try recipients[1].integer(0x0C15) == 1 && recipients[1].tags.count == 4)
    #expect(message.damages.isEmpty)
    #expect(try self.message([]).recipients().isEmpty)
  }

  @Test func aBrokenRecipientTableIsTold() throws {
    var table = writer.recipients(["Ana"])
    table.data = writer.nodes.data(of: [[1, 2, 3]])
    let message = try message([table])
    #expect(try message.recipients().isEmpty)
    #expect(message.damages.map(\.code) == ["PST-HEAP"] && message.damages.map(\.recovery) == [.skipItem])
  }

  private let method: (UInt32) -> (UInt16, PropertyType, Written) = { (0x3705, .integer32, .place($0)) }

  @Test func readsAttachments() throws {
    let big = (0..<5).map { [UInt8](repeating: UInt8($0), count: 8000) }
    let storage = NodeEntry(id: NodeID(.tableOrHeap, index: 0x99), data: writer.nodes.data(of: [[5, 6, 7], [8]]))
    let object = Written.bytes(little(storage.id.rawValue) + little(UInt32(4)))
    let attachments = [
      writer.attachment(1, [method(1), (0x3701, .binary, .apart(big))]),
      writer.attachment(2, [method(1), (0x3701, .binary, .bytes([1, 2, 3]))]),
      writer.attachment(3, [method(6), (0x3701, .object, object)], [storage]),
      writer.attachment(4, [method(7), (0x370D, .string, .text("https://files.example/a"))]),
      writer.attachment(5, [method(9)]),
    ]
    // The order is the table's.
    let message = try message([writer.attachmentTable(attachments.reversed().map(\.id))] + attachments)
    let found = try message.attachments().compactMap { $0 as? OutlookAttachment }
    #expect(found.map(\.id.index) == [5, 4, 3, 2, 1])
    #expect(try found.map { try $0.method } == [nil, .webLink, .ole, .byValue, .byValue])
    #expect(try found[2].open(0x3701)?.bytes(at: 0, 100) == [5, 6, 7, 8])
    #expect(try found[2].binary(0x3701) == [5, 6, 7, 8] && found[2].message() == nil)
    #expect(try found[3].binary(0x3701) == [1, 2, 3])
    let source = try #require(try found[4].open(0x3701))
    #expect(source.count == 40_000)
    #expect(try source.bytes(at: 7990, 20) == [UInt8](repeating: 0, count: 10) + [UInt8](repeating: 1, count: 10))
    #expect(message.damages.isEmpty && found.allSatisfy { $0.damages.isEmpty })
  }

  @Test func findsAttachmentsWithoutATable() throws {
    let attachments = (1...3).map { writer.attachment($0, [method(1), (0x3701, .binary, .bytes([UInt8($0)]))]) }
    let message = try message([writer.recipients(["x"])] + attachments)
    #expect(try message.attachments().map { try $0.binary(0x3701) } == [[1], [2], [3]])
  }

  @Test func anAttachmentThatIsGoneKeepsItsRow() throws {
    let there = writer.attachment(1, [method(1), (0x3701, .binary, .bytes([1]))])
    let unlisted = writer.attachment(3, [method(1)])
    let table = writer.attachmentTable([there.id, NodeID(.attachment, index: 2)])
    let message = try message([table, there, unlisted])
    let found = try message.attachments()
    #expect(try texts(found, 0x3704) == [nil, "row.bin", nil])
    #expect(message.damages.map(\.code) == ["PST-ATTACHMENT"] && found[1].damages.map(\.code) == ["PST-ATTACHMENT"])
    #expect(try found[1].open(0x3701) == nil)
  }

  @Test func anAttachmentWhosePropertiesAreBrokenKeepsItsRow() throws {
    var broken = writer.attachment(1, [method(1)])
    broken.data = writer.nodes.data(of: [[0, 0, 0]])
    let found = try message([writer.attachmentTable([broken.id]), broken]).attachments()
    #expect(try texts(found, 0x3704) == ["row.bin"] && found[0].damages.map(\.code) == ["PST-HEAP"])
  }

  private func enclosing(_ inner: NodeEntry, _ index: UInt32 = 1) -> NodeEntry {
    let object = Written.bytes(little(inner.id.rawValue) + little(UInt32(99)))
    return writer.attachment(index, [method(5), (0x3701, .object, object)], [inner])
  }

  @Test func readsMessagesWithinMessages() throws {
    let innermost = writer.nodes.properties(
      [(0x0037, .string, .text("innermost"))], subnodes: [writer.recipients(["last"])])
    let inner = writer.nodes.properties(
      [(0x0037, .string, .text("inner"))],
      subnodes: [enclosing(writer.nodes.entry(StoreWriter.message(9), innermost))])
    let message = try message([enclosing(writer.nodes.entry(StoreWriter.message(8), inner))])
    let attachment = try #require(try message.attachments().first)
    #expect(try attachment.value(0x3701) == nil && attachment.open(0x3701) == nil)
    let first = try #require(try attachment.message())
    #expect(try first.text(0x0037, codePage: .western) == "inner")
    let second = try #require(try first.attachments().first?.message())
    #expect(try second.text(0x0037, codePage: .western) == "innermost")
    #expect(try texts(second.recipients()) == ["last"])
  }

  @Test func aMessageWithinItselfEnds() throws {
    let data = writer.nodes.data(of: writer.nodes.properties([(0x0037, .string, .text("again"))]).data)
    let object = Written.bytes(little(StoreWriter.message(9).rawValue) + little(UInt32(99)))
    let attached = writer.nodes.data(of: writer.nodes.properties([method(5), (0x3701, .object, object)]).data)
    // The attachment's subnode is a message whose subnode is the attachment.
    let ring = writer.nodes.circle { tree in
      NodeEntry(id: NodeID(.attachment, index: 1), data: attached, subnodes: tree)
    }
    writer.nodes.add(to: ring, NodeEntry(id: StoreWriter.message(9), data: data, subnodes: ring))
    writer.nodes.add(NodeEntry(id: id, data: data, subnodes: ring, parent: .rootFolder))
    var message: (any MessageObject)? = try writer.store.message(id)
    var depth = 0
    do {
      while let next = message, depth < 1000 {
        message = try next.attachments().first?.message()
        depth += 1
      }
      Issue.record("no end")
    } catch { #expect(error.code == "PST-NESTING" && depth == OutlookAttachment.deepest) }
  }

  @Test func anAttachedMessageThatIsGoneIsAFault() throws {
    let object = Written.bytes(little(StoreWriter.message(9).rawValue) + little(UInt32(99)))
    let attachment = writer.attachment(1, [method(5), (0x3701, .object, object)])
    let found = try #require(try message([attachment]).attachments().first)
    #expect(throws: Fault.self) { try found.message() }
  }

  @Test func damageOfBlocksStandsWithTheMessage() throws {
    let body = NodeEntry(id: NodeID(.tableOrHeap, index: 0x41), data: writer.nodes.data(of: [[0x41, 0], [0x42, 0]]))
    let node = writer.nodes.properties([(0x1000, .string, .place(body.id.rawValue))], subnodes: [body])
    writer.nodes.add(writer.nodes.entry(id, node, parent: .rootFolder))
    writer.nodes.damaged = [[body.data.rawValue, 1]]
    let message = try writer.store.message(id)
    #expect(message.damages.isEmpty)
    #expect(try message.text(0x1000, codePage: .western) == "AB")
    _ = try message.open(0x1000)?.bytes(at: 0, 10)
    #expect(message.damages.map(\.code) == ["TEST-DAMAGED"])
  }
}

@Suite struct NameMapTests {
  private func store(_ values: [(UInt16, PropertyType, Written)]) -> OutlookStore {
    let writer = StoreWriter()
    writer.nodes.add(writer.nodes.entry(.nameToIDMap, writer.nodes.properties(values)))
    return writer.store
  }

  private func entry(_ number: UInt32, text: Bool = false, set: UInt16, place: UInt16) -> [UInt8] {
    little(number) + little(set << 1 | (text ? 1 : 0)) + little(place)
  }

  @Test func translatesBothWays() {
    let texts = [6, 0, 0, 0] + UTF16Text.bytes("Kéy") + [0, 0] + [8, 0, 0, 0] + UTF16Text.bytes("Next")
    let entries =
      entry(0x8233, set: 3, place: 0) + entry(0, text: true, set: 2, place: 2) + entry(12, text: true, set: 4, place: 1)
      + entry(0x10, set: 1, place: 3) + entry(0x11, set: 0, place: 4)
    let store = store([
      (1, .integer32, .place(251)), (2, .binary, .bytes(GUID.appointment.bytes + GUID.task.bytes)),
      (3, .binary, .bytes(entries)), (4, .binary, .apart([texts])),
    ])
    let names = [
      PropertyName(.appointment, 0x8233), PropertyName(.task, "Next"), PropertyName(.publicStrings, "Kéy"),
      PropertyName(.mapi, 0x10), PropertyName(GUID(low: 0, high: 0), 0x11),
    ]
    for (place, name) in names.enumerated() {
      #expect(store.name(of: UInt16(0x8000 + place)) == name && store.id(of: name) == UInt16(0x8000 + place))
    }
    #expect(
      store.name(of: 0x8005) == nil && store.name(of: 0x1000) == nil && store.id(of: PropertyName(.task, 1)) == nil)
    #expect(store.damages.isEmpty)
  }

  @Test func passesOverWhatIsDamaged() {
    let entries =
      entry(1, set: 3, place: 0) + entry(2, set: 9, place: 1) + entry(900, text: true, set: 2, place: 2)
      + entry(4, set: 1, place: 0x7FFF) + entry(0, text: true, set: 2, place: 3) + entry(5, set: 1, place: 4) + [1, 2]
    let store = store([
      (2, .binary, .bytes(GUID.task.bytes)), (3, .binary, .bytes(entries)),
      (4, .binary, .bytes([255, 255, 255, 127, 65, 0])),
    ])
    #expect(store.name(of: 0x8000) == PropertyName(.task, 1) && store.name(of: 0x8004) == PropertyName(.mapi, 5))
    #expect((0x8001...0x8003).allSatisfy { store.name(of: $0) == nil })
    #expect(store.damages.map(\.code) == ["PST-NAMES"])
  }
}
