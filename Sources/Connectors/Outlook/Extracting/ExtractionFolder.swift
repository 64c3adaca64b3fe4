import Archives
import Core
import Glibc
import Groupware
import MIME

/// Everything that comes out of one folder, on its way to the disk, in the folder's order.
final class ExtractionFolder {
  private let root: String
  private let path: [String]
  private let mail: (any WritableMessageStore)?
  private var writer: (any MessageWriter)?
  private var files: [FolderFile: FolderFileWriter] = [:]
  private var calendars = CalendarMerger()
  /// Of the batch that is not durable yet.
  private var messages = 0
  private var bytes = 0
  private static let batchMessages = 2_000
  private static let batchBytes = 64 << 20

  /// - Parameter mail: where messages go; nil when none are asked for.
  init(root: String, path: [String], mail: (any WritableMessageStore)?) {
    (self.root, self.path, self.mail) = (root, path, mail)
  }

  // MARK: Mail

  func begin(_ message: NewMessage) throws(Fault) {
    try mailWriter()?.begin(message)
  }

  func write(_ piece: UnsafeRawBufferPointer) throws(Fault) {
    try writer?.write(piece)
    bytes += piece.count
  }

  func end() throws(Fault) {
    try writer?.end()
    messages += 1
    if messages >= Self.batchMessages || bytes >= Self.batchBytes { try commit() }
  }

  /// Takes back all that is not durable yet, a message in the middle included.
  func discard() { writer?.discard() }

  private func mailWriter() throws(Fault) -> (any MessageWriter)? {
    if let writer { return writer }
    guard let mail else { return nil }
    let folder = try mail.create(path.isEmpty ? ["INBOX"] : path)
    let new = try mail.writer(for: folder)
    writer = new
    return new
  }

  private func commit() throws(Fault) {
    guard messages > 0 else { return }
    _ = try writer?.commit()
    (messages, bytes) = (0, 0)
  }

  // MARK: Files of the folder

  func add(_ part: ArraySlice<UInt8>, to kind: FolderFile) throws(Fault) {
    if let file = files[kind] { return try file.write(part) }
    let file = try FolderFileWriter(try place(), kind)
    files[kind] = file
    try file.write(part)
  }

  /// - Returns: the bytes that were added.
  func add(_ calendar: CalendarComponent) throws(Fault) -> Int {
    let bytes = calendars.merge(calendar)
    try add(bytes[...], to: .calendar)
    return bytes.count
  }

  /// The folder's own name in the folders of those above it.
  private func place() throws(Fault) -> String {
    var place = root
    let names = (path.isEmpty ? ["Items"] : path).map { SafeFileName.make(from: $0, fallback: "Folder") }
    for name in names.dropLast() {
      place += "/" + name
      guard mkdir(place, 0o700) == 0 || errno == EEXIST else {
        throw Fault(
          "FILE-WRITE", "the folder cannot be made: \(String(cString: strerror(errno)))", place: place,
          recovery: .stopRun, advice: "Extract into a new folder.")
      }
    }
    return place + "/" + (names.last ?? "Items")
  }

  /// Makes everything durable.
  func finish() throws(Fault) {
    try commit()
    for kind in FolderFile.allCases { try files[kind]?.finish() }
    files = [:]
  }
}
