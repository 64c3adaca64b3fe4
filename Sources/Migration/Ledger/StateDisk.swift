import Core

#if canImport(Glibc)
  import Glibc
#endif

/// What the disk under the state database says of itself. SQLite reports a full or read-only disk by half a dozen codes,
/// depending on which of its three files could not grow; the file system knows.
enum StateDisk {
  case writable, full, readOnly

  /// Less than this and neither the write-ahead log nor its index can grow by one step.
  private static let leastBytes: UInt64 = 64 << 10

  /// The disk that holds `path`, which need not exist; its folder must.
  static func of(_ path: String) -> StateDisk {
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    var information = statvfs()
    guard statvfs(folder.isEmpty ? "/" : folder, &information) == 0 else { return .writable }
    if information.f_flag & UInt(ST_RDONLY) != 0 { return .readOnly }
    let hasNoFiles = information.f_files > 0 && information.f_favail == 0
    let left = UInt64(information.f_bavail) * UInt64(information.f_frsize)
    return hasNoFiles || left < leastBytes ? .full : .writable
  }

  static func fullFault(_ path: String, cause: (any Error)? = nil) -> Fault {
    Fault(
      "LEDGER-FULL", "the disk is full", place: path, recovery: .stopRun,
      advice: "Make room, then run the same command again: what was sent and not written down is looked for first.",
      cause: cause)
  }

  /// `what` could not be written, for a reason the disk may know better.
  static func fault(_ what: String, _ path: String, cause: (any Error)? = nil) -> Fault {
    switch of(path) {
    case .full: fullFault(path, cause: cause)
    case .readOnly:
      Fault(
        "LEDGER-WRITE", "\(what): the disk is read-only", place: path, recovery: .stopRun,
        advice:
          "Make it writable, then run the same command again: what was sent and not written down is looked for first.",
        cause: cause)
    case .writable:
      Fault(
        "LEDGER-WRITE", what, place: path, recovery: .stopRun,
        advice: "Check who owns the project's folder and whether its disk is sound, then run the same command again.",
        cause: cause)
    }
  }
}
