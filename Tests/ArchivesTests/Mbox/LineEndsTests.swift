import Testing

@testable import Archives

@Suite struct LineEndsTests {
  /// In pieces of any size, across the 32 kB that are counted at a time.
  @Test(arguments: [1, 2, 15, 16, 17, 4_096, 32_767, 32_768, 32_769, 200_000])
  func piecesCountAsTheWholeDoes(size: Int) {
    var state = UInt64(size)
    let bytes = (0..<100_000).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return [0x0A, 0x0D, 0x61, 0x0A][Int(state >> 62)]
    }
    var ends = LineEnds()
    for start in stride(from: 0, to: bytes.count, by: size) {
      take(Array(bytes[start..<min(start + size, bytes.count)]), into: &ends)
    }
    #expect(ends.lineFeeds == bytes.count { $0 == 0x0A })
    #expect(ends.pairs == zip(bytes, bytes.dropFirst()).count { $0 == (0x0D, 0x0A) })
  }

  private func take(_ bytes: [UInt8], into ends: inout LineEnds) { ends.take(bytes.span) }
}
