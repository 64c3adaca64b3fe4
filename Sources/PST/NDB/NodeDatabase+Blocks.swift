import CZlib
public import Core

extension NodeDatabase {
  public func read(_ block: NodeData.Block, damaged: (Fault) -> Void) throws(Fault) -> [UInt8] {
    guard let entry = block.entry else {
      if block.size > 0 { damaged(NDBFault.blockMissing(block.id, "is not in the file", file.name)) }
      return [UInt8](repeating: 0, count: block.size)
    }
    return try content(entry, damaged: damaged)
  }

  /// A block's bytes: checked, inflated, decoded; `entry.inflatedSize` of them.
  func content(_ entry: BlockEntry, damaged: (Fault) -> Void) throws(Fault) -> [UInt8] {
    var bytes = try stored(entry, damaged: damaged)
    if entry.inflatedSize != entry.size {
      bytes = inflate(bytes, entry, damaged: damaged)
    } else if !entry.id.isInternal {
      bytes.withUnsafeMutableBufferPointer { file.encoding.decode($0, id: entry.id) }
    }
    return bytes
  }

  /// A block's bytes as they lie in the file: `entry.size`, with zeros for what is beyond the end of the file.
  private func stored(_ entry: BlockEntry, damaged: (Fault) -> Void) throws(Fault) -> [UInt8] {
    let (size, span) = (entry.size, layout.span(entry.size))
    var failure: Fault?
    let bytes = [UInt8](unsafeUninitializedCapacity: span) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      filled = 0
      do throws(Fault) {
        let count = try window.read(at: entry.offset, into: UnsafeMutableRawBufferPointer(rebasing: raw[..<span]))
        if count < span {
          UnsafeMutableRawBufferPointer(rebasing: raw[count..<span]).initializeMemory(as: UInt8.self, repeating: 0)
        }
        filled = size
        guard count == span else {
          let why = count < size ? "lies beyond the end of the file" : "is cut off within its trailer"
          return damaged(NDBFault.blockMissing(entry.id, why, at: entry.offset, file.name))
        }
        if !check(UnsafeRawBufferPointer(rebasing: raw[..<span]), entry, damaged: damaged) {
          UnsafeMutableRawBufferPointer(rebasing: raw[..<size]).initializeMemory(as: UInt8.self, repeating: 0)
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Compares a block with its trailer. False where the place holds another block now: its bytes are none of this one's.
  private func check(_ raw: UnsafeRawBufferPointer, _ entry: BlockEntry, damaged: (Fault) -> Void) -> Bool {
    let sum = Checksum.of(UnsafeRawBufferPointer(rebasing: raw[..<entry.size]))
    let trailer = BlockTrailer(raw, layout)
    if trailer.matches(entry, layout) {
      if trailer.checksum != sum { damaged(NDBFault.blockChecksum(entry, file.name)) }
      return true
    }
    let isAnother =
      trailer.id & ~1 != entry.id.key.rawValue && trailer.size > 0
      && trailer.signature == Layout.signature(offset: entry.offset, id: trailer.id)
    if isAnother {
      damaged(
        NDBFault.blockMissing(entry.id, "was overwritten by another block", at: entry.offset, file.name))
      return false
    }
    let what =
      trailer.checksum == sum && trailer.size == entry.size
      ? "its trailer is damaged, its bytes match their checksum" : "neither its trailer nor its bytes are as they were"
    damaged(NDBFault.blockTrailer(what, entry, file.name))
    return true
  }

  private func inflate(_ bytes: [UInt8], _ entry: BlockEntry, damaged: (Fault) -> Void) -> [UInt8] {
    var isWhole = false
    var bytes = bytes
    // A file with both: encoded after deflating, so that what lies there begins with no zlib header.
    if !entry.id.isInternal, file.encoding != .none, bytes.first.map({ $0 & 0x0F != 8 }) ?? false {
      bytes.withUnsafeMutableBufferPointer { file.encoding.decode($0, id: entry.id) }
    }
    let result = [UInt8](unsafeUninitializedCapacity: entry.inflatedSize) { buffer, filled in
      buffer.initialize(repeating: 0)
      filled = entry.inflatedSize
      var size = CUnsignedLong(entry.inflatedSize)
      let status = uncompress(buffer.baseAddress, &size, bytes, CUnsignedLong(bytes.count))
      isWhole = status == Z_OK && size == CUnsignedLong(entry.inflatedSize)
    }
    if !isWhole { damaged(NDBFault.deflate(entry, file.name)) }
    return result
  }
}

/// BLOCKTRAILER. [MS-PST] §2.2.2.8.1
struct BlockTrailer {
  var size: Int
  var signature: UInt16
  var checksum: UInt32
  var id: UInt64
  /// Bytes after inflating; equal to `size` but for files with 4K pages.
  var inflatedSize: Int

  /// `raw` ends with the trailer.
  init(_ raw: UnsafeRawBufferPointer, _ layout: Layout) {
    let start = raw.count - layout.blockTrailerSize
    func load<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
      Number(littleEndian: raw.loadUnaligned(fromByteOffset: start + offset, as: Number.self))
    }
    size = Int(load(0, UInt16.self))
    signature = load(2, UInt16.self)
    if layout.isANSI {
      (id, checksum) = (UInt64(load(4, UInt32.self)), load(8, UInt32.self))
    } else {
      (checksum, id) = (load(4, UInt32.self), load(8, UInt64.self))
    }
    inflatedSize = layout.is4K ? Int(load(18, UInt16.self)) : size
  }

  func matches(_ entry: BlockEntry, _ layout: Layout) -> Bool {
    size == entry.size && id & ~1 == entry.id.key.rawValue
      && signature == Layout.signature(offset: entry.offset, id: id)
  }
}
