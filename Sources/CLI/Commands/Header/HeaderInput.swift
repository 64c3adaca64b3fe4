import Core
import FoundationEssentials
import Glibc
import HeaderAnalysis
import MIME

/// What `header explain` was given.
enum HeaderInput {
  /// A header, perhaps with the beginning of a body; `isWhole` is false where it was longer than is read.
  case header([UInt8], isWhole: Bool)
  case many(MessageFolder)

  static func open(_ given: String, _ session: Session) throws -> HeaderInput {
    if given == "-" { return pasted(session) }
    let path = ProjectFolder.absolute(given, in: session.context.directory)
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { throw unreadable(path) }
    if isDirectory { return .many(MessageFolder(path: path)) }
    if try isMailbox(path) { return .many(MessageFolder(path: path)) }
    let (bytes, isWhole) = try HeaderFile.read(path, atLeast: 64 << 10)
    return .header(bytes, isWhole: isWhole)
  }

  private static func pasted(_ session: Session) -> HeaderInput {
    if session.context.keyboard != nil { session.ask(["Paste the header, then press Enter and Ctrl-D."]) }
    let bytes = HeaderFile.everything(session.context.inputDescriptor, limit: HeaderEnd.mostBytes + 1)
    return .header(Array(bytes.prefix(HeaderEnd.mostBytes)), isWhole: bytes.count <= HeaderEnd.mostBytes)
  }

  static func unreadable(_ path: String) -> CommandFailure {
    CommandFailure(.inputNotFound, "FILE-READ", "the file cannot be read", place: path, next: "Check its name.")
  }

  /// Two messages, parted by a `From ` line. One such line in front of a single message means nothing.
  private static func isMailbox(_ path: String) throws -> Bool {
    guard let file = try? MailboxFile(path) else { throw unreadable(path) }
    var reader = MailboxReader(file, dialect: .mboxo)
    guard try reader.next({ _, _ in }) != nil, reader.junk <= 3 else { return false }
    return try reader.next({ _, _ in }) != nil
  }
}

/// The header of a message in a file, without its body.
enum HeaderFile {
  /// Most headers fit into one.
  private static let pieceBytes = 8 << 10

  /// - Parameter least: Bytes that are read even if the header seems to end before: a paste may have empty lines in it.
  /// - Throws: ``CommandFailure`` `FILE-READ` when the file cannot be opened or read.
  static func read(_ path: String, atLeast least: Int = 0) throws -> (bytes: [UInt8], isWhole: Bool) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw HeaderInput.unreadable(path) }
    defer { close(descriptor) }
    guard let header = headerBytes(descriptor, least) else { throw HeaderInput.unreadable(path) }
    return header
  }

  /// Up to the end of the header, or as many bytes as are read at the most; nil when reading fails.
  private static func headerBytes(_ descriptor: Int32, _ least: Int) -> (bytes: [UInt8], isWhole: Bool)? {
    var bytes: [UInt8] = []
    var end = HeaderEnd()
    var isEnded = false
    while bytes.count < HeaderEnd.mostBytes {
      let before = bytes.count
      let most = min(pieceBytes, HeaderEnd.mostBytes - before)
      guard let count = append(descriptor, to: &bytes, atMost: most) else { return nil }
      if count == 0 { return (bytes, true) }
      guard !isEnded || bytes.count < least else { return (bytes, true) }
      guard !isEnded, let stop = end.end(in: bytes.span.extracting(before..<bytes.count)) else { continue }
      isEnded = true
      if least == 0 { bytes.removeLast(bytes.count - before - stop) }
      if bytes.count >= least { return (bytes, true) }
    }
    return (bytes, isEnded)
  }

  /// All that can be read, up to `limit`. For pipes and terminals.
  static func everything(_ descriptor: Int32, limit: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      guard let count = append(descriptor, to: &bytes, atMost: min(pieceBytes, limit - bytes.count)), count > 0 else {
        break
      }
    }
    return bytes
  }

  /// How many bytes came; 0 at the end, nil when reading fails.
  private static func append(_ descriptor: Int32, to bytes: inout [UInt8], atMost most: Int) -> Int? {
    let before = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: most))
    var count = -1
    repeat {
      count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + before }, most) }
    } while count < 0 && errno == EINTR
    bytes.removeLast(most - max(0, count))
    return count < 0 ? nil : count
  }
}
