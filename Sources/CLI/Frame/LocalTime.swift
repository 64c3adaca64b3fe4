import Core
import Glibc

extension ZonedTime {
  /// Now, with the zone this machine is set to.
  static func local() -> ZonedTime {
    var seconds = time(nil)
    var local = tm()
    localtime_r(&seconds, &local)
    return ZonedTime(seconds: Int64(seconds), zoneMinutes: Int16(local.tm_gmtoff / 60))
  }
}
