import Archives
import Core
import Foundation
import Glibc
import MIME
import Synchronization
import TestKit
import Testing

/// Files in memory.
struct MemoryTree: FileTree {
  /// By path; folders are those that paths name.
  var files: [String: [UInt8]]

  init(_ files: [String: String]) { self.files = files.mapValues { Array($0.utf8) } }
  init(bytes: [String: [UInt8]]) { files = bytes }

  func entries(_ folder: [UInt8]) throws(Fault) -> [FileEntry] {
    let prefix = folder.isEmpty ? "" : String(decoding: folder, as: UTF8.self) + "/"
    var entries: [String: FileEntry] = [:]
    for (path, bytes) in files where path.hasPrefix(prefix) {
      let rest = path.dropFirst(prefix.count).split(separator: "/", maxSplits: 1)
      let name = String(rest[0])
      entries[name] = FileEntry(
        name: Array(name.utf8), isFolder: rest.count > 1, size: rest.count > 1 ? 0 : Int64(bytes.count))
    }
    return entries.values.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

  func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource {
    guard let bytes = files[String(decoding: path, as: UTF8.self)] else {
      throw Fault("FILE-READ", "it is not there", recovery: .skipFolder)
    }
    return MailboxBytes(bytes)
  }
}

/// What the tests do with stores.
enum Mbox {
  /// `|` stands for LF, `$` for CR LF, `§` for `$`.
  static func text(_ text: String) -> String {
    text.replacing("|", with: "\n").replacing("$", with: "\r\n").replacing("§", with: "$")
  }

  static func bytes(_ text: String) -> [UInt8] { Array(Self.text(text).utf8) }

  static func scan(_ store: MboxStore, _ folder: StoredFolder) throws -> [ScannedMessage] {
    var messages: [ScannedMessage] = []
    try store.scan(folder) { messages.append($0) }
    return messages
  }

  static func read(_ store: MboxStore, _ place: MessagePlace, _ folder: StoredFolder, piece: Int = 1 << 16) throws
    -> [UInt8]
  {
    let message = try store.open(place, in: folder)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: piece)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try message.read(into: $0) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    #expect(message.size == bytes.count, "size is what is handed out")
    return bytes
  }

  /// All messages of a folder with their bytes; sizes of the listing are those of the bytes, and keys are not doubled.
  static func all(_ store: MboxStore, _ folder: StoredFolder) throws -> [(ScannedMessage, [UInt8])] {
    let messages = try scan(store, folder)
    #expect(Set(messages.map(\.key)).count == messages.count, "keys are unique")
    return try messages.map { message in
      let bytes = try read(store, message.place, folder)
      #expect(Int(message.size) == bytes.count, "the listing's size is what is handed out")
      return (message, bytes)
    }
  }

  /// The folder of that path.
  static func folder(_ store: MboxStore, _ path: String...) throws -> StoredFolder {
    try #require(store.folders().first { $0.path == path })
  }

  static func write(
    _ writer: any MessageWriter, _ bytes: [UInt8], flags: [String] = [], date: ZonedTime? = nil, cuts: [Int] = []
  ) throws {
    try writer.begin(NewMessage(flags: flags, date: date ?? ZonedTime(seconds: 1_700_000_000, zoneMinutes: 60)))
    var at = 0
    for cut in cuts + [bytes.count] {
      try bytes[at..<cut].withUnsafeBytes { try writer.write($0) }
      at = cut
    }
    try writer.end()
  }

  static func disk(_ folder: TemporaryFolder, _ disk: any MboxDisk = SystemDisk()) throws -> MboxStore {
    MboxStore(
      tree: try FolderTree(folder.path), writingTo: folder.path, disk: disk, patience: .milliseconds(200))
  }

  /// A folder of the shared suites; nil when absent, which is said aloud.
  static func suite(_ name: String) -> String? {
    let named = ProcessInfo.processInfo.environment["POSTDUIF_SHARED"]
    let path = (named ?? PackageFolder.path + "/../shared") + "/suites/mime/" + name
    return Skips.unless(Files.exists(path), "ArchivesTests: no suite \(name) (POSTDUIF_SHARED, or ../shared)")
      ? path : nil
  }
}

/// A disk on which a process dies: after so many operations nothing is done any more, and the last one may be done by
/// half.
final class DyingDisk: MboxDisk {
  private let system = SystemDisk()
  private let left: Mutex<Int>
  private let tears: Bool

  init(after operations: Int, tears: Bool = false) {
    left = Mutex(operations)
    self.tears = tears
  }

  /// The disk works again.
  func revive() { left.withLock { $0 = .max } }

  /// Operations that were not used up.
  var rest: Int { left.withLock { $0 } }

  private static let dead = Fault("TEST-DEATH", "the process is dead", recovery: .stopRun)

  /// True for the last operation before death.
  private func step() throws(Fault) -> Bool {
    let before = left.withLock { left in
      defer { left = max(0, left - 1) }
      return left
    }
    guard before > 0 else { throw Self.dead }
    return before == 1
  }

  func open(_ path: String, creates: Bool) throws(Fault) -> MboxHandle {
    _ = try step()
    return try system.open(path, creates: creates)
  }
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, to file: MboxHandle) throws(Fault) {
    let isLast = try step()
    guard isLast, tears else { return try system.write(bytes, at: offset, to: file) }
    try system.write(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)]), at: offset, to: file)
  }
  func truncate(_ file: MboxHandle, to size: Int) throws(Fault) {
    _ = try step()
    try system.truncate(file, to: size)
  }
  func flush(_ file: MboxHandle) throws(Fault) {
    _ = try step()
    try system.flush(file)
  }
  func flushFolder(_ path: String) throws(Fault) {
    _ = try step()
    try system.flushFolder(path)
  }
  func createExclusively(_ path: String, content: String) throws(Fault) -> Bool {
    _ = try step()
    return try system.createExclusively(path, content: content)
  }
  func makeFolder(_ path: String) throws(Fault) {
    _ = try step()
    try system.makeFolder(path)
  }
  func remove(_ path: String) throws(Fault) {
    _ = try step()
    try system.remove(path)
  }
}
