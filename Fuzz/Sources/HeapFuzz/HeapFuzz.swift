import Core
import Driver
import MAPI
import PST
import WrittenNodes

/// SwiftPM links an executable by this name in the place of `main`.
@_cdecl("HeapFuzz_main")
public func start(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  Driver.run(count, arguments) { testOneInput($0, $1) }
}

/// What libFuzzer calls with each input: the heap of a message in up to three blocks, then its recipient table, its
/// attachment table, an attachment, and values apart from it. A trap is a find.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let nodes = WrittenNodes(Array(UnsafeBufferPointer(start: start, count: count)))
  var subnodes: [NodeEntry] = []
  let places: [NodeID] = [.recipientTable, .attachmentTable, NodeID(.attachment, index: 0x401)]
  for (number, id) in places.enumerated() {
    subnodes.append(NodeEntry(id: id, data: nodes.data((3 + number)..<(4 + number))))
  }
  for number in 6..<12 {
    let id = NodeID(.tableOrHeap, index: UInt32(0x41 + number - 6))
    subnodes.append(NodeEntry(id: id, data: nodes.data(number..<(number + 2))))
  }
  let id = NodeID(.message, index: 0x10000)
  nodes.add(NodeEntry(id: id, data: nodes.data(0..<3), subnodes: nodes.tree(subnodes), parent: .rootFolder))
  nodes.add(NodeEntry(id: .nameToIDMap, data: nodes.data(0..<3), subnodes: nodes.tree(subnodes)))
  nodes.add(NodeEntry(id: .messageStore, data: nodes.data(0..<3), subnodes: nodes.tree(subnodes)))
  let store = OutlookStore(nodes, name: "")
  for id in 0x8000..<(0x8010 as UInt16) {
    if let name = store.name(of: id) { precondition(store.id(of: name) != nil, "a name that leads nowhere") }
  }
  _ = (store.displayName, store.mailRoot, store.passwordNote)
  guard let message = try? store.message(id) else { return 0 }
  readAll(message)
  let numbers = message.tags.map(\.id)
  precondition(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, "properties out of order")
  for recipient in (try? message.recipients()) ?? [] { readAll(recipient) }
  for attachment in (try? message.attachments()) ?? [] {
    readAll(attachment)
    if let inner = try? attachment.message() { readAll(inner) }
  }
  precondition(message.damages.count <= 256, "damage without limit")
  return 0
}
