import Core
import TestKit
import Testing

/// What others' programs find in made files.
@Suite struct PSTReadersTests {
  static let kinds: [(PSTLayout, PSTEncoding)] = PSTWriterTests.kinds + [(.unicode4K, .none)]

  /// Mails that readpst writes as mbox, one job after another, since its parallel ones lose some.
  private func mails(_ path: String, _ test: String = #function) async throws -> Int? {
    guard let readpst = Files.program("readpst") else {
      Skips.record("\(test): no readpst (Debian: pst-utils)")
      return nil
    }
    let folder = try TemporaryFolder("readpst")
    try Files.makeFolder(folder("out"))
    let child = try ChildProcess.start(
      readpst, ["-j", "0", "-q", "-r", "-o", folder("out"), path], output: folder("said"), errors: folder("said"))
    let exit = await child.exit()
    try #require(exit.code == 0, "readpst: \(Files.text(folder("said")))")
    return Files.all(below: folder("out")).reduce(0) { $0 + Files.text($1).split(separator: "\nFrom \"").count }
  }

  /// Heaps of many blocks, long values, embedded messages: every mail comes out.
  @Test(arguments: kinds) func readpstFindsEveryMail(_ layout: PSTLayout, _ encoding: PSTEncoding) async throws {
    let folder = try TemporaryFolder("pst")
    let written = try SmallStore.write(folder("a.pst"), layout, encoding, mails: 400)
    guard let found = try await mails(folder("a.pst")) else { return }
    #expect(found == written.messages.count)
  }

  @Test(arguments: [PSTLayout.unicode, .unicode4K, .ansi])
  func readpstFindsTheCompanysMail(_ layout: PSTLayout) async throws {
    let folder = try TemporaryFolder("pst")
    let company = PSTCompany(layout: layout, encoding: .permute, mails: 150, attachmentShare: 10)
    let truth = try company.write(to: folder("a.pst"))
    #expect(truth.folders.reduce(0) { $0 + $1.mails } == 150)
    #expect(truth.attachments > 0)
    #expect(truth.size == Files.size(folder("a.pst")))
    guard let found = try await mails(folder("a.pst")) else { return }
    #expect(found == 150)
  }
}
