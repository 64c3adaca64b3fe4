import Core

/// Folder names as text and back. RFC 3501 §5.1.3.
///
/// Decoding is for people and for mapping; what goes back to the same server is always ``MailboxName/bytes``, so a name
/// that decodes to nil, or that another spelling would also decode to, is still reached.
extension MailboxName {
  /// `text` as this server wants to see it.
  /// - Parameter utf8: true once `UTF8=ACCEPT` (RFC 6855) or IMAP4rev2 is enabled.
  public init(_ text: String, utf8: Bool = false) {
    self.init(bytes: utf8 ? Array(text.utf8) : ModifiedUTF7.encode(text))
  }

  /// The name for people; nil when the bytes are neither.
  /// - Parameter utf8: true once `UTF8=ACCEPT` (RFC 6855) or IMAP4rev2 is enabled.
  public func text(utf8: Bool = false) -> String? {
    utf8 ? String(validating: bytes, as: UTF8.self) : ModifiedUTF7.decode(bytes)
  }
}

enum ModifiedUTF7 {
  static func encode(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    var run: [UInt8] = []
    for unit in text.utf16 {
      if unit >= 0x20, unit < 0x7F {
        flush(&run, into: &out)
        out.append(UInt8(unit))
        if unit == UInt16(ASCII.ampersand) { out.append(ASCII.minus) }
      } else {
        run.append(UInt8(unit >> 8))
        run.append(UInt8(unit & 0xFF))
      }
    }
    flush(&run, into: &out)
    return out
  }

  /// One shifted run: UTF-16BE in base64 with `,` for `/` and without padding.
  private static func flush(_ run: inout [UInt8], into out: inout [UInt8]) {
    guard !run.isEmpty else { return }
    out.append(ASCII.ampersand)
    for byte in Base64.encode(run).utf8 where byte != ASCII.equals {
      out.append(byte == ASCII.slash ? ASCII.comma : byte)
    }
    out.append(ASCII.minus)
    run.removeAll(keepingCapacity: true)
  }

  /// Nil for an unfinished or damaged shift and for bytes that are no text. Bytes over 127 are taken as UTF-8: Courier
  /// and old Exchange list names that were made by clients which never encoded them.
  static func decode(_ bytes: [UInt8]) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      guard bytes[at] == ASCII.ampersand else {
        out.append(bytes[at])
        at += 1
        continue
      }
      guard let end = bytes[at...].firstIndex(of: ASCII.minus) else { return nil }
      if end == at + 1 {
        out.append(ASCII.ampersand)
      } else {
        guard let text = shifted(bytes[(at + 1)..<end]) else { return nil }
        out += text.utf8
      }
      at = end + 1
    }
    return String(validating: out, as: UTF8.self)
  }

  private static func shifted(_ run: ArraySlice<UInt8>) -> String? {
    guard !run.contains(ASCII.slash), !run.contains(ASCII.equals),
      let wide = Base64.decode(run.map { $0 == ASCII.comma ? ASCII.slash : $0 }), wide.count % 2 == 0
    else { return nil }
    let units = stride(from: 0, to: wide.count, by: 2).map { UInt16(wide[$0]) << 8 | UInt16(wide[$0 + 1]) }
    guard !units.contains(0) else { return nil }
    // Half a surrogate pair is not text; names cut to a length may end in one.
    return String(validating: units, as: UTF16.self)
  }
}
