import Core
import Glibc

/// Finds the mail in files and folders, one after the other in the order of their names. Links within folders are not
/// followed: nothing is read twice, and no folder leads back into itself.
struct MailFiles {
  enum Kind: Sendable, Hashable {
    /// A file that is a message: `.eml`, or what lies in `cur` and `new` of a Maildir.
    case message
    /// An mbox file with any number of messages.
    case mailbox
  }

  enum Entry: Sendable, Hashable {
    case mail(path: String, Kind)
    /// Something that is no mail, such as the index beside a Thunderbird folder.
    case other(path: String)
    case unreadable(path: String, code: Int32)
  }

  private let directory: String
  /// What is still to be looked at, the next one last: as shown, and whether somebody named it.
  private var waiting: [(path: String, isNamed: Bool)]

  /// - Parameter directory: where relative paths begin.
  init(_ paths: [String], in directory: String) {
    self.directory = directory
    waiting = paths.reversed().map { ($0, true) }
  }

  mutating func next() -> Entry? {
    while let (path, isNamed) = waiting.popLast() {
      let real = ProjectFolder.absolute(path, in: directory)
      var status = stat()
      guard (isNamed ? stat(real, &status) : lstat(real, &status)) == 0 else {
        return .unreadable(path: path, code: errno)
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        guard let names = Self.names(in: real) else { return .unreadable(path: path, code: errno) }
        let base = path.hasSuffix("/") ? path : path + "/"
        waiting += names.reversed().map { (base + $0, false) }
      case S_IFREG: return judge(path, real, isNamed: isNamed)
      // A pipe that somebody named is read; one that lies about is not.
      default: return isNamed ? .mail(path: path, .message) : .other(path: path)
      }
    }
    return nil
  }

  private func judge(_ path: String, _ real: String, isNamed: Bool) -> Entry {
    let levels = path.split(separator: "/")
    let name = levels.last?.lowercased() ?? ""
    if name.hasSuffix(".eml") { return .mail(path: path, .message) }
    if let folder = levels.dropLast().last, folder == "cur" || folder == "new", !isNamed {
      return .mail(path: path, .message)
    }
    switch Self.beginsAsMailbox(real) {
    case .success(true): return .mail(path: path, .mailbox)
    case .success(false):
      if name.hasSuffix(".mbox") || name.hasSuffix(".mbx") { return .mail(path: path, .mailbox) }
      return isNamed ? .mail(path: path, .message) : .other(path: path)
    case .failure(let failure): return .unreadable(path: path, code: failure.code)
    }
  }

  private struct Failure: Error { var code: Int32 }

  /// Whether the file begins with `From `, perhaps behind a byte order mark.
  private static func beginsAsMailbox(_ path: String) -> Result<Bool, Failure> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 8)
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count >= 0 else { return .failure(Failure(code: errno)) }
    let begin = bytes.prefix(count)
    return .success(begin.starts(with: "From ".utf8) || begin.elementsEqual([0xEF, 0xBB, 0xBF] + Array("From ".utf8)))
  }

  /// The names in a folder in the order of their bytes; nil when it cannot be read, and errno says why.
  private static func names(in path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether one file is an mbox; a message otherwise. Throws when it cannot be read.
  static func isMailbox(_ name: String, _ context: Context) throws -> Bool {
    guard name != "-" else { return false }
    var files = MailFiles([name], in: context.directory)
    switch files.next() {
    case .mail(_, let kind)? where !isFolder(name, context): return kind == .mailbox
    case .unreadable(_, let code)? where !isFolder(name, context): throw MailInput.unreadable(name, code)
    default:
      throw CommandFailure(
        .misused, "USAGE", "this is a folder; one message is looked at here", place: name,
        next: "For folders: postduif mime check \(name)")
    }
  }

  private static func isFolder(_ name: String, _ context: Context) -> Bool {
    var status = stat()
    return stat(ProjectFolder.absolute(name, in: context.directory), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
