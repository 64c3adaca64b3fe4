import MIME

/// What a message's header holds that belongs to the file and not to the message, and what a listing needs of it.
struct MboxHeader {
  /// A longer one is looked at so far; what follows counts as body.
  static let longest = 1 << 20
  private static let longestValue = 64 << 10

  /// Our own block, where the message has one.
  var found: MboxBlock.Found?
  /// Parts to be left out, ascending, in bytes from behind the `From ` line.
  var drops: [Range<Int>] = []
  /// Behind the empty line, or as far as was looked at.
  var end = 0
  /// The empty line was found.
  var isComplete = false
  var status = MboxStatus()
  /// Values of the first fields of these names.
  var received: Range<Int>?
  var date: Range<Int>?
  var subject: Range<Int>?

  /// - Parameters:
  ///   - bytes: The message from behind its `From ` line, all of it or its beginning.
  ///   - hasLength: Content-Length belongs to the file.
  init(_ bytes: Span<UInt8>, hasLength: Bool) {
    if let found = MboxBlock.find(in: bytes) {
      self.found = found
      status = found.status
      end = found.end
      drops.append(0..<found.end)
    }
    // Behind a whole block stands the message alone.
    let isWhole = found?.hasStatus == true
    while end < bytes.count {
      var fieldEnd = Self.lineEnd(end, bytes)
      if bytes.has("\n", at: end) || bytes.has("\r\n", at: end) {
        end = fieldEnd
        isComplete = true
        return
      }
      while fieldEnd < bytes.count, Byte.isBlank(bytes[fieldEnd]) { fieldEnd = Self.lineEnd(fieldEnd, bytes) }
      if !isWhole { take(end..<fieldEnd, in: bytes, hasLength: hasLength) }
      end = fieldEnd
    }
  }

  private static func lineEnd(_ start: Int, _ bytes: Span<UInt8>) -> Int {
    bytes.position(of: Byte.lineFeed, from: start, to: bytes.count).map { $0 + 1 } ?? bytes.count
  }

  private mutating func take(_ field: Range<Int>, in bytes: Span<UInt8>, hasLength: Bool) {
    let start = field.lowerBound
    switch Byte.lowercased(bytes[start]) {
    case UInt8(ascii: "s"), UInt8(ascii: "x"), UInt8(ascii: "c"), UInt8(ascii: "d"), UInt8(ascii: "r"): break
    default: return
    }
    guard let colon = bytes.position(of: Byte.colon, from: start, to: min(field.upperBound, start + 20)) else { return }
    let name = start..<colon
    let value = (colon + 1)..<field.upperBound
    switch name.count {
    case 4 where date == nil && bytes.spells("date", in: name): date = value
    case 7 where subject == nil && bytes.spells("subject", in: name): subject = value
    case 8 where received == nil && bytes.spells("received", in: name): received = value
    case 14 where hasLength && bytes.spells("content-length", in: name): drops.append(field)
    default: if status.take(name, value, in: bytes) { drops.append(field) }
    }
  }

  /// A value without folding and the blanks around it, its beginning if it is very long.
  static func text(_ value: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for index in value.prefix(longestValue) {
      let byte = bytes[index]
      if byte == Byte.lineFeed || byte == Byte.carriageReturn || text.isEmpty && Byte.isBlank(byte) { continue }
      text.append(byte)
    }
    while let last = text.last, Byte.isBlank(last) { text.removeLast() }
    return text
  }

  /// The entry that Pine, Alpine and UW-IMAP keep at the beginning of a file.
  func isFolderData(_ bytes: Span<UInt8>) -> Bool {
    guard let subject else { return false }
    return bytes.has("DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA", at: Self.firstInk(subject, bytes))
  }

  private static func firstInk(_ value: Range<Int>, _ bytes: Span<UInt8>) -> Int {
    value.first { !Byte.isBlank(bytes[$0]) } ?? value.upperBound
  }

  /// Flags, with what we wrote as the point from which programs went on.
  var flags: MboxFlags { status.flags(since: found?.block.flags) }
}
