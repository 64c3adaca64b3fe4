import MIME
import Testing

@Suite struct LimitsTests {
  @Test func everyLimitLeavesRoomForRealMail() {
    let limits = Limits()
    #expect(limits.depth >= 30 && limits.parts >= 1_000 && limits.fields >= 1_000)
    #expect(limits.fieldBytes >= 1 << 16 && limits.headerBytes >= limits.fieldBytes)
  }
}
