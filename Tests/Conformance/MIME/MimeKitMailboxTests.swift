import Foundation
import MIME
import TestKit
import Testing

/// Offsets of every message and every part by MimeKit, in files with LF and with CR LF.
@Suite struct MimeKitMailboxTests {
  private struct Node: Decodable {
    final class Inner: Decodable {
      var beginOffset: Int
      var headersEndOffset: Int
      var endOffset: Int
      var body: Node
    }
    var mimeType: String
    var beginOffset: Int
    var headersEndOffset: Int
    var endOffset: Int
    var octets: Int
    var children: [Node]?
    var message: Inner?
  }
  private struct Entry: Decodable {
    var mboxMarkerOffset: Int
    var beginOffset: Int
    var headersEndOffset: Int
    var endOffset: Int
    var octets: Int
    var body: Node
  }

  @Test(arguments: ["content-length", "issue1189"]) func offsets(file: String) throws {
    guard let root = SharedSuites.mime() else { return }
    var differences = try Differences(suite: "mimekit-mbox")
    let unix = try SharedSuites.bytes("\(root)/mimekit-mbox/\(file).mbox.txt")
    var parts = 0
    for (form, bytes) in [("unix", unix), ("dos", Self.withCRLF(unix))] {
      let name = "\(file).\(form)-offsets.json"
      let data = Data(try SharedSuites.bytes("\(root)/mimekit-mbox/\(name)"))
      let expected = try JSONDecoder().decode([Entry].self, from: data)
      var reader = MailboxReader(MailboxBytes(bytes), dialect: .mboxo)
      var index = 0
      while let entry = try reader.next({ _, _ in }) {
        guard index < expected.count else {
          differences.note(name, "messages", "more than \(expected.count)")
          break
        }
        let wanted = expected[index]
        let place = "message \(index)"
        if [entry.marker.lowerBound, entry.range.lowerBound] != [wanted.mboxMarkerOffset, wanted.beginOffset] {
          differences.note(name, "begin", "\(place): \(entry.marker.lowerBound), not \(wanted.mboxMarkerOffset)")
        }
        // They take a line break before each `From ` line, the empty line or the message's own; at the end of the file none.
        let isLast = index == expected.count - 1
        let end = Self.endAsTheirs(entry, in: bytes, isLast: isLast)
        if end != wanted.endOffset { differences.note(name, "end", "\(place): \(end), not \(wanted.endOffset)") }
        let message = Message(Array(bytes[entry.range.lowerBound..<wanted.endOffset]))
        let part = message.root
        if part.bodyRange.lowerBound + wanted.beginOffset != wanted.headersEndOffset {
          differences.note(name, "header", "\(place): \(part.bodyRange.lowerBound + wanted.beginOffset)")
        }
        if part.bodyRange.count != wanted.octets {
          differences.note(name, "octets", "\(place): \(part.bodyRange.count)")
        }
        parts += Self.compare(part, wanted.body, base: wanted.beginOffset, place, name, &differences)
        index += 1
      }
      if index != expected.count { differences.note(name, "messages", "\(index), not \(expected.count)") }
    }
    print("mimekit-mbox \(file): \(parts) parts, \(differences.seen.count) differences")
    #expect(parts > 10)
    differences.settle(only: file)
  }

  private static func endAsTheirs(_ entry: MailboxEntry, in bytes: [UInt8], isLast: Bool) -> Int {
    var end = entry.range.upperBound
    guard !isLast, bytes[end...].starts(with: Array("From ".utf8)) else { return end }
    end -= 1
    return bytes[end - 1] == 13 ? end - 1 : end
  }

  private static func compare(
    _ part: Part, _ wanted: Node, base: Int, _ place: String, _ name: String, _ differences: inout Differences
  ) -> Int {
    let place = "\(place) \(wanted.mimeType)"
    func check(_ aspect: String, _ ours: Int, _ theirs: Int) {
      if ours != theirs { differences.note(name, aspect, "\(place): \(ours), not \(theirs)") }
    }
    if "\(part.mediaType)" != wanted.mimeType.lowercased() {
      differences.note(name, "type", "\(place): \(part.mediaType)")
    }
    check("part begin", part.range.lowerBound + base, wanted.beginOffset)
    check("part header", part.bodyRange.lowerBound + base, wanted.headersEndOffset)
    check("part end", part.range.upperBound + base, wanted.endOffset)
    check("part octets", part.bodyRange.count, wanted.octets)
    let children = wanted.children ?? wanted.message.map { [$0.body] } ?? []
    check("parts", part.children.count, children.count)
    return zip(part.children, children).reduce(1) { sum, pair in
      sum + compare(pair.0, pair.1, base: base, place, name, &differences)
    }
  }

  private static func withCRLF(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    for byte in bytes {
      if byte == 10 { out.append(13) }
      out.append(byte)
    }
    return out
  }
}
