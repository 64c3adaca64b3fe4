extension RecurrenceRule {
  /// Reads a value of RRULE; nil where a part is not what it must be. Parts may stand in any order and in small letters.
  public init?(_ text: some StringProtocol) {
    var parts: [(name: String, value: String)] = []
    for piece in text.uppercased().split(separator: ";") {
      let halves = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2, parts.count < 64 else { return nil }
      parts.append((String(halves[0]), String(halves[1])))
    }
    guard let word = parts.first(where: { $0.name == "FREQ" })?.value.lowercased(),
      let known = Frequency(rawValue: word)
    else { return nil }
    self.init(known)
    for part in parts where part.name != "FREQ" { guard read(part.name, part.value) else { return nil } }
  }

  private mutating func read(_ name: String, _ value: String) -> Bool {
    switch name {
    case "INTERVAL": return set(\.interval, Self.number(value, 1...1_000_000_000))
    case "COUNT": return set(\.end, Self.number(value, 1...1_000_000_000).map { .count($0) })
    case "UNTIL": return set(\.end, DateTimeValue(value).map { .until($0) })
    case "WKST": return set(\.weekStart, Weekday(value))
    case "BYDAY": return set(\.days, Self.list(value, Self.day))
    case "BYSECOND": return set(\.seconds, Self.numbers(value, 0...60).map { $0.map { min($0, 59) } })
    case "BYMINUTE": return set(\.minutes, Self.numbers(value, 0...59))
    case "BYHOUR": return set(\.hours, Self.numbers(value, 0...23))
    case "BYMONTH":
      // RFC 7529 §4.2 has leap months, as `5L`, with a calendar of its own.
      if value.contains("L") {
        unknown.append("BYMONTH=" + value)
      } else {
        return set(\.months, Self.numbers(value, 1...12))
      }
    case "BYMONTHDAY": return set(\.monthDays, Self.signed(value, 31))
    case "BYYEARDAY": return set(\.yearDays, Self.signed(value, 366))
    case "BYWEEKNO": return set(\.weeks, Self.signed(value, 53))
    case "BYSETPOS": return set(\.positions, Self.signed(value, 366))
    default: unknown.append(name + "=" + value)
    }
    return true
  }

  private mutating func set<Value>(_ path: WritableKeyPath<Self, Value>, _ value: Value?) -> Bool {
    guard let value else { return false }
    self[keyPath: path] = value
    return true
  }

  private static func number(_ text: some StringProtocol, _ range: ClosedRange<Int>) -> Int? {
    Int(text).flatMap { range.contains($0) ? $0 : nil }
  }
  private static func numbers(_ text: String, _ range: ClosedRange<Int>) -> [Int]? { list(text) { number($0, range) } }
  private static func signed(_ text: String, _ limit: Int) -> [Int]? {
    list(text) { piece in number(piece, -limit...limit).flatMap { $0 == 0 ? nil : $0 } }
  }
  private static func list<Value>(_ text: String, _ read: (Substring) -> Value?) -> [Value]? {
    let pieces = text.split(separator: ",")
    let values = pieces.compactMap(read)
    return values.count == pieces.count && !values.isEmpty && values.count <= 800 ? values : nil
  }
  private static func day(_ text: Substring) -> Day? {
    guard let weekday = Weekday(text.suffix(2)) else { return nil }
    let ordinal = text.dropLast(2)
    if ordinal.isEmpty { return Day(weekday) }
    return number(ordinal, -53...53).flatMap { $0 == 0 ? nil : Day(weekday, ordinal: $0) }
  }

  /// As a value of RRULE.
  public var text: String {
    var parts = ["FREQ=" + frequency.rawValue.uppercased()]
    switch end {
    case .never: break
    case .count(let count): parts.append("COUNT=\(count)")
    case .until(let last): parts.append("UNTIL=" + last.text)
    }
    if interval != 1 { parts.append("INTERVAL=\(interval)") }
    for (name, values) in [("BYSECOND", seconds), ("BYMINUTE", minutes), ("BYHOUR", hours)] where !values.isEmpty {
      parts.append(name + "=" + values.map(String.init).joined(separator: ","))
    }
    if !days.isEmpty {
      let words = days.map { ($0.ordinal == 0 ? "" : String($0.ordinal)) + $0.weekday.text }
      parts.append("BYDAY=" + words.joined(separator: ","))
    }
    let lists = [
      ("BYMONTHDAY", monthDays), ("BYYEARDAY", yearDays), ("BYWEEKNO", weeks), ("BYMONTH", months),
      ("BYSETPOS", positions),
    ]
    for (name, values) in lists where !values.isEmpty {
      parts.append(name + "=" + values.map(String.init).joined(separator: ","))
    }
    if weekStart != .monday { parts.append("WKST=" + weekStart.text) }
    return (parts + unknown).joined(separator: ";")
  }

  public var line: ContentLine { ContentLine("RRULE", text) }
}
