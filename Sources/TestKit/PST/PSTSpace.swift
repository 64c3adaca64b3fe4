import CZlib
import Core
import Glibc

/// The space of a file from its first AMap on: given out from front to back, with the maps that say what is taken.
/// [MS-PST] §2.2.2.7.2
///
/// Written as it fills; what stays in memory is a buffer, and the bits of the map that is being filled.
struct PSTSpace: ~Copyable {
  let layout: PSTLayout
  private let file: Int32
  /// Bytes that the maps know to be free.
  private(set) var free = 0
  /// Where the newest AMap stands.
  private(set) var lastMap: Int
  /// While true, what is written is not marked as taken, as if it had been given back.
  var writesFree = false

  private var bits: [UInt8]
  private var buffer: [UInt8] = []
  private var bufferStart: Int
  private(set) var position: Int
  private static let window = 1 << 20

  init(_ path: String, _ layout: PSTLayout) throws(Fault) {
    self.layout = layout
    file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    guard file >= 0 else {
      throw Fault("TEST-FILE", "\(path) cannot be written: errno \(errno)", recovery: .stopRun)
    }
    lastMap = layout.firstMap
    bufferStart = layout.firstMap
    position = layout.firstMap
    bits = [UInt8](repeating: 0, count: layout.mapBits)
    buffer.reserveCapacity(Self.window + 1 << 17)
    openRegion()
  }

  deinit { close(file) }

  // MARK: Space

  /// Where `count` bytes may go, at a multiple of `alignment`; never over the place of a map.
  mutating func place(_ count: Int, alignment: Int) throws(Fault) -> Int {
    var offset = (position + alignment - 1) / alignment * alignment
    if offset + count > lastMap + layout.region {
      try closeRegion()
      openRegion()
      offset = (position + alignment - 1) / alignment * alignment
    }
    pad(to: offset)
    if !writesFree { mark(offset, count) }
    return offset
  }

  /// Marks units of the region that is being filled as taken.
  private mutating func mark(_ offset: Int, _ count: Int) {
    let first = (offset - lastMap) / layout.unit
    for unit in first..<first + count / layout.unit { bits[unit >> 3] |= 0x80 >> UInt8(unit & 7) }
  }

  private mutating func openRegion() {
    lastMap = position
    for place in bits.indices { bits[place] = 0 }
    let pages = mapPages((lastMap - layout.firstMap) / layout.region)
    mark(position, pages.count * layout.page)
    // The AMap itself is filled in when its region is full.
    pad(to: position + layout.page)
    for kind in pages.dropFirst() {
      append(mapPage(kind, [UInt8](repeating: 0xFF, count: layout.mapBits), at: position))
    }
  }

  /// The maps at the beginning of a region: every eighth has a PMap, from the 128th on every 496th an FMap, from the 8,192nd
  /// on every 31,744th an FPMap. [MS-PST] §2.2.2.7.3, §2.2.2.7.5, §2.2.2.7.6
  private func mapPages(_ region: Int) -> [PSTPageKind] {
    guard layout != .unicode4K else { return [.allocationMap] }
    var pages: [PSTPageKind] = [.allocationMap]
    if region % 8 == 0 { pages.append(.pageMap) }
    if region >= 128, (region - 128) % 496 == 0 { pages.append(.freeMap) }
    if layout.isWide, region >= 8192, (region - 8192) % (496 * 64) == 0 { pages.append(.freePageMap) }
    return pages
  }

  private func mapPage(_ kind: PSTPageKind, _ bits: [UInt8], at offset: Int) -> [UInt8] {
    // An ANSI map has four bytes before its bits. [MS-PST] §2.2.2.7.2.1
    let body = layout.isWide ? bits : [0, 0, 0, 0] + bits
    // The number of a map is its place, and its signature is zero. [MS-PST] §2.2.2.7.1
    return body + pageTrailer(kind, of: body, signature: 0, number: UInt64(offset))
  }

  func pageTrailer(_ kind: PSTPageKind, of body: [UInt8], signature: UInt16, number: UInt64) -> [UInt8] {
    var trailer: [UInt8] = [kind.rawValue, kind.rawValue]
    trailer.put(signature)
    if layout.isWide {
      trailer.put(checksum(body))
      trailer.put(number)
      trailer.pad(to: layout.pageTrailer)
    } else {
      trailer.put(UInt32(truncatingIfNeeded: number))
      trailer.put(checksum(body))
    }
    return trailer
  }

  private mutating func closeRegion(at end: Int? = nil) throws(Fault) {
    pad(to: end ?? lastMap + layout.region)
    for byte in bits { free += (8 - byte.nonzeroBitCount) * layout.unit }
    let page = mapPage(.allocationMap, bits, at: lastMap)
    if lastMap >= bufferStart {
      buffer.replaceSubrange(lastMap - bufferStart..<lastMap - bufferStart + page.count, with: page)
    } else {
      try write(page, at: lastMap)
    }
    try flush()
  }

  // MARK: Bytes

  private mutating func pad(to offset: Int) {
    buffer.pad(to: offset - bufferStart)
    position = offset
  }

  private mutating func append(_ bytes: [UInt8]) {
    buffer += bytes
    position += bytes.count
  }

  /// A block's data, encoded, with padding and trailer; the checksum is of what stands in the file. [MS-PST] §2.2.2.8.1
  mutating func appendBlock(
    _ bytes: ArraySlice<UInt8>, encoding: PSTEncoding, number: UInt64, inflated: Int, at offset: Int
  ) throws(Fault) {
    let start = buffer.count
    buffer += bytes
    let sum = buffer.withUnsafeMutableBytes { all in
      let data = UnsafeMutableRawBufferPointer(rebasing: all[start...])
      PSTCipher.encode(data, encoding, number: number)
      return checksum(UnsafeRawBufferPointer(data))
    }
    buffer.pad(to: start + layout.span(bytes.count) - layout.blockTrailer)
    buffer.put16(bytes.count)
    buffer.put(signature(at: offset, of: number))
    if layout.isWide {
      buffer.put(sum)
      buffer.put(number)
    } else {
      buffer.put(UInt32(truncatingIfNeeded: number))
      buffer.put(sum)
    }
    if layout == .unicode4K {
      buffer.put16(2)
      buffer.put16(inflated)
      buffer.put32(0)
    }
    position = bufferStart + buffer.count
    if buffer.count > Self.window { try flush() }
  }

  mutating func appendPage(_ kind: PSTPageKind, _ body: [UInt8], number: UInt64, at offset: Int) {
    append(body + pageTrailer(kind, of: body, signature: signature(at: offset, of: number), number: number))
  }

  /// Ends the last region. Returns how long the file is.
  /// - Parameter whole: the file ends with its last region, as Outlook has it; else soon after the last byte that is used.
  mutating func finish(whole: Bool) throws(Fault) -> Int {
    let used = min((position + 4095) / 4096 * 4096, lastMap + layout.region)
    let size = whole ? lastMap + layout.region : used
    if !whole {
      // What is not in the file cannot be given out.
      let first = (size - lastMap) / layout.unit
      for unit in first..<layout.mapBits * 8 { bits[unit >> 3] |= 0x80 >> UInt8(unit & 7) }
    }
    // A whole last region grows as a hole, not byte by byte.
    try closeRegion(at: used)
    guard ftruncate(file, off_t(size)) == 0 else {
      throw Fault("TEST-FILE", "the file cannot be made longer: errno \(errno)", recovery: .stopRun)
    }
    return size
  }

  private mutating func flush() throws(Fault) {
    try write(buffer, at: bufferStart)
    bufferStart += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes right away.
  func write(_ bytes: [UInt8], at offset: Int) throws(Fault) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress! + done, $0.count - done, off_t(offset + done)) }
      guard count > 0 else {
        throw Fault("TEST-FILE", "the file cannot be written: errno \(errno)", recovery: .stopRun)
      }
      done += count
    }
  }
}

/// ptype. [MS-PST] §2.2.2.7.1
enum PSTPageKind: UInt8 {
  case blockTree = 0x80
  case nodeTree = 0x81
  case freeMap = 0x82
  case pageMap = 0x83
  case allocationMap = 0x84
  case freePageMap = 0x85
  case densityList = 0x86
}
