import Core
import Glibc
import MIME

/// A folder that parts of messages are written into. Names that strangers chose never lead out of it, nothing that is there
/// is written over, and no link is followed.
final class ExtractFolder {
  private let path: String
  private let shown: String
  private var descriptor: Int32 = -1
  /// Numbers that names have reached, so that a thousand parts of one name cost a thousand attempts.
  private var taken: [String: Int] = [:]

  init(_ name: String, in directory: String) {
    path = ProjectFolder.absolute(name, in: directory)
    shown = name
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Makes the folder when it is not there; its parent must be.
  private func open() throws {
    guard descriptor < 0 else { return }
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("the folder cannot be made", errno, shown) }
    descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("the folder cannot be opened", errno, shown) }
  }

  /// A new, empty file of that name, or with a number behind its stem where that name is taken.
  ///
  /// - Parameter name: as the sender wrote it.
  func create(_ name: String, fallback: String) throws -> ExtractFile {
    try open()
    let safe = SafeFileName.make(from: name, fallback: fallback)
    let key = safe.lowercased()
    var number = taken[key] ?? 1
    while number < 1_000_000 {
      let candidate = Self.numbered(safe, number)
      let file = openat(descriptor, candidate, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      number += 1
      if file >= 0 {
        taken[key] = number
        return ExtractFile(folder: self, name: candidate, descriptor: file)
      }
      guard errno == EEXIST || errno == ELOOP else {
        throw failure("it cannot be made", errno, "\(shown)/\(candidate)")
      }
    }
    throw failure("it cannot be made", EEXIST, "\(shown)/\(safe)")
  }

  /// `offerte.pdf`, `offerte-2.pdf`.
  static func numbered(_ name: String, _ number: Int) -> String {
    guard number > 1 else { return name }
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "\(name)-\(number)" }
    return "\(name[..<dot])-\(number)\(name[dot...])"
  }

  fileprivate func remove(_ name: String) { unlinkat(descriptor, name, 0) }

  fileprivate func failure(_ what: String, _ code: Int32, _ place: String) -> CommandFailure {
    CommandFailure(
      .cannotWriteOutput, "FILE-WRITE", "\(what): \(String(cString: strerror(code)))", place: place,
      next: "Name another folder: --to FOLDER")
  }

  fileprivate func place(of name: String) -> String { "\(shown)/\(name)" }
}

/// A file that is being written. What is not kept is removed again.
final class ExtractFile: PartOutput {
  private let folder: ExtractFolder
  let name: String
  private var descriptor: Int32

  fileprivate init(folder: ExtractFolder, name: String, descriptor: Int32) {
    (self.folder, self.name, self.descriptor) = (folder, name, descriptor)
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    folder.remove(name)
  }

  func write(_ bytes: Span<UInt8>) throws {
    if let code = RawBytes.write(bytes, to: descriptor) {
      throw folder.failure("it cannot be written", code, folder.place(of: name))
    }
  }

  func keep() throws {
    let file = descriptor
    descriptor = -1
    // What the disk could not take shows here at the latest.
    guard close(file) == 0 else {
      let code = errno
      folder.remove(name)
      throw folder.failure("it cannot be finished", code, folder.place(of: name))
    }
  }
}

/// Where the bytes of one part go.
protocol PartOutput: AnyObject {
  /// Empty for standard output.
  var name: String { get }
  func write(_ bytes: Span<UInt8>) throws
  func keep() throws
}

/// Standard output, byte for byte.
final class StandardPartOutput: PartOutput {
  let name = ""
  private let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  func write(_ bytes: Span<UInt8>) throws {
    guard let code = RawBytes.write(bytes, to: descriptor) else { return }
    // The reader has seen enough.
    if code == EPIPE { throw CancelledByReader() }
    throw CommandFailure(
      .cannotWriteOutput, "OUTPUT-WRITE", "standard output cannot be written: \(String(cString: strerror(code)))",
      next: "Make room, or send the output elsewhere.")
  }

  func keep() {}
}

/// Whoever read standard output went away.
struct CancelledByReader: Error {}

enum RawBytes {
  /// The system's error; nil when all was written.
  static func write(_ bytes: Span<UInt8>, to descriptor: Int32) -> Int32? {
    bytes.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count > 0 {
          at += count
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }
}
