import MAPI
import Testing

@Suite struct GUIDTests {
  @Test(arguments: [
    (GUID.appointment, "00062002-0000-0000-C000-000000000046"), (.meeting, "6ED8DA90-450B-101B-98DA-00AA003F1305"),
  ])
  func text(_ guid: GUID, _ text: String) {
    #expect(guid.description == text)
    #expect(GUID(guid.bytes) == guid)
  }

  @Test(arguments: [0, 15, 17]) func otherLengthsAreNone(_ count: Int) {
    #expect(GUID([UInt8](repeating: 1, count: count)) == nil)
  }
}
