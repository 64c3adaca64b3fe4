import Core
import MAPI
import Testing

/// [MS-OXRTFCP] §4: the examples of the document, and what programs do with it.
@Suite struct CompressedRTFTests {
  private static let hello: [UInt8] = [
    0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0x00, 0x0A, 0x00, 0x72, 0x63,
    0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05,
    0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
  ]
  private static let helloText = Array("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".utf8)

  @Test func exampleOfTheDocument() {
    let read = CompressedRTF(decoding: Self.hello)
    #expect(read.bytes == Self.helloText)
    #expect(read.form == .compressed)
    #expect(read.flaws.isEmpty)
  }

  /// [MS-OXRTFCP] §4.1.2: a reference that reaches into what it writes.
  @Test func overlappingReference() {
    let input: [UInt8] = [
      0x1A, 0, 0, 0, 0x1C, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xE2, 0xD4, 0x4B, 0x51, 0x41, 0x00, 0x04, 0x20, 0x57, 0x58,
      0x59, 0x5A, 0x0D, 0x6E, 0x7D, 0x01, 0x0E, 0xB0,
    ]
    let read = CompressedRTF(decoding: input)
    #expect(read.bytes == Array(#"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}"#.utf8))
    #expect(read.flaws.isEmpty)
    #expect(CompressedRTF.compress(read.bytes) == input)
  }

  @Test func otherForms() {
    let text = Array(#"{\rtf1 plain}"#.utf8)
    let stored = CompressedRTF(decoding: CompressedRTF.store(text))
    #expect((stored.bytes, stored.form) == (text, .uncompressed))
    #expect(stored.flaws.isEmpty)
    let bare = CompressedRTF(decoding: text)
    #expect((bare.bytes, bare.form) == (text, .bare))
    #expect(bare.flaws.isEmpty)
    let none = CompressedRTF(decoding: Array("no RTF, but longer than a header".utf8))
    #expect((none.bytes, none.form) == ([], .unknown))
    #expect(none.flaws == [RTFFlaw(.form, at: 0)])
    #expect(CompressedRTF(decoding: []).flaws.isEmpty)
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var flaws: [RTFFlaw.Kind]
    /// All of the text is there.
    var isWhole = true
    var damage: @Sendable (inout [UInt8]) -> Void
  }

  private static let damages: [Damage] = [
    Damage(testDescription: "check sum", flaws: [.checksum]) { $0[12] ^= 1 },
    Damage(testDescription: "RAWSIZE too small", flaws: [.size]) { $0[4] = 3 },
    Damage(testDescription: "RAWSIZE zero", flaws: [.size]) { $0[4] = 0 },
    Damage(testDescription: "RAWSIZE hostile", flaws: [.size]) {
      $0.replaceSubrange(4..<8, with: [255, 255, 255, 255])
    },
    Damage(testDescription: "COMPSIZE too small", flaws: [.size]) { $0[0] = 1 },
    Damage(testDescription: "COMPSIZE hostile", flaws: [.size]) {
      $0.replaceSubrange(0..<4, with: [255, 255, 255, 255])
    },
    Damage(testDescription: "bytes behind the end", flaws: []) { $0 += [1, 2, 3] },
    Damage(testDescription: "no end mark", flaws: [.size, .checksum]) { $0.removeLast(2) },
    Damage(testDescription: "half of it", flaws: [.cut, .checksum], isWhole: false) { $0.removeLast(16) },
  ]

  @Test(arguments: damages) func isToldAndPassedOver(_ row: Damage) {
    var input = Self.hello
    row.damage(&input)
    let read = CompressedRTF(decoding: input)
    #expect(read.flaws.map(\.kind) == row.flaws)
    #expect(row.isWhole ? read.bytes == Self.helloText : Self.helloText.starts(with: read.bytes))
  }

  /// A text that stops at any byte gives what came before, and says so.
  @Test func cutAnywhere() {
    let text = Self.sample(5_000, seed: 4)
    let whole = CompressedRTF.compress(text)
    for count in 16..<whole.count - 2 {
      let read = CompressedRTF(decoding: Array(whole[..<count]))
      #expect(text.starts(with: read.bytes), "cut at \(count)")
      #expect(!read.flaws.isEmpty, "cut at \(count)")
    }
  }

  @Test(arguments: [0, 1, 2, 3, 16, 17, 18, 100, 4_000, 4_095, 4_096, 4_097, 30_000])
  func thereAndBack(_ count: Int) {
    var random = RTFRandom(seed: UInt64(count))
    let noise = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    for text in [noise, Self.sample(count, seed: 9), [UInt8](repeating: 0x61, count: count)] {
      let packed = CompressedRTF.compress(text)
      let read = CompressedRTF(decoding: packed)
      #expect(read.bytes == text)
      #expect(read.flaws.isEmpty)
    }
    #expect(CompressedRTF.compress([UInt8](repeating: 0x61, count: count)).count <= 22 + count / 7)
  }

  /// Eight references of 17 bytes each in 17 bytes: what is made of it stays under the limit that was asked for.
  @Test func limit() {
    let packed = CompressedRTF.compress([UInt8](repeating: 0x61, count: 100_000))
    var limits = RTFLimits()
    limits.outputBytes = 1_000
    for input in [packed, CompressedRTF.store([UInt8](repeating: 0x61, count: 100_000))] {
      let read = CompressedRTF(decoding: input, limits: limits)
      #expect(read.bytes == [UInt8](repeating: 0x61, count: 1_000))
      #expect(read.flaws.map(\.kind).contains(.limit))
    }
  }

  @Test func flippedBytesNeverTrap() {
    let whole = CompressedRTF.compress(Self.sample(700, seed: 2))
    for place in whole.indices {
      for bit in 0..<8 {
        var input = whole
        input[place] ^= 1 << UInt8(bit)
        let read = CompressedRTF(decoding: input)
        #expect(read.bytes.count <= whole.count * 8 + 136)
        if place >= 16 { #expect(!read.flaws.isEmpty, "byte \(place), bit \(bit)") }
      }
    }
  }

  @Test func faultsOfFlaws() {
    for kind in RTFFlaw.Kind.allCases {
      let fault = RTFFlaw(kind, at: 7).fault(place: "a.pst, node 0x200024")
      #expect(fault.code.rawValue == kind.rawValue)
      #expect(fault.place == "a.pst, node 0x200024, byte 7 of the text")
      #expect(fault.recovery == .skipItem)
    }
  }

  /// Text as programs write it: few words, many times.
  static func sample(_ count: Int, seed: UInt64) -> [UInt8] {
    var random = RTFRandom(seed: seed)
    let words = [#"\par "#, #"\pard\plain\f0\fs20 "#, "the ", "mail ", #"{\*\htmltag64 <p>}"#, "quarter ", "\r\n", "é"]
    var text = Array(#"{\rtf1\ansi "#.utf8)
    while text.count < count { text += Array((words.randomElement(using: &random) ?? "").utf8) }
    return Array(text.prefix(count))
  }
}
