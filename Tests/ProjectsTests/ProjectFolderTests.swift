import Core
import Foundation
import Projects
import Testing

@Suite struct ProjectFolderTests {
  @Test func createsAProjectThatCanBeRead() throws {
    let scratch = try Scratch()
    let project = try Project.create(
      at: scratch.path + "/peeters", name: "Peeters: \"brood\" #1", consultant: "Jan")
    #expect(project.settings.name == "Peeters: \"brood\" #1" && project.settings.consultant == "Jan")
    #expect(project.settings.sources.isEmpty && project.settings.mailboxes == .file("mailboxes.csv"))
    #expect(try scratch.names("peeters") == [".gitignore", ".postduif", "postduif.yaml"])
    #expect(try scratch.mode("peeters/.postduif") == 0o700)
    #expect(try scratch.read("peeters/.gitignore") == ".postduif/\n")
    #expect(try project.mailboxes() == [])
    try project.prepareStateFolder()
    #expect(try scratch.names("peeters/.postduif") == ["logs", "reports"])
    #expect(throws: Fault.self) { try Project.create(at: scratch.path + "/peeters", name: "x") }
  }

  @Test func isFoundFromBelow() throws {
    let scratch = try Scratch()
    _ = try Project.create(at: scratch.path, name: "P")
    let below = scratch.path + "/a/b"
    try FileManager.default.createDirectory(atPath: below, withIntermediateDirectories: true)
    #expect(try Project.find(from: below + "/../b/.").folder == scratch.path)
    let fault = #expect(throws: Fault.self) { try Project.find(from: "/proc") }
    #expect(fault?.code == "PROJECT-NOT-FOUND" && fault?.advice.contains("postduif project new") == true)
  }

  @Test func whatIsWrongIsThrownWithAllOfIt() throws {
    let scratch = try Scratch()
    let fault = #expect(throws: Fault.self) { try scratch.project("project: {name: x}\na: 1\nb: 2\n") }
    #expect(fault?.code == "PROJECT-KEY" && fault?.place == "postduif.yaml line 2")
    #expect(
      (fault?.cause as? Project.Problems)?.findings.map(\.place) == ["postduif.yaml line 2", "postduif.yaml line 3"])
  }

  @Test func aStateFolderOthersCanOpenIsRefused() throws {
    let scratch = try Scratch()
    let project = try Project.create(at: scratch.path, name: "P")
    try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: project.stateFolder)
    let fault = #expect(throws: Fault.self) { try project.prepareStateFolder() }
    #expect(fault?.code == "CREDENTIAL-MODE" && fault?.advice == "chmod 700 \(project.stateFolder)")
  }

  @Test func aHugeFileIsRefused() throws {
    let scratch = try Scratch()
    let fault = #expect(throws: Fault.self) { try scratch.project(String(repeating: "# x\n", count: 2_000_000)) }
    #expect(fault?.code == "FILE-SIZE")
  }
}
