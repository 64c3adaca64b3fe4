import Core
import Groupware

/// How a task comes again, for one that is on `start` now. [MS-OXOTASK] §2.2.2.2.15
///
/// A task moves on when it is done, so that its days are those of the occurrence that is next: the rule goes on from there,
/// and ends on a day, since a number would count those that are over.
enum TaskRecurrence {
  /// nil where calendars have no rule for it, or the bytes are damaged.
  static func lines(_ bytes: [UInt8], from start: CalendarTime) -> [ContentLine]? {
    guard let pattern = RecurrencePattern(bytes), var rule = pattern.rule else { return nil }
    if pattern.end != .never { rule.end = .until(DateTimeValue(pattern.last, .date)) }
    let deleted = pattern.deleted.filter { $0 > start && !pattern.modified.contains($0) }
    let exceptions = DateTimeValue.line("EXDATE", deleted.map { DateTimeValue($0, .date) })
    return [ContentLine("RRULE", rule.text)] + (exceptions.map { [$0] } ?? [])
  }
}
