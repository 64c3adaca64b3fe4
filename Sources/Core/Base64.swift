/// Base64 (RFC 4648 §4) over byte arrays. SASL exchanges and modified UTF-7 need it without Foundation.
public enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 0xFF, count: 256)
    for (value, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()

  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var window: UInt32 = 0
    var held = 0
    for byte in bytes {
      window = window << 8 | UInt32(byte)
      held += 1
      if held == 3 {
        for shift in [18, 12, 6, 0] as [UInt32] { out.append(alphabet[Int(window >> shift & 63)]) }
        window = 0
        held = 0
      }
    }
    if held == 1 {
      out += [alphabet[Int(window >> 2 & 63)], alphabet[Int(window << 4 & 63)], 0x3D, 0x3D]
    } else if held == 2 {
      out += [
        alphabet[Int(window >> 10 & 63)], alphabet[Int(window >> 4 & 63)], alphabet[Int(window << 2 & 63)], 0x3D,
      ]
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Nil when a byte is outside the alphabet, when padding is wrong, or when the last group is a single character.
  /// Padding may be left out.
  public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3 + 2)
    var window: UInt32 = 0
    var held = 0
    var padding = 0
    for byte in text {
      if byte == 0x3D {
        padding += 1
        continue
      }
      let value = values[Int(byte)]
      guard value != 0xFF, padding == 0 else { return nil }
      window = window << 6 | UInt32(value)
      held += 1
      if held == 4 {
        out += [
          UInt8(truncatingIfNeeded: window >> 16), UInt8(truncatingIfNeeded: window >> 8),
          UInt8(truncatingIfNeeded: window),
        ]
        window = 0
        held = 0
      }
    }
    switch held {
    case 0 where padding == 0: break
    case 2 where padding == 0 || padding == 2: out.append(UInt8(truncatingIfNeeded: window >> 4))
    case 3 where padding <= 1:
      out += [UInt8(truncatingIfNeeded: window >> 10), UInt8(truncatingIfNeeded: window >> 2)]
    default: return nil
    }
    return out
  }
}
