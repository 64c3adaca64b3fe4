public import Core
public import MIME

/// Files under one root to read from: a folder on disk, or what is packed in a zip or tar file.
public protocol FileTree: Sendable {
  /// What lies directly in `folder`, sorted by the bytes of the name; links are followed only inside the root.
  /// `folder` is relative to the root, empty for the root itself, with `/` between names, as bytes, since file names
  /// need not be UTF-8.
  func entries(_ folder: [UInt8]) throws(Fault) -> [FileEntry]
  /// A file's bytes, readable at any place. Reading on from where the last read ended is fast in every tree; going back
  /// may cost reading from the beginning in a packed one.
  func open(_ path: [UInt8]) throws(Fault) -> any MailboxSource
  /// What the tree has that no path leads to: the rest of a packed file that was cut off, names that lead out of it.
  /// A report must show them, since nobody can know what was lost with them.
  var faults: [Fault] { get }
}

extension FileTree {
  public var faults: [Fault] { [] }
}

public struct FileEntry: Sendable, Hashable {
  public var name: [UInt8]
  public var isFolder: Bool
  /// Bytes; 0 for a folder.
  public var size: Int64
  /// When it was last written, in nanoseconds since 1970.
  public var written: Int64
  /// A number that another file of the same name does not have; 0 where the tree knows none.
  public var serial: UInt64
  public init(name: [UInt8], isFolder: Bool, size: Int64 = 0, written: Int64 = 0, serial: UInt64 = 0) {
    self.name = name
    self.isFolder = isFolder
    self.size = size
    self.written = written
    self.serial = serial
  }
}
