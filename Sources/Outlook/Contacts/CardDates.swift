import Core
import Groupware
import MAPI

/// Days and moments as vCard writes them. RFC 6350 §4.3, RFC 2426 §4
enum CardDates {
  /// The day that a birthday or an anniversary is on.
  ///
  /// `local` (PidLidBirthdayLocal) is midnight of the day, as if in UTC. `stored` (PidTagBirthday) is midnight of the day where
  /// the writer was, in UTC: it lies on the day itself for who lives west of Greenwich, and up to twelve hours before
  /// its beginning for who lives east of it. Outlook 2010 and later write 11:59 in UTC. [MS-OXOCNTC] §2.2.1.5
  static func day(local: FileTime?, stored: FileTime?) -> CalendarTime? {
    if let local { return CalendarTime(secondsSince1970: local.seconds) }
    guard let stored else { return nil }
    let time = CalendarTime(secondsSince1970: stored.seconds)
    return time.hour < 12 || time.hour == 12 && time.minute == 0
      ? time : CalendarTime(secondsSince1970: stored.seconds + 43_200)
  }

  /// A year of 1604 says that the year is not known: telephones store such days so.
  static let yearless = 1604

  static func line(_ name: String, _ day: CalendarTime, _ version: VCard.Version) -> ContentLine {
    let hasYear = day.year != yearless
    let parameters: [ContentLine.Parameter] =
      version == .v3 && !hasYear ? [.init("X-APPLE-OMIT-YEAR", String(yearless))] : []
    let value =
      switch version {
      case .v3: "\(pad(day.year, 4))-\(pad(day.month))-\(pad(day.day))"
      case .v4: hasYear ? pad(day.year, 4) + pad(day.month) + pad(day.day) : "--" + pad(day.month) + pad(day.day)
      }
    return ContentLine(name, parameters, value)
  }

  static func moment(_ time: FileTime, _ version: VCard.Version) -> String {
    let c = CalendarTime(secondsSince1970: time.seconds)
    return switch version {
    case .v3: "\(pad(c.year, 4))-\(pad(c.month))-\(pad(c.day))T\(pad(c.hour)):\(pad(c.minute)):\(pad(c.second))Z"
    case .v4: "\(pad(c.year, 4))\(pad(c.month))\(pad(c.day))T\(pad(c.hour))\(pad(c.minute))\(pad(c.second))Z"
    }
  }
}
