/// How a series goes on. RFC 5545 §3.3.10
public struct RecurrenceRule: Hashable, Sendable {
  public enum Frequency: String, Hashable, Sendable, CaseIterable {
    case secondly, minutely, hourly, daily, weekly, monthly, yearly
  }
  public enum End: Hashable, Sendable {
    case never
    /// After so many, the first among them.
    case count(Int)
    /// The last that may be.
    case until(DateTimeValue)
  }
  public enum Weekday: Int, Hashable, Sendable, CaseIterable {
    case sunday, monday, tuesday, wednesday, thursday, friday, saturday
    var text: String { ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][rawValue] }
    init?(_ text: some StringProtocol) {
      guard let day = Self.allCases.first(where: { $0.text == text }) else { return nil }
      self = day
    }
  }
  public struct Day: Hashable, Sendable {
    /// The how manieth of the month or year, from its end where negative; 0 is every one.
    public var ordinal: Int
    public var weekday: Weekday
    public init(_ weekday: Weekday, ordinal: Int = 0) { (self.weekday, self.ordinal) = (weekday, ordinal) }
  }

  public var frequency: Frequency
  /// 1 or more.
  public var interval = 1
  public var end = End.never
  /// 0...59
  public var seconds: [Int] = []
  public var minutes: [Int] = []
  /// 0...23
  public var hours: [Int] = []
  public var days: [Day] = []
  /// -31...31 without 0, as the other negative ones from the end.
  public var monthDays: [Int] = []
  /// -366...366 without 0
  public var yearDays: [Int] = []
  /// -53...53 without 0; weeks as ISO 8601 counts them, but beginning with ``weekStart``.
  public var weeks: [Int] = []
  /// 1...12
  public var months: [Int] = []
  /// Which of each period's set, -366...366 without 0.
  public var positions: [Int] = []
  public var weekStart = Weekday.monday
  /// Parts that are not known here, as RSCALE of RFC 7529: with them the rule cannot be expanded.
  public var unknown: [String] = []

  public init(_ frequency: Frequency, interval: Int = 1) { (self.frequency, self.interval) = (frequency, interval) }
}
