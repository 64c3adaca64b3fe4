import Core

/// Puts the tokens of a date together, whatever their order.
struct DateParser {
  private var scanner: FieldScanner
  private var tokens: [(token: DateToken, offset: Int, isApart: Bool)] = []
  private var index = 0

  private var year: Int?, month: Int?, day: Int?
  private var hour: Int?, minute = 0, second = 0
  private var weekday: (value: Int, offset: Int)?
  private var zone: Int?
  private var isZoneKnown = false

  init(_ field: [UInt8]) { scanner = FieldScanner(field) }

  mutating func date() -> MailDate {
    tokens = DateToken.scan(&scanner)
    guard !tokens.isEmpty else { return bad(.empty, 0) }
    if let failure = readAll() { return failure }
    guard let year, let month, let day else { return bad(.badDate, tokens.last?.offset ?? 0) }
    let daysInMonth = month == 2 ? (Self.isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    guard (1...9999).contains(year), (1...daysInMonth).contains(day) else { return bad(.badDate, tokens[0].offset) }
    if hour == nil { scanner.flaws.add(.badDate, scanner.bytes.count) }
    if zone == nil { scanner.flaws.add(.unknownZone, scanner.bytes.count) }
    let local = CalendarTime(
      year: year, month: month, day: day, hour: hour ?? 0, minute: minute,
      // A leap second has no number of its own in a count of seconds. RFC 5322 §3.3
      second: min(second, 59))
    if let weekday, weekday.value != local.weekday { scanner.flaws.add(.wrongWeekday, weekday.offset) }
    let time = ZonedTime(
      seconds: local.secondsSince1970 - Int64(zone ?? 0) * 60, zoneMinutes: Int16(clamping: zone ?? 0))
    return MailDate(time: time, isZoneKnown: isZoneKnown, flaws: scanner.flaws.flaws)
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private mutating func bad(_ kind: FieldFlaw.Kind, _ offset: Int) -> MailDate {
    scanner.flaws.add(kind, offset)
    return MailDate(time: nil, isZoneKnown: false, flaws: scanner.flaws.flaws)
  }

  private func token(_ distance: Int) -> DateToken? {
    let at = index + distance
    return at < tokens.count ? tokens[at].token : nil
  }

  private mutating func readAll() -> MailDate? {
    while index < tokens.count {
      let offset = tokens[index].offset
      switch tokens[index].token {
      case .word(let word): self.word(word, offset)
      case .sign(let sign):
        if !zoneNumber(sign) {
          if !",-/.".utf8.contains(sign) { scanner.flaws.add(.unexpected, offset) }
          index += 1
        }
      case .number(let value, let digits):
        if isClock() {
          guard clock() else { return bad(.badDate, offset) }
        } else if !isoDate(value, digits), !numericDate(value, digits, offset) {
          guard number(value, digits, offset) else { return bad(.badDate, offset) }
        }
      }
    }
    return nil
  }

  // MARK: Words

  private mutating func word(_ word: String, _ offset: Int) {
    index += 1
    if word == "t", hour == nil, year != nil { return }
    if let value = DateNames.weekday(word), weekday == nil {
      weekday = (value, offset)
    } else if month == nil, let value = DateNames.month(word) {
      month = value
    } else if word == "am" || word == "pm", let clock = hour, clock <= 12 {
      hour = clock % 12 + (word == "pm" ? 12 : 0)
      scanner.flaws.add(.foreignDate, offset)
    } else if hour != nil, zone == nil {
      zoneName(word, offset)
    } else if !["date", "at", "of", "dst"].contains(word) {
      scanner.flaws.add(zone == nil ? .unexpected : .trailing, offset)
    }
  }

  private mutating func zoneName(_ word: String, _ offset: Int) {
    // `GMT+0200`, `UTC-5`: the name only introduces the number.
    if DateNames.zones[word] == 0, case .sign(let sign) = token(0), sign == 0x2B || sign == 0x2D, zoneNumber(sign) {
      scanner.flaws.add(.foreignDate, offset)
      return
    }
    if let minutes = DateNames.zones[word] {
      (zone, isZoneKnown) = (minutes, true)
      if word != "gmt", word != "ut" { scanner.flaws.add(.obsolete, offset) }
    } else {
      // Military letters were defined the wrong way round: they mean `-0000`, as unknown names do. RFC 5322 §4.3
      zone = 0
      scanner.flaws.add(.unknownZone, offset)
    }
  }

  /// `+0200`, `-8`, `+02:00`, `+5:30`. Only after a clock time, for `-` stands between parts of dates as well.
  private mutating func zoneNumber(_ sign: UInt8) -> Bool {
    guard sign == 0x2B || sign == 0x2D, hour != nil, let (value, digits) = token(1)?.number,
      zone == nil || zone == 0 && !isZoneKnown, digits <= 6, year != nil || digits != 2 || token(2) == .sign(0x3A)
    else { return false }
    let offset = tokens[index].offset
    index += 2
    var minutes: Int
    if token(0) == .sign(0x3A), let (part, partDigits) = token(1)?.number, partDigits == 2, digits <= 2 {
      minutes = value * 60 + part
      index += 2
      scanner.flaws.add(.foreignDate, offset)
    } else if digits <= 2 {
      minutes = value * 60
      scanner.flaws.add(.foreignDate, offset)
    } else if digits == 6 {
      minutes = value / 10_000 * 60 + value / 100 % 100
    } else {
      minutes = value / 100 * 60 + value % 100
    }
    isZoneKnown = !(sign == 0x2D && minutes == 0)
    if minutes > 1_439 {
      scanner.flaws.add(.unknownZone, offset)
      (minutes, isZoneKnown) = (0, false)
    } else if !isZoneKnown {
      scanner.flaws.add(.unknownZone, offset)
    }
    zone = sign == 0x2D ? -minutes : minutes
    return true
  }

  // MARK: Numbers

  private func isClock() -> Bool {
    guard hour == nil, token(0)?.number?.digits ?? 9 <= 2, let (_, digits) = token(2)?.number, digits <= 2 else {
      return false
    }
    // Some programs write 10.30.00; dots also part the numbers of a date, so two of them and a known day are asked for.
    let isDotted = token(1) == .sign(0x2E) && token(3) == .sign(0x2E) && day != nil && year != nil
    return token(1) == .sign(0x3A) || isDotted
  }

  private mutating func clock() -> Bool {
    guard let (first, _) = token(0)?.number, let (middle, _) = token(2)?.number, let separator = token(1) else {
      return false
    }
    if separator != .sign(0x3A) { scanner.flaws.add(.foreignDate, tokens[index].offset) }
    index += 3
    var last = 0
    if token(0) == separator, let (value, digits) = token(1)?.number, digits <= 2 {
      last = value
      index += 2
      // Fractions of a second: `07:53:55.516`.
      if token(0) == .sign(0x2E) || token(0) == .sign(0x2C), token(1)?.number != nil {
        index += 2
        scanner.flaws.add(.foreignDate, tokens[index - 2].offset)
      }
    }
    guard first < 24 || first == 24 && middle == 0 && last == 0, middle < 60, last < 61 else { return false }
    (hour, minute, second) = (first, middle, last)
    return true
  }

  /// `2026-11-23`, `20261123T101500Z`.
  private mutating func isoDate(_ value: Int, _ digits: Int) -> Bool {
    guard year == nil, month == nil, day == nil else { return false }
    let offset = tokens[index].offset
    if digits == 8 {
      (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
      index += 1
      if token(0) == .word("t"), let (time, timeDigits) = token(1)?.number, timeDigits == 6 || timeDigits == 4 {
        let full = timeDigits == 6 ? time : time * 100
        (hour, minute, second) = (full / 10_000, full / 100 % 100, full % 100)
        guard full / 10_000 < 24, minute < 60, second < 61 else { return false }
        index += 2
      }
    } else if digits == 4, let separator = token(1), [.sign(0x2D), .sign(0x2F), .sign(0x2E)].contains(separator),
      let (monthValue, _) = token(2)?.number, token(3) == separator, let (dayValue, _) = token(4)?.number
    {
      (year, month, day) = (value, monthValue, dayValue)
      index += 5
    } else {
      return false
    }
    scanner.flaws.add(.foreignDate, offset)
    return (1...12).contains(month ?? 0)
  }

  /// `23/11/2026`, `23.11.2026`, `11-23-26`: the day first where that is possible and dots or the size say so.
  private mutating func numericDate(_ value: Int, _ digits: Int, _ offset: Int) -> Bool {
    guard year == nil, month == nil, day == nil, digits <= 2, let separator = token(1),
      [.sign(0x2F), .sign(0x2E), .sign(0x2D)].contains(separator), let (second, secondDigits) = token(2)?.number,
      secondDigits <= 2, token(3) == separator, let (last, lastDigits) = token(4)?.number,
      lastDigits == 2 || lastDigits == 4
    else { return false }
    // With slashes it is the American order unless the first number is no month.
    let isDayFirst = separator == .sign(0x2E) || value > 12
    (day, month) = isDayFirst ? (value, second) : (second, value)
    guard (1...12).contains(month ?? 0) else { return false }
    year = Self.fullYear(last, lastDigits)
    index += 5
    scanner.flaws.add(.foreignDate, offset)
    return true
  }

  private mutating func number(_ value: Int, _ digits: Int, _ offset: Int) -> Bool {
    index += 1
    if day == nil, digits <= 2 {
      day = value
      return true
    }
    if year == nil, digits <= 5 {
      year = Self.fullYear(value, digits)
      if digits < 4 { scanner.flaws.add(.obsolete, offset) }
      return true
    }
    // Text behind a whole date does no harm.
    guard year != nil, month != nil, day != nil else { return false }
    // `10:00:00 0200`: a zone that lost its sign.
    if hour != nil, zone == nil, digits == 4 { zone = 0 }
    scanner.flaws.add(zone == 0 && !isZoneKnown ? .unknownZone : .trailing, offset)
    return true
  }

  /// RFC 5322 §4.3.
  private static func fullYear(_ value: Int, _ digits: Int) -> Int {
    digits >= 4 ? value : digits == 3 || value >= 50 ? value + 1_900 : value + 2_000
  }
}
