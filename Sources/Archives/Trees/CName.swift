import Glibc

/// File names as the system has them: bytes without NUL and `/`.
enum CName {
  /// Lends `name` ended by NUL. A NUL within would cut it short: names come from the system or from ``parts(of:)``,
  /// which lets none through.
  static func with<Result, Failure: Error>(
    _ name: [UInt8], _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let ended = (name + [0]).map { CChar(bitPattern: $0) }
    return try body(ended)
  }

  /// The names of a path relative to a root; nil for one that is absolute, leaves the root or cannot be a path.
  static func parts(of path: some Collection<UInt8>) -> [[UInt8]]? {
    guard path.first != UInt8(ascii: "/"), !path.contains(0) else { return nil }
    let parts = path.split(separator: UInt8(ascii: "/")).map { Array($0) }
    let dot = UInt8(ascii: ".")
    guard !parts.contains([dot, dot]) else { return nil }
    return parts.filter { $0 != [dot] }
  }
}

/// An open file of ours, closed with its last owner.
final class OpenFile: Sendable {
  let descriptor: Int32
  init(_ descriptor: Int32) { self.descriptor = descriptor }
  deinit { close(descriptor) }

  var status: stat? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status : nil
  }
}

extension stat {
  var kind: mode_t { st_mode & S_IFMT }
  /// Nanoseconds since 1970; a time no 64 bits hold becomes the nearest that they do.
  var written: Int64 {
    let (whole, isOver) = Int64(st_mtim.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    guard !isOver else { return st_mtim.tv_sec < 0 ? .min : .max }
    let (sum, isOverToo) = whole.addingReportingOverflow(Int64(st_mtim.tv_nsec))
    return isOverToo ? .max : sum
  }
}
