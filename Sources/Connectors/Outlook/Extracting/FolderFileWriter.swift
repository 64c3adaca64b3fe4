import Core
import Glibc

/// One file that holds all items of a kind of a folder. It has its name when it is whole; a file that is there is never
/// written over.
final class FolderFileWriter {
  private let path: String
  private let kind: FolderFile
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var parts = 0
  private static let bufferSize = 256 << 10

  /// - Parameter path: without an ending.
  init(_ path: String, _ kind: FolderFile) throws(Fault) {
    self.kind = kind
    var number = 1
    while true {
      let candidate = "\(path)\(number > 1 ? "-\(number)" : "").\(kind.ending)"
      var status = stat()
      if lstat(candidate, &status) != 0, errno == ENOENT {
        descriptor = open(candidate + ".part", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
          self.path = candidate
          break
        }
        guard errno == EEXIST else { throw Self.fault("it cannot be made", candidate) }
      }
      number += 1
      guard number < 10_000 else { throw Self.fault("there are too many of its name", candidate) }
    }
    buffer += kind.opening
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(path + ".part")
  }

  func write(_ part: ArraySlice<UInt8>) throws(Fault) {
    if parts > 0 { buffer += kind.separator }
    parts += 1
    buffer += part
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Makes the file durable and gives it its name.
  func finish() throws(Fault) {
    buffer += kind.closing
    try flush()
    let file = descriptor
    descriptor = -1
    let isSynced = fsync(file) == 0
    guard close(file) == 0, isSynced, rename(path + ".part", path) == 0 else {
      let fault = Self.fault("it cannot be finished", path)
      unlink(path + ".part")
      throw fault
    }
  }

  private func flush() throws(Fault) {
    var at = 0
    while at < buffer.count {
      // The pointer is used within the call and covers what is left of the buffer.
      let count = buffer.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + at }, $0.count - at) }
      if count > 0 {
        at += count
      } else if errno != EINTR {
        throw Self.fault("it cannot be written", path)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Called before anything else sets `errno`.
  private static func fault(_ what: String, _ path: String) -> Fault {
    Fault(
      "FILE-WRITE", "\(what): \(String(cString: strerror(errno)))", place: path, recovery: .stopRun,
      advice: "Check the folder's owner and the room on its disk, then extract into a new folder.")
  }
}

extension FolderFile {
  /// What stands before the first item, between two, and behind the last.
  fileprivate var opening: [UInt8] {
    switch self {
    case .calendar: Array("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Postduif//EN\r\n".utf8)
    case .properties: Array("[\n".utf8)
    case .cards, .notes: []
    }
  }
  fileprivate var separator: [UInt8] {
    switch self {
    case .properties: Array(",\n".utf8)
    case .notes: Array("\r\n----------------------------------------\r\n\r\n".utf8)
    case .calendar, .cards: []
    }
  }
  fileprivate var closing: [UInt8] {
    switch self {
    case .calendar: Array("END:VCALENDAR\r\n".utf8)
    case .properties: Array("\n]\n".utf8)
    case .cards, .notes: []
    }
  }
}
