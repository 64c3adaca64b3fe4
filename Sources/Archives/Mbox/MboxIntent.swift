/// What is about to be added to an mbox file, made durable before its first byte: the file's length, and the number that
/// marks the messages of the batch. It stands in a file of its own, `.NAME.postduif`.
///
/// One statement ends a batch and announces the next: messages of the batch it names do not count, all others do. So it
/// does no harm when it is left over. It stands in one of two slots in turn; a torn one leaves the other.
struct MboxIntent: Hashable {
  var generation: UInt64
  var length: Int
  var batch: UInt64

  /// Apart, so that no sector holds both.
  static let slotSize = 4_096
  private static let size = 96

  static func fileName(for name: [UInt8]) -> [UInt8] { Array(".".utf8) + name + Array(".postduif".utf8) }

  /// Where it stands in the file.
  var offset: Int { Int(generation & 1) * Self.slotSize }

  var bytes: [UInt8] {
    let statement =
      "postduif 1 " + MboxBlock.hexadecimal(generation, 16) + " " + MboxBlock.hexadecimal(UInt64(length), 16) + " "
      + MboxBlock.hexadecimal(batch, 16) + " "
    let text = statement + MboxBlock.hexadecimal(Self.check(statement.utf8), 16)
    return Array((text + String(repeating: " ", count: Self.size - 1 - text.utf8.count) + "\n").utf8)
  }

  /// The later of the two; nil when neither is whole.
  init?(_ file: [UInt8]) {
    let slots = [0, Self.slotSize].compactMap { start in
      start + Self.size <= file.count ? Self(slot: file[start..<(start + Self.size)]) : nil
    }
    guard let latest = slots.max(by: { $0.generation < $1.generation }) else { return nil }
    self = latest
  }

  private init?(slot: ArraySlice<UInt8>) {
    let words = slot.split(separator: 32).map { String(decoding: $0, as: UTF8.self) }
    guard words.count >= 6, words[0] == "postduif", words[1] == "1", let generation = UInt64(words[2], radix: 16),
      let length = Int(words[3], radix: 16), length >= 0, let batch = UInt64(words[4], radix: 16)
    else { return nil }
    self.init(generation: generation, length: length, batch: batch)
    guard bytes.elementsEqual(slot) else { return nil }
  }

  init(generation: UInt64, length: Int, batch: UInt64) {
    (self.generation, self.length, self.batch) = (generation, length, batch)
  }

  /// FNV-1a: shows what was torn, not what was forged.
  private static func check(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
