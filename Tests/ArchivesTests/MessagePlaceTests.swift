import Archives
import Testing

@Suite struct MessagePlaceTests {
  @Test func aPlaceIsAWholeFileUnlessAStretchIsNamed() {
    #expect(MessagePlace(name: [0x61]).length == -1)
  }
}
