extension FindingCatalogue {
  /// Calendars and contacts as text.
  static let groupware: [FindingText] = [
    FindingText(
      "CONTENT-LINE", "a line of a calendar or contact file is broken", exit: .needsAttention,
      "The line has no name or no colon, is not UTF-8, or holds characters that may not stand there. What can be read of it is"
        + " kept; the rest of the file is read as usual.",
      do: ["Open the file at that line.", "Export it again from the program it comes from."]),
    FindingText(
      "CONTENT-LIMIT", "a calendar or contact file is larger than any real one", exit: .needsAttention,
      "The file has more lines, or a longer line, than is read. What stands before is kept.",
      do: ["Split the file, or export a shorter time."]),
    FindingText(
      "CONTENT-NESTING", "BEGIN and END do not match", exit: .needsAttention,
      "A part of the calendar or contact file ends that never began, does not end, or lies too deep in others. Entries are"
        + " closed where the next one must begin.",
      do: ["Open the file at that line.", "Export it again from the program it comes from."]),
    FindingText(
      "CALENDAR-VALUE", "a date, a duration or a rule cannot be read", exit: .needsAttention,
      "A value of the calendar is not of the form that its property has. The line is kept as it is.",
      do: ["Look at the entry, and set its time or its recurrence again."]),
    FindingText(
      "CALENDAR-RECURRENCE", "a recurrence could not be carried over whole", exit: .needsAttention,
      "The pattern of a series is damaged, counts in another calendar than the Gregorian, or has exceptions that could not be"
        + " read. The entry is kept with what could be read of it.",
      do: ["Open the series in Outlook, and enter its pattern again in the new calendar."]),
    FindingText(
      "CALENDAR-ZONE", "a time zone is damaged or unknown", exit: .needsAttention,
      "The entry's own time zone cannot be read. Its times are kept as they are in UTC, or with the distance from UTC that its"
        + " start has.",
      do: ["For series that cross a change to or from summer time: compare their hours with Outlook."]),
    FindingText(
      "CALENDAR-ATTENDEE", "a person of a meeting has no mail address", exit: .needsAttention,
      "Organizer or attendee is known by an address inside Exchange only. Calendars know people by mail addresses, so the"
        + " person is left out of the meeting.",
      do: ["Add the person again in the new calendar."]),
    FindingText(
      "CALENDAR-TIME", "an entry without a time", exit: .needsAttention,
      "The appointment has no start, so it would stand nowhere in a calendar. It is not written.",
      do: ["Look at it in Outlook; it may be a leftover of a failed synchronisation."]),
  ]
}
