import PST
import Testing

@Suite struct NodeIDTests {
  @Test func parts() {
    #expect(NodeID.rootFolder.type == .folder)
    #expect(NodeID.rootFolder.index == 9)
    #expect(NodeID.rootFolder.sibling(.contentsTable) == NodeID(rawValue: 0x12E))
    #expect(NodeID(.attachmentTable, index: 0x33) == .attachmentTable)
  }
}
