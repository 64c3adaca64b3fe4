import Core
import TestKit
import Testing

/// A search that overlooks something would make every test that leans on it worthless.
@Suite struct SecretSearchTests {
  private static let secret = "app~Geheim/77+\"Peeters\""

  private static let rows: [(form: String, text: String)] = [
    ("plain", secret), ("inside other text", "x\(secret)y"), ("percent", FormCoding.encode(secret)),
    ("small escapes", "app~Geheim%2f77%2b%22Peeters%22"), ("base64", Base64.encode(Array(secret.utf8))),
    ("base64 behind one byte", Base64.encode(Array("\0\(secret)".utf8))),
    ("base64 behind two bytes", Base64.encode(Array("ab\(secret)".utf8))),
    ("base64 before others", Base64.encode(Array("user\0\(secret)\u{1}auth=Bearer".utf8))),
    ("base64url", Base64URL.encode(Array("\u{3F}\(secret)".utf8))), ("JSON", #"{"a":"app~Geheim/77+\"Peeters\""}"#),
    ("JSON with slashes", #"app~Geheim\/77+\"Peeters\""#),
  ]

  @Test(arguments: 0..<rows.count) func everyFormIsFound(row: Int) {
    let (form, text) = Self.rows[row]
    let search = SecretSearch([Self.secret])
    #expect(search.found(in: text, of: "here").first?.hasPrefix("here: secret 0") == true, "\(form)")
    #expect(search.found(in: String(text.prefix(12)), of: "here").isEmpty, "\(form)")
    #expect(!search.found(in: text, of: "here").contains { $0.contains("Geheim") })
  }

  @Test func piecesInADumpOfMemory() {
    let search = SecretSearch([Self.secret], inMemory: true)
    let dumps = ["rsi 0x00007eff5feca078  47 65 68 65 69 6d 2f 37 37 2b  Geheim/77+", "47656865696d2f37", "…Geheim/7…"]
    for dump in dumps {
      #expect(!search.found(in: dump, of: "crash").isEmpty, "\(dump)")
      #expect(SecretSearch([Self.secret]).found(in: dump, of: "crash").isEmpty)
    }
    #expect(search.found(in: "47 65 68 65 69 6d 2f", of: "crash").isEmpty)
  }

  @Test func keysLineByLine() {
    let lines = ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"]
    let key = "-----BEGIN PRIVATE KEY-----\r\n\(lines[0])\n\(lines[1])\n-----END PRIVATE KEY-----\n"
    let search = SecretSearch([key, key, "kort"])
    #expect(search.count == 2)
    for line in lines { #expect(!search.found(in: #"{"k":"\#(line)\n"}"#, of: "x").isEmpty) }
    #expect(search.found(in: "-----BEGIN PRIVATE KEY----- kort", of: "x").isEmpty)
  }

  /// The store may hold base64 and nothing else; another file may not even hold that, nor may a name.
  @Test func filesAndTheirNames() throws {
    let folder = try TemporaryFolder("search")
    let search = SecretSearch([Self.secret, "naam-van-een-bestand"])
    let coded = Base64.encode(Array(Self.secret.utf8))
    for name in [".postduif", ".postduif/tokens"] { try Files.makeFolder(folder(name)) }
    try Files.write("a\t\(coded)\n", to: folder(".postduif/credentials"))
    try Files.write("a\t\(coded)\n", to: folder(".postduif/tokens/a.tokens"))
    #expect(search.found(below: folder.path) == [])
    #expect(search.found(below: folder.path, storeIsSealed: true).isEmpty == false)
    try Files.write("a\t\(Self.secret)\n", to: folder(".postduif/tokens/a.tokens"))
    #expect(!search.found(below: folder.path).isEmpty)
    try Files.write("a\t\(coded)\n", to: folder(".postduif/report.html"))
    try Files.write("", to: folder("naam-van-een-bestand"))
    let found = search.found(below: folder.path)
    #expect(Set(found.map { $0.split(separator: ":")[0].split(separator: "/").last }).count == 3, "\(found)")
  }
}
