internal import Archives
internal import Core

#if canImport(Glibc)
  import Glibc
#endif

/// A file to which bytes are added at the end. A new one lies beside its place until it is published.
final class IndexFile {
  private let steps: DiskSteps
  private let descriptor: Int32
  private let path: String
  private(set) var end: UInt64 = 0

  /// Opens what is there; nil when nothing is.
  init?(existing path: String, _ steps: DiskSteps) throws(Fault) {
    self.path = path
    self.steps = steps
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      throw Fault.state("the index of a folder cannot be opened", path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Fault.state("the index of a folder cannot be read", path) }
    end = UInt64(clamping: status.st_size)
  }

  init(new path: String, _ steps: DiskSteps) throws(Fault) {
    self.path = path
    self.steps = steps
    try steps.before()
    descriptor = open(path + ".new", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw Fault.state("the index of a folder cannot be made", path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  static func remove(_ path: String) throws(Fault) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw Fault.state("the index of a folder cannot be removed", path)
    }
  }

  /// Takes its place, whole and durable.
  func publish() throws(Fault) {
    try sync()
    try steps.before()
    guard rename(path + ".new", path) == 0 else {
      throw Fault.state("the index of a folder cannot be put in place", path)
    }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { throw Fault.state("the folder of an index cannot be opened", folder) }
    defer { close(parent) }
    guard fsync(parent) == 0 else { throw Fault.state("the folder of an index cannot be written", folder) }
  }

  func append(_ bytes: [UInt8]) throws(Fault) {
    try steps.before()
    var done = 0
    while done < bytes.count {
      let wrote = bytes.withUnsafeBytes { all in
        let rest = UnsafeRawBufferPointer(rebasing: all[done...])
        return pwrite(descriptor, rest.baseAddress, rest.count, off_t(end) + off_t(done))
      }
      if wrote < 0, errno == EINTR { continue }
      guard wrote > 0 else { throw Fault.state("the index of a folder cannot be written", path) }
      done += wrote
    }
    end += UInt64(bytes.count)
  }

  func sync() throws(Fault) {
    try steps.before()
    guard fdatasync(descriptor) == 0 else { throw Fault.state("the index of a folder cannot be written", path) }
  }

  func cut(to size: UInt64) throws(Fault) {
    try steps.before()
    guard ftruncate(descriptor, off_t(size)) == 0 else {
      throw Fault.state("the index of a folder cannot be cut", path)
    }
    end = size
  }

  /// Up to `count` bytes from `offset` on; fewer only at the end.
  func read(at offset: UInt64, _ count: Int) throws(Fault) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while initialized < count {
        let got = pread(
          descriptor, UnsafeMutableRawPointer(buffer.baseAddress.map { $0 + initialized }), count - initialized,
          off_t(offset) + off_t(initialized))
        if got < 0, errno == EINTR { continue }
        if got < 0 { code = errno }
        guard got > 0 else { break }
        initialized += got
      }
    }
    if code != 0 { throw Fault.state("the index of a folder cannot be read", path, code: code) }
    return bytes
  }
}

/// Reads entries one after another through a window, and from any place; near ones cost no reading.
struct IndexWalk {
  private let file: IndexFile
  private var window: [UInt8] = []
  private var windowStart: UInt64 = 0
  private(set) var place: UInt64
  /// An entry holds what it cannot hold, and it is not just cut off at the end.
  private(set) var isDamaged = false
  private static let windowSize = 64 << 10

  init(_ file: IndexFile, from place: UInt64) {
    self.file = file
    self.place = place
  }

  mutating func move(to place: UInt64) { self.place = place }

  /// The next entry and where it begins; nil at the end, and where the file is damaged or cut off.
  mutating func next() throws(Fault) -> (IndexRecord, UInt64)? {
    var asked = 0
    while true {
      let isInside = place >= windowStart && place < windowStart + UInt64(window.count)
      let skip = isInside ? Int(place - windowStart) : window.count
      let reading = window.withUnsafeBytes { IndexRecord.read(UnsafeRawBufferPointer(rebasing: $0[skip...])) }
      switch reading {
      case .entry(let record, let length):
        defer { place += UInt64(length) }
        return (record, place)
      case .damaged:
        isDamaged = true
        return nil
      case .short:
        if asked > 0 {
          // The end, unless the entry is longer than the window.
          guard window.count == asked, asked < IndexRecord.maxSize else { return nil }
          asked = IndexRecord.maxSize * 2
        } else {
          asked = Self.windowSize
        }
        window = try file.read(at: place, asked)
        windowStart = place
      }
    }
  }
}
