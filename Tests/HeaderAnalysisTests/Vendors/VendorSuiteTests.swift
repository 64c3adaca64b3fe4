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

  private struct Analyzer: Decodable {
    struct Rule: Decodable {
      var section: String
      var pattern: String?
      private enum CodingKeys: String, CodingKey {
        case section = "SectionToCheck"
        case pattern = "PatternToCheckFor"
      }
    }
    struct Pair: Decodable {
      var message: String
      var rules: [Rule]
      private enum CodingKeys: String, CodingKey {
        case message = "Message"
        case rules = "RulesToAnd"
      }
    }
    var rules: [Rule]
    var pairs: [Pair]
    private enum CodingKeys: String, CodingKey {
      case rules = "SimpleRules"
      case pairs = "AndRules"
    }
  }

  /// What Microsoft's own header analyzer flags in its fields is said here too.
  @Test func whatMicrosoftsAnalyzerFlagsIsKnown() throws {
    guard let folder = Self.folder("headers") else { return }
    let data = try Data(contentsOf: folder.appendingPathComponent("mha-rules.json"))
    let analyzer = try JSONDecoder().decode(Analyzer.self, from: data)
    func header(_ rule: Analyzer.Rule) -> String? {
      guard let pattern = rule.pattern, rule.section.hasPrefix("X-") else { return nil }
      return "\(rule.section): \(pattern.replacingOccurrences(of: "[6789]", with: "8"))"
    }
    let headers = analyzer.rules.compactMap(header)
    #expect(headers.count >= 10)
    for header in headers {
      let said = VendorSample.statements(header)
      #expect(said.count == 1 && said.first?.meaning.contains("not known") == false, "\(header): \(said)")
    }
    #expect(analyzer.pairs.count >= 5)
    for pair in analyzer.pairs {
      let said = VendorSample.statements(pair.rules.compactMap(header).joined(separator: "\r\n"))
      #expect(said.last?.subject == "Verdict and place together", "\(pair.message)")
    }
  }
}
