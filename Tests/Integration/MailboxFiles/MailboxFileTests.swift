import Core
import Foundation
import Lab
import TestKit
import Testing

/// The company's mail into files and out of them again with the built program, compared with the old host item by item:
/// folders, bodies, flags and dates.
@Suite(.serialized) struct MailboxFileTests {
  static let forms = ["maildir", "mbox", "eml"]

  /// Moves, verifies every body, moves again without anything to do.
  private func move(_ project: ProjectUnderTest, _ what: String) async throws {
    let moved = try await project.run("migrate", "--yes")
    #expect(moved.code == 0, "\(what): \(moved.all)")
    let verified = try await project.run("verify", "--full")
    #expect(verified.code == 0, "\(what): \(verified.all)")
    let again = try await project.run("migrate", "--yes", "--format", "json")
    #expect(again.code == 0, "\(what): \(again.all)")
    #expect(try Self.copiedNow(again.output) == 0, "\(what): \(again.all)")
  }

  /// Items that a run carried, as its machine output tells.
  static func copiedNow(_ output: String) throws -> Int {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], "\(output)")
    let mailboxes = try #require(object["mailboxes"] as? [[String: Any]], "\(output)")
    return mailboxes.reduce(0) { $0 + ($1["copied_now"] as? Int ?? 0) }
  }

  @Test(.needs(.program("postduif"), .program("postduif-lab")), arguments: forms)
  func thereAndBack(form: String) async throws {
    let source = try await OldHost()
    let place = try TemporaryFolder("mail")
    let files = ProjectUnderTest.End(kind: form, path: place("{user}"))
    try await move(try source.project(to: files), "into \(form)")
    let target = try await LabServer()
    let back = try ProjectUnderTest(
      source: files, target: OldHost.opened(.init(target)), users: source.users.map { ($0, $0) })
    try await move(back, "out of \(form)")
    try source.expectEqual(target, "by \(form)")
    await source.server.stop()
    await target.stop()
  }

  /// Dovecot names folders, keeps keywords and counts dates in its own way.
  @Test(.needs(.dovecot, .program("postduif")), arguments: forms)
  func dovecotThereAndBack(form: String) async throws {
    let source = try await DovecotServer()
    try source.fill(try shortstraw("annie"))
    let place = try TemporaryFolder("mail")
    let files = ProjectUnderTest.End(kind: form, path: place("{user}"))
    let there = try ProjectUnderTest(source: .init(source), target: files, users: [("annie", "annie")])
    try await move(there, "into \(form)")
    let target = try await DovecotServer()
    let back = try ProjectUnderTest(source: files, target: .init(target), users: [("annie", "annie")])
    try await move(back, "out of \(form)")
    let found = try compare(source, "annie", target, "annie")
    #expect(found.isEqual, "\(form): \(found.summary) \(found.missingFolders) \(found.details)")
    #expect(found.compared == (try shortstraw("annie").count))
    await source.stop()
    await target.stop()
  }

  /// Mail that comes into the files after the first run follows in the second, and nothing else moves.
  @Test(.needs(.program("postduif"), .program("postduif-lab")), arguments: forms)
  func whatComesInLaterFollows(form: String) async throws {
    let place = try TemporaryFolder("mail")
    try Self.makeMail(form, at: place("jan"))
    let target = try await LabServer()
    let project = try ProjectUnderTest(
      source: .init(kind: form, path: place("{user}")), target: OldHost.opened(.init(target)),
      users: [("jan", "john@\(Shortstraw.domain)")])
    let first = try await project.run("migrate", "--yes", "--format", "json")
    #expect(first.code == 0, "\(first.all)")
    #expect(try Self.copiedNow(first.output) == 3)
    try Self.addMail(form, at: place("jan"))
    let second = try await project.run("migrate", "--yes", "--format", "json")
    #expect(second.code == 0, "\(second.all)")
    #expect(try Self.copiedNow(second.output) == 1, "\(second.all)")
    let third = try await project.run("migrate", "--yes", "--format", "json")
    #expect(try Self.copiedNow(third.output) == 0)
    #expect(try await project.run("verify", "--full").code == 0)
    let there = try MailboxSnapshot.read(
      port: target.port, user: "john@\(Shortstraw.domain)*\(Shortstraw.administrator.user)", password: target.password)
    #expect(there.count == 4)
    #expect(Set(there.folders["INBOX"]?.map(\.size) ?? []) == Set((1...4).map { Self.letter($0).utf8.count }))
    await target.stop()
  }

  // MARK: Mail made by hand

  private static func letter(_ number: Int) -> String {
    "From: an@example.org\r\nMessage-ID: <\(number)@example.org>\r\nDate: Mon, 23 Nov 2026 20:00:0\(number) +0100\r\n"
      + "Subject: brief \(number)\r\n\r\nDag Jan\r\n" + String(repeating: "x", count: number) + "\r\n"
  }

  private static func makeMail(_ form: String, at path: String) throws {
    try Files.makeFolder(path)
    switch form {
    case "maildir":
      for name in ["cur", "new", "tmp"] { try Files.makeFolder("\(path)/\(name)") }
      for number in 1...3 { try put(form, number, at: path) }
    default:
      for number in 1...3 { try put(form, number, at: path) }
    }
  }

  private static func addMail(_ form: String, at path: String) throws { try put(form, 4, at: path) }

  private static func put(_ form: String, _ number: Int, at path: String) throws {
    let text = letter(number)
    switch form {
    case "maildir": try Files.write(text, to: "\(path)/cur/179000000\(number).M\(number).host:2,S")
    case "mbox":
      Files.append(
        "From an@example.org Mon Nov 23 20:00:0\(number) 2026\n" + text.replacing("\r\n", with: "\n") + "\n",
        to: "\(path)/INBOX")
    default: try Files.write(text, to: "\(path)/brief \(number).eml")
    }
  }

  // MARK: Packed

  @Test(.needs(.tool("zip"), .program("postduif"), .program("postduif-lab")))
  func aZipOfMaildirs() async throws {
    try await packed("maildir", "zip") { folder, file in ("zip", ["-q", "-r", file, "."], folder) }
  }

  @Test(.needs(.tool("tar"), .program("postduif"), .program("postduif-lab")))
  func aTarOfMboxFiles() async throws {
    try await packed("mbox", "tar.gz") { folder, file in ("tar", ["-czf", file, "."], folder) }
  }

  /// The company's mail is written to files, packed by a program of the system, and moved out of the packed file.
  private func packed(
    _ form: String, _ ending: String, _ pack: (String, String) -> (program: String, words: [String], folder: String)
  ) async throws {
    let source = try await OldHost("john", "info")
    let place = try TemporaryFolder("mail")
    try Files.makeFolder(place("plain"))
    let there = try source.project(to: .init(kind: form, path: place("plain/{user}")))
    let moved = try await there.run("migrate", "--yes")
    #expect(moved.code == 0, "\(moved.all)")
    for user in source.users {
      let line = pack(place("plain/\(user)"), place("\(user).\(ending)"))
      let child = try ChildProcess.start(line.program, line.words, folder: line.folder)
      #expect(await child.exit().code == 0)
    }
    Files.remove(place("plain"))
    let target = try await LabServer()
    let back = try ProjectUnderTest(
      source: .init(kind: form, path: place("{user}.\(ending)")), target: OldHost.opened(.init(target)),
      users: source.users.map { ($0, $0) })
    try await move(back, "out of \(ending)")
    try source.expectEqual(target, "by \(ending)")
    await source.server.stop()
    await target.stop()
  }
}
