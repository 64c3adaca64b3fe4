import Glibc

enum Memory {
  struct Unreadable: Error {}

  /// Bytes of this process in memory now. proc(5), `statm`.
  static func resident() throws -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { throw Unreadable() }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = fread(&buffer, 1, buffer.count, file)
    let fields = buffer[..<count].split(separator: 0x20)
    guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { throw Unreadable() }
    return pages * Int(sysconf(CInt(_SC_PAGESIZE)))
  }
}
