internal import CZlib
internal import Core
internal import IMAP

/// The change log of a folder: frames of length, CRC-32 and payload, each one change that happened whole or not at all.
///
/// Bodies lie in a file of their own and are written first; the frame that names them is the commit. A process that dies
/// in between leaves bytes nobody names. A torn last frame is cut at opening.
enum LogRecord: Equatable {
  /// Messages of one APPEND, COPY or MOVE.
  case appended([StoredMessage])
  case flagged(modSequence: ModSequence, [(uid: UInt32, flags: FlagBits)])
  case expunged(modSequence: ModSequence, [UInt32])
  case keyword(String)
  /// Written when the log is rewritten: what cannot be told from the messages left.
  case counters(nextUID: UInt32, highest: ModSequence)

  static func == (a: LogRecord, b: LogRecord) -> Bool { a.payload == b.payload }

  static let fileMark: [UInt8] = Array("PDFOLDR1".utf8)
  private static let entrySize = 58

  /// As it lies in the file.
  var frame: [UInt8] {
    let payload = payload
    var out: [UInt8] = []
    out.reserveCapacity(payload.count + 8)
    out.put(UInt32(payload.count))
    out.put(Checksum.crc32(payload))
    out += payload
    return out
  }

  private var payload: [UInt8] {
    var out: [UInt8] = []
    switch self {
    case .appended(let messages):
      out.reserveCapacity(1 + messages.count * Self.entrySize)
      out.append(1)
      for message in messages { out.put(message) }
    case .flagged(let modSequence, let changes):
      out.append(2)
      out.put(modSequence)
      for (uid, flags) in changes {
        out.put(uid)
        out.put(flags.rawValue)
      }
    case .expunged(let modSequence, let uids):
      out.append(3)
      out.put(modSequence)
      for uid in uids { out.put(uid) }
    case .keyword(let name):
      out.append(4)
      out += Array(name.utf8)
    case .counters(let nextUID, let highest):
      out.append(5)
      out.put(nextUID)
      out.put(highest)
    }
    return out
  }

  /// Nil when the payload is not a record.
  init?(payload: ArraySlice<UInt8>) {
    guard let kind = payload.first else { return nil }
    var reader = ByteReader(payload.dropFirst())
    switch kind {
    case 1:
      guard reader.left % Self.entrySize == 0 else { return nil }
      var messages: [StoredMessage] = []
      messages.reserveCapacity(reader.left / Self.entrySize)
      while reader.left > 0 { messages.append(reader.message()) }
      self = .appended(messages)
    case 2:
      guard reader.left >= 8, (reader.left - 8) % 12 == 0 else { return nil }
      let modSequence = reader.get(UInt64.self)
      var changes: [(uid: UInt32, flags: FlagBits)] = []
      while reader.left > 0 {
        changes.append((reader.get(UInt32.self), FlagBits(rawValue: reader.get(UInt64.self))))
      }
      self = .flagged(modSequence: modSequence, changes)
    case 3:
      guard reader.left >= 8, (reader.left - 8) % 4 == 0 else { return nil }
      let modSequence = reader.get(UInt64.self)
      var uids: [UInt32] = []
      while reader.left > 0 { uids.append(reader.get(UInt32.self)) }
      self = .expunged(modSequence: modSequence, uids)
    case 4: self = .keyword(String(decoding: payload.dropFirst(), as: UTF8.self))
    case 5:
      guard reader.left == 12 else { return nil }
      self = .counters(nextUID: reader.get(UInt32.self), highest: reader.get(UInt64.self))
    default: return nil
    }
  }

  /// Calls `apply` for each whole record of `file` and returns where the last one ends. A frame that is cut short by the
  /// end of the file is the trace of a write that died; a damaged frame with others behind it is a fault.
  static func replay(_ file: [UInt8], path: String, _ apply: (LogRecord) -> Void) throws(Fault) -> Int {
    guard file.starts(with: fileMark) else {
      if fileMark.starts(with: file) { return 0 }
      throw damaged(path, at: 0)
    }
    var at = fileMark.count
    while at + 8 <= file.count {
      var head = ByteReader(file[at..<at + 8])
      let size = Int(head.get(UInt32.self))
      let checksum = head.get(UInt32.self)
      guard at + 8 + size <= file.count else { break }
      let payload = file[at + 8..<at + 8 + size]
      guard size > 0, checksum == Checksum.crc32(payload), let record = LogRecord(payload: payload) else {
        // Zeros to the end: a file that grew before its bytes arrived.
        if at + 8 + size == file.count || file[at...].allSatisfy({ $0 == 0 }) { break }
        throw damaged(path, at: at)
      }
      apply(record)
      at += 8 + size
    }
    return at
  }

  static func damaged(_ path: String, at offset: Int) -> Fault {
    Fault(
      .storeDamaged, "The folder's log is damaged at byte \(offset).", place: path, recovery: .skipFolder,
      advice: "Restore the folder from a copy.")
  }
}

enum Checksum {
  static func crc32(_ bytes: some Collection<UInt8>, from value: UInt32 = 0) -> UInt32 {
    bytes.withContiguousStorageIfAvailable { crc32($0, from: value) } ?? crc32(Array(bytes), from: value)
  }

  static func crc32(_ bytes: UnsafeBufferPointer<UInt8>, from value: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_z(uLong(value), bytes.baseAddress, bytes.count))
  }
}

/// Reads little-endian fields; the caller has checked that they are there.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var at: Int
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }
  var left: Int { bytes.endIndex - at }

  mutating func get<Number: FixedWidthInteger>(_: Number.Type) -> Number {
    var value: Number = 0
    for index in 0..<Number.bitWidth / 8 { value |= Number(truncatingIfNeeded: bytes[at + index]) << (index * 8) }
    at += Number.bitWidth / 8
    return value
  }

  mutating func message() -> StoredMessage {
    StoredMessage(
      uid: UID(get(UInt32.self)), modSequence: get(UInt64.self), flags: FlagBits(rawValue: get(UInt64.self)),
      date: InternalDate(seconds: get(Int64.self), zoneMinutes: get(Int16.self)), emailID: get(UInt64.self),
      size: get(UInt64.self), offset: get(UInt64.self), checksum: get(UInt32.self))
  }
}

extension [UInt8] {
  mutating func put<Number: FixedWidthInteger>(_ value: Number) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func put(_ message: StoredMessage) {
    put(message.uid.rawValue)
    put(message.modSequence)
    put(message.flags.rawValue)
    put(message.date.seconds)
    put(message.date.zoneMinutes)
    put(message.emailID)
    put(message.size)
    put(message.offset)
    put(message.checksum)
  }
}
