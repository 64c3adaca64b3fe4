import Core
import Foundation
import Testing

@testable import CLI

@Suite struct ExplainTests {
  @Test func everyCodeInTheSourcesHasAText() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
    let known = Set(FindingCatalogue.all.map(\.code.rawValue))
    var seen = 0
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil) ?? .init()
    {
      let path = file.path(percentEncoded: false)
      // The lab and the test kit are programs of their own; grammar and format speak in their standards' words.
      if !path.hasSuffix(".swift") || Self.leftOut.contains(where: path.contains) { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /"([A-Z][A-Z0-9]+(?:-[A-Z0-9]+)+)"/) {
        let code = String(match.output.1)
        if Self.protocolWords.contains(code) { continue }
        seen += 1
        #expect(known.contains(code), "\(code) in \(file.lastPathComponent) has no text in Sources/Core/Findings")
      }
    }
    #expect(seen > 100)
  }

  private static let leftOut = [
    "/Lab/", "/postduif-lab/", "/TestKit/", "/Sources/IMAP/", "/Sources/MIME/", "/HeaderAnalysis/Vendors/",
    "/Sources/Groupware/",
  ]
  /// Words of the protocol that look like codes.
  private static let protocolWords: Set<String> = [
    "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "LOGIN-COMMAND", "SASL-IR", "LIST-EXTENDED", "LIST-STATUS",
    "SPECIAL-USE", "CREATE-SPECIAL-USE", "READ-ONLY", "READ-WRITE", "UTF-8", "US-ASCII", "X-GM-EXT-1", "STATUS-SIZE",
    "MAILER-DAEMON", "CONTENT-ID", "QUOTED-PRINTABLE",
    // iCalendar and vCard
    "DATE-TIME", "IN-PROCESS", "LAST-MODIFIED", "NEEDS-ACTION", "NON-PARTICIPANT", "OPT-PARTICIPANT", "REQ-PARTICIPANT",
    "PERCENT-COMPLETE", "RECURRENCE-ID", "SORT-AS", "SORT-STRING",
  ]

  @Test func codesAreUniqueAndTextsAreWhole() {
    let all = FindingCatalogue.all
    #expect(Set(all.map(\.code)).count == all.count)
    for text in all {
      #expect(text.meaning.hasSuffix("."), "\(text.code)")
      #expect(!text.title.isEmpty && !text.title.hasSuffix("."), "\(text.code)")
      for layout in [Layout(), Layout(isASCII: true)] {
        for line in ExplainScreen.lines(text, layout) where !line.contains("postduif ") {
          #expect(DisplayWidth.of(line) <= 80, "\(text.code): \(line)")
        }
      }
    }
  }

  @Test func aFaultEndsWithTheStatusOfItsCode() {
    #expect(CommandFailure(Fault("IMAP-AUTH", "x", recovery: .stopMailbox)).status == .refused)
    #expect(CommandFailure(Fault("NET-TIMEOUT", "x", recovery: .reconnect)).status == .unreachable)
    #expect(CommandFailure(Fault("PROJECT-YAML", "x", recovery: .stopRun)).status == .wrongSettings)
    #expect(CommandFailure(Fault("NOT-KNOWN", "x", recovery: .retry(after: nil))).status == .notNow)
  }
}
