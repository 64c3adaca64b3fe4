import Core
import MIME
import TestKit
import Testing

@testable import Archives

@Suite struct ZipTreeTests {
  typealias File = ZipBuilder.File

  private func open(_ bytes: [UInt8]) throws(Fault) -> ZipTree { try ZipTree(MailboxBytes(bytes), name: "mail.zip") }
  private func open(_ files: [File]) throws(Fault) -> [String: String] {
    contents(try open(ZipBuilder(files).bytes()))
  }
  private static let long = String(repeating: "Received: from here\r\n", count: 4_000)

  struct Row: CustomTestStringConvertible, Sendable {
    var why: String
    var files: [File]
    var outcome: [String: String]
    var testDescription: String { why }
  }

  static let rows: [Row] = [
    Row(why: "nothing", files: [], outcome: [:]),
    Row(
      why: "stored and deflated", files: [File("a", "one").with { $0.method = 0 }, File("b", long)],
      outcome: ["a": "one", "b": long]),
    Row(
      why: "folders without entries", files: [File("a/b/c", "x"), File("a.b", "y")],
      outcome: ["a/b/c": "x", "a.b": "y"]),
    Row(
      why: "folders with entries", files: [File("a/", "").with { $0.method = 0 }, File("a/b", "x")],
      outcome: ["a/b": "x"]),
    Row(why: "backslashes of Windows", files: [File("Inbox\\1.eml", "x")], outcome: ["Inbox/1.eml": "x"]),
    Row(why: "backslashes of Unix", files: [File("In\\1", "x").with { $0.system = 3 }], outcome: ["In\\1": "x"]),
    Row(why: "data descriptor", files: [File("a", long).with { $0.hasDescriptor = true }], outcome: ["a": long]),
    Row(
      why: "ZIP64", files: [File("a", long).with { $0.isLarge = true }, File("b", "y")], outcome: ["a": long, "b": "y"]),
    Row(
      why: "names of UTF-8, said and unsaid", files: [File("ä", "1").with { $0.flags = 0x800 }, File("ü", "2")],
      outcome: ["ä": "1", "ü": "2"]),
    Row(
      why: "names in code page 437", files: [File([0x84, 0x2E, 0x65], Array("1".utf8))], outcome: ["ä.e": "1"]),
    Row(
      why: "Info-ZIP's Unicode name",
      files: [
        File("?.eml", "1").with {
          $0.extra = [0x75, 0x70, 11, 0, 1] + Pack.number(Int(Pack.sum(Array("?.eml".utf8))), 4) + Array("ж.eml".utf8)
        }
      ].map { file in file.with { $0.extra[2] = UInt8($0.extra.count - 4) } }, outcome: ["ж.eml": "1"]),
    Row(
      why: "a Unicode name of another name",
      files: [
        File("k.eml", "1").with { $0.extra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x78] }
      ], outcome: ["k.eml": "1"]),
    Row(
      why: "twins", files: [File("Re.eml", "1"), File("Re.eml", "2"), File("x/Re.eml", "3"), File("Re.eml", "4")],
      outcome: ["Re.eml": "1", "Re~2.eml": "2", "Re~4.eml": "4", "x/Re.eml": "3"]),
    Row(
      why: "wrong checksum", files: [File("a", "one").with { $0.sum = 7 }, File("b", "y")],
      outcome: ["a": "TREE-DAMAGED", "b": "y"]),
    Row(
      why: "wrong checksum, stored", files: [File("a", "one").with { ($0.sum, $0.method) = (7, 0) }],
      outcome: ["a": "TREE-DAMAGED"]),
    Row(why: "more than said", files: [File("a", long).with { $0.size = 100 }], outcome: ["a": "TREE-DAMAGED"]),
    Row(why: "less than said", files: [File("a", long).with { $0.size = 100_000 }], outcome: ["a": "TREE-DAMAGED"]),
    Row(
      why: "one encrypted", files: [File("a", "x").with { $0.flags = 1 }, File("b", "y")],
      outcome: ["a": "TREE-ENCRYPTED", "b": "y"]),
    Row(why: "a method not known", files: [File("a", "x").with { $0.method = 14 }], outcome: ["a": "TREE-FORMAT"]),
    Row(
      why: "a link", files: [File("a", "/etc/passwd").with { ($0.system, $0.attributes) = (3, 0xA1FF << 16) }],
      outcome: ["a": "TREE-LINK"]),
    Row(
      why: "the same bytes twice", files: [File("a", "x"), File("b", "x").with { $0.offset = 0 }],
      outcome: ["a": "x", "b": "TREE-LIMIT"]),
    Row(
      why: "bytes that overlap", files: [File("a", "x"), File("b", "x").with { $0.offset = 10 }],
      outcome: ["a": "TREE-LIMIT", "b": "TREE-DAMAGED"]),
  ]

  @Test(arguments: rows) func rowsAreRead(row: Row) throws { #expect(try open(row.files) == row.outcome) }

  @Test func encryptedThroughoutIsSaidAtOnce() throws {
    let fault = try #require(throws: Fault.self) { try open([File("a", "x").with { $0.flags = 1 }]) }
    #expect(fault.code == "TREE-ENCRYPTED" && fault.recovery == .stopMailbox)
  }

  @Test(arguments: ["../a", "x/../../a", "/etc/a", "C:\\a", "..\\a", "a\0b"])
  func namesThatLeadOutAreLeftAsideAndTold(name: String) throws {
    let tree = try open(ZipBuilder([File(name, "x"), File("b", "y")]).bytes())
    #expect(contents(tree) == ["b": "y"])
    #expect(tree.faults.map(\.code) == ["TREE-NAME"])
  }

  @Test func whatStandsAroundDoesNotMatter() throws {
    var zip = ZipBuilder([File("a", "x")])
    zip.before = Array(repeating: 0x4D, count: 700)
    zip.comment = Array("PK\u{05}\u{06} is no end, but a comment".utf8)
    for isLarge in [false, true] {
      zip.isLarge = isLarge
      #expect(contents(try open(zip.bytes())) == ["a": "x"])
    }
    #expect(contents(try open(zip.bytes() + [13, 10])) == ["a": "x"])
  }

  @Test func aZipThatIsCutIsAFaultWithTheOffsetWhereverItIsCut() throws {
    let whole = ZipBuilder([File("a", "one"), File("b", Self.long)]).bytes()
    for end in 0..<whole.count {
      let fault = try #require(throws: Fault.self) { try open(Array(whole[..<end])) }
      #expect(fault.code == "TREE-DAMAGED" && fault.message.hasSuffix("at byte \(end)"))
    }
  }

  @Test func everyByteMayBeWrong() {
    let text = String(repeating: "Received: from here\r\n", count: 60)
    var zip = ZipBuilder([File("a", "one"), File("b/ü", text).with { $0.isLarge = true }, File("b/ü", "2")])
    zip.isLarge = true
    let whole = zip.bytes()
    for place in whole.indices {
      for value in [0, 0xFF, whole[place] ^ 1, whole[place] &+ 0x40] as [UInt8] {
        var bytes = whole
        bytes[place] = value
        guard let tree = try? open(bytes) else { continue }
        // A wrong byte in a file is found by its checksum; elsewhere it may hide a file, never change one.
        for (_, found) in contents(tree) { #expect(["one", "2", text].contains(found) || found.hasPrefix("TREE-")) }
      }
    }
  }

  @Test func readingElsewhereIsReadingTheSame() throws {
    let tree = try open(ZipBuilder([File("a", Self.long)]).bytes())
    let source = try tree.open(Array("a".utf8))
    let bytes = Array(Self.long.utf8)
    for place in [70_000, 3, 69_999, 0, 83_999, 84_000, 90_000] {
      var piece = [UInt8](repeating: 0, count: 50)
      let count = try piece.withUnsafeMutableBytes { try source.read(at: place, into: $0) }
      #expect(Array(piece[..<count]) == Array(bytes.dropFirst(place).prefix(50)))
    }
  }
}
