import Foundation
import MIME
import MailCheck
import TestKit
import Testing

/// All messages of the suites: nothing crashes, and the same is found every time, however the bytes are cut.
@Suite struct SuiteTests {
  private static func files() -> [URL]? {
    let beside = URL(filePath: PackageFolder.path).deletingLastPathComponent().appending(path: "shared/suites/mime")
    let named = ProcessInfo.processInfo.environment["POSTDUIF_SHARED"].map {
      URL(filePath: $0).appending(path: "suites/mime")
    }
    let root = named ?? beside
    guard FileManager.default.fileExists(atPath: root.path) else { return nil }
    let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
    return (all?.allObjects as? [URL])?.filter { !$0.hasDirectoryPath }.sorted { $0.path < $1.path }
  }

  @Test func everyMessageIsCheckedAlike() throws {
    guard let files = Self.files() else {
      return Skips.record("MailCheckTests: no message suites (POSTDUIF_SHARED, or ../shared beside the package)")
    }
    var messages = 0
    var found = 0
    for file in files {
      let bytes = Array(try Data(contentsOf: file))
      guard bytes.count < 4 << 20 else { continue }
      var whole = MessageCheck(keepsParts: true)
      whole.take(bytes)
      let findings = whole.finish()
      var pieces = MessageCheck(keepsParts: true)
      for start in stride(from: 0, to: bytes.count, by: 61) {
        pieces.take(bytes, start..<min(bytes.count, start + 61))
      }
      #expect(pieces.finish() == findings, "\(file.lastPathComponent)")
      #expect(pieces.parts == whole.parts, "\(file.lastPathComponent)")
      for finding in findings {
        #expect((0...bytes.count).contains(finding.offset), "\(file.lastPathComponent): \(finding)")
      }
      messages += 1
      found += findings.count
    }
    #expect(messages > 300)
    #expect(found > messages / 4)
  }
}
