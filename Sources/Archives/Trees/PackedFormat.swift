import Core

/// What a file is packed with, told by its first bytes, not by its name.
enum PackedFormat: Sendable, Hashable {
  case zip, gzip, tar
  /// One that is not read here, with its name and the way to unpack it.
  case other(name: String, unpack: String)

  /// Most bytes ``init(_:)`` looks at: two blocks of a tar file.
  static let lookBytes = 1024

  /// Nil for anything else.
  init?(_ start: [UInt8]) {
    if let known = Self.magics.first(where: { start.starts(with: $0.bytes) }) {
      self = known.format
    } else if TarHeader.looksLikeTar(start) {
      self = .tar
    } else {
      return nil
    }
  }

  private struct Magic {
    var bytes: [UInt8]
    var format: PackedFormat
  }

  private static let magics: [Magic] = [
    // [APPNOTE 6.3.10] §4.3.7, §4.3.16, §8.5.3.
    Magic(bytes: [0x50, 0x4B, 3, 4], format: .zip),
    Magic(bytes: [0x50, 0x4B, 5, 6], format: .zip),
    Magic(bytes: [0x50, 0x4B, 7, 8], format: .zip),
    // RFC 1952 §2.3.1.
    Magic(bytes: [0x1F, 0x8B], format: .gzip),
    Magic(bytes: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], format: .other(name: "7z", unpack: "7z x FILE")),
    Magic(bytes: Array("Rar!\u{1A}\u{07}".utf8), format: .other(name: "RAR", unpack: "unrar x FILE")),
    Magic(
      bytes: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], format: .other(name: "xz", unpack: "tar -xJf FILE, or xz -d FILE")),
    Magic(
      bytes: [0x28, 0xB5, 0x2F, 0xFD],
      format: .other(name: "Zstandard", unpack: "tar --zstd -xf FILE, or zstd -d FILE")),
    Magic(bytes: Array("BZh".utf8), format: .other(name: "bzip2", unpack: "tar -xjf FILE, or bzip2 -d FILE")),
    Magic(bytes: [0x1F, 0x9D], format: .other(name: "compress", unpack: "tar -xZf FILE, or gzip -d FILE")),
    Magic(bytes: [0x04, 0x22, 0x4D, 0x18], format: .other(name: "LZ4", unpack: "lz4 -d FILE")),
    Magic(bytes: Array("LZIP".utf8), format: .other(name: "lzip", unpack: "tar --lzip -xf FILE, or lzip -d FILE")),
    Magic(bytes: Array("MSCF".utf8), format: .other(name: "cabinet", unpack: "cabextract FILE")),
  ]
}
