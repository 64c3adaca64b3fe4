import Core
import Foundation
import Testing

@testable import Projects

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

  /// Every key stands in the description people read.
  @Test func everyKeyIsDescribed() throws {
    let page = try String(
      contentsOf: Self.file.deletingLastPathComponent().appending(path: "../project-file.md").standardizedFileURL,
      encoding: .utf8)
    func names(_ keys: [ProjectKey]) -> [String] {
      keys.flatMap { [$0.name] + below($0.kind) }
    }
    func below(_ kind: ProjectKey.Kind) -> [String] {
      switch kind {
      case .object(let keys), .list(let keys): names(keys)
      case .named(let forms): names(forms.flatMap(\.keys))
      case .either(let kinds): kinds.flatMap(below)
      case .choice(let words): words
      default: []
      }
    }
    let providers = Set(Providers.all.map(\.id))
    for name in names(ProjectKey.root) where !providers.contains(name) {
      #expect(page.contains("`\(name)`") || page.contains("`\(name):"), "\(name)")
    }
  }

  @Test func isJSONAndKnowsEveryKey() throws {
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(ProjectSchema.json.utf8)) as? [String: Any])
    #expect(root["required"] as? [String] == ["project"])
    let properties = try #require(root["properties"] as? [String: [String: Any]])
    #expect(Set(properties.keys) == ["project", "source", "target", "mailboxes", "options"])
    let forms = try #require(
      (properties["source"]?["additionalProperties"] as? [String: Any])?["anyOf"] as? [[String: Any]])
    let keys = try forms.map { try #require($0["properties"] as? [String: [String: Any]]) }
    let (server, files) = (keys[0], keys[1])
    #expect(server["tls"]?["enum"] as? [String] == ["implicit", "starttls", "none"])
    #expect(server["password"] == nil && server["password-command"] != nil && server["path"] == nil)
    #expect(server["kind"]?["enum"] as? [String] == ["imap"])
    #expect(files["kind"]?["enum"] as? [String] == ["mbox", "maildir", "eml", "pst"])
    #expect(Set(files.keys) == ["kind", "path"] && forms[1]["required"] as? [String] == ["kind", "path"])
    #expect(keys.flatMap(\.values).allSatisfy { ($0["description"] as? String)?.isEmpty == false })
  }
}
