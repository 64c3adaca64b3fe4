/// uuencode (POSIX `uuencode`, historical algorithm): lines between `begin MODE NAME` and `end`. Lines before and behind
/// are passed over; short lines are read as far as they go and counted.
struct UuencodeDecoder: Sendable {
  private(set) var damage = DecodingDamage()
  private enum Place: Sendable { case before, inside, behind }
  private var place = Place.before
  private var line: [UInt8] = []
  private var output: [UInt8] = []

  /// The longest line looked at; encoders write at most 61 bytes.
  private static let longestLine = 1_000

  mutating func decode(_ chunk: Span<UInt8>, _ handle: TransferDecoder.Handler) throws {
    var at = 0
    while at < chunk.count {
      let lineFeed = chunk.position(of: Byte.lineFeed, from: at, to: chunk.count)
      let end = lineFeed ?? chunk.count
      let room = max(0, Self.longestLine - line.count)
      chunk.extracting(at..<min(end, at + room)).withUnsafeBufferPointer { line.append(contentsOf: $0) }
      at = end
      if lineFeed != nil {
        at += 1
        takeLine()
        if output.count >= 8 << 10 { try flush(handle) }
      }
    }
    try flush(handle)
  }

  mutating func finish(_ handle: TransferDecoder.Handler) throws {
    takeLine()
    if place != .behind { damage.missingMarks += 1 }
    try flush(handle)
  }

  private mutating func flush(_ handle: TransferDecoder.Handler) throws {
    guard !output.isEmpty else { return }
    let bytes = output
    output.removeAll(keepingCapacity: true)
    try handle(bytes.span)
  }

  private mutating func takeLine() {
    while let last = line.last, last == Byte.carriageReturn { line.removeLast() }
    let text = line
    line.removeAll(keepingCapacity: true)
    switch place {
    case .behind: return
    case .before:
      if UuencodedFile.name(beginLine: text.span) != nil { place = .inside }
    case .inside:
      if text.elementsEqual("end".utf8) { place = .behind } else { read(text) }
    }
  }

  private mutating func read(_ text: [UInt8]) {
    guard let first = text.first else { return }
    guard (32...96).contains(first) else {
      damage.strayBytes += text.count
      return
    }
    var wanted = Int((first &- 32) & 63)
    var at = 1
    while wanted > 0 {
      var group: UInt32 = 0
      for place in at..<(at + 4) {
        // Blanks at the end of a line are often lost; they stand for zero bits.
        group = group << 6 | UInt32(place < text.count ? (text[place] &- 32) & 63 : 0)
      }
      if at >= text.count {
        damage.cutBytes += wanted
        return
      }
      let bytes = [
        UInt8(truncatingIfNeeded: group >> 16), UInt8(truncatingIfNeeded: group >> 8), UInt8(truncatingIfNeeded: group),
      ]
      output += bytes.prefix(min(3, wanted))
      wanted -= min(3, wanted)
      at += 4
    }
  }
}
