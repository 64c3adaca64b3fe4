/// HEADER and ROOT. [MS-PST] §2.2.2.5, §2.2.2.6
struct PSTHeader {
  var layout: PSTLayout
  var encoding: PSTEncoding
  var nextBlock: UInt64
  var nextPage: UInt64
  var highest: [UInt32]
  var size: Int
  var lastMap: Int
  var free: Int
  var nodes: PSTNodeWriter.Root
  var blocks: PSTNodeWriter.Root

  var bytes: [UInt8] {
    var out = Array("!BDN".utf8)
    out.put32(0)
    // wMagicClient of a PST and of an OST
    out += Array((layout == .unicode4K ? "SO" : "SM").utf8)
    out.put(layout.version)
    out.put16(19)
    out += [1, 1]
    out.put32(0)
    out.put32(0)
    layout.isWide ? putWide(&out) : putNarrow(&out)
    // dwCRCPartial, and where numbers are wide dwCRCFull
    out.set(checksum(out[8..<479]), at: 4)
    if layout.isWide { out.set(checksum(out[8..<524]), at: 524) }
    return out
  }

  private func putWide(_ out: inout [UInt8]) {
    out.put64(0)
    out.put(nextPage)
    out.put32(1)
    for index in highest { out.put(index) }
    out.put64(0)
    putRoot(&out)
    out.put32(0)
    out.pad(to: out.count + 256, with: 0xFF)
    out += [0x80, encoding.rawValue, 0, 0]
    out.put(nextBlock)
    out.pad(to: 564)
  }

  private func putNarrow(_ out: inout [UInt8]) {
    out.put(UInt32(truncatingIfNeeded: nextBlock))
    out.put(UInt32(truncatingIfNeeded: nextPage))
    out.put32(1)
    for index in highest { out.put(index) }
    putRoot(&out)
    out.pad(to: out.count + 256, with: 0xFF)
    out += [0x80, encoding.rawValue, 0, 0]
    out.pad(to: 512)
  }

  private func putRoot(_ out: inout [UInt8]) {
    out.put32(0)
    // ibFileEof, ibAMapLast, cbAMapFree, cbPMapFree
    for value in [size, lastMap, free, 0] { out.putNumber(UInt64(value), layout) }
    for root in [nodes, blocks] {
      out.putNumber(root.number, layout)
      out.putNumber(UInt64(root.offset), layout)
    }
    // fAMapValid: VALID_AMAP2
    out += [2, 0, 0, 0]
  }
}
