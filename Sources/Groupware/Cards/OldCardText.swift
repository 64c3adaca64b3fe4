import MIME

/// What vCard 2.1 does below the line: quoted-printable with its soft line ends, and character sets per line.
///
/// Comes out as UTF-8 in lines that are unfolded; blank lines stand for those that were joined, so that the numbers of lines
/// stay what they were.
enum OldCardText {
  static func resolved(_ bytes: [UInt8]) -> [UInt8] {
    guard isNeeded(bytes) else { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      var line: [UInt8] = []
      var count = 0
      var continues = false
      repeat {
        var end = at
        while end < bytes.count, bytes[end] != lineFeed { end += 1 }
        var text = bytes[at..<end]
        if text.last == carriageReturn { text.removeLast() }
        at = min(end + 1, bytes.count)
        count += 1
        if !continues, count > 1 { text = text.dropFirst() }
        line += text
        continues = text.last == equals && isQuotedPrintable(line)
        if continues { line.removeLast() }
      } while at < bytes.count && (continues || bytes[at] == space || bytes[at] == tab)
      append(line, to: &out)
      for _ in 0..<count { out.append(lineFeed) }
    }
    return out
  }

  /// Only files that have such lines are gone through.
  private static func isNeeded(_ bytes: [UInt8]) -> Bool {
    let marks = ["quoted-printable", "charset="].map { Array($0.utf8) }
    var found = false
    for at in bytes.indices where bytes[at] | 0x20 == marks[0][0] || bytes[at] | 0x20 == marks[1][0] {
      if marks.contains(where: { has($0, bytes, at) }) { found = true; break }
    }
    return found || !isUTF8(bytes[...])
  }

  private static func append(_ line: [UInt8], to out: inout [UInt8]) {
    guard let colon = colon(line) else { return out += utf8(line[...], nil) }
    let head = line[..<colon]
    let charset = parameter("charset=", head)
    guard isQuotedPrintable(line) else {
      out += withoutOldParameters(head, encoding: false) + [line[colon]]
      return out += utf8(line[(colon + 1)...], charset)
    }
    let decoded = utf8(QuotedPrintable.decode(line[(colon + 1)...])[...], charset)
    out += withoutOldParameters(head, encoding: true) + [line[colon]]
    var wasReturn = false
    for byte in decoded {
      if byte == carriageReturn || byte == lineFeed && !wasReturn { out += Array("\\n".utf8) }
      if byte != carriageReturn, byte != lineFeed { out.append(byte) }
      wasReturn = byte == carriageReturn
    }
  }

  /// Without CHARSET, and without ENCODING where it was resolved: they are true no more.
  private static func withoutOldParameters(_ head: ArraySlice<UInt8>, encoding: Bool) -> [UInt8] {
    var out: [UInt8] = []
    for (place, part) in head.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).enumerated() {
      let word = String(decoding: part, as: UTF8.self).lowercased()
      let isResolved = encoding && (word == "quoted-printable" || word == "encoding=quoted-printable")
      if place > 0, word.hasPrefix("charset=") || isResolved { continue }
      out += (place > 0 ? [UInt8(ascii: ";")] : []) + part
    }
    return out
  }

  /// Text without a character set that is not UTF-8 is Windows-1252: so Outlook wrote it for Western Europe.
  private static func utf8(_ bytes: ArraySlice<UInt8>, _ charset: String?) -> [UInt8] {
    guard bytes.contains(where: { $0 >= 0x80 || $0 == 0x1B }) else { return Array(bytes) }
    if charset == nil || charset == "utf-8", isUTF8(bytes) { return Array(bytes) }
    let known = charset.flatMap { Charset(label: $0) } ?? .windows1252
    return Array(known.text(of: Array(bytes)).text.utf8)
  }

  private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }

  private static func isQuotedPrintable(_ line: [UInt8]) -> Bool {
    guard let colon = colon(line) else { return false }
    let word = Array("quoted-printable".utf8)
    return line[..<colon].indices.contains {
      line[$0] | 0x20 == word[0] && has(word, line, $0) && $0 + word.count <= colon
    }
  }

  /// The first that is not in quotes.
  private static func colon(_ line: [UInt8]) -> Int? {
    var isQuoted = false
    for (place, byte) in line.enumerated() {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: ":"), !isQuoted { return place }
    }
    return nil
  }

  private static func parameter(_ name: String, _ head: ArraySlice<UInt8>) -> String? {
    head.split(separator: UInt8(ascii: ";")).dropFirst().lazy
      .map { String(decoding: $0, as: UTF8.self).lowercased() }
      .first { $0.hasPrefix(name) }
      .map { String($0.dropFirst(name.utf8.count).filter { $0 != "\"" }) }
  }

  /// `word`, in small letters, stands there in any.
  private static func has(_ word: [UInt8], _ bytes: [UInt8], _ at: Int) -> Bool {
    guard at + word.count <= bytes.count else { return false }
    for (place, byte) in word.enumerated() {
      let other = bytes[at + place]
      let small = other >= UInt8(ascii: "A") && other <= UInt8(ascii: "Z") ? other | 0x20 : other
      if small != byte { return false }
    }
    return true
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let equals = UInt8(ascii: "=")
  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
}

/// Within one line: no soft line ends. RFC 2045 §6.7
private enum QuotedPrintable {
  static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = bytes.startIndex
    while at < bytes.endIndex {
      if bytes[at] == UInt8(ascii: "="), at + 2 < bytes.endIndex, let high = digit(bytes[at + 1]),
        let low = digit(bytes[at + 2])
      {
        out.append(high << 4 | low)
        at += 3
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return out
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
