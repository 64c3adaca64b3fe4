internal import Core

/// Sets, dates and sections.
extension CommandReader {
  private static let mostRanges = 65_536

  /// `sequence-set`, `*` included. RFC 9051 §9.
  mutating func messageSet() throws(CommandFault) -> MessageSet {
    var parts: [(UInt32?, UInt32?)] = []
    var hasStar = false
    repeat {
      let low = try setEnd()
      let high = take(0x3A) ? try setEnd() : low
      hasStar = hasStar || low == nil || high == nil
      parts.append((low, high))
      guard parts.count <= Self.mostRanges else { throw fault("the set has too many parts") }
    } while take(0x2C)
    if !hasStar { return .set(Self.numberSet(parts)) }
    if parts.count == 1, let low = parts[0].0, parts[0].1 == nil { return .from(low) }
    return .mixed(parts)
  }

  /// A set without `*`.
  mutating func numberSet() throws(CommandFault) -> NumberSet {
    guard case .set(let set) = try messageSet() else { throw fault("'*' is not allowed here") }
    return set
  }

  private mutating func setEnd() throws(CommandFault) -> UInt32? { take(0x2A) ? nil : try nonZero() }

  /// Sorted first: a set takes ascending ranges in constant time, and the order is the client's to choose.
  private static func numberSet(_ parts: [(UInt32?, UInt32?)]) -> NumberSet {
    let ranges = parts.map { low, high in
      let (a, b) = (low ?? 0, high ?? 0)
      return min(a, b)...max(a, b)
    }
    var set = NumberSet()
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      // What lies inside what is there already would send the set through its slow path.
      guard let last = set.last, range.lowerBound <= last else {
        set.insert(range)
        continue
      }
      if range.upperBound > last { set.insert(last + 1...range.upperBound) }
    }
    return set
  }

  /// `"17-Jul-1996 02:44:25 -0700"` with its quotes. RFC 9051 §9 `date-time`.
  mutating func dateTime() throws(CommandFault) -> InternalDate {
    let start = at
    let text = try string()
    guard let date = InternalDate(internalDate: text.span) else {
      at = start
      throw fault("a date and time was expected")
    }
    return date
  }

  /// `1-Feb-1994`, in days since 1970-01-01. RFC 9051 §9 `date-text`.
  mutating func date() throws(CommandFault) -> Int {
    let start = at
    let day = Int(try number())
    try expect(0x2D)
    guard at + 3 <= bytes.count,
      let month = InternalDate.monthNames.firstIndex(where: { name in
        zip(name.utf8, bytes[at..<at + 3]).allSatisfy { $0 | 0x20 == $1 | 0x20 }
      })
    else { throw fault("a month was expected") }
    at += 3
    try expect(0x2D)
    let year = try digits(4, below: 10_000)
    let days = CalendarTime.days(year: year, month: month + 1, day: day)
    guard day >= 1, day <= 31,
      CalendarTime(secondsSince1970: days * 86_400).month == month + 1
    else {
      at = start
      throw fault("there is no such day")
    }
    return Int(days)
  }

  /// A date as SEARCH writes it, with or without quotes.
  mutating func searchDate() throws(CommandFault) -> Int {
    guard take(0x22) else { return try date() }
    let days = try date()
    try expect(0x22)
    return days
  }

  private mutating func digits(_ count: Int, below limit: Int) throws(CommandFault) -> Int {
    var value = 0
    for _ in 0..<count {
      guard let byte = peek, byte &- 0x30 < 10 else { throw fault("a digit was expected") }
      value = value * 10 + Int(byte &- 0x30)
      at += 1
    }
    guard value < limit else { throw fault("the number is out of range") }
    return value
  }
}
