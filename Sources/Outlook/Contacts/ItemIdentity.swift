import Crypto
import MAPI

/// The UID of an item: the same in every export of the same file, and another for every item.
///
/// The search key (PidTagSearchKey) does not serve: copies share it, and one that was changed would replace the other.
enum ItemIdentity {
  /// A UUID of version 8 out of what `bytes` and `kind` are. RFC 9562 §5.8
  static func uuid(_ bytes: [UInt8], kind: String) -> String {
    var hash = SHA256()
    hash.update(data: Array(kind.utf8) + [0])
    hash.update(data: bytes)
    var digest = Array(hash.finalize().prefix(16))
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    var out = ""
    let digits = Array("0123456789abcdef")
    for (place, byte) in digest.enumerated() {
      if [4, 6, 8, 10].contains(place) { out.append("-") }
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return out
  }

  /// What tells `item` from others when nobody says it better: its record key or entry id, else its search key, else what
  /// it is called and when it was made.
  static func key(_ item: ItemReader) -> [UInt8] {
    for id in [PropertyID.recordKey, PropertyID.entryID, 0x300B] {
      if let key = item.binary(id), !key.isEmpty { return key }
    }
    let words = [item.text(PropertyID.displayName), item.text(PropertyID.subject), item.text(PropertyID.messageClass)]
    let made = item.time(PropertyID.creationTime)?.ticks ?? 0
    return Array(words.map { $0 ?? "" }.joined(separator: "\0").utf8) + (0..<8).map { UInt8(made >> (8 * $0) & 0xFF) }
  }
}
