public import Core

extension CalendarComponent {
  /// When an entry takes place, by the clock of its own zone: DTSTART or what RRULE makes of it, and RDATE, without EXDATE.
  /// Overrides (RECURRENCE-ID) are entries of their own and not looked at. RFC 5545 §3.8.5
  ///
  /// nil where DTSTART or a value cannot be read.
  public func occurrences(
    through last: CalendarTime, zones: [ZoneRules] = [], limit: Int = 10_000
  ) -> RecurrenceRule.Occurrences? {
    guard let start = first("DTSTART").flatMap({ DateTimeValue($0) }) else { return nil }
    let zone: ZoneRules? = if case .zone(let id) = start.form { zones.first { $0.id == id } } else { nil }
    let lines = all("RRULE")
    var times = lines.isEmpty ? Set([start.time]) : []
    var isComplete = true
    for line in lines.prefix(16) {
      guard let rule = RecurrenceRule(line.value) else { return nil }
      let found = rule.occurrences(from: start.time, through: last, zone: zone, limit: limit)
      times.formUnion(found.times)
      isComplete = isComplete && found.isComplete
    }
    func values(_ name: String) -> [CalendarTime]? {
      let lists = all(name).map { DateTimeValue.list($0) }
      return lists.contains(nil) ? nil : lists.flatMap { $0 ?? [] }.map { Self.local($0, start.form, zone) }
    }
    guard let added = values("RDATE"), let removed = values("EXDATE") else { return nil }
    times.formUnion(added.prefix(limit))
    times.subtract(removed)
    return RecurrenceRule.Occurrences(times: times.filter { $0 <= last }.sorted(), isComplete: isComplete)
  }

  /// By the clock of the entry: what another form of value names there.
  private static func local(_ value: DateTimeValue, _ form: DateTimeValue.Form, _ zone: ZoneRules?) -> CalendarTime {
    guard value.form == .utc, let zone else { return value.time }
    return value.time.adding(seconds: Int64(zone.offset(utc: value.time)))
  }
}
