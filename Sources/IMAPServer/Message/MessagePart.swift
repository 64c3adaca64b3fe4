internal import Core

/// A message or a part of one: where it lies and what its header says. RFC 2045, RFC 2046 §5.
struct MessagePart: Sendable {
  /// The empty line that ends it is part of a header.
  var header: Range<UInt64>
  var body: Range<UInt64>
  var lines = 0
  var fields: HeaderFields
  var type: ContentType
  /// Parts of a multipart; the one message inside a message/rfc822.
  var children: [MessagePart] = []

  var isMultipart: Bool { type.type == "multipart" && !children.isEmpty }
  /// The message inside a message/rfc822.
  var embedded: MessagePart? { type.type == "message" ? children.first : nil }

  static let deepest = 32
  static let mostParts = 2_000
  static let longestHeader: UInt64 = 1 << 20

  // MARK: Addresses, RFC 9051 §6.4.5

  /// `2.1`, counted as FETCH counts.
  func part(_ path: some StringProtocol) -> MessagePart? {
    var current: MessagePart?
    for number in path.split(separator: ".") {
      guard let number = Int(number), number > 0 else { return nil }
      guard let next = (current?.embedded ?? (current == nil ? self : nil))?.child(number) ?? current?.inner(number)
      else { return nil }
      current = next
    }
    return current
  }

  /// Seen from outside: a message that is not a multipart has itself as its only part.
  private func child(_ number: Int) -> MessagePart? {
    isMultipart ? inner(number) : number == 1 ? self : nil
  }

  private func inner(_ number: Int) -> MessagePart? {
    isMultipart && number <= children.count ? children[number - 1] : nil
  }

  /// Where `1.2`, `1.2.MIME`, `1.2.HEADER` or `1.2.TEXT` lies.
  func place(of section: String) -> Range<UInt64>? {
    for (word, place) in [
      (".MIME", \MessagePart.header), (".HEADER", \MessagePart.header), (".TEXT", \MessagePart.body),
    ] where section.hasSuffix(word) {
      let part = part(section.dropLast(word.count))
      return (word == ".MIME" ? part : part?.embedded)?[keyPath: place]
    }
    return part(section)?.body
  }

  // MARK: Reading

  static func read(_ message: StoredMessage, _ folder: Folder) throws(Fault) -> MessagePart {
    var walker = MessageWalker(message, folder)
    return try walker.walk()
  }

  func readHeader(_ message: StoredMessage, _ folder: Folder) throws(Fault) -> [UInt8] {
    try Self.readHeader(message, folder, from: header.lowerBound, to: header.upperBound)
  }

  /// From `start` to the first empty line and with it, or to `end`, or to the first megabyte's end.
  static func readHeader(
    _ message: StoredMessage, _ folder: Folder, from start: UInt64, to end: UInt64
  ) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    var window: UInt64 = 4_096
    var searched = 0
    while true {
      let from = start + UInt64(bytes.count)
      try folder.read(message, from..<min(end, start + window), appendingTo: &bytes)
      if let stop = endOfHeader(bytes, from: max(0, searched - 3)) { return Array(bytes[..<stop]) }
      if start + UInt64(bytes.count) >= end || window >= longestHeader { return bytes }
      searched = bytes.count
      window *= 4
    }
  }

  private static func endOfHeader(_ bytes: [UInt8], from start: Int) -> Int? {
    if bytes.starts(with: [0x0D, 0x0A]) { return 2 }
    if bytes.first == 0x0A { return 1 }
    for index in start..<max(start, bytes.count) where bytes[index] == 0x0A {
      if index + 1 < bytes.count, bytes[index + 1] == 0x0A { return index + 2 }
      if index + 2 < bytes.count, bytes[index + 1] == 0x0D, bytes[index + 2] == 0x0A { return index + 3 }
    }
    return nil
  }
}

/// `Content-Type` and fields of the same build. RFC 2045 §5.1.
struct ContentType: Sendable {
  /// Lower case.
  var type = "text"
  var subtype = "plain"
  var parameters: [(name: String, value: [UInt8])] = []

  init() {}

  /// A value that cannot be read is text/plain, as RFC 2045 §5.2 wants.
  init(_ value: [UInt8]) {
    var reader = ParameterReader(value)
    let type = reader.token().lowercased()
    guard !type.isEmpty, reader.take(0x2F) else { return }
    let subtype = reader.token().lowercased()
    guard !subtype.isEmpty else { return }
    (self.type, self.subtype) = (type, subtype)
    parameters = reader.parameters()
  }

  func parameter(_ name: String) -> [UInt8]? { parameters.first { $0.name == name }?.value }
}

/// Reads `token; name=value; name="value"` with comments between. RFC 2045 §5.1.
struct ParameterReader {
  private let bytes: [UInt8]
  private var at = 0
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private mutating func skipBlanks() {
    var depth = 0
    while at < bytes.count {
      switch bytes[at] {
      case 0x28: depth += 1
      case 0x29 where depth > 0: depth -= 1
      case 0x20, 0x09: break
      default: if depth == 0 { return }
      }
      at += 1
    }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  mutating func token() -> String {
    skipBlanks()
    let start = at
    while at < bytes.count, bytes[at] > 0x20, !Self.specials.contains(bytes[at]) { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private static let specials = Set("()<>@,;:\\\"/[]?=".utf8)

  mutating func parameters() -> [(name: String, value: [UInt8])] {
    var out: [(name: String, value: [UInt8])] = []
    while take(0x3B), out.count < 64 {
      let name = token().lowercased()
      guard !name.isEmpty, take(0x3D) else { continue }
      skipBlanks()
      if at < bytes.count, bytes[at] == 0x22 {
        out.append((name, quoted()))
      } else {
        // Boundaries with characters that ought to be quoted are common enough.
        let start = at
        while at < bytes.count, bytes[at] > 0x20, bytes[at] != 0x3B { at += 1 }
        out.append((name, Array(bytes[start..<at])))
      }
    }
    return out
  }

  private mutating func quoted() -> [UInt8] {
    var out: [UInt8] = []
    at += 1
    while at < bytes.count, bytes[at] != 0x22 {
      if bytes[at] == 0x5C, at + 1 < bytes.count { at += 1 }
      out.append(bytes[at])
      at += 1
    }
    at += 1
    return out
  }
}
