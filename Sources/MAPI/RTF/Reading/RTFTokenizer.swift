/// A piece of RTF as it is written.
enum RTFToken: Equatable {
  case open
  case close
  /// A control word or symbol with its number; nil for a word that means nothing here.
  case word(RTFWord?, Int32?)
  /// `\*`
  case star
  /// `\'xx`
  case hex(UInt8)
  /// Bytes between controls; never empty, without line ends and zeros, which are no text.
  case text(Range<Int>)
  /// What `\bin` tells the length of.
  case binary(Range<Int>)
}

/// Takes RTF apart, piece by piece. Every byte is looked at once.
struct RTFTokenizer {
  let bytes: [UInt8]
  private(set) var offset = 0
  /// The last `\bin` says more than there is.
  private(set) var isCut = false
  private let table = RTFWordTable.shared

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// nil at the end.
  mutating func next() -> RTFToken? {
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "{"):
        offset += 1
        return .open
      case UInt8(ascii: "}"):
        offset += 1
        return .close
      case UInt8(ascii: "\\"):
        if let token = control() { return token }
      case 0, 10, 13:
        offset += 1
      default:
        let start = offset
        offset = textEnd()
        return .text(start..<offset)
      }
    }
    return nil
  }

  private func textEnd() -> Int {
    bytes.withUnsafeBufferPointer { bytes in
      var at = offset + 1
      while at < bytes.count, !Self.endsText(bytes[at]) { at += 1 }
      return at
    }
  }

  @inline(__always)
  private static func endsText(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\\") || byte | 0x26 == 0x7F && (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}"))
      || byte == 10 || byte == 13 || byte == 0
  }

  /// nil for what means nothing.
  private mutating func control() -> RTFToken? {
    guard offset + 1 < bytes.count else {
      offset = bytes.count
      return nil
    }
    let byte = bytes[offset + 1]
    if Self.isLetter(byte) {
      offset += 1
      return word()
    }
    offset += 2
    switch byte {
    case UInt8(ascii: "'"): return hex()
    case UInt8(ascii: "*"): return .star
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"): return .text(offset - 1..<offset)
    case UInt8(ascii: "~"): return .word(.nonBreakingSpace, nil)
    case UInt8(ascii: "-"): return .word(.optionalHyphen, nil)
    case UInt8(ascii: "_"): return .word(.nonBreakingHyphen, nil)
    case 9: return .word(.tab, nil)
    case 10: return .word(.par, nil)
    case 13:
      if offset < bytes.count, bytes[offset] == 10 { offset += 1 }
      return .word(.par, nil)
    // A formula's or an index entry's own signs.
    default: return .word(nil, nil)
    }
  }

  private mutating func hex() -> RTFToken? {
    guard offset + 1 < bytes.count, let high = Self.digit(bytes[offset]), let low = Self.digit(bytes[offset + 1]) else {
      return nil
    }
    offset += 2
    return .hex(high << 4 | low)
  }

  private mutating func word() -> RTFToken {
    var key: (low: UInt64, high: UInt64) = (0, 0)
    let start = offset
    while offset < bytes.count, Self.isLetter(bytes[offset]) {
      RTFWordTable.add(bytes[offset], to: &key)
      offset += 1
    }
    let word = offset - start <= RTFWordTable.longest ? table.word(key) : nil
    let number = number()
    if offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
    if word == .bin, let number { return binary(number) }
    return .word(word, number)
  }

  /// What does not fit is the nearest that does.
  private mutating func number() -> Int32? {
    var at = offset
    let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    guard at < bytes.count, bytes[at] &- 48 < 10 else { return nil }
    var value: Int64 = 0
    while at < bytes.count, bytes[at] &- 48 < 10 {
      value = min(value * 10 + Int64(bytes[at] - 48), 1 << 40)
      at += 1
    }
    offset = at
    return Int32(clamping: isNegative ? -value : value)
  }

  private mutating func binary(_ count: Int32) -> RTFToken {
    let start = offset
    let there = min(max(0, Int(count)), bytes.count - offset)
    if there < Int(count) { isCut = true }
    offset += there
    return .binary(start..<offset)
  }

  /// The number of `\'xx` that follow at once: each gives its byte to `output`.
  mutating func takeHex(into output: inout [UInt8]) {
    while offset + 3 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "'"),
      let high = Self.digit(bytes[offset + 2]), let low = Self.digit(bytes[offset + 3])
    {
      output.append(high << 4 | low)
      offset += 4
    }
  }

  @inline(__always)
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  @inline(__always)
  static func digit(_ byte: UInt8) -> UInt8? {
    if byte &- 48 < 10 { return byte - 48 }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
  }
}
