/// Base64 in lines of 76 characters (RFC 2045 §6.8), of bytes that come in pieces of any size.
package struct Base64Lines {
  private static let lineBytes = 57
  /// Lines that are made at once.
  private static let stretch = 64
  /// The beginning of a line that is not full yet.
  private var held: [UInt8] = []

  package init() {}

  package mutating func append(_ piece: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    var rest = piece
    if !held.isEmpty {
      let taken = min(Self.lineBytes - held.count, rest.count)
      held.append(contentsOf: rest[..<taken])
      rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
      guard held.count == Self.lineBytes else { return }
      held.withUnsafeBytes { Self.encode($0, to: &out) }
      held.removeAll(keepingCapacity: true)
    }
    let whole = rest.count / Self.lineBytes * Self.lineBytes
    Self.encode(UnsafeRawBufferPointer(rebasing: rest[..<whole]), to: &out)
    held.append(contentsOf: rest[whole...])
  }

  package mutating func finish(into out: inout [UInt8]) {
    held.withUnsafeBytes { Self.encode($0, to: &out) }
    held.removeAll()
  }

  package static func encode(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count / lineBytes * 78 + 80)
    bytes.withUnsafeBytes { encode($0, to: &out) }
    return out
  }

  /// All of it, the last line included.
  private static func encode(_ bytes: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    pairs.withUnsafeBufferPointer { pairs in
      withUnsafeTemporaryAllocation(byteCount: stretch * 78, alignment: 8) { room in
        var start = 0
        while start < bytes.count {
          let end = min(start + stretch * lineBytes, bytes.count)
          var written = 0
          while start < end {
            let line = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + lineBytes, end)])
            written += encode(line: line, pairs, into: UnsafeMutableRawBufferPointer(rebasing: room[written...]))
            start += line.count
          }
          out.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<written]))
        }
      }
    }
  }

  /// - Returns: How many characters.
  private static func encode(
    line: UnsafeRawBufferPointer, _ pairs: UnsafeBufferPointer<UInt16>, into room: UnsafeMutableRawBufferPointer
  ) -> Int {
    var (from, to) = (0, 0)
    while from + 3 <= line.count {
      let group = Int(line[from]) << 16 | Int(line[from + 1]) << 8 | Int(line[from + 2])
      room.storeBytes(of: pairs[group >> 12].littleEndian, toByteOffset: to, as: UInt16.self)
      room.storeBytes(of: pairs[group & 0xFFF].littleEndian, toByteOffset: to + 2, as: UInt16.self)
      from += 3
      to += 4
    }
    if from < line.count {
      let second = from + 1 < line.count
      let group = Int(line[from]) << 16 | (second ? Int(line[from + 1]) << 8 : 0)
      room.storeBytes(of: pairs[group >> 12].littleEndian, toByteOffset: to, as: UInt16.self)
      room[to + 2] = second ? UInt8(truncatingIfNeeded: pairs[group & 0xFFF]) : 0x3D
      room[to + 3] = 0x3D
      to += 4
    }
    room[to] = 0x0D
    room[to + 1] = 0x0A
    return to + 2
  }

  /// Two characters for twelve bits, the first in the lower byte.
  private static let pairs: [UInt16] = {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return (0..<4096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8 }
  }()
}
