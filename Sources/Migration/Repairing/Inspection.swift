import NIOCore

/// What in a message servers take offence at.
struct Inspection: Sendable, Hashable {
  var size = 0
  /// Bytes of the longest line, without its end.
  var longestLine = 0
  var hasNUL = false
  var hasBareLF = false
  var hasEightBitHeader = false

  private var line = 0
  private var lastWasCR = false
  private var isHeader = true

  mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    size += bytes.count
    for byte in bytes {
      switch byte {
      case 0x0A:
        if !lastWasCR { hasBareLF = true }
        if lastWasCR { line -= 1 }
        longestLine = max(longestLine, line)
        if line == 0 { isHeader = false }
        line = 0
        lastWasCR = false
        continue
      case 0x00: hasNUL = true
      case 0x80...: if isHeader { hasEightBitHeader = true }
      default: break
      }
      line += 1
      lastWasCR = byte == 0x0D
    }
    longestLine = max(longestLine, lastWasCR ? line - 1 : line)
  }

  /// The repairs that would change something, smallest first.
  func repairs(lineLimit: Int) -> [BodyRepairs] {
    var repairs: [BodyRepairs] = []
    if hasBareLF { repairs.append(.bareLF) }
    if hasNUL { repairs.append(.nul) }
    if longestLine > lineLimit { repairs.append(.longLine) }
    if hasEightBitHeader { repairs.append(.eightBitHeader) }
    return repairs
  }

  /// Words for a person: what is odd about the message.
  func suspects(lineLimit: Int) -> [String] {
    var words: [String] = []
    if size == 0 { words.append("it is empty") }
    if longestLine > lineLimit { words.append("a line has \(longestLine) bytes") }
    if hasNUL { words.append("it holds NUL bytes") }
    if hasBareLF { words.append("some lines end without carriage return") }
    if hasEightBitHeader { words.append("its header holds 8-bit bytes") }
    return words
  }
}
