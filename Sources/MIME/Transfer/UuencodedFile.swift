/// A file that somebody put into a text by uuencode, as programs did before MIME and some did long after.
public struct UuencodedFile: Sendable, Hashable {
  /// From `begin` to behind the line of `end`, in the text it was found in. ``TransferDecoder`` undoes it.
  public var range: Range<Int>
  /// As written; the charset is anybody's guess.
  public var name: [UInt8]

  /// The files in a decoded text. Only what has a `begin`, then nothing but lines that uuencode can write, then an `end` is
  /// one; a text that merely speaks of it is not.
  public static func files(in text: Span<UInt8>) -> [UuencodedFile] {
    var files: [UuencodedFile] = []
    var open: UuencodedFile?
    var at = 0
    while at < text.count {
      let next = text.position(of: Byte.lineFeed, from: at, to: text.count).map { $0 + 1 } ?? text.count
      var end = next
      while end > at, text[end - 1] == Byte.lineFeed || text[end - 1] == Byte.carriageReturn { end -= 1 }
      let line = text.extracting(at..<end)
      if let name = name(beginLine: line) {
        open = UuencodedFile(range: at..<next, name: name)
      } else if var file = open {
        if line.spells("end", in: 0..<line.count) {
          file.range = file.range.lowerBound..<next
          files.append(file)
          open = nil
        } else if !isData(line) {
          open = nil
        }
      }
      at = next
    }
    return files
  }

  /// The name in `begin 644 NAME`; nil for any other line.
  static func name(beginLine line: Span<UInt8>) -> [UInt8]? {
    guard line.has("begin ", at: 0) else { return nil }
    var at = 6
    while at < line.count, (48..<56).contains(line[at]) { at += 1 }
    guard (3...4).contains(at - 6), at < line.count, line[at] == Byte.space else { return nil }
    return line.extracting((at + 1)..<line.count).withUnsafeBufferPointer { Array($0) }
  }

  /// A length and as many characters as it asks for, up to two more or, for lost blanks, some fewer.
  private static func isData(_ line: Span<UInt8>) -> Bool {
    guard !line.isEmpty, (32...96).contains(line[0]) else { return line.isEmpty }
    let wanted = (Int((line[0] &- 32) & 63) + 2) / 3 * 4
    guard line.count - 1 <= wanted + 2 else { return false }
    for index in 1..<line.count where !(32...96).contains(line[index]) { return false }
    return true
  }
}
