import NIOCore

/// Named changes that make a refused message acceptable.
struct BodyRepairs: OptionSet, Hashable, Sendable {
  let rawValue: Int
  /// Line feeds without carriage return become line ends.
  static let bareLF = BodyRepairs(rawValue: 1)
  /// NUL bytes become blanks.
  static let nul = BodyRepairs(rawValue: 2)
  /// Lines over the limit are cut: in the header at a blank and folded, in the text with a line end.
  static let longLine = BodyRepairs(rawValue: 4)
  /// 8-bit bytes in header fields become encoded words.
  static let eightBitHeader = BodyRepairs(rawValue: 8)

  static let names: [(BodyRepairs, String)] = [
    (.bareLF, "bare-lf"), (.nul, "nul"), (.longLine, "long-line"), (.eightBitHeader, "8bit-header"),
  ]
  var names: [String] { Self.names.filter { contains($0.0) }.map(\.1) }
}

/// Applies repairs to a message as it streams by. Memory is that of one line, up to `lineLimit` bytes.
struct BodyTransform {
  let repairs: BodyRepairs
  /// Longest line to leave, bytes without CRLF (RFC 5322 §2.1.1 allows 998).
  let lineLimit: Int
  private var line: [UInt8] = []
  private var isHeader = true
  private var lastWasCR = false

  init(repairs: BodyRepairs, lineLimit: Int = 998) {
    self.repairs = repairs
    self.lineLimit = lineLimit
  }

  mutating func feed(_ bytes: UnsafeRawBufferPointer, into out: inout ByteBuffer) {
    for byte in bytes {
      var byte = byte
      if byte == 0x00, repairs.contains(.nul) { byte = 0x20 }
      if byte == 0x0A {
        let end: [UInt8] = lastWasCR || repairs.contains(.bareLF) ? [0x0D, 0x0A] : [0x0A]
        endLine(end, into: &out)
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
    guard line.count >= 65_536 else { return }
    // A line nobody can mean as one: what is held goes out, cut or not.
    flush(end: repairs.contains(.longLine) ? [0x0D, 0x0A] : [], into: &out)
  }

  private mutating func endLine(_ end: [UInt8], into out: inout ByteBuffer) {
    if isHeader, line.isEmpty { isHeader = false }
    flush(end: end, into: &out)
  }

  private mutating func flush(end: [UInt8], into out: inout ByteBuffer) {
    var rest = line
    line.removeAll(keepingCapacity: true)
    if isHeader, repairs.contains(.eightBitHeader) { rest = EncodedWords.encode(rest) }
    guard repairs.contains(.longLine), rest.count > lineLimit else {
      out.writeBytes(rest)
      out.writeBytes(end)
      return
    }
    var start = 0
    while rest.count - start > lineLimit {
      var cut = start + lineLimit
      if isHeader {
        // Fold where a blank stands, so that unfolding gives the same field back.
        if let blank = rest[(start + 1)..<cut].lastIndex(where: { $0 == 0x20 || $0 == 0x09 }) { cut = blank }
      }
      out.writeBytes(rest[start..<cut])
      out.writeBytes([0x0D, 0x0A])
      if isHeader, rest[cut] != 0x20, rest[cut] != 0x09 { out.writeBytes([0x20]) }
      start = cut
    }
    out.writeBytes(rest[start...])
    out.writeBytes(end)
  }
}
