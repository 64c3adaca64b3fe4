import Core
import Glibc
import NIOPosix

/// Whether this machine's clock is right, as far as anybody can be asked. What is not known is said to be unknown.
struct ClockCheck {
  let now: ZonedTime
  /// Named on the command line; otherwise the one this machine is set to ask.
  let server: TimeServer?
  let isOffline: Bool

  /// Sign-in with tokens and Kerberos fails above five minutes; half a minute says that nobody keeps the clock.
  static let worst = 300.0
  static let most = 30.0

  func run() async -> [Finding] {
    let clock = MachineChecks.zone(now: now)
    if !isOffline, let server = server ?? TimeServer.configured() {
      let offset = await server.offset(on: MultiThreadedEventLoopGroup.singleton)
      return [clock, Self.judge(offset, by: server.host)]
    }
    return [
      clock, Self.isKept() ? Self.kept : Self.unknown(isOffline ? "--offline was given" : "no time server is set"),
    ]
  }

  /// - Parameter offset: seconds this machine is behind; nil when the server did not answer.
  static func judge(_ offset: Double?, by host: String) -> Finding {
    guard let offset else { return unknown("\(host) does not answer") }
    let amount = abs(offset)
    guard amount > most else {
      return Finding(
        .ok, "CLOCK-SKEW", "clock right to \(amount < 1 ? "a second" : Words.duration(amount)), says \(host)")
    }
    let direction = offset > 0 ? "behind" : "ahead of"
    return Finding(
      amount > worst ? .problem : .warning, "CLOCK-SKEW",
      "this machine is \(Words.duration(amount)) \(direction) \(host)."
        + (amount > worst
          ? " Sign-in with tokens fails above 5 min, and certificates are judged by the wrong day."
          : " Nobody seems to keep its clock."),
      next: "Let the system keep it: sudo timedatectl set-ntp true")
  }

  /// A certificate that begins in the future was made by a machine whose clock is ahead, or this one's is behind.
  static func judge(certificateFrom start: Int64, at place: String, now: ZonedTime) -> Finding? {
    let ahead = Double(start - now.seconds)
    guard ahead > worst else { return nil }
    return Finding(
      .problem, "CLOCK-SKEW", place: place,
      "the server's certificate begins in \(Words.duration(ahead)): this machine's clock is behind, or the server's was ahead",
      next: "Let the system keep it: sudo timedatectl set-ntp true")
  }

  static func unknown(_ why: String) -> Finding {
    Finding(
      .note, "CLOCK-UNKNOWN", "whether the clock is right is not known: \(why)",
      next: "Ask one: postduif doctor --time-server pool.ntp.org")
  }

  private static let kept = Finding(.ok, "CLOCK-SKEW", "clock kept by systemd-timesyncd")

  /// systemd-timesyncd touches this file whenever it has set the clock, at least every 34 minutes.
  private static func isKept() -> Bool {
    var status = stat()
    guard stat("/run/systemd/timesync/synchronized", &status) == 0 else { return false }
    return abs(time(nil) - status.st_mtim.tv_sec) < 7_200
  }
}
