import Core
import MIME
import TestKit
import Testing

@testable import Archives

@Suite struct TarTreeTests {
  private func open(_ bytes: [UInt8]) throws(Fault) -> TarTree { try TarTree(MailboxBytes(bytes), name: "mail.tar") }
  private func openPacked(_ bytes: [UInt8]) throws(Fault) -> TarTree {
    try TarTree(DeflatedFile(gzip: MailboxBytes(bytes), place: "mail.tgz"), name: "mail.tgz")
  }

  /// The same from a tar file and from a packed one.
  private func read(_ build: (inout TarBuilder) -> Void) throws -> ([String: String], [Fault]) {
    var tar = TarBuilder()
    build(&tar)
    tar.end()
    let plain = try open(tar.bytes)
    let packed = try openPacked(Pack.gzip(tar.bytes))
    #expect(contents(plain) == contents(packed))
    #expect(plain.faults.map(\.code) == packed.faults.map(\.code))
    return (contents(plain), plain.faults)
  }

  @Test func filesAndFoldersOfUstar() throws {
    let (found, faults) = try read { tar in
      tar.add("./", type: "5")
      tar.add("./a/", type: "5")
      tar.add("./a/1", "one")
      tar.add(Array("2".utf8), Array("two".utf8), prefix: "far/away")
      tar.add("old/")
      tar.add("old/3", "three", type: "\0")
      tar.add("empty", "")
    }
    #expect(found == ["a/1": "one", "far/away/2": "two", "old/3": "three", "empty": ""])
    #expect(faults.isEmpty)
  }

  @Test func longNamesOfBothKinds() throws {
    let long = Array(repeating: "directory-of-mail", count: 20).joined(separator: "/")
    let (found, faults) = try read { tar in
      tar.add("././@LongLink", "\(long)/gnu\0", type: "L")
      tar.add("cut", "one")
      tar.records([("path", "\(long)/päx"), ("mtime", "1700000001.25"), ("comment", "x=y")])
      tar.add("cut", "two")
      tar.records([("hdrcharset", "BINARY")], type: "g")
      tar.add("plain", "three")
    }
    #expect(found == ["\(long)/gnu": "one", "\(long)/päx": "two", "plain": "three"])
    #expect(faults.isEmpty)
  }

  @Test func sizesBeyondTheField() throws {
    let (found, _) = try read { tar in
      tar.add(Array("base256".utf8), Array("one".utf8), size: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3])
      tar.records([("size", "3")])
      tar.add(Array("pax".utf8), Array("two".utf8), size: Array("00000000000".utf8))
      tar.add("next", "x")
    }
    #expect(found == ["base256": "one", "pax": "two", "next": "x"])
  }

  @Test(
    arguments: [
      ("00000000017", 15), ("     17 \0", 15), ("17", 15), ("", 0), ("\0\0", 0), ("777777777777777777777", .max),
      ("7777777777777777777777", nil),
      ("19", nil),
      ("-1", nil),
    ] as [(String, Int64?)])
  func numbers(text: String, value: Int64?) { #expect(TarHeader.number(Array(text.utf8)[...]) == value) }

  @Test func binaryNumbers() {
    #expect(TarHeader.number([0x80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]) == 1 << 24)
    #expect(TarHeader.number([UInt8](repeating: 0xFF, count: 12)[...]) == -1)
    #expect(TarHeader.number([0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]) == nil)
    #expect(TarHeader.number([0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]) == nil)
  }

  @Test func linksAndWhatIsNoFile() throws {
    let (found, faults) = try read { tar in
      tar.add("a/1", "one")
      tar.add("b/1", type: "1", link: "a/1")
      tar.add("c/1", type: "1", link: "./b/1")
      tar.add("lost", type: "1", link: "nowhere")
      tar.add("self", type: "1", link: "self")
      tar.add("soft", type: "2", link: "a/1")
      tar.add("device", type: "3")
      tar.add(Array("holes".utf8), Array("x".utf8), type: "S", isGNU: true)
      tar.records([("GNU.sparse.major", "1"), ("GNU.sparse.name", "holes2")])
      tar.add("GNUSparseFile.0/holes2", "x")
      tar.add("Volume", type: "V")
      tar.add("last", "z")
    }
    #expect(
      found == [
        "a/1": "one", "b/1": "one", "c/1": "one", "lost": "TREE-LINK", "self": "TREE-LINK", "soft": "TREE-LINK",
        "device": "TREE-KIND", "holes": "TREE-KIND", "holes2": "TREE-KIND", "last": "z",
      ])
    #expect(faults.isEmpty)
  }

  @Test func theLastOfTwoCountsAndConcatenatedFilesAreOne() throws {
    let (found, faults) = try read { tar in
      tar.add("a", "old")
      tar.end()
      tar.add("a", "new")
      tar.add("b", "x")
    }
    #expect(found == ["a": "new", "b": "x"] && faults.isEmpty)
  }

  @Test(arguments: ["../a", "/etc/a", "x/../../a"]) func namesThatLeadOutAreTold(name: String) throws {
    let (found, faults) = try read { tar in
      tar.add(name, "x")
      tar.add("b", "y")
    }
    #expect(found == ["b": "y"] && faults.map(\.code) == ["TREE-NAME"])
  }

  @Test func aBrokenHeaderIsSteppedOver() throws {
    var tar = TarBuilder()
    tar.add("a", "one")
    let broken = tar.bytes.count
    tar.add("b", String(repeating: "x", count: 2_000))
    tar.add("c", "three")
    tar.end()
    var bytes = tar.bytes
    bytes[broken + 148] ^= 1
    let tree = try open(bytes)
    #expect(contents(tree) == ["a": "one", "c": "three"])
    #expect(tree.faults.map(\.message) == ["there should be a header, at byte \(broken)"])
  }

  @Test func whatStandsBeforeACutIsRead() throws {
    var tar = TarBuilder()
    let files = (0..<4).map { ("f\($0)", String(repeating: "\($0)", count: 700)) }
    var ends: [Int] = []
    for (name, text) in files {
      tar.add(name, text)
      ends.append(tar.bytes.count - (1024 - 700))
    }
    tar.end()
    for end in 512..<(tar.bytes.count - 1023) {
      let tree = try open(Array(tar.bytes[..<end]))
      let whole = files.indices.filter { ends[$0] <= end }
      let found = contents(tree)
      for index in whole { #expect(found[files[index].0] == files[index].1) }
      #expect(found.values.filter { $0.hasPrefix("TREE-") }.count == found.count - whole.count)
      #expect(tree.faults.count == 1 && tree.faults[0].code == "TREE-DAMAGED", "cut at \(end)")
    }
  }

  @Test func aPackedFileThatIsCutShowsWhatCameOut() throws {
    var tar = TarBuilder()
    for number in 0..<8 { tar.add("f\(number)", String(repeating: "line \(number)\r\n", count: 90 + number)) }
    tar.end()
    let packed = Pack.gzip(tar.bytes, level: 1)
    var most = 0
    for end in 0..<packed.count {
      guard let tree = try? openPacked(Array(packed[..<end])) else { continue }
      #expect(tree.faults.last?.code == "TREE-DAMAGED")
      let found = contents(tree)
      let whole = found.values.count { !$0.hasPrefix("TREE-") }
      most = max(most, whole)
      for (name, text) in found where !text.hasPrefix("TREE-") {
        #expect(text.hasPrefix("line \(name.dropFirst())\r\n"))
      }
    }
    #expect(most == 8)
  }

  @Test func everyByteMayBeWrong() {
    var tar = TarBuilder()
    tar.add("././@LongLink", String(repeating: "n", count: 120) + "\0", type: "L")
    tar.add("a", "one")
    tar.records([("path", "päx"), ("size", "3")])
    tar.add("b", "two")
    tar.add("c", type: "1", link: "a")
    tar.end()
    for place in tar.bytes.indices {
      for value in [0, 0xFF, tar.bytes[place] ^ 1, 0x39] as [UInt8] {
        var bytes = tar.bytes
        bytes[place] = value
        if let tree = try? open(bytes) { _ = contents(tree) }
      }
    }
  }
}
