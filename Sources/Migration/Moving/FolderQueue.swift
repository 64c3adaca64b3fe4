/// Folders of one mailbox that have work, largest first. Each folder is given to one lane at a time: two connections in one
/// folder fight over its locks.
actor FolderQueue {
  private var waiting: [FolderWork]
  init(_ folders: [FolderWork]) { waiting = folders.sorted { $0.openBytes < $1.openBytes } }
  func next() -> FolderWork? { waiting.popLast() }
  func isEmpty() -> Bool { waiting.isEmpty }
}

struct FolderWork: Sendable {
  var source: SourceFolder
  var target: TargetFolder
  var row: FolderRow
  /// Rough measure of the work, for the order.
  var openBytes: Int64
}
