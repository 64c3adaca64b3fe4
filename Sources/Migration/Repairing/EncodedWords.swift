import Core

/// Encoded words (RFC 2047 §2) for header lines that hold raw 8-bit bytes.
enum EncodedWords {
  /// `line` with each run of words that hold 8-bit bytes encoded; UTF-8 when it is valid, else windows-1252, which is what
  /// old programs meant.
  static func encode(_ line: [UInt8]) -> [UInt8] {
    guard line.contains(where: { $0 >= 0x80 }) else { return line }
    var out: [UInt8] = []
    var word: [UInt8] = []
    var run: [UInt8] = []
    func isBreak(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || [0x3C, 0x3E, 0x2C, 0x22, 0x28, 0x29].contains(byte)
    }
    func flushRun() {
      guard !run.isEmpty else { return }
      out += words(run)
      run = []
    }
    for byte in line + [0x20] {
      guard isBreak(byte) else {
        word.append(byte)
        continue
      }
      if word.contains(where: { $0 >= 0x80 }) {
        // Neighbouring words are encoded together with the blank between them: blanks between encoded words vanish.
        run += word
      } else {
        let trailing = run.last == 0x20
        if trailing { run.removeLast() }
        flushRun()
        if trailing { out.append(0x20) }
        out += word
      }
      word = []
      if !run.isEmpty, byte == 0x20 { run.append(byte) } else { flushRun(); out.append(byte) }
    }
    // The blank added at the end to close the last word.
    if run.last == 0x20 {
      run.removeLast()
      flushRun()
    } else if out.last == 0x20 {
      out.removeLast()
    }
    return out
  }

  private static func words(_ bytes: [UInt8]) -> [UInt8] {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    let charset = isUTF8 ? "UTF-8" : "windows-1252"
    // An encoded word is at most 75 characters long; 39 bytes make 52 of base64.
    var pieces: [[UInt8]] = []
    var piece: [UInt8] = []
    for byte in bytes {
      let startsCharacter = !isUTF8 || byte & 0xC0 != 0x80
      if piece.count >= 36, startsCharacter {
        pieces.append(piece)
        piece = []
      }
      piece.append(byte)
    }
    pieces.append(piece)
    return Array(pieces.map { "=?\(charset)?B?\(Base64.encode($0))?=" }.joined(separator: " ").utf8)
  }
}
