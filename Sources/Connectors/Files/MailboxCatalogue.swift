internal import Archives
internal import Core
internal import Crypto
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The folders of one mailbox in files, shared by all its sessions: several lanes, one look at each folder.
final class MailboxCatalogue: Sendable {
  let store: any MessageStore
  /// The folder that holds the indexes.
  private let state: String
  private let steps: DiskSteps
  private let folders = Mutex<[[UInt8]: FolderCatalogue]>([:])

  private init(_ store: any MessageStore, state: String, steps: DiskSteps) {
    self.steps = steps
    self.store = store
    self.state = state
  }

  private struct Holder {
    weak var catalogue: MailboxCatalogue?
  }
  private static let all = Mutex<[String: Holder]>([:])

  /// The catalogue kept in `state`: one for the whole process, lest two write the same numbers.
  static func of(
    _ store: any MessageStore, state: String, steps: DiskSteps = .unwatched
  ) -> MailboxCatalogue {
    all.withLock { all in
      if let known = all[state]?.catalogue { return known }
      all = all.filter { $0.value.catalogue != nil }
      let new = MailboxCatalogue(store, state: state, steps: steps)
      all[state] = Holder(catalogue: new)
      return new
    }
  }

  /// All folders as they are now, and the catalogue of each.
  func list() throws(Fault) -> [(wireName: [UInt8], folder: StoredFolder, catalogue: FolderCatalogue)] {
    try makeState()
    var out: [(wireName: [UInt8], folder: StoredFolder, catalogue: FolderCatalogue)] = []
    for folder in try store.folders() { out.append((Self.wireName(folder), folder, know(folder))) }
    return out
  }

  /// The folder of that wire name. Throws a fault of class `skipFolder` when it is not there.
  func folder(_ wireName: [UInt8], place: String) throws(Fault) -> FolderCatalogue {
    if let known = folders.withLock({ $0[wireName] }) { return known }
    for one in try list() where one.wireName == wireName { return one.catalogue }
    throw Fault(.folderGone, "the folder is no longer there", place: place, recovery: .skipFolder)
  }

  @discardableResult
  func know(_ folder: StoredFolder) -> FolderCatalogue {
    let wireName = Self.wireName(folder)
    let digest = SHA256.hash(data: wireName).prefix(16).map { pad(hex: $0) }.joined()
    return folders.withLock { folders in
      if let known = folders[wireName] { return known }
      let new = FolderCatalogue(folder, of: store, path: "\(state)/\(digest).index", steps: steps)
      folders[wireName] = new
      return new
    }
  }

  /// A folder's name towards the engine: where it lies, which stays when its name is read in another way one day.
  static func wireName(_ folder: StoredFolder) -> [UInt8] {
    folder.place.isEmpty ? Array("INBOX".utf8) : folder.place
  }

  /// Makes the state folder, with those above it.
  func makeState() throws(Fault) {
    var path = ""
    for part in state.split(separator: "/", omittingEmptySubsequences: true) {
      path += path.isEmpty && !state.hasPrefix("/") ? String(part) : "/" + part
      guard mkdir(path, 0o700) == 0 || errno == EEXIST || errno == EISDIR else {
        throw Fault.state("the folder for the state of mail in files cannot be made", path)
      }
    }
  }
}

private func pad(hex byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
