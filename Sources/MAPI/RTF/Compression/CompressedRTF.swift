/// The RTF of PidTagRtfCompressed. [MS-OXRTFCP] §2.1
///
/// Nothing is refused: what a damaged text still says is given, with what was found wrong.
public struct CompressedRTF: Sendable, Hashable {
  public enum Form: Sendable, Hashable {
    /// `LZFu`
    case compressed
    /// `MELA`
    case uncompressed
    /// Without a header, as some programs store it against the document.
    case bare
    /// None of these; there are no bytes then.
    case unknown
  }

  /// The RTF.
  public var bytes: [UInt8]
  public var form: Form
  public var flaws: [RTFFlaw]

  static let headerBytes = 16
  static let compressedMark: UInt32 = 0x7546_5A4C
  static let uncompressedMark: UInt32 = 0x414C_454D

  /// Reads the value of the property. Memory: the result, and never more than `limits` or eight times the input.
  public init(decoding input: [UInt8], limits: RTFLimits = RTFLimits()) {
    (bytes, form, flaws) = ([], .unknown, [])
    guard input.count >= Self.headerBytes else {
      readBare(input, limits)
      return
    }
    switch input.littleEndian32(at: 8) {
    case Self.compressedMark: readCompressed(input, limits)
    case Self.uncompressedMark: readUncompressed(input, limits)
    default: readBare(input, limits)
    }
  }

  private mutating func readBare(_ input: [UInt8], _ limits: RTFLimits) {
    guard input.drop(while: { $0 <= 32 }).starts(with: #"{\rtf"#.utf8) else {
      if !input.isEmpty { flaws.append(RTFFlaw(.form, at: 0)) }
      return
    }
    form = .bare
    take(input[...], limits)
  }

  private mutating func readUncompressed(_ input: [UInt8], _ limits: RTFLimits) {
    form = .uncompressed
    let size = Int(input.littleEndian32(at: 4))
    let there = input.count - Self.headerBytes
    if size > there {
      // Some writers count the header into both sizes; then nothing is missing.
      let isWhole = Int(input.littleEndian32(at: 0)) + 4 == input.count
      flaws.append(isWhole ? RTFFlaw(.size, at: 4) : RTFFlaw(.cut, at: input.count))
    }
    take(input[Self.headerBytes...].prefix(size), limits)
  }

  private mutating func take(_ input: ArraySlice<UInt8>, _ limits: RTFLimits) {
    if input.count > limits.outputBytes { flaws.append(RTFFlaw(.limit, at: limits.outputBytes)) }
    bytes = Array(input.prefix(limits.outputBytes))
  }

  private mutating func readCompressed(_ input: [UInt8], _ limits: RTFLimits) {
    form = .compressed
    let raw = Int(input.littleEndian32(at: 4))
    let told = Int(input.littleEndian32(at: 0)) + 4
    let limit = max(0, limits.outputBytes)
    // No input gives more: eight references of 17 bytes are written in 17 bytes.
    let most = min(limit, (input.count - Self.headerBytes) * 8 + 136)
    var result = Decompression.run(input, room: min(most, raw))
    if result.end == .full, most > raw { result = Decompression.run(input, room: most) }
    bytes = result.output
    let isCut = result.end == .cut && bytes.count < raw
    switch result.end {
    case .marked: break
    case .full: flaws.append(RTFFlaw(.limit, at: result.consumed))
    case .cut:
      // Written without an end mark: the size says what is text and what is padding.
      if bytes.count > raw, raw > 0 { bytes.removeSubrange(raw...) }
      if isCut { flaws.append(RTFFlaw(.cut, at: input.count)) }
    }
    if !isCut, result.end != .full, bytes.count != raw || told > input.count || told < result.consumed {
      flaws.append(RTFFlaw(.size, at: 4))
    }
    let checksum = input.littleEndian32(at: 12)
    // A wrong size does not make the check sum wrong that was taken over all there is.
    let ends = Set([min(max(told, Self.headerBytes), input.count), result.consumed, input.count])
    if !ends.contains(where: { RTFChecksum.of(input[Self.headerBytes..<$0]) == checksum }) {
      flaws.append(RTFFlaw(.checksum, at: 12))
    }
  }
}

/// CRC-32 without its first and last inversion. [MS-OXRTFCP] §3.1.3.2
enum RTFChecksum {
  private static let table: [UInt32] = (0..<256).map { first in
    (0..<8).reduce(UInt32(first)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let table = table
    return bytes.withUnsafeBufferPointer { bytes in
      bytes.reduce(UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
  }
}

extension [UInt8] {
  /// Four bytes, the lowest first; the caller knows that they are there.
  fileprivate func littleEndian32(at offset: Int) -> UInt32 {
    (0..<4).reduce(UInt32(0)) { $0 | UInt32(self[offset + $1]) << (8 * $1) }
  }
}
