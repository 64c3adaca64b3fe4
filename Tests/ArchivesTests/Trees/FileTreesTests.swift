import Core
import Glibc
import TestKit
import Testing

@testable import Archives

@Suite struct FileTreesTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder("trees") }

  private func open(_ bytes: [UInt8], as name: String = "thing.bin") throws -> [String: String] {
    try Files.write(bytes, to: folder(name))
    return contents(try FileTrees.open(folder(name)))
  }

  @Test func contentTellsTheFormNotTheName() throws {
    var tar = TarBuilder()
    tar.add("a/1", "one")
    tar.end()
    #expect(try open(ZipBuilder([.init("a/1", "one")]).bytes(), as: "mail.tar") == ["a/1": "one"])
    #expect(try open(tar.bytes, as: "mail.zip") == ["a/1": "one"])
    #expect(try open(Pack.gzip(tar.bytes), as: "mail.mbox") == ["a/1": "one"])
    #expect(try open(Pack.gzip(Array("From x\n".utf8)), as: "list.mbox.gz") == ["list.mbox": "From x\n"])
    #expect(try open(Array("From x\n".utf8), as: "list.zip") == ["list.zip": "From x\n"])
    #expect(try open([], as: "empty.mbox") == ["empty.mbox": ""])
    #expect(try open([UInt8](repeating: 0, count: 10_240), as: "none.tar") == [:])
    #expect(contents(try FileTrees.open(folder.path)).count == 7)
  }

  @Test(
    arguments: [
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "7z x"), (Array("Rar!\u{1A}\u{07}\u{01}\0".utf8), "unrar x"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], "tar -xJf"), ([0x28, 0xB5, 0x2F, 0xFD, 4], "tar --zstd -xf"),
      (Array("BZh91AY".utf8), "tar -xjf"),
    ] as [([UInt8], String)])
  func formsThatAreNotReadAreNamedWithTheWayToUnpack(start: [UInt8], command: String) throws {
    let fault = try #require(throws: Fault.self) { try open(start) }
    #expect(fault.code == "TREE-FORMAT" && fault.advice.contains(command) && fault.place == folder("thing.bin"))
  }

  @Test func whatIsNotThereOrNoFileIsAFault() throws {
    #expect(try #require(throws: Fault.self) { try FileTrees.open(folder("none")) }.code == "FILE-READ")
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    #expect(try #require(throws: Fault.self) { try FileTrees.open(folder("pipe")) }.code == "TREE-KIND")
  }
}
