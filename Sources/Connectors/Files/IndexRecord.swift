internal import Archives
internal import CZlib
internal import Core

/// One entry of an ``ItemIndex``, as it lies in the file: length, length again in another form, CRC-32, then the content.
/// All numbers are little-endian.
enum IndexRecord {
  case item(IndexedItem)
  /// The message went; its number is never given again.
  case gone(id: UInt32, modSequence: UInt64)
  /// The folder looked like this when everything before was written; nil when that is not to be relied on.
  case stamp(UInt64?)
  /// Where numbering stands: the first entry of a file that was written anew.
  case counters(nextID: UInt32, modSequence: UInt64)

  static let headerSize = 12
  /// A name, flags and the rest; longer than any real one.
  static let maxSize = 1 << 20
  private static let mask: UInt32 = 0x5044_4958

  func append(to out: inout [UInt8]) {
    let start = out.count
    out.append(contentsOf: repeatElement(0, count: Self.headerSize))
    switch self {
    case .item(let item):
      out.append(1)
      item.append(to: &out)
    case .gone(let id, let modSequence):
      out.append(2)
      out.put(id)
      out.put(modSequence)
    case .stamp(let stamp):
      out.append(3)
      if let stamp { out.put(stamp) }
    case .counters(let nextID, let modSequence):
      out.append(4)
      out.put(nextID)
      out.put(modSequence)
    }
    let content = start + Self.headerSize
    let length = UInt32(out.count - content)
    let sum = out.withUnsafeBytes { Self.checksum(UnsafeRawBufferPointer(rebasing: $0[content...])) }
    var header: [UInt8] = []
    header.put(length)
    header.put(length ^ Self.mask)
    header.put(sum)
    out.replaceSubrange(start..<content, with: header)
  }

  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32(0, bytes.bindMemory(to: UInt8.self).baseAddress, UInt32(bytes.count)))
  }

  enum Reading {
    /// The entry and the bytes it takes.
    case entry(IndexRecord, Int)
    /// The bytes end before the entry does.
    case short
    case damaged
  }

  /// Reads the entry at the beginning of `bytes`.
  static func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
    var bytes = ByteReader(bytes)
    guard bytes.count >= headerSize, let length: UInt32 = bytes.take(), let check: UInt32 = bytes.take(),
      let sum: UInt32 = bytes.take()
    else { return .short }
    guard length == check ^ mask, length > 0, length <= maxSize else { return .damaged }
    guard let content = bytes.take(Int(length)) else { return .short }
    guard checksum(content) == sum, let record = parse(content) else { return .damaged }
    return .entry(record, headerSize + Int(length))
  }

  private static func parse(_ content: UnsafeRawBufferPointer) -> IndexRecord? {
    var bytes = ByteReader(content)
    guard let kind: UInt8 = bytes.take() else { return nil }
    switch kind {
    case 1: return IndexedItem(&bytes).map { .item($0) }
    case 2, 4:
      guard let id: UInt32 = bytes.take(), let modSequence: UInt64 = bytes.take() else { return nil }
      return kind == 2 ? .gone(id: id, modSequence: modSequence) : .counters(nextID: id, modSequence: modSequence)
    case 3: return .stamp(bytes.take())
    default: return nil
    }
  }
}

/// A message as the index knows it.
struct IndexedItem {
  var id: UInt32
  /// Counter of the last change that a listing tells.
  var modSequence: UInt64
  var message: ScannedMessage

  func append(to out: inout [UInt8]) {
    out.put(id)
    out.put(modSequence)
    out.put(message.key.high)
    out.put(message.key.low)
    out.put(UInt64(bitPattern: message.size))
    out.put(UInt64(bitPattern: message.date.seconds))
    out.put(UInt16(bitPattern: message.date.zoneMinutes))
    out.put(UInt64(bitPattern: message.place.offset))
    out.put(UInt64(bitPattern: message.place.length))
    out.put(UInt32(message.place.name.count))
    out += message.place.name
    for (index, flag) in message.flags.enumerated() {
      if index > 0 { out.append(0) }
      out += flag.utf8
    }
  }

  init(id: UInt32, modSequence: UInt64, message: ScannedMessage) {
    self.id = id
    self.modSequence = modSequence
    self.message = message
  }

  fileprivate init?(_ bytes: inout ByteReader) {
    guard let id: UInt32 = bytes.take(), let modSequence: UInt64 = bytes.take(), let high: UInt64 = bytes.take(),
      let low: UInt64 = bytes.take(), let size: UInt64 = bytes.take(), let seconds: UInt64 = bytes.take(),
      let zone: UInt16 = bytes.take(), let offset: UInt64 = bytes.take(), let length: UInt64 = bytes.take(),
      let nameLength: UInt32 = bytes.take(), let name = bytes.take(Int(nameLength))
    else { return nil }
    let flags = bytes.rest.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    self.init(
      id: id, modSequence: modSequence,
      message: ScannedMessage(
        key: MessageKey(high: high, low: low),
        place: MessagePlace(
          name: Array(name), offset: Int64(bitPattern: offset), length: Int64(bitPattern: length)),
        size: Int64(bitPattern: size),
        date: ZonedTime(seconds: Int64(bitPattern: seconds), zoneMinutes: Int16(bitPattern: zone)), flags: flags))
  }
}

/// Takes numbers off the front of bytes.
private struct ByteReader {
  private(set) var rest: UnsafeRawBufferPointer
  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }
  var count: Int { rest.count }

  mutating func take<T: FixedWidthInteger>() -> T? {
    guard let bytes = take(MemoryLayout<T>.size) else { return nil }
    return T(littleEndian: bytes.loadUnaligned(as: T.self))
  }

  mutating func take(_ size: Int) -> UnsafeRawBufferPointer? {
    guard size <= rest.count else { return nil }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[size...]) }
    return UnsafeRawBufferPointer(rebasing: rest[..<size])
  }
}

extension [UInt8] {
  fileprivate mutating func put<T: FixedWidthInteger>(_ value: T) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
