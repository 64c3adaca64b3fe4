import Foundation
import MIME
import TestKit
import Testing

/// Offsets, header fields, trees and decoded bytes by mail-parser, for each message as stored and with CR LF.
@Suite struct MailParserTests {
  private static let folders = ["mailparser-malformed", "mailparser-rfc", "mailparser-thirdparty", "mailparser-legacy"]

  @Test(arguments: folders) func offsetsAndTrees(folder: String) throws {
    guard let root = SharedSuites.mime() else { return }
    var differences = try Differences(suite: folder)
    var cases = 0
    for name in SharedSuites.names(in: "\(root)/\(folder)", ending: ".eml") {
      let stored = try SharedSuites.bytes("\(root)/\(folder)/\(name)")
      let stem = name.dropLast(4)
      for (file, lineEnd) in [("\(stem).json", [10]), ("\(stem).crlf.json", [13, 10])] as [(String, [UInt8])] {
        let bytes = Self.withLineEnds(lineEnd, stored)
        let data = Data(try SharedSuites.bytes("\(root)/\(folder)/\(file)"))
        let expected = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        cases += 1
        var comparison = Comparison(message: Message(bytes), expected: expected)
        comparison.compareMessage(comparison.message.root, expected)
        for (aspect, detail) in comparison.complaints { differences.note(file, aspect, detail) }
      }
    }
    print("\(folder): \(cases) cases, \(differences.seen.count) differences")
    #expect(cases >= 18)
    differences.settle()
  }

  /// With one kind of line end, as the suite's two sets of expected results were made.
  private static func withLineEnds(_ lineEnd: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for byte in bytes {
      if byte == 10 {
        if out.last == 13 { out.removeLast() }
        out += lineEnd
      } else if byte != 13 || lineEnd.count == 2 {
        out.append(byte)
      }
    }
    return out
  }
}

private struct Comparison {
  let message: Message
  let expected: [String: Any]
  private(set) var complaints: [String: String] = [:]

  init(message: Message, expected: [String: Any]) {
    self.message = message
    self.expected = expected
  }

  private mutating func check<Value: Equatable>(_ aspect: String, _ ours: Value, _ theirs: Value, _ place: String) {
    if ours != theirs, complaints[aspect] == nil { complaints[aspect] = "\(place): \(ours), not \(theirs)" }
  }

  /// `expected` holds all parts of one message in a flat list, of which the first is the message itself.
  mutating func compareMessage(_ root: Part, _ expected: [String: Any]) {
    guard let parts = expected["parts"] as? [[String: Any]], let first = parts.first else { return }
    comparePart(root, first, parts, "0")
  }

  private mutating func comparePart(_ part: Part, _ expected: [String: Any], _ parts: [[String: Any]], _ place: String)
  {
    check("header offset", part.headerRange.lowerBound, expected["offset_header"] as? Int ?? -1, place)
    check("body offset", part.bodyRange.lowerBound, expected["offset_body"] as? Int ?? -1, place)
    check("end offset", part.range.upperBound, expected["offset_end"] as? Int ?? -1, place)
    compareFields(part, expected["headers"] as? [[String: Any]] ?? [], place)
    let body = expected["body"] as? [String: Any] ?? [:]
    if let children = body["Multipart"] as? [Int] {
      guard part.children.count == children.count else {
        return check("parts", part.children.count, children.count, "\(place) \(part.mediaType)")
      }
      for (index, (child, number)) in zip(part.children, children).enumerated() {
        comparePart(child, parts[number], parts, "\(place).\(index)")
      }
    } else if let inner = body["Message"] as? [String: Any] {
      compareInner(part, inner, place)
    } else {
      compareBody(part, body, place)
    }
  }

  private mutating func compareInner(_ part: Part, _ expected: [String: Any], _ place: String) {
    if let inner = part.inner {
      compareMessage(inner, expected)
    } else if let decoded = try? part.decodedMessage() {
      var comparison = Comparison(message: decoded, expected: expected)
      comparison.compareMessage(decoded.root, expected)
      for (aspect, detail) in comparison.complaints where complaints[aspect] == nil {
        complaints[aspect] = "\(place), decoded, \(detail)"
      }
    } else {
      check("parts", "\(part.mediaType)", "a message", place)
    }
  }

  /// Where each field begins, where its body begins and where it ends.
  private mutating func compareFields(_ part: Part, _ expected: [[String: Any]], _ place: String) {
    let ours = part.fields.filter { !$0.isMalformed }.map {
      [$0.place.range.lowerBound, $0.place.body.lowerBound, $0.place.body.upperBound]
    }
    let theirs = expected.map { field in
      ["offset_field", "offset_start", "offset_end"].map { field[$0] as? Int ?? -1 }
    }
    check("fields", ours, theirs, place)
  }

  /// Decoded bytes; of text only when ASCII, since charsets are another matter.
  private mutating func compareBody(_ part: Part, _ expected: [String: Any], _ place: String) {
    guard part.children.isEmpty else { return check("parts", part.children.count, 0, "\(place) \(part.mediaType)") }
    guard let ours = try? part.decodedBody().bytes else { return check("body", "none", "some", place) }
    if let bytes = (expected["Binary"] ?? expected["InlineBinary"]) as? [Int] {
      check("body", ours.count, bytes.count, place)
      if ours.count == bytes.count { check("body", zip(ours, bytes).allSatisfy { Int($0) == $1 }, true, place) }
    } else if let text = (expected["Text"] ?? expected["Html"]) as? String {
      guard ours.allSatisfy({ $0 < 128 && $0 != 27 && $0 != 43 }) else { return }
      if ours != Array(text.utf8) { check("body", String(decoding: ours, as: UTF8.self), text, place) }
    }
  }
}
