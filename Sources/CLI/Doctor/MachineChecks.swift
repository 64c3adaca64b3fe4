import Core
import Glibc

/// What can be said of this machine without a network.
enum MachineChecks {
  static let leastFreeBytes: Int64 = 500_000_000

  static func disk(at path: String) -> Finding {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else {
      return Finding(
        .problem, "LEDGER-WRITE", place: path, "the folder cannot be looked at: \(String(cString: strerror(errno)))",
        next: "Check who owns it.")
    }
    let free = Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    return disk(free: free, at: path)
  }

  static func disk(free: Int64, at path: String) -> Finding {
    free < leastFreeBytes
      ? Finding(
        .problem, "DISK-LOW", place: path, "only \(ByteCount.text(free)) free on the disk",
        next: "Make room; a run stops safely when the disk is full.")
      : Finding(.ok, "DISK-FREE", "\(ByteCount.text(free)) free on the disk")
  }

  static func writable(_ path: String) -> Finding {
    access(path, W_OK) == 0
      ? Finding(.ok, "FOLDER-WRITABLE", "project folder writable")
      : Finding(
        .problem, "LEDGER-WRITE", place: path, "the project's folder cannot be written",
        next: "Check who owns it, and that its disk is not read-only.")
  }

  static func zone(now: ZonedTime) -> Finding {
    let minutes = abs(Int(now.zoneMinutes))
    let sign = now.zoneMinutes < 0 ? "-" : "+"
    return Finding(
      .ok, "CLOCK", "clock \(Words.moment(now)) UTC\(sign)\(pad(minutes / 60)):\(pad(minutes % 60))")
  }

  static func openFiles() -> Finding {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return Finding(.note, "OPEN-FILES", "the limit of open files is not known")
    }
    return limit.rlim_cur < 256
      ? Finding(
        .warning, "OPEN-FILES",
        "only \(limit.rlim_cur) files may be open at once; many mailboxes side by side need more",
        next: "In the shell, before the run: ulimit -n 1024")
      : Finding(.ok, "OPEN-FILES", "\(limit.rlim_cur) open files allowed")
  }
}
