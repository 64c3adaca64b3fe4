import Crypto
import MIME

/// By what a message is known again: a digest of its own bytes as they stand in the file.
struct MboxDigest {
  private var whole = SHA256()
  private var count = 0
  private var last = Byte.lineFeed
  private var head: [UInt8]?

  /// So much shows whether another message has come to a place: trace fields, date and Message-ID stand there.
  private static let headSize = 4_096

  mutating func take(_ bytes: UnsafeRawBufferPointer) {
    guard let end = bytes.last else { return }
    last = end
    let missing = Self.headSize - count
    count += bytes.count
    guard head == nil, bytes.count >= missing else { return whole.update(bufferPointer: bytes) }
    whole.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<missing]))
    head = Self.name(whole.finalize())
    whole.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[missing...]))
  }

  mutating func take(_ bytes: Span<UInt8>) { bytes.withUnsafeBytes { take($0) } }

  /// True when no more bytes are needed for ``Result/head``.
  var hasHead: Bool { head != nil }

  struct Result {
    var key: MessageKey
    /// Digest of the first bytes, as text.
    var head: [UInt8]
  }

  /// - Parameter mends: A missing last line end counts as there, since the next message will bring it.
  mutating func finish(mends: Bool) -> Result {
    if mends, last != Byte.lineFeed {
      let lineEnd = [Byte.lineFeed]
      take(lineEnd.span)
    }
    let digest = whole.finalize()
    return digest.withUnsafeBytes { bytes in
      let high = bytes.loadUnaligned(as: UInt64.self).bigEndian
      let low = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian
      return Result(key: MessageKey(high: high, low: low), head: head ?? Self.name(digest))
    }
  }

  private static func name(_ digest: SHA256Digest) -> [UInt8] {
    let value = digest.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self).bigEndian }
    return Array(MboxBlock.hexadecimal(value, 16).utf8)
  }
}

extension MessageKey {
  /// Another key for each number; 0 leaves it as it is.
  func mixed(with number: UInt64) -> MessageKey {
    guard number > 0 else { return self }
    // splitmix64: numbers close to each other end up far apart.
    var mix = number &* 0x9E37_79B9_7F4A_7C15
    mix = (mix ^ mix >> 30) &* 0xBF58_476D_1CE4_E5B9
    mix = (mix ^ mix >> 27) &* 0x94D0_49BB_1331_11EB
    mix ^= mix >> 31
    return MessageKey(high: high ^ mix, low: low &+ mix)
  }

  /// Messages we wrote have a number of their own, so that equal ones are told apart whichever is deleted.
  func mixed(with block: MboxBlock?) -> MessageKey {
    guard let block else { return self }
    return mixed(with: block.batch).mixed(with: UInt64(block.number) + 1)
  }
}
