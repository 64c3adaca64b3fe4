public import Core
import Glibc
import MIME

extension MboxStore: WritableMessageStore {
  /// Empty where the mailbox is open for reading only.
  public var root: String { writableRoot ?? "" }

  /// A message cannot be taken out without moving those behind it.
  public var canRemove: Bool { false }

  public func remove(_ place: MessagePlace, in folder: StoredFolder) throws(Fault) {
    throw Fault(
      "MBOX-READONLY", "single messages are not taken out of an mbox file", place: MboxFault.place(folder.place),
      recovery: .skipItem, advice: "Delete it in a mail program that uses the file.")
  }

  /// Folders are made as Thunderbird makes them: `Klanten`, and `Klanten.sbd/Peeters` for one inside. Where a mailbox has
  /// folders that hold files, new ones go there.
  public func create(_ path: [String]) throws(Fault) -> StoredFolder {
    guard writableRoot != nil else { throw MboxFault.readOnly(Array(path.joined(separator: "/").utf8)) }
    let known = try MboxLayout.folders(of: tree, looksInside: false)
    var parent: [UInt8] = []
    var folder = StoredFolder(path: [], place: [])
    for depth in path.indices {
      let here = Array(path[...depth])
      let isLast = depth == path.count - 1
      if let found = known.first(where: { $0.path == here }), found.holdsMessages || !isLast {
        folder = found
      } else {
        folder = try make(here, in: parent, besideFolder: known.contains { $0.path == here })
      }
      if !isLast { parent = try inside(folder) }
    }
    return folder
  }

  /// An empty file for one folder.
  private func make(_ path: [String], in parent: [UInt8], besideFolder: Bool) throws(Fault) -> StoredFolder {
    let text = path.count == 1 && path[0].lowercased() == "inbox" ? "Inbox" : path.last ?? ""
    guard var name = MboxName.encoded(text) else { throw MboxFault.name(text) }
    // A folder of files has the plain name already.
    if besideFolder, isFolder(MboxLayout.join(parent, name)) { name += Array(".mbox".utf8) }
    let place = MboxLayout.join(parent, name)
    _ = try disk.open(try self.path(of: place), creates: true)
    try disk.flushFolder(try self.path(of: parent))
    return StoredFolder(path: path, place: place)
  }

  private func isFolder(_ place: [UInt8]) -> Bool {
    guard let path = try? path(of: place) else { return false }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The folder on disk that holds the files of folders inside `folder`; made if there is none.
  private func inside(_ folder: StoredFolder) throws(Fault) -> [UInt8] {
    guard folder.holdsMessages else { return folder.place }
    let apple = Array(".mbox/mbox".utf8)
    let place =
      folder.place.suffix(apple.count) == apple[...]
      ? Array(folder.place.dropLast(apple.count)) : folder.place + Array(".sbd".utf8)
    guard !isFolder(place) else { return place }
    try disk.makeFolder(try path(of: place))
    try disk.flushFolder(try path(of: Self.split(place).parent))
    return place
  }

  /// Where a place of the tree lies on disk.
  func path(of place: [UInt8]) throws(Fault) -> String {
    guard let root = writableRoot, let name = String(validating: place, as: UTF8.self) else {
      throw MboxFault.readOnly(place)
    }
    return place.isEmpty ? root : root + "/" + name
  }

  public func writer(for folder: StoredFolder) throws(Fault) -> any MessageWriter {
    guard folder.holdsMessages else { throw MboxFault.readOnly(folder.place) }
    if let fault = folder.fault { throw fault }
    return MboxWriter(self, place: folder.place, path: try path(of: folder.place))
  }

  /// Writes other flags over those in our own block, in place. ``flush(_:)`` makes them durable.
  public func setFlags(
    _ flags: [String], of place: MessagePlace, in folder: StoredFolder
  ) throws(Fault) -> MessagePlace {
    let file = try disk.open(try path(of: folder.place), creates: false)
    let lock = try locks.lock(file, disk: disk, patience: patience)
    defer { withExtendedLifetime(lock) {} }
    let start = Int(clamping: place.offset)
    let head = try file.read(at: start, FromLine.longest + MboxBlock.longest)
    guard FromLine.stands(at: 0, in: head.span),
      let lineEnd = head.span.position(of: Byte.lineFeed, from: 0, to: head.count).map({ $0 + 1 })
    else {
      throw MboxFault.changed(folder.place, place.offset, "the message no longer stands where it stood")
    }
    let bytes = Array(head[lineEnd...])
    let wanted = MboxFlags(flags)
    guard let found = MboxBlock.find(in: bytes.span) else {
      if MboxHeader(bytes.span, hasLength: false).flags.names == wanted.names { return place }
      throw MboxFault.noRoom(folder.place, place.offset)
    }
    guard MboxDigest.matches(place.name, file, start + lineEnd + found.end, start + Int(clamping: place.length)) else {
      throw MboxFault.changed(folder.place, place.offset, "another message stands where it stood")
    }
    var block = found.block
    block.flags = wanted
    guard let new = found.replacement(block, in: bytes.span) else { throw MboxFault.noRoom(folder.place, place.offset) }
    try disk.write(new, at: start + lineEnd, to: file)
    return place
  }

  public func flush(_ folder: StoredFolder) throws(Fault) {
    try disk.flush(disk.open(try path(of: folder.place), creates: false))
  }

  static func now() -> Int64 { Int64(time(nil)) }
}

extension MboxDigest {
  /// Whether the message of ours that begins there has that beginning.
  fileprivate static func matches(_ head: [UInt8], _ file: MboxHandle, _ start: Int, _ end: Int) -> Bool {
    guard !head.isEmpty else { return true }
    guard let bytes = try? file.read(at: start, max(0, min(4_096, end - start))) else { return false }
    var digest = MboxDigest()
    digest.take(bytes.span)
    return digest.finish(mends: false).head == head
  }
}
