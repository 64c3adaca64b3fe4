internal import Core
internal import Crypto

/// The name of a message's file: `1600000000.M5P6.host,S=1203,W=1240:2,FS`. What stands before the first comma or the
/// colon is its own for ever; sizes may be corrected, and flags change, by any program that works on the folder.
struct MaildirName: Hashable {
  /// All of it.
  var bytes: [UInt8]
  /// End of the part that never changes.
  private(set) var uniqueEnd: Int
  /// Where `:2,` begins; the end where there is none.
  private(set) var infoStart: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    (uniqueEnd, infoStart) = bytes.withUnsafeBytes { Self.parts($0) }
  }

  /// The ends of the unique part and of what stands before the flags.
  static func parts(_ bytes: UnsafeRawBufferPointer) -> (uniqueEnd: Int, infoStart: Int) {
    var info = bytes.count
    // From the end: a unique part may hold the sign that stands for a colon.
    var place = bytes.count
    while place > 0, isFlagLetter(bytes[place - 1]) { place -= 1 }
    if place >= 4, bytes[place - 1] == 0x2C, bytes[place - 2] == 0x32, isSeparator(bytes[place - 3]) {
      info = place - 3
    }
    // A colon ends the name of a file whose flags are in no form we know.
    let base = bytes[..<info]
    let end = base.firstIndex { $0 == 0x2C || $0 == 0x3A } ?? info
    return (max(1, min(end, info)), info)
  }

  /// A colon, or what programs write where a file system takes none.
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x3A || byte == 0x3B || byte == 0x21 || byte == 0x2D
  }

  private static func isFlagLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  var unique: ArraySlice<UInt8> { bytes[..<uniqueEnd] }
  /// Without flags.
  var base: ArraySlice<UInt8> { bytes[..<infoStart] }
  /// Letters of the flags.
  var letters: ArraySlice<UInt8> { infoStart + 3 <= bytes.count ? bytes[(infoStart + 3)...] : [] }

  /// `,S=`: bytes in the file. `,W=`: bytes with lines ended by CRLF.
  var storedSize: Int64? { number(0x53) }
  var wireSize: Int64? { number(0x57) }

  private func number(_ letter: UInt8) -> Int64? {
    var fields = bytes[uniqueEnd..<infoStart][...]
    while let comma = fields.firstIndex(of: 0x2C) {
      fields = fields[(comma + 1)...]
      guard fields.starts(with: [letter, 0x3D]) else { continue }
      var value: Int64 = 0
      let digits = fields.dropFirst(2).prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty, digits.count <= 18 else { return nil }
      for digit in digits { value = value * 10 + Int64(digit - 0x30) }
      return value
    }
    return nil
  }

  /// Seconds since 1970 at the beginning of the name; nil in a name of another kind.
  static func seconds(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
    var value: UInt64 = 0
    var count = 0
    for byte in bytes {
      guard (0x30...0x39).contains(byte), count < 18 else { break }
      value = value * 10 + UInt64(byte - 0x30)
      count += 1
    }
    return count == 0 ? nil : value
  }

  /// - Parameter separator: the one the file has is kept, if it has one.
  func with(letters: [UInt8], separator: UInt8 = 0x3A) -> [UInt8] {
    let sign = infoStart < bytes.count ? bytes[infoStart] : separator
    return Array(base) + [sign, 0x32, 0x2C] + letters
  }
}

/// Keys are the first half of SHA-256 over what never changes in a name: names come from strangers, and nobody should be
/// able to make two of one key.
enum MaildirKey {
  static func of(_ unique: UnsafeRawBufferPointer) -> MessageKey {
    var hash = SHA256()
    hash.update(bufferPointer: unique)
    return key(hash)
  }

  /// For a second file of the same unique part.
  static func of(_ unique: UnsafeRawBufferPointer, serial: UInt64) -> MessageKey {
    var hash = SHA256()
    hash.update(bufferPointer: unique)
    withUnsafeBytes(of: serial.littleEndian) { hash.update(bufferPointer: $0) }
    return key(hash)
  }

  private static func key(_ hash: SHA256) -> MessageKey {
    hash.finalize().withUnsafeBytes {
      MessageKey(
        high: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self).bigEndian,
        low: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian)
    }
  }
}
