public import Core

/// A date, or a date with a time, as calendars write it. RFC 5545 §3.3.4, §3.3.5
public struct DateTimeValue: Hashable, Sendable {
  public enum Form: Hashable, Sendable {
    /// A whole day; the time is midnight.
    case date
    /// Whatever the clock on the wall shows.
    case floating
    case utc
    /// By the clock of a zone, named by TZID.
    case zone(String)
  }
  public var time: CalendarTime
  public var form: Form

  public init(_ time: CalendarTime, _ form: Form) {
    self.time = form == .date ? time.startOfDay : time
    self.form = form
  }

  /// Reads `19970714`, `19970714T133000` and `19970714T133000Z`; nil where it is none of them, or no such day or hour.
  /// UTC wins over `zone`. A leap second is the second before it.
  public init?(_ text: some StringProtocol, zone: String? = nil) {
    let digits = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in digits[range] {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
      return value
    }
    guard [8, 15, 16].contains(digits.count), let year = number(0..<4), let month = number(4..<6),
      let day = number(6..<8)
    else { return nil }
    var time = CalendarTime(year: year, month: month, day: day, hour: 0, minute: 0, second: 0)
    if digits.count > 8 {
      guard digits[8] == UInt8(ascii: "T"), let hour = number(9..<11), let minute = number(11..<13),
        let second = number(13..<15), digits.count == 15 || digits[15] == UInt8(ascii: "Z")
      else { return nil }
      (time.hour, time.minute, time.second) = (hour, minute, second)
    }
    guard time.isReal else { return nil }
    time.second = min(time.second, 59)
    let form: Form =
      switch digits.count {
      case 8: .date
      case 16: .utc
      default: zone.map { .zone($0) } ?? .floating
      }
    self.init(time, form)
  }

  /// The value of a line as DTSTART, with its TZID.
  public init?(_ line: ContentLine) { self.init(line.value, zone: line.parameter("TZID")) }

  /// The values of a line as EXDATE, which may hold many; nil where one cannot be read.
  public static func list(_ line: ContentLine) -> [DateTimeValue]? {
    let pieces = line.value.split(separator: ",")
    let values = pieces.compactMap { DateTimeValue($0, zone: line.parameter("TZID")) }
    return values.count == pieces.count ? values : nil
  }

  public var text: String {
    let date = pad(time.year, 4) + pad(time.month) + pad(time.day)
    if form == .date { return date }
    return date + "T" + pad(time.hour) + pad(time.minute) + pad(time.second) + (form == .utc ? "Z" : "")
  }

  public var parameters: [ContentLine.Parameter] {
    switch form {
    case .date: [ContentLine.Parameter("VALUE", "DATE")]
    case .zone(let id): [ContentLine.Parameter("TZID", id)]
    case .floating, .utc: []
    }
  }

  public func line(_ name: String) -> ContentLine { ContentLine(name, parameters, text) }

  /// One line with all of them; nil where there are none. Their forms must be the first one's.
  public static func line(_ name: String, _ values: [DateTimeValue]) -> ContentLine? {
    values.first.map { ContentLine(name, $0.parameters, values.map(\.text).joined(separator: ",")) }
  }

  public static func utc(_ secondsSince1970: Int64) -> DateTimeValue {
    DateTimeValue(CalendarTime(secondsSince1970: secondsSince1970), .utc)
  }
}
