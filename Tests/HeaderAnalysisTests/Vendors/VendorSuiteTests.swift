import Foundation
import MIME
import Testing

@testable import HeaderAnalysis

/// Messages of other projects, in the folder `POSTDUIF_SHARED` names or in `../shared` beside the package.
@Suite struct VendorSuiteTests {
  private static func folder(_ name: String, _ test: String = #function) -> URL? {
    let root: URL
    if let named = ProcessInfo.processInfo.environment["POSTDUIF_SHARED"] {
      root = URL(fileURLWithPath: named)
    } else {
      var package = URL(fileURLWithPath: #filePath)
      for _ in 0..<4 { package.deleteLastPathComponent() }
      root = package.deletingLastPathComponent().appendingPathComponent("shared")
    }
    let suite = root.appendingPathComponent("suites").appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: suite.path) { return suite }
    let why = "HeaderAnalysisTests \(test): no suite \(name) (POSTDUIF_SHARED, or ../shared beside the package)"
    print("SKIPPED: \(why)")
    if let file = ProcessInfo.processInfo.environment["POSTDUIF_SKIPS"],
      let handle = FileHandle(forUpdatingAtPath: file)
    {
      _ = try? handle.seekToEnd()
      try? handle.write(contentsOf: Data("\(why)\n".utf8))
      try? handle.close()
    }
    return nil
  }

  @Test(arguments: ["headers", "mime"]) func everyStatementStandsAtItsField(_ suite: String) throws {
    guard let folder = Self.folder(suite) else { return }
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    var (messages, told) = (0, 0)
    while let file = files?.nextObject() as? URL {
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
      let bytes = try [UInt8](Data(contentsOf: file))
      let message = Message(bytes)
      for part in message.parts where part.kind == .message {
        let said = VendorReports.statements(of: part.fields)
        VendorSample.check(said, in: bytes, file.lastPathComponent)
        told += said.count
      }
      messages += 1
    }
    #expect(messages > 20 && told > 20, "\(messages) files, \(told) statements")
  }
}
