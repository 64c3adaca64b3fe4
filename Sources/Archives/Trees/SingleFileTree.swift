public import Core
public import MIME

/// A tree that holds one file.
public struct SingleFileTree: FileTree {
  private let entry: FileEntry
  private let contents: @Sendable () throws(Fault) -> any MailboxSource

  public let faults: [Fault]

  init(
    _ entry: FileEntry, faults: [Fault] = [], contents: @escaping @Sendable () throws(Fault) -> any MailboxSource
  ) {
    (self.entry, self.faults, self.contents) = (entry, faults, contents)
  }

  public func entries(_ folder: [UInt8]) throws(Fault) -> [FileEntry] {
    guard folder.isEmpty else { throw TreeFault.missing(TreeFault.text(folder), .skipFolder) }
    return [entry]
  }

  public func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource {
    guard path == entry.name else { throw TreeFault.missing(TreeFault.text(path), .skipItem) }
    return try contents()
  }
}
