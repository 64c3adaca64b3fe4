import Foundation
import MIME
import TestKit
import Testing

/// Event trees by mime4j: fields, preambles, bodies, epilogues as they stand, and leaves decoded.
@Suite struct Mime4jTests {
  @Test(arguments: ["mime4j-mimetools", "mime4j-testmsgs"]) func treesAndBodies(folder: String) throws {
    guard let root = SharedSuites.mime() else { return }
    var differences = try Differences(suite: folder)
    var cases = 0
    for name in SharedSuites.names(in: "\(root)/\(folder)", ending: ".msg") {
      let stem = "\(root)/\(folder)/\(name.dropLast(4))"
      guard FileManager.default.fileExists(atPath: stem + ".xml") else { continue }
      cases += 1
      let message = Message(try SharedSuites.bytes("\(root)/\(folder)/\(name)"))
      var writer = TreeWriter()
      writer.write(message.root)
      let expected = Self.joined(try SharedSuites.bytes(stem + ".xml"))
      let ours = Self.joined(Array(writer.text))
      if expected != ours {
        let place = zip(expected, ours).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
        differences.note(
          name, "tree", "theirs …\(Self.excerpt(expected, place)) ours …\(Self.excerpt(ours, place))")
      }
      try compareLeaves(message, stem, name, &differences)
    }
    print("\(folder): \(cases) cases, \(differences.seen.count) differences")
    #expect(cases >= 18)
    differences.settle()
  }

  /// The decoded leaves, in files numbered by the events of the tree; compared in their order.
  private func compareLeaves(
    _ message: Message, _ stem: String, _ name: String, _ differences: inout Differences
  ) throws {
    let folder = URL(fileURLWithPath: stem).deletingLastPathComponent().path
    let prefix = URL(fileURLWithPath: stem).lastPathComponent + "_decoded_"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix(prefix) }
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    let theirs = try files.map { try SharedSuites.bytes("\(folder)/\($0)") }
    let ours = try Self.leaves(message)
    guard theirs.count == ours.count else {
      return differences.note(name, "leaves", "\(ours.count), not \(theirs.count)")
    }
    for (index, (mine, other)) in zip(ours, theirs).enumerated() where mine != other {
      differences.note(name, "leaf", "\(files[index]): \(mine.count) bytes, \(other.count) expected")
    }
  }

  private static func leaves(_ message: Message) throws -> [[UInt8]] {
    try message.parts.flatMap { part -> [[UInt8]] in
      if let inner = try part.decodedMessage() { return try leaves(inner) }
      return part.content.form == .leaf ? [try part.decodedBody().bytes] : []
    }
  }

  /// Without the line breaks that their writer puts behind tags, and without empty preambles and epilogues.
  private static func joined(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for byte in bytes where byte != 13 && byte != 10 { out.append(byte) }
    // Whether an empty preamble is one or none is a matter of taste.
    let text = String(decoding: out, as: UTF8.self)
    return Array(
      text.replacing("<preamble></preamble>", with: "").replacing("<epilogue></epilogue>", with: "").utf8)
  }

  private static func excerpt(_ bytes: [UInt8], _ place: Int) -> String {
    String(decoding: bytes[max(0, place - 30)..<min(bytes.count, place + 60)], as: UTF8.self)
  }
}

/// A tree in mime4j's form.
private struct TreeWriter {
  var text: [UInt8] = []

  mutating func write(_ part: Part) {
    let bytes = part.message.bytes
    let tag = part.kind == .message ? "message" : "body-part"
    open(tag)
    open("header")
    for field in part.fields where !field.isMalformed {
      element("field", Self.trimmedEnd(field.bytes))
    }
    close("header")
    if part.content.form == .multipart {
      open("multipart")
      if let range = part.preambleRange { element("preamble", Array(bytes[range])) }
      for child in part.children { write(child) }
      if let range = part.epilogueRange { element("epilogue", Array(bytes[range])) }
      close("multipart")
    } else if let inner = part.inner {
      write(inner)
    } else if let decoded = try? part.decodedMessage() {
      write(decoded.root)
    } else {
      element("body", Array(bytes[part.bodyRange]))
    }
    close(tag)
  }

  private mutating func open(_ tag: String) { text += Array("<\(tag)>".utf8) }
  private mutating func close(_ tag: String) { text += Array("</\(tag)>".utf8) }

  private mutating func element(_ tag: String, _ bytes: [UInt8]) {
    open(tag)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "<"): text += Array("&lt;".utf8)
      case UInt8(ascii: ">"): text += Array("&gt;".utf8)
      case UInt8(ascii: "&"): text += Array("&amp;".utf8)
      default: text.append(byte)
      }
    }
    close(tag)
  }

  private static func trimmedEnd(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
    return bytes
  }
}
