import Core
import Foundation
import Testing

@Suite struct SecretTests {
  @Test func neverPrintsItself() {
    let secret = Secret("hunter2-plain")
    var dumped = ""
    dump(secret, to: &dumped)
    struct Holder { var secret: Secret }
    let shown = "\(secret) \(String(reflecting: secret)) \(Holder(secret: secret)) \([secret]) \(dumped)"
    #expect(!shown.contains("hunter2"))
    #expect(secret.reveal() == "hunter2-plain" && !secret.isEmpty && Secret("").isEmpty)
    #expect(Redactor.shared.redact("it was hunter2-plain!") == "it was (secret)!")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var secrets: [String]
    var text: String
    var expected: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    Row(secrets: ["geheim"], text: "a geheim b geheimen", expected: "a (secret) b (secret)en"),
    Row(secrets: ["geheim"], text: "geheim", expected: "(secret)"),
    Row(secrets: ["geheim"], text: "gehei", expected: "gehei"),
    Row(secrets: ["geheim"], text: "", expected: ""),
    Row(secrets: [], text: "geheim", expected: "geheim"),
    Row(secrets: ["abc"], text: "abc abc", expected: "abc abc"),
    Row(secrets: ["abcd", "abcdef"], text: "xabcdefy abcdx", expected: "x(secret)y (secret)x"),
    Row(secrets: ["abcdef", "defghi"], text: "abcdefghi", expected: "(secret)"),
    Row(secrets: ["aaaa"], text: "aaaaaaa", expected: "(secret)"),
    Row(secrets: ["geheim"], text: "geheimgeheim", expected: "(secret)(secret)"),
    Row(secrets: ["caf\u{E9}-au-lait"], text: "<caf\u{E9}-au-lait>", expected: "<(secret)>"),
    Row(secrets: ["geheim"], text: "geheim\u{301}", expected: "(secret)\u{301}"),
    Row(
      secrets: ["a\"b\\c/d"], text: #"{"p":"a\"b\\c/d","q":"a\"b\\c\/d"}"#,
      expected: #"{"p":"(secret)","q":"(secret)"}"#),
    Row(secrets: ["a<b>&c'"], text: "<td>a&lt;b&gt;&amp;c&#39;</td>", expected: "<td>(secret)</td>"),
    Row(secrets: ["geheim"], text: "AUTH Z2VoZWlt", expected: "AUTH (secret)"),
  ])
  func redacts(_ row: Row) {
    let redactor = Redactor()
    for secret in row.secrets { redactor.learn(secret) }
    #expect(redactor.redact(row.text) == row.expected)
  }

  /// Whatever names stand before the password in SASL PLAIN, and whatever follows: no piece of it that could be decoded
  /// into four letters of it stays.
  @Test(arguments: ["lang-geheim-woord", "twaalf-teken", "elf-tekens!", "p\u{E4}ssw\u{F6}rter"])
  func base64AtEveryAlignment(secret: String) {
    let redactor = Redactor()
    redactor.learn(secret)
    for before in ["", "a", "an", "jan", "\0an\0", "\0jan@x.example\0"] {
      for after in ["", "x", "xy"] {
        let line = Base64.encode(Array((before + secret + after).utf8))
        let shown = redactor.redact(line)
        #expect(shown.contains("(secret)"), "\(before.debugDescription) \(after)")
        #expect(shown.utf8.count - 8 <= line.utf8.count - secret.utf8.count, "\(shown)")
      }
    }
  }

  @Test func thousandsOfSecrets() {
    let redactor = Redactor()
    for number in 0..<20_000 { redactor.learn("wachtwoord-\(number)-\(number * 7919)") }
    let line = String(repeating: "2026-11-23 an@x.example copied 12 items; ", count: 100)
    #expect(redactor.redact(line) == line)
    #expect(redactor.redact(line + "wachtwoord-77-609763") == line + "(secret)")
    let alike = String(repeating: "wachtwoord-x ", count: 1_000)
    #expect(redactor.redact(alike) == alike)
  }
}
