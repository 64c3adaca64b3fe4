extension Flag {
  /// The flag spelled `bytes`. Those almost every message bears are handed out from a table, in the spelling that came:
  /// the table holds the usual one, and any other spelling is a text of its own.
  init(interning bytes: Span<UInt8>) {
    if let known = Self.known(bytes) {
      self = known
    } else {
      // Bytes that are no UTF-8 are repaired: a flag is text to everything above, and no server keeps such a one.
      self.init(bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
    }
  }

  private static func known(_ bytes: Span<UInt8>) -> Flag? {
    switch bytes.count {
    case 5: same(bytes, "\\Seen") ? .seen : same(bytes, "$Junk") ? junk : nil
    case 6: same(bytes, "\\Draft") ? .draft : nil
    case 7: same(bytes, "\\Recent") ? .recent : same(bytes, "NonJunk") ? nonJunk : nil
    case 8:
      same(bytes, "\\Flagged")
        ? .flagged : same(bytes, "\\Deleted") ? .deleted : same(bytes, "$NotJunk") ? notJunk : nil
    case 9: same(bytes, "\\Answered") ? .answered : same(bytes, "Forwarded") ? plainForwarded : nil
    case 10: same(bytes, "$Forwarded") ? forwarded : same(bytes, "$Important") ? important : nil
    default: nil
    }
  }

  private static let junk = Flag("$Junk")
  private static let notJunk = Flag("$NotJunk")
  private static let nonJunk = Flag("NonJunk")
  private static let forwarded = Flag("$Forwarded")
  private static let plainForwarded = Flag("Forwarded")
  private static let important = Flag("$Important")

  @inline(__always) private static func same(_ bytes: Span<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<bytes.count where bytes[index] != word.utf8Start[index] { return false }
    return true
  }
}
