import Core
public import Glibc

/// The few file operations that the harness needs.
public enum Files {
  public static func makeFolder(_ path: String, mode: mode_t = 0o755) throws {
    guard mkdir(path, mode) == 0 || errno == EEXIST else {
      throw Fault("TEST-FOLDER", "\(path) cannot be made: errno \(errno)", recovery: .stopRun)
    }
  }

  public static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
    try write(Array(text.utf8), to: path, mode: mode)
  }

  public static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    guard file >= 0 else {
      throw Fault("TEST-FILE", "\(path) cannot be written: errno \(errno)", recovery: .stopRun)
    }
    defer { close(file) }
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else {
        throw Fault("TEST-FILE", "\(path) cannot be written: errno \(errno)", recovery: .stopRun)
      }
      bytes = bytes.dropFirst(count)
    }
    chmod(path, mode)
  }

  public static func append(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    guard file >= 0 else { return }
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  /// Nil when it cannot be read.
  public static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count >= 0 else { return nil }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  public static func text(_ path: String) -> String { String(decoding: read(path) ?? [], as: UTF8.self) }
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
  /// In bytes; nil when there is no such file.
  public static func size(_ path: String) -> Int? {
    var information = stat()
    return lstat(path, &information) == 0 ? Int(information.st_size) : nil
  }
  public static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }

  /// Where `name` stands on the PATH or in the folders of system programs.
  public static func program(_ name: String) -> String? {
    let folders = (Environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/usr/sbin", "/usr/local/sbin"]
    return folders.map { "\($0)/\(name)" }.first(where: isProgram)
  }

  /// Regular files below `path`.
  public static func all(below path: String) -> [String] {
    names(in: path).flatMap { name -> [String] in
      let full = "\(path)/\(name)"
      switch kind(full) {
      case S_IFDIR: return all(below: full)
      case S_IFREG: return [full]
      default: return []
      }
    }
  }

  public static func remove(_ path: String) {
    if kind(path) == S_IFDIR {
      for name in names(in: path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }

  /// Gives `path` and all below it to a user.
  public static func give(_ path: String, to user: ServerUser) {
    lchown(path, user.uid, user.gid)
    if kind(path) == S_IFDIR { for name in names(in: path) { give("\(path)/\(name)", to: user) } }
  }

  private static func kind(_ path: String) -> mode_t {
    var information = stat()
    return lstat(path, &information) == 0 ? information.st_mode & S_IFMT : 0
  }

  private static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
