import Foundation
import IMAP
import Testing

/// Dialogues with server products, written in each one's manner with invented data: `Tests/Fixtures/imap`.
///
/// `S: ` begins a line of the server and `C: ` one of the client; a literal's lines are marked like any other. `# Holds:`
/// counts the responses, so that none is swallowed.
@Suite struct DialogueTests {
  struct Dialogue: Sendable, CustomTestStringConvertible {
    var name: String
    var server: [UInt8] = []
    var holds: [String: Int] = [:]
    var testDescription: String { name }

    init(_ url: URL) throws {
      name = url.pathComponents.suffix(2).joined(separator: "/")
      for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      {
        if line.hasPrefix("S:") {
          server += Array(line.utf8.dropFirst(3)) + [0x0D, 0x0A]
        } else if line.hasPrefix("# Holds: ") {
          for entry in line.dropFirst(9).split(separator: ", ") {
            let words = entry.split(separator: " ")
            if let kind = words.first, let count = words.last.flatMap({ Int($0) }) { holds[String(kind)] = count }
          }
        }
      }
    }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/imap")
    .standardizedFileURL

  static let dialogues: [Dialogue] = {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let urls = (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "txt" }
    return urls.sorted { $0.path < $1.path }.compactMap { url in
      do {
        return try Dialogue(url)
      } catch {
        Issue.record(error, "\(url.lastPathComponent)")
        return nil
      }
    }
  }()

  @Test func productsAreThere() {
    let products = Dictionary(grouping: Self.dialogues) { $0.name.split(separator: "/").first.map(String.init) ?? "" }
    for product in ["courier", "cyrus", "dovecot", "exchange-online", "gmail"] {
      #expect(products[product, default: []].count >= 3, "\(product)")
    }
  }

  @Test(arguments: dialogues) func parses(_ dialogue: Dialogue) {
    let whole = Drive.run([dialogue.server])
    #expect(whole.fault == nil)
    #expect(whole.isIdle)
    var counts: [String: Int] = [:]
    for seen in whole.seen { counts[Self.kind(seen), default: 0] += 1 }
    #expect(counts == dialogue.holds)
    for size in [1, 2, 3, 7, 64] {
      let chunks = stride(from: 0, to: dialogue.server.count, by: size).map {
        Array(dialogue.server[$0..<min($0 + size, dialogue.server.count)])
      }
      #expect(Drive.run(chunks).seen == whole.seen, "in pieces of \(size)")
    }
  }

  @Test(arguments: dialogues) func cutAnywhere(_ dialogue: Dialogue) {
    let whole = Drive.run([dialogue.server]).seen
    for cut in 1..<dialogue.server.count {
      let run = Drive.run([Array(dialogue.server[..<cut]), Array(dialogue.server[cut...])])
      guard run.seen == whole, run.isIdle else {
        Issue.record("cut at \(cut): \(run)")
        return
      }
    }
  }

  private static func kind(_ seen: Seen) -> String {
    guard case .response(let response) = seen else { return "body" }
    return switch response {
    case .continuation: "continuation"
    case .tagged: "tagged"
    case .status: "status"
    case .capability: "capability"
    case .enabled: "enabled"
    case .flags: "flags"
    case .list: "list"
    case .lsub: "lsub"
    case .mailboxStatus: "status"
    case .namespace: "namespace"
    case .exists: "exists"
    case .recent: "recent"
    case .expunge: "expunge"
    case .vanished: "vanished"
    case .fetch: "fetch"
    case .search: "search"
    case .esearch: "esearch"
    case .quota: "quota"
    case .quotaRoot: "quotaroot"
    case .id: "id"
    case .other(let name, _): "other \(name)"
    }
  }

  /// What the products differ in, one fact each.
  @Test func oddities() throws {
    let exchange = try #require(Self.dialogues.first { $0.name == "exchange-online/login.txt" })
    guard case .response(.status(let greeting)) = Drive.run([exchange.server]).seen.first else {
      Issue.record("no greeting")
      return
    }
    #expect(greeting.code == nil)
    #expect(greeting.words.hasSuffix("]"))

    let gmail = try #require(Self.dialogues.first { $0.name == "gmail/fetch-labels.txt" })
    let labels = Drive.run([gmail.server]).seen.compactMap { seen -> [String]? in
      guard case .response(.fetch(let item)) = seen else { return nil }
      return item.gmailLabels?.map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(
      labels == [
        ["\\Inbox", "\\Sent", "Important", "Muy Importante"], [], ["\\Starred", "a \"b\" ]c", "&AMk-t&AOk-"],
      ])
  }
}
