import Core
import MIME

/// Where a zip file says its directory is ([APPNOTE 6.3.10] §4.3.14 to §4.3.16).
struct ZipEnd: Sendable, Hashable {
  /// Bytes of the directory, in the file.
  var directory: Range<Int>
  /// Entries the directory is said to have.
  var entries: Int
  /// Bytes that stand before the zip file itself, such as a program that unpacks it; all offsets count from behind them.
  var shift: Int

  static let endBytes = 22
  /// The comment behind the record has a length of 16 bits.
  static let mostCommentBytes = 65_535

  static func find(_ window: inout SourceWindow, size: Int, name: String) throws(Fault) -> ZipEnd {
    let start = max(0, size - endBytes - mostCommentBytes)
    let tail = Array(try window.bytes(at: start, size - start))
    var place = tail.count - endBytes
    while place >= 0 {
      if tail[place] == 0x50, tail[place...].starts(with: [0x50, 0x4B, 5, 6]) {
        let record = tail[place..<(place + endBytes)]
        // A comment may itself hold these four bytes: the record must reach to the end, or all but so.
        if place + endBytes + record.number16(20) <= tail.count,
          let end = try read(record, at: start + place, &window, name)
        {
          return end
        }
      }
      place -= 1
    }
    throw TreeFault.damaged("the directory at the end is missing: the file is cut off", at: size, name, .stopMailbox)
  }

  private static func read(
    _ record: ArraySlice<UInt8>, at offset: Int, _ window: inout SourceWindow, _ name: String
  ) throws(Fault) -> ZipEnd? {
    var (disk, entries) = (record.number16(4), record.number16(10))
    var (size, start) = (record.number32(12), record.number32(16))
    var end = offset
    if let large = try large(before: offset, start, &window) {
      (disk, entries, size, start, end) = (large.disk, large.entries, large.size, large.start, large.offset)
    }
    guard size <= end, start <= end - size else { return nil }
    guard disk == 0 || disk == 0xFFFF else {
      throw Fault(
        "TREE-FORMAT", "the zip file is in several parts", place: name, recovery: .stopMailbox,
        advice: "Join it first: zip -s 0 FILE --out WHOLE.zip")
    }
    return ZipEnd(directory: (end - size)..<end, entries: entries, shift: end - size - start)
  }

  private struct Large {
    var disk: Int, entries: Int, size: Int, start: Int
    /// Where the record stands.
    var offset: Int
  }

  /// The record of ZIP64, which its locator points to (§4.3.14, §4.3.15).
  private static func large(
    before offset: Int, _ start: Int, _ window: inout SourceWindow
  ) throws(Fault) -> Large? {
    guard offset >= 20 else { return nil }
    let locator = Array(try window.bytes(at: offset - 20, 20))[...]
    guard locator.starts(with: [0x50, 0x4B, 6, 7]) else { return nil }
    // Where bytes stand before the zip file the locator points too low; then the record ends right before the locator.
    for place in [locator.number(8, 8), UInt64(max(0, offset - 20 - 56))] {
      guard let place = Int(exactly: place), place <= offset - 20 - 56 else { continue }
      let record = Array(try window.bytes(at: place, 56))[...]
      guard record.starts(with: [0x50, 0x4B, 6, 6]), let entries = Int(exactly: record.number(32, 8)),
        let size = Int(exactly: record.number(40, 8)), let start = Int(exactly: record.number(48, 8))
      else { continue }
      return Large(disk: record.number32(16), entries: entries, size: size, start: start, offset: place)
    }
    return nil
  }
}
