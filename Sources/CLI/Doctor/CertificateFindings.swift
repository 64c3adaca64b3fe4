import Core
import IMAPClient

/// What is to be said about the days of a server's certificate.
enum CertificateFindings {
  static let soonDays: Int64 = 21

  /// - Parameters:
  ///   - place: `imap.oudehost.example:993`
  ///   - isPassedOver: the project trusts the server whatever its certificate says, so mail moves all the same.
  /// - Returns: nil for a certificate that holds well beyond a move.
  static func judge(_ term: CertificateTerm, at place: String, isPassedOver: Bool, now: ZonedTime) -> Finding? {
    let left = term.end - now.seconds
    let end = ZonedTime(seconds: term.end, zoneMinutes: now.zoneMinutes)
    guard left < soonDays * 86_400 else {
      return ClockCheck.judge(certificateFrom: term.start, at: place, now: now)
    }
    let days = abs(left) / 86_400
    let count = days == 0 ? "today" : Words.count(days, "day")
    if left < 0 {
      return Finding(
        isPassedOver ? .warning : .problem, "CERT-EXPIRED", place: place,
        "the certificate expired on \(end.day)\(days == 0 ? ", today" : ", \(count) ago")",
        next: "Have whoever runs the server renew it; until then its mail programs complain as well.")
    }
    return Finding(
      .warning, "CERT-SOON", place: place,
      "the certificate expires \(days == 0 ? "today" : "in \(count)"), on \(weekday(end)) \(end.day)",
      next: "Have it renewed before the move is over, or tell the people who look after the server.")
  }

  private static func weekday(_ time: ZonedTime) -> String {
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][time.calendar.weekday]
  }
}
