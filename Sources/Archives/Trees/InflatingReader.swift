import CZlib
import Core
import MIME

/// Inflates a ``DeflatedFile`` from wherever it is read. Going on from the last read is fast; going elsewhere begins at the
/// nearest access point. Used by one task at a time.
final class InflatingReader: MailboxSource {
  private static let inputBytes = 64 << 10
  /// What grows like this over such a length was made to fill a disk: mail packs to a tenth at best, and deflate ends at
  /// a thousandth.
  static let bombRatio = 500
  static let bombBytes = 1 << 30

  private let file: DeflatedFile
  let count: Int
  // zlib remembers where its struct lies: allocated in `init`, given back in `deinit`.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: inputBytes, alignment: 16)
  private let isSetUp: Bool
  /// The next byte of the file that is not in `input`.
  private var loaded: Int
  /// Offset of the next byte that comes out.
  private(set) var position = 0
  private var state = State.beforeMember
  /// CRC-32 and size of the member so far; nil when its beginning was stepped over.
  private var member: (sum: UInt32, size: Int)?

  private enum State { case beforeMember, inMember, atEnd }

  init(_ file: DeflatedFile, count: Int) {
    (self.file, self.count, loaded) = (file, count, file.range.lowerBound)
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Negative window bits: no wrapping; gzip's is read here, since a reader may begin in the middle.
    isSetUp = inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    // Refuses a stream that was never set up.
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Of a stream that is cut or damaged: what comes out before, and the fault with the next read. Not so in a zip file,
  /// where a file that is not whole is none.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard offset < count else {
      if count == 0, state == .beforeMember { try finish() }
      return 0
    }
    try skip(to: offset)
    guard position == offset else { return 0 }
    let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, count - offset)])
    var done = 0
    while done < wanted.count {
      do {
        let made = try inflate(into: UnsafeMutableRawBufferPointer(rebasing: wanted[done...]))
        if made == 0 { break }
        done += made
      } catch {
        guard done > 0, file.wrap == .gzip else { throw error }
        return done
      }
    }
    if case .raw(let size, _) = file.wrap, position == size, state == .inMember { try finish() }
    return done
  }

  /// Everything is out: now the stream must end, and its checksum is looked at.
  private func finish() throws(Fault) {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { room.deallocate() }
    guard try inflate(into: room) == 0 else { throw broken("more comes out than the file says") }
  }

  /// Goes to `offset`, or to the end when that comes first.
  func skip(to offset: Int) throws(Fault) {
    if offset < position || offset - position > AccessPoints.windowBytes { try leap(to: offset) }
    guard position < offset else { return }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    defer { scratch.deallocate() }
    while position < offset {
      let room = UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(scratch.count, offset - position)])
      if try inflate(into: room) == 0 { break }
    }
  }

  /// Goes to the point nearest before `offset` when that is nearer than where the reader stands.
  private func leap(to offset: Int) throws(Fault) {
    let here = offset < position ? 0 : position
    if let (point, window) = file.points.point(atOrBefore: offset, behind: here) {
      try begin(at: point, window)
    } else if offset < position {
      guard inflateReset(stream) == Z_OK else { throw broken("zlib cannot begin again") }
      (stream.pointee.avail_in, loaded) = (0, file.range.lowerBound)
      (position, state, member) = (0, .beforeMember, nil)
    }
  }

  private func begin(at point: AccessPoints.Point, _ window: [UInt8]) throws(Fault) {
    guard inflateReset(stream) == Z_OK else { throw broken("zlib cannot begin again") }
    stream.pointee.avail_in = 0
    loaded = point.packed - (point.bits > 0 ? 1 : 0)
    if point.bits > 0 {
      guard let byte = try nextByte() else { throw broken("the packed bytes are cut off") }
      inflatePrime(stream, CInt(point.bits), CInt(byte >> (8 - point.bits)))
    }
    guard inflateSetDictionary(stream, window, UInt32(window.count)) == Z_OK else {
      throw broken("zlib refuses its own window")
    }
    (position, state, member) = (point.offset, .inMember, nil)
  }

  /// At least one byte, or 0 at the end.
  private func inflate(into room: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    guard isSetUp else { throw broken("zlib has no memory") }
    while !room.isEmpty {
      if state == .beforeMember { try beginMember() }
      if state == .atEnd { return 0 }
      let made = try step(room)
      if made > 0 { return made }
    }
    return 0
  }

  /// One call of zlib's: up to the end of a block, of the input or of the room.
  private func step(_ room: UnsafeMutableRawBufferPointer) throws(Fault) -> Int {
    if stream.pointee.avail_in == 0 { try load() }
    let size = min(room.count, 1 << 30)
    stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(size)
    let before = stream.pointee.avail_in
    let status = CZlib.inflate(stream, Z_BLOCK)
    let made = size - Int(stream.pointee.avail_out)
    count(UnsafeRawBufferPointer(rebasing: room[..<made]))
    switch status {
    case Z_STREAM_END: try endMember()
    case Z_OK, Z_BUF_ERROR:
      // Without input and without output there is nothing left to wait for.
      if made == 0, stream.pointee.avail_in == before, isInputSpent { throw broken("the packed bytes are cut off") }
      try markPoint()
    default: throw broken("the packed bytes are damaged")
    }
    return made
  }

  private func count(_ made: UnsafeRawBufferPointer) {
    position += made.count
    guard let (sum, size) = member, !made.isEmpty else { return }
    member = (Checksum.crc32(sum, made), size + made.count)
  }

  /// Remembers the place when it is the end of a block and far from the last one.
  private func markPoint() throws(Fault) {
    let type = stream.pointee.data_type
    // 128: at the end of a block; 64: it was the last.
    guard type & 128 != 0, type & 64 == 0, file.points.wants(position) else { return }
    var window = [UInt8](repeating: 0, count: AccessPoints.windowBytes)
    var size: UInt32 = 0
    guard inflateGetDictionary(stream, &window, &size) == Z_OK else { return }
    let point = AccessPoints.Point(offset: position, packed: packedOffset, bits: Int(type & 7))
    window.withUnsafeBytes { file.points.add(point, window: UnsafeRawBufferPointer(rebasing: $0[..<Int(size)])) }
  }
}

extension InflatingReader {
  /// Offset in the file of the next byte that goes in.
  private var packedOffset: Int { loaded - Int(stream.pointee.avail_in) }
  private var isInputSpent: Bool { stream.pointee.avail_in == 0 && loaded >= file.range.upperBound }

  private func broken(_ what: String) -> Fault { TreeFault.damaged(what, at: packedOffset, file.place) }

  private func load() throws(Fault) {
    let size = min(input.count, file.range.upperBound - loaded)
    guard size > 0 else { return }
    guard position < Self.bombBytes || position / max(packedOffset - file.range.lowerBound, 1) < Self.bombRatio else {
      throw TreeFault.limit("it grows to more than \(Self.bombRatio) times its size", file.place)
    }
    let room = UnsafeMutableRawBufferPointer(rebasing: input[..<size])
    let read: Int
    do { read = try file.source.read(at: loaded, into: room) } catch { throw TreeFault.of(error, file.place) }
    guard read > 0 else { throw broken("the file became shorter") }
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(read)
    loaded += read
  }

  private func nextByte() throws(Fault) -> UInt8? {
    if stream.pointee.avail_in == 0 { try load() }
    guard stream.pointee.avail_in > 0, let next = stream.pointee.next_in else { return nil }
    stream.pointee.avail_in -= 1
    stream.pointee.next_in = next + 1
    return next.pointee
  }

  private func needByte() throws(Fault) -> UInt8 {
    guard let byte = try nextByte() else { throw broken("the packed bytes are cut off") }
    return byte
  }

  private func beginMember() throws(Fault) {
    guard case .gzip = file.wrap else {
      (state, member) = (.inMember, (0, 0))
      return
    }
    guard let first = try nextByte() else {
      guard packedOffset > file.range.lowerBound else { throw broken("there is nothing in it") }
      state = .atEnd
      return
    }
    if first == 0, packedOffset > file.range.lowerBound + 1 {
      // What a tape drive adds to fill its last block.
      state = .atEnd
      return
    }
    guard first == 0x1F, try needByte() == 0x8B else { throw broken("what follows is not packed by gzip") }
    try readHeader()
    // It leaves `next_in` and `avail_in` as they are.
    guard inflateReset(stream) == Z_OK else { throw broken("zlib cannot begin again") }
    (state, member) = (.inMember, (0, 0))
  }

  /// RFC 1952 §2.3, behind the two bytes that every member begins with.
  private func readHeader() throws(Fault) {
    guard try needByte() == 8 else { throw broken("gzip's method is not deflate") }
    let flags = try needByte()
    guard flags & 0xE0 == 0 else { throw broken("gzip's header has flags that are not known") }
    for _ in 0..<6 { _ = try needByte() }
    if flags & 4 != 0 {
      let size = Int(try needByte()) | Int(try needByte()) << 8
      for _ in 0..<size { _ = try needByte() }
    }
    // A name, and a comment; each ends with NUL.
    for flag: UInt8 in [8, 16] where flags & flag != 0 { while try needByte() != 0 {} }
    if flags & 2 != 0 { for _ in 0..<2 { _ = try needByte() } }
  }

  private func endMember() throws(Fault) {
    switch file.wrap {
    case .raw(let size, let sum):
      state = .atEnd
      guard position == size, member.map({ $0.sum == sum }) ?? true else { throw broken("size or checksum is another") }
    case .gzip:
      // RFC 1952 §2.3.1: CRC-32 and the size to the base of 2 to the power of 32.
      var trailer: [UInt8] = []
      for _ in 0..<8 { trailer.append(try needByte()) }
      let (sum, size) = (trailer[...].number32(0), trailer[...].number32(4))
      if let member, Int(member.sum) != sum || member.size & 0xFFFF_FFFF != size {
        throw broken("size or checksum is another")
      }
      state = .beforeMember
    }
  }
}
