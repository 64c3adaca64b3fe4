import Archives
import Connectors
import Core
import Crypto
import Glibc
import Migration
import NIOPosix
import Projects
import Synchronization

/// Mailboxes in files as ends of a move.
///
/// Files are opened when a run first comes to them, not when it is set up: what is wrong with one mailbox's files is then
/// told of that mailbox, as a refused password is, and the others go on.
struct FileEnds {
  let project: Project

  func source(_ files: Project.MailboxFiles, _ entry: MailboxEntry) -> any MailSource {
    let state = state(files, .source)
    return LateSource(
      name: Self.name(files),
      end: OpenedOnce {
        try FilesLook.check(files, user: entry.source.user)
        return FileMailSource(try Self.store(files), name: Self.name(files), state: state)
      })
  }

  func target(_ files: Project.MailboxFiles, _ entry: MailboxEntry) -> any MailTarget {
    let state = state(files, .target)
    return LateTarget(
      name: Self.name(files), files: files, user: entry.target.user,
      end: OpenedOnce {
        try FilesLook.checkRoom(files, user: entry.target.user)
        return FileMailTarget(try MailFolder.store(files.form, files.path), name: Self.name(files), state: state)
      })
  }

  private static func name(_ files: Project.MailboxFiles) -> String { "\(files.form.words) \(files.path)" }

  /// Where the numbers of the mailbox's messages are kept: by its path, since that is what they are about.
  private func state(_ files: Project.MailboxFiles, _ side: Side) -> String {
    let digest = SHA256.hash(data: Array("\(files.form.rawValue) \(files.path)".utf8))
    let number = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return "\(project.stateFolder)/files/\(side.rawValue)-\(String(number, radix: 16))"
  }

  // MARK: Forms

  /// The one place that knows which store reads which form.
  private static func store(_ files: Project.MailboxFiles) throws(Fault) -> any MessageStore {
    let tree = try FileTrees.open(files.path)
    switch files.form {
    // On disk it changes while it is read; packed it does not.
    case .maildir: return tree is FolderTree ? try MaildirStore(files.path) : MaildirTreeStore(tree)
    case .mbox: return MboxStore(tree: tree)
    case .eml: return EmlReader(tree)
    case .pst: return try OutlookMessageStore(files.path)
    }
  }
}

/// Something that is opened at its first use; a failure is not kept, since what caused it may be mended meanwhile.
final class OpenedOnce<End: Sendable>: Sendable {
  private let held = Mutex<End?>(nil)
  private let open: @Sendable () throws -> End

  init(_ open: @escaping @Sendable () throws -> End) { self.open = open }

  /// Opening may read a whole packed file, so it has a thread of its own to wait on.
  func end() async throws -> End {
    try await NIOThreadPool.singleton.runIfActive { [self] in
      try held.withLock { held in
        if let held { return held }
        let end = try open()
        held = end
        return end
      }
    }
  }
}

private struct LateSource: MailSource {
  let name: String
  let end: OpenedOnce<FileMailSource>
  func connect() async throws -> any SourceSession { try await end.end().connect() }
}
