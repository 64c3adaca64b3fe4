import Core
import Testing

@testable import Archives

@Suite struct MaildirNameTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var unique: String
    var letters = ""
    var stored: Int64?
    var wire: Int64?
    var testDescription: String { name }
  }

  @Test(arguments: [
    Row(
      name: "1600000000.M5P6.host,S=1203,W=1240:2,FS", unique: "1600000000.M5P6.host", letters: "FS", stored: 1203,
      wire: 1240),
    Row(name: "1600000000.M5P6.host:2,", unique: "1600000000.M5P6.host"),
    Row(name: "1600000000.M5P6.host;2,S", unique: "1600000000.M5P6.host", letters: "S"),
    Row(name: "1600000000.M5P6.host!2,ST", unique: "1600000000.M5P6.host", letters: "ST"),
    Row(name: "1600000000.M5P6.host-2,Sab", unique: "1600000000.M5P6.host", letters: "Sab"),
    Row(name: "1600000000.M5P6.host,W=7:2,S", unique: "1600000000.M5P6.host", letters: "S", wire: 7),
    Row(name: "1600000000.M5P6.host", unique: "1600000000.M5P6.host"),
    // Flags in a form nobody defined, and in one that was given up.
    Row(name: "1600000000.M5P6.host:1,xyz", unique: "1600000000.M5P6.host"),
    Row(name: "1600000000.M5P6.host:2,S.", unique: "1600000000.M5P6.host"),
    Row(name: "1600000000.M5P6.host,S=99999999999999999999:2,", unique: "1600000000.M5P6.host"),
    Row(name: "1600000000.M5P6.host,S=:2,", unique: "1600000000.M5P6.host"),
    Row(name: ":2,S", unique: ":"), Row(name: ",", unique: ","), Row(name: "2,", unique: "2"),
    Row(name: "a", unique: "a"),
  ])
  func isTakenApart(_ row: Row) {
    let name = MaildirName(Array(row.name.utf8))
    #expect(String(decoding: name.unique, as: UTF8.self) == row.unique)
    #expect(String(decoding: name.letters, as: UTF8.self) == row.letters)
    #expect(name.storedSize == row.stored)
    #expect(name.wireSize == row.wire)
  }

  /// Every beginning of a name is a name.
  @Test func cutAnywhereItIsStillTakenApart() {
    let whole = Array("1600000000.M5P6.host,S=1203,W=1240:2,FSab".utf8)
    for length in 1...whole.count {
      let name = MaildirName(Array(whole[..<length]))
      #expect(!name.unique.isEmpty && name.unique.count <= length && whole.starts(with: name.unique))
    }
  }

  @Test func flagsChangeAndTheSignBeforeThemStays() {
    #expect(MaildirName(Array("a.b:2,S".utf8)).with(letters: Array("FS".utf8)) == Array("a.b:2,FS".utf8))
    #expect(MaildirName(Array("a.b!2,S".utf8)).with(letters: []) == Array("a.b!2,".utf8))
    #expect(MaildirName(Array("a.b,S=3".utf8)).with(letters: [0x54]) == Array("a.b,S=3:2,T".utf8))
  }

  @Test(arguments: [
    (["\\Seen"], "S"), (["\\seen", "\\ANSWERED"], "RS"), (["$Forwarded"], "Pa"), (["NonJunk", "\\Flagged"], "Fa"),
    (["\\Draft", "\\Deleted"], "DT"), (["\\Unheard"], ""), (["a b"], ""), ([], ""),
  ])
  func flagsHaveLetters(flags: [String], letters: String) {
    var meanings = MaildirFlags()
    #expect(String(decoding: meanings.letters(for: flags), as: UTF8.self) == letters)
  }

  @Test func keywordsKeepTheirLetters() {
    var meanings = MaildirFlags(file: Array("0 $Forwarded\n2 NonJunk\n99 Other\nx\n1\n3 \\Seen\n".utf8))
    #expect(meanings.keywords == ["$Forwarded", nil, "NonJunk"])
    #expect(meanings.letters(for: ["nonjunk"]) == Array("c".utf8))
    #expect(meanings.letters(for: ["Project"]) == Array("b".utf8))
    #expect(meanings.letters(for: ["Other"]) == Array("d".utf8))
    #expect(String(decoding: meanings.file, as: UTF8.self) == "0 $Forwarded\n1 Project\n2 NonJunk\n3 Other\n")
    #expect(meanings.flags(of: Array("PSabcz".utf8)) == ["$Forwarded", "NonJunk", "Project", "\\Seen"])
  }

  @Test func thereAreAsManyKeywordsAsLetters() {
    var meanings = MaildirFlags()
    for number in 0..<30 { _ = meanings.letters(for: ["k\(number)"]) }
    #expect(meanings.isFull && meanings.keywords.count == 26)
    #expect(meanings.letters(for: ["k25"]) == [0x7A] && meanings.letters(for: ["k26"]) == [])
  }

  @Test(arguments: [
    (["Sent"], ".Sent"), (["Klanten", "Müller"], ".Klanten.M&APw-ller"), (["a&b"], ".a&-b"), (["INBOX"], ""),
    (["v1.2"], ".v1&AC4-2"), (["und/oder"], ".und&AC8-oder"), (["~x"], ".&AH4-x"), (["日本"], ".&ZeVnLA-"),
  ])
  func pathsReadBack(path: [String], name: String) throws {
    let dotted = try MaildirPath.dotted(path)
    #expect(String(decoding: dotted, as: UTF8.self) == name)
    if path != ["INBOX"] { #expect(MaildirPath.path(ofDotted: dotted.dropFirst()) == path) }
  }

  @Test(arguments: [[], [""], ["a", ""], [String(repeating: "x", count: 255)]]) func someCannotBe(path: [String]) {
    #expect { try MaildirPath.dotted(path) } throws: { ($0 as? Fault)?.code == "FOLDER-NAME" }
  }

  @Test(arguments: [
    ("Sent\nKlanten.M&APw-ller\n", [["Sent"], ["Klanten", "Müller"]]),
    ("V\t2\n\nSent\nKlanten\tM&APw-ller\n", [["Sent"], ["Klanten", "Müller"]]), ("", []), ("\n\n", []),
    ("INBOX.Sent\n", [["INBOX", "Sent"], ["Sent"]]),
  ])
  func subscriptionsAreRead(file: String, paths: [[String]]) {
    #expect(MaildirSubscriptions.read(Array(file.utf8)) == Set(paths))
  }
}
