import Core
import NIOCore

/// Applies repairs to a message as it streams by. Memory is that of one line, up to ``mostHeld`` bytes.
struct BodyTransform {
  /// Lines with encoded words, likewise. RFC 2047 §2.
  private static let encodedLineLimit = 76
  private static let mostHeld = 65_536

  let repairs: BodyRepairs
  /// Lines of more bytes are cut; shorter ones stay.
  let longerThan: Int
  /// Longest piece of a line that was cut.
  let lineLimit: Int
  private var line: [UInt8] = []
  private var isHeader = true
  private var lastWasCR = false
  /// The beginning of the line is gone already.
  private var isSpilt = false
  private var place = EncodedWords.Place()

  init(repairs: BodyRepairs, longerThan: Int = BodyRepairs.usualLineLimit) {
    self.repairs = repairs
    self.longerThan = min(longerThan, Self.mostHeld - 1)
    lineLimit = min(longerThan, BodyRepairs.usualLineLimit)
  }

  mutating func feed(_ bytes: UnsafeRawBufferPointer, into out: inout ByteBuffer) {
    guard !repairs.isEmpty else {
      out.writeBytes(bytes)
      return
    }
    for byte in bytes {
      var byte = byte
      if byte == 0x00, repairs.contains(.nul) { byte = 0x20 }
      if byte == 0x0A {
        endLine(lastWasCR || repairs.contains(.bareLF) ? [0x0D, 0x0A] : [0x0A], into: &out)
        lastWasCR = false
        continue
      }
      if lastWasCR { take(0x0D, into: &out) }
      lastWasCR = byte == 0x0D
      if !lastWasCR { take(byte, into: &out) }
    }
  }

  /// What is left of a last line without line end.
  mutating func finish(into out: inout ByteBuffer) {
    if lastWasCR { take(0x0D, into: &out) }
    lastWasCR = false
    if !line.isEmpty { endLine([], into: &out) }
  }

  private mutating func take(_ byte: UInt8, into out: inout ByteBuffer) {
    line.append(byte)
    if line.count == Self.mostHeld { spill(into: &out) }
  }

  private mutating func endLine(_ end: [UInt8], into out: inout ByteBuffer) {
    if isHeader, line.isEmpty, !isSpilt { isHeader = false }
    var rest = line
    line.removeAll(keepingCapacity: true)
    let isEncoded = encode(&rest)
    isSpilt = false
    if repairs.contains(.longLine), rest.count > longerThan { rest = cut(rest, into: &out) }
    if isEncoded { rest = fold(rest, into: &out) }
    out.writeBytes(rest)
    out.writeBytes(end)
  }

  /// A line nobody can mean as one: what is held goes out, but for a word that may go on.
  private mutating func spill(into out: inout ByteBuffer) {
    var ready = line
    var kept: ArraySlice<UInt8> = []
    if isHeader, let blank = ready.lastIndex(where: Self.isBlank), blank > 0 {
      kept = line[blank...]
      ready.removeSubrange(blank...)
    }
    encode(&ready)
    if repairs.contains(.longLine) {
      line = cut(ready, into: &out)
    } else {
      out.writeBytes(ready)
      line.removeAll(keepingCapacity: true)
    }
    line += kept
    isSpilt = true
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  @discardableResult
  private mutating func encode(_ bytes: inout [UInt8]) -> Bool {
    guard isHeader, repairs.contains(.eightBitHeader) else { return false }
    if isSpilt { place.isContinuation = true } else { place.advance(to: bytes) }
    guard bytes.contains(where: { $0 >= 0x80 }) else { return false }
    bytes = EncodedWords.encode(bytes, at: place)
    return true
  }

  /// Writes all but the last piece of a line.
  private func cut(_ bytes: [UInt8], into out: inout ByteBuffer) -> [UInt8] {
    var start = 0
    // A blank that was put before a piece counts.
    var room = lineLimit
    while bytes.count - start > room {
      var end = start + room
      if isHeader {
        // Folded where a blank stands, so that unfolding gives the same field back.
        if let blank = bytes[(start + 1)..<end].lastIndex(where: Self.isBlank) { end = blank }
      } else {
        // No character of UTF-8 is torn apart.
        while end > start + room - 3, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      }
      out.writeBytes(bytes[start..<end])
      out.writeBytes([0x0D, 0x0A])
      let needsBlank = isHeader && !Self.isBlank(bytes[end])
      if needsBlank { out.writeBytes([0x20]) }
      room = lineLimit - (needsBlank ? 1 : 0)
      start = end
    }
    return Array(bytes[start...])
  }

  /// Folds a header line at its blanks and returns its last part.
  private func fold(_ bytes: [UInt8], into out: inout ByteBuffer) -> [UInt8] {
    var start = 0
    while bytes.count - start > Self.encodedLineLimit {
      let end = start + Self.encodedLineLimit
      guard
        let blank = bytes[(start + 1)...end].lastIndex(where: Self.isBlank)
          ?? bytes[end...].firstIndex(where: Self.isBlank)
      else { break }
      out.writeBytes(bytes[start..<blank])
      out.writeBytes([0x0D, 0x0A])
      start = blank
    }
    return Array(bytes[start...])
  }
}
