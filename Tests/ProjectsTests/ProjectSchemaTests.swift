import Foundation
import Projects
import Testing

@Suite struct ProjectSchemaTests {
  static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../docs/schema/postduif.schema.json"
  ).standardizedFileURL

  /// `POSTDUIF_WRITE_SCHEMA=1 swift test --filter ProjectSchemaTests` writes the file anew.
  @Test func thePublishedSchemaIsTheReadersOwn() throws {
    if ProcessInfo.processInfo.environment["POSTDUIF_WRITE_SCHEMA"] != nil {
      try Data(ProjectSchema.json.utf8).write(to: Self.file)
    }
    let published = try String(contentsOf: Self.file, encoding: .utf8)
    #expect(published == ProjectSchema.json)
  }

  @Test func isJSONAndKnowsEveryKey() throws {
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(ProjectSchema.json.utf8)) as? [String: Any])
    #expect(root["required"] as? [String] == ["project"])
    let properties = try #require(root["properties"] as? [String: [String: Any]])
    #expect(Set(properties.keys) == ["project", "source", "target", "mailboxes", "options"])
    let endpoint = try #require(
      (properties["source"]?["additionalProperties"] as? [String: Any])?["properties"] as? [String: [String: Any]])
    #expect(endpoint["tls"]?["enum"] as? [String] == ["implicit", "starttls", "none"])
    #expect(endpoint["password"] == nil && endpoint["password-command"] != nil)
    #expect(endpoint.values.allSatisfy { ($0["description"] as? String)?.isEmpty == false })
  }
}
