import Foundation
import Testing

@testable import HeaderAnalysis

/// The tables of docs/header-fields.md are those of the program.
@Suite struct HeaderFieldsPageTests {
  static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../docs/header-fields.md"
  ).standardizedFileURL
  private static let begin = "<!-- tables: begin -->\n"
  private static let end = "<!-- tables: end -->\n"

  /// `POSTDUIF_WRITE_DOCS=1 swift test --filter HeaderFieldsPageTests` writes the tables anew.
  @Test func thePageListsWhatTheProgramKnows() throws {
    var page = try String(contentsOf: Self.file, encoding: .utf8)
    let start = try #require(page.range(of: Self.begin)).upperBound
    let stop = try #require(page.range(of: Self.end)).lowerBound
    if ProcessInfo.processInfo.environment["POSTDUIF_WRITE_DOCS"] != nil {
      page.replaceSubrange(start..<stop, with: Self.tables)
      try Data(page.utf8).write(to: Self.file)
      return
    }
    #expect(page[start..<stop] == Self.tables, "write it anew: POSTDUIF_WRITE_DOCS=1")
  }

  private static var tables: String {
    let rules = Catalogue.rules
    let keys = rules.flatMap(\.keys) + MicrosoftAuthentication.keys
    // Tables that several fields share count once.
    let keyCount = Set(keys.filter { !$0.key.isEmpty }.map { "\($0.key)|\($0.subject)" }).count
    let valueCount = Set(keys.flatMap { key in key.values.map { "\(key.subject)|\($0.pattern)|\($0.meaning)" } }).count
    let published = rules.filter { $0.origin != .observed }.count
    var text =
      "\(rules.count) fields, \(keyCount) keys, \(valueCount) values; \(published) fields from published descriptions, "
      + "\(rules.count - published) from observation alone.\n"
    for group in Catalogue.groups {
      text += "\n### \(group.title)\n\n| Field | Key | About | Knows | From |\n|---|---|---|---|---|\n"
      text += group.rules.flatMap { rule in rule.keys.map { row(rule, $0) } }.joined()
    }
    text += "\n### Microsoft's words in Authentication-Results\n\n| Key | About | Knows | From |\n|---|---|---|---|\n"
    text += MicrosoftAuthentication.keys.map { key in
      "| `\(key.key)` | \(key.subject) | \(known(key)) | \(source(key.origin)) |\n"
    }.joined()
    return text
  }

  private static func row(_ rule: FieldRule, _ key: KeyRule) -> String {
    let field =
      (rule.name.hasPrefix("*") ? "X-" : "")
      + rule.name.split(separator: "*", omittingEmptySubsequences: false)
      .joined(separator: "…")
    let origin = key.origin == .asField ? rule.origin : key.origin
    return
      "| `\(field)` | \(key.key.isEmpty ? "" : "`\(key.key)`") | \(key.subject) | \(known(key)) | \(source(origin)) |\n"
  }

  private static func known(_ key: KeyRule) -> String {
    let most = 24
    var words = key.values.prefix(most).map(pattern)
    if key.values.count > most { words.append("and \(key.values.count - most) more") }
    if key.judge != nil { words.append("worked out") }
    return words.joined(separator: ", ")
  }

  private static func pattern(_ rule: ValueRule) -> String {
    switch rule.pattern {
    case .word(let word): "`\(word)`"
    case .prefix(let prefix): "`\(prefix)`…"
    case .numbers(let range): range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    case .atLeast(let least): "\(least) and more"
    case .empty: "nothing"
    case .anything: "any"
    }
  }

  private static func source(_ origin: Provenance) -> String {
    switch origin {
    case .published(let title): title
    case .observed, .asField: "observed"
    }
  }
}
