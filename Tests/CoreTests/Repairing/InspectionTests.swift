import Testing

@testable import Core

@Suite struct InspectionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var input: String
    var longest = 0
    var nul: Int?
    var bareLF: Int?
    var bareCR: Int?
    var eightBit: Int?
    var isUnix = false
    var wire: Int?
    var testDescription: String { input.debugDescription }
  }

  @Test(arguments: [
    Row(input: ""),
    Row(input: "A: b\r\n\r\ntext\r\n", longest: 4),
    Row(input: "A: b\n\ntext\n", longest: 4, bareLF: 4, isUnix: true, wire: 14),
    Row(input: "A: b\r\n\r\ntext\nmore\r\n", longest: 4, bareLF: 12),
    Row(input: "A: b\r\n\r\nte\0xt\r\n", longest: 5, nul: 10),
    Row(input: "A: b\r\n\r\nte\rxt\r\n", longest: 5, bareCR: 10),
    Row(input: "A: b\r\n\r\ntext\r", longest: 4),
    Row(input: "A: b\r\n\r\ntext\r\r\n", longest: 5, bareCR: 12),
    Row(input: "A: é\r\n\r\nétext\r\n", longest: 6, eightBit: 3),
    Row(input: "A: b\r\n\r\né\r\n", longest: 4),
    Row(input: "A: b\r\n\r\nlonger text without end", longest: 23),
  ])
  func found(_ row: Row) {
    let bytes = Array(row.input.utf8)
    var pieces: [[ArraySlice<UInt8>]] = [[bytes[...]], bytes.indices.map { bytes[$0...$0] }]
    pieces += bytes.indices.map { [bytes[..<$0], bytes[$0...]] }
    for pieces in pieces {
      var seen = Inspection()
      for piece in pieces { Array(piece).withUnsafeBytes { seen.feed($0) } }
      #expect(seen.size == bytes.count)
      #expect(seen.longestLine == row.longest)
      #expect(seen.firstNUL == row.nul)
      #expect(seen.firstBareLF == row.bareLF)
      #expect(seen.firstBareCR == row.bareCR)
      #expect(seen.firstEightBitHeader == row.eightBit)
      #expect(seen.hasUnixLines == row.isUnix)
      #expect(seen.wireSize == row.wire ?? bytes.count)
    }
  }

  @Test func theLongestLineIsFound() {
    var seen = Inspection()
    Array("A: b\r\n\r\nshort\r\nthe longest\r\nshort\r\n".utf8).withUnsafeBytes { seen.feed($0) }
    #expect(seen.longestLine == 11 && seen.longestLineStart == 15)
    #expect(seen.repairs(lineLimit: 10) == [.longLine])
    #expect(seen.repairs(lineLimit: 11) == [])
  }

  @Test func everyRepairHasANameAndWords() {
    let all = BodyRepairs.all
    #expect(Set(all.map(\.name)).count == all.count && all.allSatisfy { !$0.words.isEmpty })
    #expect(BodyRepairs(all.map(\.repair)).names == ["bare-lf", "nul", "long-line", "8bit-header"])
  }
}
