import Foundation
import MIME
import TestKit
import Testing

/// Trees, leaf sizes and leaf digests by two other parsers, over all message suites.
@Suite struct ReferenceStructureTests {
  /// A node of `reference-structure.ndjson`: a type with children, or a leaf with its decoded bytes.
  private struct Node: Decodable {
    var t: String?
    /// A null is a message that the parser could not read.
    var c: [Node?]?
    var n: Int?
    var sha: String?

    var isBlank: Bool { t == nil }
  }
  private struct Row: Decodable {
    var file: String
    var agree: Bool
    var gmime: Node?
    var python: Node?
  }

  @Test func treesAndLeaves() throws {
    guard let folder = SharedSuites.mime() else { return }
    var differences = try Differences(suite: "reference")
    var same = 0
    var rows = 0
    let lines = try String(contentsOfFile: folder + "/reference-structure.ndjson", encoding: .utf8)
    for line in lines.split(separator: "\n") {
      let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
      let message = Message(try SharedSuites.bytes("\(folder)/\(row.file)"))
      rows += 1
      let judges = [("gmime", row.gmime), ("python", row.python)].compactMap { name, node in
        node.flatMap { $0.isBlank ? nil : (name, $0) }
      }
      let complaints = try judges.map { try Self.compare(message.root, $0.1) }
      if complaints.contains("") || judges.isEmpty {
        same += 1
      } else {
        differences.note(
          row.file, row.agree ? "agreed" : "disputed",
          zip(judges, complaints).map { "\($0.0): \($1)" }.joined(separator: "; "))
      }
    }
    print("reference-structure: \(same) of \(rows) as one of the two parsers, \(differences.seen.count) differ")
    #expect(rows > 300)
    differences.settle()
  }

  /// Empty when the same.
  private static func compare(_ part: Part, _ node: Node) throws -> String {
    let type = (node.t ?? "").lowercased()
    // One of the two writes parameters behind odd types.
    guard type.hasPrefix("\(part.mediaType)") else { return "\(part.mediaType), not \(type)" }
    // Python reads these bodies as headers of messages within; here they are bytes, and typed views read them.
    if ["delivery-status", "disposition-notification", "external-body"].contains(part.mediaType.subtype),
      part.mediaType.type == "message", node.c != nil
    {
      return ""
    }
    if let expected = node.c {
      guard part.children.count == expected.count else {
        return "\(type) has \(part.children.count) parts, not \(expected.count)"
      }
      for (child, wanted) in zip(part.children, expected) {
        guard let wanted else { continue }
        let complaint = try compare(child, wanted)
        if !complaint.isEmpty { return complaint }
      }
      return ""
    }
    guard part.children.isEmpty else { return "\(type) has \(part.children.count) parts, not bytes" }
    guard let digest = node.sha else { return "" }
    let body = try part.decodedBody().bytes
    if digest == Digest.sha256(body) { return "" }
    for end in [[10], [13], [13, 10]] as [[UInt8]] {
      if digest == Digest.sha256(body + end) { return "" }
      if body.suffix(end.count).elementsEqual(end), digest == Digest.sha256(Array(body.dropLast(end.count))) {
        return ""
      }
    }
    return "\(type) has \(body.count) bytes, not the \(node.n ?? 0) expected"
  }
}
