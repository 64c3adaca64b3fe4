import Core
import Groupware
import MAPI

extension ItemWriter {
  mutating func task() {
    days()
    status()
    // PidTagImportance. RFC 5545 §3.8.1.9
    switch item.integer(PropertyID.importance) {
    case 2: component.add(ContentLine("PRIORITY", "1"))
    case 1: component.add(ContentLine("PRIORITY", "5"))
    case 0: component.add(ContentLine("PRIORITY", "9"))
    default: break
    }
    add("X-OWNER", text: item.text(.taskOwner))
    add("X-ASSIGNER", text: item.text(.taskAssigner))
    if let minutes = item.integer(.taskEstimatedEffort), minutes > 0 {
      component.add(ContentLine("X-ESTIMATED-EFFORT", "PT\(minutes)M"))
    }
    if let minutes = item.integer(.taskActualEffort), minutes > 0 { component.add("X-ACTUAL-EFFORT", "PT\(minutes)M") }
  }

  /// A day is kept as its midnight as if in UTC (PidLidTaskStartDate), and again in UTC of where the writer was
  /// (PidLidCommonStart). [MS-OXOTASK] §2.2.2.2.4, §2.2.2.2.5
  private mutating func days() {
    let start = CardDates.day(local: item.time(.taskStartDate), stored: item.time(.commonStart))
    let due = CardDates.day(local: item.time(.taskDueDate), stored: item.time(.commonEnd))
    item.take(.commonStart)
    item.take(.commonEnd)
    let isRecurring = item.boolean(.taskFRecurring) == true
    // A recurrence counts from DTSTART. RFC 5545 §3.8.5.3
    let first = start ?? (isRecurring ? due : nil)
    if let first { component.add(DateTimeValue(first, .date).line("DTSTART")) }
    if let due { component.add(DateTimeValue(due, .date).line("DUE")) }
    if isRecurring, let first { recurrence(first) }
  }

  private mutating func recurrence(_ start: CalendarTime) {
    guard let id = item.id(of: .taskRecurrence) else { return }
    do throws(Fault) {
      guard let pattern = try item.object.binary(id), let lines = TaskRecurrence.lines(pattern, from: start) else {
        return tellRecurrence()
      }
      for line in lines { component.add(line) }
      item.take(id)
    } catch {
      item.findings.append(Finding(error, level: .warning))
    }
  }

  private func tellRecurrence() {
    item.findings.append(
      Finding(
        .warning, "TASK-RECURRENCE", place: item.place,
        "The task comes again and again, and how is not understood; it stands there once.",
        next: "Set the recurrence by hand in the new place."))
  }

  /// PidLidTaskStatus, PidLidPercentComplete, PidLidTaskDateCompleted. [MS-OXOTASK] §2.2.2.2.2, §2.2.2.2.3
  private mutating func status() {
    let status = item.integer(.taskStatus)
    let isComplete = item.boolean(.taskComplete) == true || status == 2
    let share = item.value(.percentComplete)
    if case .floating64(let part)? = share, part >= 0, part <= 1, isComplete || part > 0 {
      component.add(ContentLine("PERCENT-COMPLETE", isComplete ? "100" : String(Int((part * 100).rounded()))))
    } else if isComplete {
      component.add(ContentLine("PERCENT-COMPLETE", "100"))
    }
    if isComplete {
      component.add(ContentLine("STATUS", "COMPLETED"))
    } else {
      switch status {
      case 0: component.add(ContentLine("STATUS", "NEEDS-ACTION"))
      case 1: component.add(ContentLine("STATUS", "IN-PROCESS"))
      // RFC 5545 §3.8.1.11 knows neither.
      case 3, 4:
        component.add(ContentLine("STATUS", "NEEDS-ACTION"))
        component.add(ContentLine("X-TASK-STATUS", status == 3 ? "WAITING" : "DEFERRED"))
      default: break
      }
    }
    add("COMPLETED", utc: item.time(.taskDateCompleted))
  }

  // A VJOURNAL has neither an end nor a duration. RFC 5545 §3.6.3
  mutating func journalEntry() {
    let start = item.time(.logStart) ?? item.time(.commonStart)
    let end = item.time(.logEnd) ?? item.time(.commonEnd)
    item.take(.commonStart)
    item.take(.commonEnd)
    add("DTSTART", utc: start)
    add("X-DTEND", utc: end)
    if let minutes = item.integer(.logDuration), minutes >= 0 { component.add("X-DURATION", "PT\(minutes)M") }
    add("X-JOURNAL-TYPE", text: item.text(.logTypeDesc) ?? item.text(.logType))
    item.take(.logType)
  }

  /// PidLidNoteColor. COLOR is of RFC 7986 §5.9, with names of CSS.
  mutating func note() {
    add("DTSTART", utc: item.time(PropertyID.lastModificationTime) ?? item.time(PropertyID.creationTime))
    if let number = item.integer(.noteColor), (0..<5).contains(number) {
      component.add(ContentLine("COLOR", ["blue", "green", "pink", "yellow", "white"][number]))
    }
  }
}
