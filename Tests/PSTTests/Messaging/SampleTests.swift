import Core
import Foundation
import MAPI
import MIME
import PST
import TestKit
import Testing

/// All shared samples against what reference readers found in them.
@Suite struct SampleTests {
  /// `pst` of the shared samples; nil when absent, which is said aloud and counted.
  static let folder: String? = {
    if let root = SharedSuites.root, Files.exists(root + "/samples/pst") { return root + "/samples/pst" }
    Skips.record("SampleTests: no Outlook files (POSTDUIF_SHARED, or ../shared beside the package)")
    return nil
  }()

  static var names: [String] {
    guard let folder else { return [] }
    return (SharedSuites.names(in: folder, ending: ".pst") + SharedSuites.names(in: folder, ending: ".ost")).sorted()
  }

  static func store(_ name: String) throws -> OutlookStore {
    let file = try PSTFile(path: (folder ?? "") + "/" + name)
    return OutlookStore(NodeDatabase(file), name: name)
  }

  @Test(arguments: names) func agreesWithTheReference(name: String) throws {
    let truth = try FileTruth(SharedSuites.bytes((Self.folder ?? "") + "/" + name + ".json"))
    let comparison = try TruthComparison(try Self.store(name), truth)
    let explained = ExplainedDifference.all.filter { $0.file == name }
    for difference in comparison.differences where !explained.contains(where: { difference.hasPrefix($0.line) }) {
      Issue.record("\(name): \(difference)")
    }
    for row in explained where !comparison.differences.contains(where: { $0.hasPrefix(row.line) }) {
      Issue.record("\(name): explained, and there is no such difference: \(row.line)")
    }
    #expect(comparison.compared > 2)
  }

  /// Every node of an item comes out of exactly one folder or is an orphan.
  @Test(arguments: names) func accountsForEveryItem(name: String) throws {
    let store = try Self.store(name)
    var expected: [NodeID] = []
    try store.nodes.nodes(from: NodeID(rawValue: 0)) { entry throws(Fault) in
      if entry.id.type == .message || entry.id.type == .associatedMessage { expected.append(entry.id) }
      return true
    }
    var found: [NodeID] = []
    try store.forEachItem([.message, .associated]) { item throws(Fault) in
      found.append(item.id)
      return true
    }
    #expect(found.sorted() == expected)
  }

  /// Subjects and bodies of attached messages, as an outline.
  private func outline(_ message: any MessageObject, _ indent: String = "") throws -> [String] {
    let codePage = try message.codePage()
    let subject = TruthComparison.subject(try message.text(PropertyID.subject, codePage: codePage)) ?? "-"
    let size = try message.open(PropertyID.body)?.count ?? message.open(PropertyID.rtfCompressed)?.count ?? 0
    let sender = try message.text(PropertyID.senderName, codePage: codePage) ?? "-"
    var lines = [indent + "\(subject) | \(sender) | \(size) | \(try message.recipients().count)"]
    for attachment in try message.attachments() {
      if let inner = try attachment.message() { lines += try outline(inner, indent + "  ") }
    }
    return lines
  }

  /// Subject, sender, bytes of the body, recipients.
  private static let attached = [
    "alpha_beta_gamma_delta.pst 2097188", "Alpha | - | 48 | 0", "  Beta | - | 46 | 0", "    Gamma | - | 48 | 0",
    "      Delta | - | 48 | 0",
    "aspose_outlook.pst 2097540", "this message contains embedded MSG | Saqib Razzaq | 76 | 1",
    "  message 1 | Saqib Razzaq | 50 | 1", "  message 2 | Saqib Razzaq | 102 | 1",
    "aspose_outlook.pst 2097316", "this message contains embedded MSG | Saqib Razzaq | 76 | 1",
    "  message 1 | Saqib Razzaq | 50 | 1", "  message 2 | Saqib Razzaq | 102 | 1",
    "jlp_distlist.pst 2097348", "Test appointment | Unknown | 50 | 0", "  - | - | 60 | 0", "  - | - | 46 | 0",
    "sdk_submessage.pst 2097188", "This is a message which has an embedded message attached | Terry Mahaffey | 86 | 1",
    "  This is an embedded message | Terry Mahaffey | 86 | 1",
    "tika_testPST.pst 2097380", "FW: First email | Luis Filipe da Cruz Nassif | 40 | 1",
    "  First email | Luis Filipe da Cruz Nassif | 46 | 1",
  ]

  /// Every attached message of every sample.
  @Test func readsAttachedMessages() throws {
    var found: [String] = []
    for name in Self.names {
      try Self.store(name).forEachItem { item throws(Fault) in
        do {
          let lines = try outline(item.open())
          if lines.count > 1 { found += ["\(name) \(item.id.rawValue)"] + lines }
        } catch { Issue.record("\(name) \(item.id.rawValue): \(error)") }
        return true
      }
    }
    if Self.folder != nil { #expect(found == Self.attached) }
  }
}
