#if canImport(Glibc)
  import Glibc
#endif

/// Open files of this process.
public enum Descriptors {
  /// Marks everything but standard input, output and error as none of a child's business: a child that inherits a socket
  /// keeps the connection open after we closed it. Call it right before a child is started.
  public static func keepFromChildren() {
    guard let folder = opendir("/proc/self/fd") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard let descriptor = Int32(name), descriptor > 2 else { continue }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
  }
}
