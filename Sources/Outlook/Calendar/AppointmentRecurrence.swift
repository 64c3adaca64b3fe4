public import Core
public import MAPI

/// A series with its exceptions, as PidLidAppointmentRecur keeps it. [MS-OXOCAL] §2.2.1.44.5
public struct AppointmentRecurrence: Hashable, Sendable {
  /// An occurrence that was changed. What is nil is as in the series. [MS-OXOCAL] §2.2.1.44.2
  public struct Exception: Hashable, Sendable {
    /// By the clock of the series.
    public var start: CalendarTime
    public var end: CalendarTime
    /// When it would have been.
    public var original: CalendarTime
    public var subject: String?
    public var location: String?
    /// PidLidAppointmentStateFlags
    public var state: Int?
    /// Minutes before the start.
    public var reminder: Int?
    public var hasReminder: Bool?
    /// PidLidBusyStatus
    public var busy: Int?
    public var hasAttachments: Bool?
    public var isAllDay: Bool?
    /// Its text stands in an embedded message.
    public var hasOwnBody: Bool
    fileprivate var flags: Int
  }

  public var pattern: RecurrencePattern
  /// Minutes from midnight of its day to the beginning and to the end.
  public var startMinute: Int
  public var endMinute: Int
  public var exceptions: [Exception]
  /// Whether the bytes ended before the structure did: exceptions, or their text beyond the code page, may be missing.
  public var isCut: Bool

  /// nil where not even the pattern can be read. What comes behind it is read as far as it is there.
  public init?(_ bytes: [UInt8], codePage: CodePage) {
    var reader = BlobReader(bytes)
    guard let pattern = RecurrencePattern(&reader) else { return nil }
    self.pattern = pattern
    (startMinute, endMinute, exceptions, isCut) = (0, 0, [], true)
    guard reader.number32() != nil, let writer = reader.number32(), let start = reader.number32(),
      let end = reader.number32()
    else { return }
    // More than a day before or after its day no occurrence begins.
    guard start < 2_880, end >= start, end < 600_000 else { return }
    (startMinute, endMinute) = (start, end)
    guard let count = reader.number16() else { return }
    for _ in 0..<count {
      guard let exception = Self.exception(&reader, codePage) else { return }
      exceptions.append(exception)
    }
    guard let reserved = reader.number32(), reader.skip(reserved) else { return }
    for place in exceptions.indices {
      guard Self.extend(&exceptions[place], &reader, hasHighlight: writer >= 0x3009) else { return }
    }
    isCut = false
  }

  private static func exception(_ reader: inout BlobReader, _ codePage: CodePage) -> Exception? {
    guard let start = reader.number32(), let end = reader.number32(), let original = reader.number32(),
      let flags = reader.number16()
    else { return nil }
    var exception = Exception(
      start: RecurrencePattern.time(minutes: start), end: RecurrencePattern.time(minutes: end),
      original: RecurrencePattern.time(minutes: original), hasOwnBody: flags & 0x200 != 0, flags: flags)
    func text() -> String? {
      guard reader.skip(2), let count = reader.number16(), let bytes = reader.bytes(count) else { return nil }
      return codePage.string(bytes)
    }
    func number(_ flag: Int, _ set: (Int) -> Void) -> Bool {
      guard flags & flag != 0 else { return true }
      guard let number = reader.number32() else { return false }
      set(number)
      return true
    }
    if flags & 0x1 != 0 {
      guard let subject = text() else { return nil }
      exception.subject = subject
    }
    guard number(0x2, { exception.state = $0 }), number(0x4, { exception.reminder = $0 }),
      number(0x8, { exception.hasReminder = $0 != 0 })
    else { return nil }
    if flags & 0x10 != 0 {
      guard let location = text() else { return nil }
      exception.location = location
    }
    guard number(0x20, { exception.busy = $0 }), number(0x40, { exception.hasAttachments = $0 != 0 }),
      number(0x80, { exception.isAllDay = $0 != 0 }), number(0x100, { _ in })
    else { return nil }
    return exception
  }

  /// Subject and location once more, in Unicode. [MS-OXOCAL] §2.2.1.44.4
  private static func extend(_ exception: inout Exception, _ reader: inout BlobReader, hasHighlight: Bool) -> Bool {
    if hasHighlight {
      guard let size = reader.number32(), reader.skip(size) else { return false }
    }
    guard let reserved = reader.number32(), reader.skip(reserved) else { return false }
    guard exception.flags & 0x11 != 0 else { return true }
    guard reader.skip(12) else { return false }
    func text() -> String? {
      guard let count = reader.number16(), let bytes = reader.bytes(count * 2) else { return nil }
      return UTF16Text.string(bytes)
    }
    if exception.flags & 0x1 != 0 {
      guard let subject = text() else { return false }
      exception.subject = subject
    }
    if exception.flags & 0x10 != 0 {
      guard let location = text() else { return false }
      exception.location = location
    }
    guard let more = reader.number32() else { return false }
    return reader.skip(more)
  }
}
