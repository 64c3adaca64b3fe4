import Core
import FoundationEssentials
import Glibc
import HeaderAnalysis
import MIME

/// Messages in a folder and the folders below it, one per file or many in a mailbox file; or one mailbox file.
struct MessageFolder: Sendable {
  let path: String

  /// Folders within folders that are gone into.
  private static let mostDepth = 64
  /// Files whose headers are read side by side before the next are looked at.
  private static let batch = 512

  /// Hands out each message in the order of the names, nil for a file that holds none.
  ///
  /// - Throws: ``CommandFailure`` when `path` itself cannot be read; files below it that cannot are handed out as nil.
  func summaries(trusting trusted: [String], _ handle: (HeaderSummary?) -> Void) async throws {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw HeaderInput.unreadable(path)
    }
    guard isDirectory else { return try Self.mailbox(path, named: "", trusted, handle) }
    var waiting: [String] = []
    var folders = [(path: "", depth: 0)]
    while let folder = folders.popLast() {
      let listing = Self.list(folder.path.isEmpty ? path : "\(path)/\(folder.path)")
      guard let listing else {
        if folder.path.isEmpty { throw HeaderInput.unreadable(path) }
        handle(nil)
        continue
      }
      let prefix = folder.path.isEmpty ? "" : folder.path + "/"
      if folder.depth < Self.mostDepth {
        folders += listing.folders.reversed().map { (prefix + $0, folder.depth + 1) }
      }
      for name in listing.files {
        waiting.append(prefix + name)
        if waiting.count == Self.batch { try await Self.read(path, &waiting, trusted, handle) }
      }
    }
    try await Self.read(path, &waiting, trusted, handle)
  }

  /// Names in a folder, sorted, without hidden ones. Links are not followed: they may lead anywhere, or round.
  private static func list(_ path: String) -> (files: [String], folders: [String])? {
    guard let directory = opendir(path) else { return nil }
    defer { closedir(directory) }
    var (files, folders): ([String], [String]) = ([], [])
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name != ".", name != "..", lstat("\(path)/\(name)", &status) == 0 else { continue }
      let isHidden = name.hasPrefix(".")
      switch status.st_mode & S_IFMT {
      case S_IFDIR where !isHidden || isMaildir("\(path)/\(name)"): folders.append(name)
      case S_IFREG where !isHidden: files.append(name)
      default: break
      }
    }
    return (files.sorted(), folders.sorted())
  }

  /// Maildir++ names the folders of a mailbox `.Sent`.
  private static func isMaildir(_ path: String) -> Bool { access("\(path)/cur", F_OK) == 0 }

  // MARK: Reading

  /// What a file holds.
  private enum Found: Sendable {
    case message(HeaderSummary)
    case mailbox
    case nothing
  }

  private static func read(
    _ root: String, _ names: inout [String], _ trusted: [String], _ handle: (HeaderSummary?) -> Void
  ) async throws {
    let batch = names
    names.removeAll(keepingCapacity: true)
    let size = max(1, (batch.count + 15) / 16)
    let pieces = stride(from: 0, to: batch.count, by: size).map { Array(batch[$0..<min($0 + size, batch.count)]) }
    let found = await withTaskGroup(of: (Int, [Found]).self) { group in
      for (index, piece) in pieces.enumerated() {
        group.addTask { (index, piece.map { Self.file(root, $0, trusted) }) }
      }
      var out = [[Found]](repeating: [], count: pieces.count)
      for await (index, results) in group { out[index] = results }
      return out.flatMap { $0 }
    }
    try Task.checkCancellation()
    for (name, result) in zip(batch, found) {
      switch result {
      case .message(let summary): handle(summary)
      case .nothing: handle(nil)
      case .mailbox:
        do { try mailbox("\(root)/\(name)", named: name, trusted, handle) } catch { handle(nil) }
      }
    }
  }

  private static func file(_ root: String, _ name: String, _ trusted: [String]) -> Found {
    guard let bytes = try? HeaderFile.read("\(root)/\(name)").bytes else { return .nothing }
    // Mailbox files have no ending of their own; `From ` in front of a single message is one with one message.
    if bytes.starts(with: Array("From ".utf8)), !name.lowercased().hasSuffix(".eml") { return .mailbox }
    return summary(bytes, name: name, trusted).map(Found.message) ?? .nothing
  }

  private static func summary(_ bytes: [UInt8], name: String, _ trusted: [String]) -> HeaderSummary? {
    let header = ExplainedHeader(Message(bytes), trusting: trusted)
    return header.isHeader ? HeaderSummary(header, name: name) : nil
  }

  private static func mailbox(
    _ path: String, named name: String, _ trusted: [String], _ handle: (HeaderSummary?) -> Void
  ) throws {
    guard let file = try? MailboxFile(path) else { throw HeaderInput.unreadable(path) }
    let dialect = try MailboxDialect.detected(in: file)
    var reader = MailboxReader(file, dialect: dialect)
    var number = 0
    var isFound = true
    while isFound {
      var bytes: [UInt8] = []
      var end = HeaderEnd()
      var isDone = false
      isFound =
        try reader.next { _, piece in
          guard !isDone, bytes.count < HeaderEnd.mostBytes else { return }
          let stop = end.end(in: piece)
          isDone = stop != nil
          piece.extracting(0..<(stop ?? piece.count)).withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        } != nil
      guard isFound else { break }
      number += 1
      handle(summary(bytes, name: name.isEmpty ? "\(number)" : "\(name):\(number)", trusted))
    }
  }
}
