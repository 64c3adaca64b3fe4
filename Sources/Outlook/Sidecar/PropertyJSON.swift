import Core
import Crypto
import MAPI
import MIME

/// One value as JSON.
///
/// - Whole numbers beyond 2^53 are strings, since many a reader keeps numbers as floating point. RFC 8259 §6
/// - Times are RFC 3339 with seven digits behind the point; what is no time stands as `ticks`.
/// - Binary values are `base64`, or `bytes` and `sha256` beyond the limit.
struct PropertyJSON {
  let binaryLimit: Int
  let codePage: CodePage

  /// Text and bytes beyond this are read piece by piece.
  private static let large = 1 << 20
  private static let piece = 64 << 10

  /// A large value without holding it in memory. False where it is not large, or of another type.
  mutating func writeLarge(_ bag: any PropertyBag, _ tag: PropertyTag, to out: inout JSONBytes) throws -> Bool {
    let limit = tag.type == .binary ? max(0, binaryLimit) : Self.large
    guard tag.type == .binary || tag.type == .string, let source = try bag.open(tag.id), source.count > limit else {
      return false
    }
    if tag.type == .string {
      out.raw(",\"value\":\"")
      try text(source, to: &out)
      out.raw("\"")
      return true
    }
    var hash = SHA256()
    var at = 0
    while at < source.count {
      let bytes = try source.bytes(at: at, Self.piece)
      if bytes.isEmpty { break }
      hash.update(data: bytes)
      at += bytes.count
    }
    digest(count: at, hash.finalize(), to: &out)
    return true
  }

  private func text(_ source: any MailboxSource, to out: inout JSONBytes) throws {
    var units: [UInt16] = []
    var at = 0
    while at < source.count {
      let bytes = try source.bytes(at: at, Self.piece)
      if bytes.isEmpty { break }
      at += bytes.count
      for place in stride(from: 0, to: bytes.count - 1, by: 2) {
        units.append(UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
      }
      // The first half of a pair waits for the second.
      let waits = units.last.map { UTF16.isLeadSurrogate($0) } == true && at < source.count
      let held = waits ? units.removeLast() : nil
      try out.characters(String(decoding: units, as: UTF16.self))
      units.removeAll(keepingCapacity: true)
      if let held { units.append(held) }
    }
  }

  private func digest(count: Int, _ digest: some Sequence<UInt8>, to out: inout JSONBytes) {
    out.raw(",\"bytes\":\(count),\"sha256\":\"")
    for byte in digest { out.raw((byte < 16 ? "0" : "") + String(byte, radix: 16)) }
    out.raw("\"")
  }

  /// `,"value":…`, or whatever the value is called by what it is.
  func write(member value: PropertyValue, to out: inout JSONBytes) throws {
    switch value {
    case .binary(let bytes): try write(bytes, to: &out)
    case .other(_, let bytes): try write(bytes, to: &out)
    case .time(let time) where !time.isSet: out.raw(",\"ticks\":\"\(time.ticks)\"")
    case .several(let values):
      out.raw(",\"values\":[")
      for (place, value) in values.enumerated() {
        if place > 0 { out.raw(",") }
        try write(element: value, to: &out)
      }
      out.raw("]")
    default:
      out.raw(",\"value\":")
      try write(plain: value, to: &out)
    }
  }

  private func write(_ bytes: [UInt8], to out: inout JSONBytes) throws {
    guard bytes.count > binaryLimit else { return out.raw(",\"base64\":\"\(Base64.encode(bytes))\"") }
    digest(count: bytes.count, SHA256.hash(data: bytes), to: &out)
  }

  private func write(element value: PropertyValue, to out: inout JSONBytes) throws {
    switch value {
    // Values of these kinds have members; the comma before the first is put aside by a length that says something.
    case .binary(let bytes), .other(_, let bytes):
      out.raw("{\"length\":\(bytes.count)")
      try write(bytes, to: &out)
      out.raw("}")
    case .several: out.raw("null")
    default: try write(plain: value, to: &out)
    }
    try out.flushIfFull()
  }

  private func write(plain value: PropertyValue, to out: inout JSONBytes) throws {
    switch value {
    case .integer16(let number): out.raw(String(number))
    case .integer32(let number): out.raw(String(number))
    case .integer64(let number), .currency(let number):
      out.raw(number.magnitude <= 1 << 53 ? String(number) : "\"\(number)\"")
    case .floating32(let number): out.raw(number.isFinite ? "\(number)" : "\"\(number)\"")
    case .floating64(let number), .floatingTime(let number): out.raw(number.isFinite ? "\(number)" : "\"\(number)\"")
    case .errorCode(let code): out.raw("\"0x\(ObjectJSON.hex(code, 8))\"")
    case .boolean(let isSo): out.raw(isSo ? "true" : "false")
    case .time(let time): out.raw(time.isSet ? "\"\(Self.moment(time))\"" : "null")
    case .guid(let guid): out.raw("\"\(guid)\"")
    case .string(let bytes): try out.string(UTF16Text.string(bytes))
    case .string8(let bytes): try out.string(codePage.string(bytes))
    case .binary, .other, .several: out.raw("null")
    }
  }

  private static func moment(_ time: FileTime) -> String {
    let c = CalendarTime(secondsSince1970: time.seconds)
    let fraction = pad(Int(time.ticks % 10_000_000), 7)
    return
      "\(pad(c.year, 4))-\(pad(c.month))-\(pad(c.day))T\(pad(c.hour)):\(pad(c.minute)):\(pad(c.second)).\(fraction)Z"
  }
}
