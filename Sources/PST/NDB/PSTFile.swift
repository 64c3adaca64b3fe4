public import Core
public import MIME
import Synchronization

/// An Outlook data file (PST or OST), opened for reading. Shared by all tasks; each reads through a ``NodeDatabase`` of its
/// own. [MS-PST] §2.2
public final class PSTFile: Sendable {
  /// The file's name, for faults.
  public let name: String
  public let format: PSTFormat
  /// nil where the file's beginning is gone.
  public let header: FileHeader?
  public let encoding: BlockEncoding
  /// Bytes of the file as it is.
  public let size: Int
  /// What was found wrong when the file was opened. What reading finds is told where it is found.
  public let faults: [Fault]

  let source: any MailboxSource & Sendable
  let layout: Layout
  private let index = Mutex<RebuiltIndex?>(nil)

  /// - Parameter name: What faults call the file.
  ///
  /// Throws `PST-NOT-PST`, `PST-ENCODING`, `FILE-READ`.
  public init(_ source: any MailboxSource & Sendable, name: String) throws(Fault) {
    let opened = try FileOpening(source, name: name)
    (self.source, self.name, size) = (source, name, source.count)
    (layout, format, header) = (opened.layout, opened.layout.format, opened.header)
    (encoding, faults) = (opened.encoding, opened.faults)
  }

  /// A file on disk.
  public convenience init(path: String) throws(Fault) {
    try self.init(try FileSource(path: path), name: FileSource.name(path))
  }

  /// wMagicClient
  public var kind: FileHeader.Kind { header?.kind ?? .unknown }

  /// What had to be rebuilt in memory so far, because the file's own trees are damaged.
  public var repairs: [Fault] { index.withLock { $0?.repairs ?? [] } }

  /// The trees as far as the file's pages and blocks give them. Built once; others who ask meanwhile wait.
  func rebuiltIndex(because reason: Fault) throws(Fault) -> RebuiltIndex {
    try index.withLock { index throws(Fault) in
      if let index { return index }
      let built = try RebuiltIndex(of: self, because: reason)
      index = built
      return built
    }
  }

  func root(_ tree: Layout.Tree) -> PageReference? { tree == .nodes ? header?.nodes : header?.blocks }
}
