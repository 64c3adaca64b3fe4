/// HEADER with its ROOT. [MS-PST] §2.2.2.6, §2.2.2.5
public struct FileHeader: Sendable, Hashable {
  /// dwMagic is "!BDN".
  public var hasMagic: Bool
  /// wMagicClient: what kind of store it is.
  public var kind: Kind
  /// wVer: 14 and 15 ANSI, 23 Unicode, 36 with pages of 4,096 bytes.
  public var version: Int
  /// bCryptMethod, as it stands there.
  public var encoding: UInt8
  /// ibFileEof
  public var fileSize: UInt64
  /// ibAMapLast
  public var lastMap: UInt64
  /// cbAMapFree
  public var freeBytes: UInt64
  /// fAMapValid: 0 for a file whose writer did not come to an end, 1 as Outlook 2003 and older leave it, 2 as newer ones do.
  public var mapState: UInt8
  /// bidNextB and bidNextP: above every number that was given.
  public var nextBlock: UInt64
  public var nextPage: UInt64
  /// dwCRCPartial matches; dwCRCFull too where the format has it.
  public var isIntact: Bool
  var nodes: PageReference
  var blocks: PageReference

  public enum Kind: Sendable, Hashable {
    case pst, ost, addressBook, unknown
  }

  /// Bytes that are read of it.
  static let size = 564

  /// nil where `bytes` are fewer than ``size``.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.size else { return nil }
    let span = bytes.span.bytes
    hasMagic = span.u32(0) == 0x4E44_4221
    kind =
      switch span.u16(8) {
      case 0x4D53: .pst
      case 0x4F53: .ost
      case 0x4142: .addressBook
      default: .unknown
      }
    version = Int(span.u16(10))
    let partial = span.u32(4) == Checksum.of(bytes, 8..<479)
    if version < 20 {
      (fileSize, lastMap) = (UInt64(span.u32(168)), UInt64(span.u32(172)))
      freeBytes = UInt64(span.u32(176))
      nodes = PageReference(id: UInt64(span.u32(184)), offset: UInt64(span.u32(188)))
      blocks = PageReference(id: UInt64(span.u32(192)), offset: UInt64(span.u32(196)))
      (mapState, encoding) = (span.u8(200), span.u8(461))
      (nextBlock, nextPage) = (UInt64(span.u32(24)), UInt64(span.u32(28)))
      isIntact = partial
    } else {
      (fileSize, lastMap, freeBytes) = (span.u64(184), span.u64(192), span.u64(200))
      nodes = PageReference(id: span.u64(216), offset: span.u64(224))
      blocks = PageReference(id: span.u64(232), offset: span.u64(240))
      (mapState, encoding) = (span.u8(248), span.u8(513))
      (nextBlock, nextPage) = (span.u64(516), span.u64(32))
      isIntact = partial && span.u32(524) == Checksum.of(bytes, 8..<524)
    }
  }

  /// nil for a version that is not known; what its pages look like tells then.
  var layout: Layout? {
    switch version {
    case 14, 15: Layout(format: .ansi)
    case 20...35: Layout(format: .unicode)
    case 36: Layout(format: .unicode4K)
    default: nil
    }
  }
}
