import IMAP
import Testing

@Suite struct MailboxNameTests {
  /// Name for people, name on the wire.
  static let pairs: [(String, String)] = [
    ("INBOX", "INBOX"),
    ("", ""),
    ("a&b", "a&-b"),
    ("&", "&-"),
    ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  // RFC 3501 §5.1.3
    ("Entwürfe", "Entw&APw-rfe"),
    ("Éléments envoyés", "&AMk-l&AOk-ments envoy&AOk-s"),
    ("Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"),
    ("💌 post", "&2D3cjA- post"),
    ("a\tb", "a&AAk-b"),
    ("\u{7F}", "&AH8-"),
    ("quote\"back\\slash%*", "quote\"back\\slash%*"),
  ]

  @Test(arguments: pairs) func bothWays(_ text: String, _ wire: String) {
    #expect(MailboxName(text).bytes == Array(wire.utf8))
    #expect(MailboxName(wire: wire).text() == text)
  }

  @Test(arguments: [
    "&", "a&b", "&Jjo", "&Jjo!", "&A-", "&AAA-", "&2D0-", "&3Iw-", "&AMk=-", "&U/A-", "&-&AMk",
  ]) func undecodable(_ wire: String) {
    #expect(MailboxName(wire: wire).text() == nil)
  }

  @Test func rawBytesAreTakenAsUTF8() {
    #expect(MailboxName(wire: "é").text() == "é")
    #expect(MailboxName(bytes: [0x61, 0xE9]).text() == nil)
  }

  @Test func utf8NamesAreNotShifted() {
    #expect(MailboxName("a&b é", utf8: true).bytes == Array("a&b é".utf8))
    #expect(MailboxName(wire: "&AMk-").text(utf8: true) == "&AMk-")
    #expect(MailboxName(bytes: [0xFF]).text(utf8: true) == nil)
  }

  @Test func everyTextComesBack() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      let scalars = (0..<Int.random(in: 0...12, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 1...0x1_2000, using: &random))
      }
      let text = String(String.UnicodeScalarView(scalars))
      let name = MailboxName(text)
      #expect(name.bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
      #expect(name.text().map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test func anyBytesDecodeOrAreRefused() {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0...10, using: &random)).map { _ in
        Array("&-,/=AZaz09+\u{E9}".utf8).randomElement(using: &random) ?? 0
      }
      if let text = MailboxName(bytes: bytes).text() { #expect(MailboxName(text).text() == text) }
    }
  }
}

/// A repeatable source of chance (SplitMix64), so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
