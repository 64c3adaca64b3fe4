public import Core

/// `INTERNALDATE`: when the server took the message, to the second. RFC 9051 §2.3.3.
public typealias InternalDate = ZonedTime

extension ZonedTime {
  /// Reads `date-time` without its quotes: ` 1-Feb-2020 10:00:00 +0100`. RFC 9051 §9.
  ///
  /// Wider than the standard where servers are: the day in one digit, in two, or after a space; a zone of three digits,
  /// `GMT`, `UT`, `UTC`, `Z`, or none at all, which count as +0000; a year of two digits (1970–2069). Nil for
  /// anything else, and for a moment no calendar has (30 February, 24:00:00).
  public init?(internalDate text: Span<UInt8>) {
    var at = 0
    Self.skipSpaces(text, &at)
    guard let day = Self.digits(text, &at, atMost: 2), Self.skip(text, &at, ASCII.minus),
      let month = Self.month(text, &at), Self.skip(text, &at, ASCII.minus)
    else { return nil }
    let yearStart = at
    guard var year = Self.digits(text, &at, atMost: 4) else { return nil }
    if at - yearStart == 2 { year += year < 70 ? 2000 : 1900 }
    guard Self.skip(text, &at, ASCII.space) else { return nil }
    Self.skipSpaces(text, &at)
    guard let hour = Self.digits(text, &at, atMost: 2), Self.skip(text, &at, ASCII.colon),
      let minute = Self.digits(text, &at, atMost: 2), Self.skip(text, &at, ASCII.colon),
      let second = Self.digits(text, &at, atMost: 2)
    else { return nil }
    Self.skipSpaces(text, &at)
    guard let zone = Self.zone(text, &at), at == text.count else { return nil }
    // A leap second is the standard's 60; the count of seconds has no place for it, so it becomes the next one.
    guard day >= 1, day <= Self.length(ofMonth: month, year: year), hour < 24, minute < 60, second <= 60 else {
      return nil
    }
    let local = CalendarTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    self.init(seconds: local.secondsSince1970 - Int64(zone) * 60, zoneMinutes: Int16(zone))
  }

  /// The same of a text.
  public init?(internalDate text: String) { self.init(internalDate: Array(text.utf8).span) }

  /// As APPEND and FETCH spell it, without quotes: ` 1-Feb-2020 10:00:00 +0100`. Years outside 0...9999 do not fit the
  /// form; ``CommandEncoder`` refuses them.
  public var internalDate: String {
    let c = calendar
    let zone = Int(abs(zoneMinutes))
    let day = c.day < 10 ? " \(c.day)" : "\(c.day)"
    return "\(day)-\(Self.monthNames[c.month - 1])-\(pad(c.year, 4)) \(pad(c.hour)):\(pad(c.minute)):\(pad(c.second)) "
      + "\(zoneMinutes < 0 ? "-" : "+")\(pad(zone / 60))\(pad(zone % 60))"
  }

  static let monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Days of `month`, 1...12.
  static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func skipSpaces(_ text: Span<UInt8>, _ at: inout Int) {
    while at < text.count, text[at] == ASCII.space { at += 1 }
  }

  private static func skip(_ text: Span<UInt8>, _ at: inout Int, _ byte: UInt8) -> Bool {
    guard at < text.count, text[at] == byte else { return false }
    at += 1
    return true
  }

  private static func digits(_ text: Span<UInt8>, _ at: inout Int, atMost width: Int) -> Int? {
    let start = at
    var value = 0
    while at < text.count, at - start < width, ASCII.isDigit(text[at]) {
      value = value * 10 + Int(text[at] &- ASCII.zero)
      at += 1
    }
    return at == start ? nil : value
  }

  private static func month(_ text: Span<UInt8>, _ at: inout Int) -> Int? {
    guard at + 3 <= text.count else { return nil }
    let name = UInt32(text[at] | 0x20) << 16 | UInt32(text[at + 1] | 0x20) << 8 | UInt32(text[at + 2] | 0x20)
    at += 3
    switch name {
    case 0x6A_616E: return 1
    case 0x66_6562: return 2
    case 0x6D_6172: return 3
    case 0x61_7072: return 4
    case 0x6D_6179: return 5
    case 0x6A_756E: return 6
    case 0x6A_756C: return 7
    case 0x61_7567: return 8
    case 0x73_6570: return 9
    case 0x6F_6374: return 10
    case 0x6E_6F76: return 11
    case 0x64_6563: return 12
    default: return nil
    }
  }

  /// Minutes east of UTC.
  private static func zone(_ text: Span<UInt8>, _ at: inout Int) -> Int? {
    guard at < text.count else { return 0 }
    let sign = text[at]
    guard sign == ASCII.plus || sign == ASCII.minus else {
      let name = text.extracting(at..<text.count)
      at = text.count
      return name.matches("GMT") || name.matches("UTC") || name.matches("UT") || name.matches("Z") ? 0 : nil
    }
    at += 1
    let start = at
    guard let value = digits(text, &at, atMost: 4), at - start >= 3 else { return nil }
    let minutes = value / 100 * 60 + value % 100
    guard value % 100 < 60, minutes <= 1439 else { return nil }
    return sign == ASCII.minus ? -minutes : minutes
  }
}

extension Span where Element == UInt8 {
  /// True when the bytes are `word` but for the case of ASCII letters; `word` is in upper case.
  @inline(__always) func matches(_ word: StaticString) -> Bool { matches(word, in: 0..<count) }

  @inline(__always) func matches(_ word: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    // The pointer is to a constant of the program and the index below its count.
    for index in 0..<range.count where ASCII.upper(self[range.lowerBound + index]) != word.utf8Start[index] {
      return false
    }
    return true
  }
}
