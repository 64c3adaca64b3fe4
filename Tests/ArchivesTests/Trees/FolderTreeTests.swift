import Core
import Glibc
import MIME
import TestKit
import Testing

@testable import Archives

@Suite struct FolderTreeTests {
  let folder: TemporaryFolder
  let tree: FolderTree

  init() throws {
    folder = try TemporaryFolder("tree")
    try Files.makeFolder(folder("mail"))
    try Files.makeFolder(folder("mail/a"))
    try Files.write("one", to: folder("mail/a/1"))
    try Files.write("two", to: folder("mail/a/2"))
    try Files.write("out", to: folder("outside"))
    tree = try FolderTree(folder("mail"))
  }

  private func link(_ target: String, _ name: String) { #expect(symlink(target, folder("mail/\(name)")) == 0) }

  @Test func namesAreSortedByTheirBytesAndNeedNotBeText() throws {
    let odd = "\(folder("mail"))/".utf8CString.dropLast() + [CChar(bitPattern: 0xFF), 0]
    let file = odd.withUnsafeBufferPointer { $0.baseAddress.map { Glibc.open($0, O_CREAT | O_WRONLY, 0o644) } ?? -1 }
    #expect(file >= 0)
    close(file)
    try Files.write("", to: folder("mail/Z"))
    #expect(try tree.entries([]).map(\.name) == [Array("Z".utf8), Array("a".utf8), [0xFF]])
    #expect(try tree.open([0xFF]).count == 0)
    let entry = try #require(try tree.entries(Array("a".utf8)).first)
    #expect(entry.size == 3 && entry.serial != 0 && entry.written > 1_500_000_000_000_000_000)
  }

  @Test(
    arguments: [
      ("a/1", "3 in", nil), ("../a/1", "to", "TREE-LINK"), ("../../outside", "to", "TREE-LINK"),
      ("/etc/passwd", "to", "TREE-LINK"), ("nothing", "to", "FILE-READ"), ("l", "to", "TREE-LINK"),
      ("a/../a/2", "in", nil), ("./a//2", "in", nil),
    ] as [(String, String, String?)])
  func linksAreFollowedInsideOnly(target: String, way: String, code: String?) throws {
    link(target, "l")
    let found = contents(tree)
    if let code { #expect(found["l"] == code) } else { #expect(["one", "two"].contains(found["l"])) }
    #expect(found["a/1"] == "one")
  }

  @Test func loopsEnd() throws {
    try Files.makeFolder(folder("mail/b"))
    link("..", "a/up")
    link("../b", "a/over")
    link("../a", "b/back")
    let found = contents(tree)
    #expect(found["a/1"] == "one" && found["b/back/1"] == "one")
    #expect(found["a/up"] == "TREE-LINK" && found["a/over/back"] == "TREE-LINK" && found["b/back/over"] == "TREE-LINK")
    #expect(!found.values.contains("DEPTH"))
  }

  @Test func whatIsNoFileIsToldAndNeverWaitedFor() {
    #expect(mkfifo(folder("mail/pipe"), 0o600) == 0)
    #expect(contents(tree)["pipe"] == "TREE-KIND")
  }

  @Test(arguments: ["../outside", "a/../../outside", "/etc/passwd", "a/1/2", "b", "a\0/1"])
  func pathsLeadNowhereElse(path: String) {
    #expect(throws: Fault.self) { try tree.open(Array(path.utf8)) }
    #expect(throws: Fault.self) { try tree.entries(Array(path.utf8)) }
  }

  @Test func aTreeThatIsTooDeepEnds() throws {
    var path = folder("mail")
    for _ in 0..<220 {
      path += "/d"
      guard mkdir(path, 0o755) == 0 else { break }
    }
    let deep = Array(repeating: "d", count: 210).joined(separator: "/")
    #expect(throws: Fault.self) { try tree.entries(Array(deep.utf8)) }
    #expect(try tree.entries(Array(repeating: "d", count: 199).joined(separator: "/").utf8.map { $0 }).count == 1)
  }
}
