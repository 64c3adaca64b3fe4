import Core
import MIME

/// A stretch of a source, as a source.
struct SourceStretch: MailboxSource {
  let source: any MailboxSource
  let start: Int
  let count: Int

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard offset < count else { return 0 }
    let room = min(buffer.count, count - offset)
    return try source.read(at: start + offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room]))
  }
}

/// What an interrupted batch left in a file.
enum MboxTail: Hashable {
  case nothing
  /// All from that length on is the batch's own.
  case end(from: Int)
  /// Something else stands behind it, or the file was rewritten: its messages are known by their mark.
  case scattered

  /// The most that a message without its block can hold: a `From ` line and a block with its last line missing.
  private static let longestTorn = 4_096

  static func find(_ intent: MboxIntent, in source: any MailboxSource) throws -> MboxTail {
    guard source.count > intent.length else { return source.count == intent.length ? .nothing : .scattered }
    let rest = SourceStretch(source: source, start: intent.length, count: source.count - intent.length)
    var reader = MailboxReader(rest, dialect: .mboxo)
    var entries = 0
    var isOwn = true
    while isOwn {
      var start: [UInt8] = []
      let entry = try reader.next { _, bytes in
        guard start.count < longestTorn else { return }
        bytes.extracting(0..<min(bytes.count, longestTorn)).withUnsafeBufferPointer { start.append(contentsOf: $0) }
      }
      guard let entry else { break }
      entries += 1
      if let found = MboxBlock.find(in: start.span) {
        isOwn = found.block.batch == intent.batch
      } else {
        isOwn = isTorn(start, isLast: entry.range.upperBound == rest.count)
      }
    }
    let junk = try junk(rest, reader.junk)
    if isOwn, isTorn(junk: junk, isAll: entries == 0) { return .end(from: intent.length) }
    return .scattered
  }

  /// Whether a message's beginning is one of ours of which the block did not reach the disk. Another program's message
  /// has an empty line behind its header.
  private static func isTorn(_ start: [UInt8], isLast: Bool) -> Bool {
    if start.contains(0), start.allSatisfy({ $0 == 0 || $0 == 10 }) { return true }
    guard isLast, start.count < longestTorn else { return false }
    let first = Array("Status: ".utf8)
    return zip(start, first).allSatisfy { $0 == $1 } && !String(decoding: start, as: UTF8.self).contains("\n\n")
  }

  /// The bytes before the first message: what of them tells whose they are.
  private static func junk(_ source: SourceStretch, _ count: Int) throws -> [UInt8] {
    try source.bytes(at: 0, min(count, longestTorn))
  }

  /// Empty lines with which a batch begins, what a power cut leaves of a page that was not written, or the beginning of
  /// a first line.
  private static func isTorn(junk: [UInt8], isAll: Bool) -> Bool {
    guard junk.count < longestTorn || junk.allSatisfy({ $0 == 0 || $0 == 10 }) else { return false }
    let rest = junk.drop { $0 == 0 || $0 == 10 }
    if rest.isEmpty { return true }
    guard isAll else { return false }
    let word = Array("From ".utf8)
    return zip(rest, word).allSatisfy { $0 == $1 } && !rest.contains(10)
  }
}
