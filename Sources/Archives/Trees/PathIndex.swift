import Core

/// The files of a packed file by their paths: what a folder holds is found without the folder being named in the file.
///
/// Paths stand one after another in one block of bytes, with NUL (which no name holds) between their names. In the order
/// of bytes a folder is then followed by all that lies below it.
struct PathIndex<Payload: Sendable>: Sendable {
  struct Item: Sendable {
    fileprivate var start: Int
    fileprivate var end: Int
    var isFolder: Bool
    var size: Int64
    var written: Int64
    /// Where it stands among the others of the file: a number no other has.
    var serial: UInt64
    var payload: Payload
  }

  enum Twins {
    /// The last is the file's newest state, as tar has it.
    case lastCounts
    /// All are shown; all but the first get a number in their names.
    case numbered
  }

  private var paths: [UInt8] = []
  private(set) var items: [Item] = []

  /// `names` of a path; none for the root, which needs no entry.
  mutating func add(
    _ names: [[UInt8]], isFolder: Bool, size: Int64, written: Int64, serial: UInt64, _ payload: Payload
  ) {
    guard !names.isEmpty else { return }
    let start = paths.count
    paths += names.joined(separator: [0])
    items.append(
      Item(
        start: start, end: paths.count, isFolder: isFolder, size: size, written: written, serial: serial,
        payload: payload))
  }

  /// Puts everything in order; ``entries(_:)`` and ``file(_:)`` hold from then on.
  mutating func finish(_ twins: Twins) {
    sort()
    // A name with a number may be another's name; more rounds than two take a file made for it.
    var rounds = 0
    while twins == .numbered, rounds < 4, renameTwins() {
      sort()
      rounds += 1
    }
    var kept: [Item] = []
    kept.reserveCapacity(items.count)
    for item in items {
      if let last = kept.last, last.isFolder == item.isFolder, path(last) == path(item) { kept.removeLast() }
      kept.append(item)
    }
    items = kept
  }

  mutating func change(_ work: (inout Item) -> Void) {
    for index in items.indices { work(&items[index]) }
  }

  private func path(_ item: Item) -> ArraySlice<UInt8> { paths[item.start..<item.end] }

  private mutating func sort() {
    paths.withUnsafeBytes { bytes in
      items.sort { a, b in
        let (first, second) = (bytes[a.start..<a.end], bytes[b.start..<b.end])
        let order = Self.order(UnsafeRawBufferPointer(rebasing: first), UnsafeRawBufferPointer(rebasing: second))
        return order != 0 ? order < 0 : a.serial < b.serial
      }
    }
  }

  private static func order(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    for index in 0..<min(a.count, b.count) where a[index] != b[index] { return Int(a[index]) - Int(b[index]) }
    return a.count - b.count
  }

  /// `Re.eml` that stands there a second time becomes `Re~17.eml`, 17 being where it stands in the file.
  private mutating func renameTwins() -> Bool {
    var didRename = false
    var previous: ArraySlice<UInt8>?
    for index in items.indices where !items[index].isFolder {
      let path = Array(path(items[index]))
      defer { previous = path[...] }
      guard previous?.elementsEqual(path) == true else { continue }
      let dot = path.lastIndex(of: UInt8(ascii: ".")).flatMap { path[$0...].contains(0) ? nil : $0 } ?? path.endIndex
      items[index].start = paths.count
      paths += path[..<dot]
      paths += "~\(items[index].serial)".utf8
      paths += path[dot...]
      items[index].end = paths.count
      didRename = true
    }
    return didRename
  }

  /// The first item that is not below `wanted`.
  private func firstIndex(from wanted: [UInt8]) -> Int {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if path(items[middle]).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The file at `names`; nil where there is none.
  func file(_ names: [[UInt8]]) -> Item? {
    let wanted = Array(names.joined(separator: [0]))
    var index = firstIndex(from: wanted)
    while index < items.count, path(items[index]).elementsEqual(wanted) {
      if !items[index].isFolder { return items[index] }
      index += 1
    }
    return nil
  }

  /// What lies directly in a folder, in the order of names; nil when there is no such folder.
  func entries(_ names: [[UInt8]]) -> [FileEntry]? {
    let prefix = names.isEmpty ? [] : Array(names.joined(separator: [0])) + [0]
    var entries: [FileEntry] = []
    var index = firstIndex(from: prefix)
    while index < items.count, path(items[index]).starts(with: prefix) {
      let item = items[index]
      let rest = path(item).dropFirst(prefix.count)
      let name = Array(rest.prefix { $0 != 0 })
      if name.count == rest.count, !item.isFolder {
        entries.append(
          FileEntry(name: name, isFolder: false, size: item.size, written: item.written, serial: item.serial))
        index += 1
      } else {
        let written = name.count == rest.count ? item.written : 0
        if entries.last.map({ !$0.isFolder || $0.name != name }) ?? true {
          entries.append(FileEntry(name: name, isFolder: true, written: written))
        }
        // A folder's own entry is one step, what is below it one leap.
        index = name.count == rest.count ? index + 1 : firstIndex(from: prefix + name + [1])
      }
    }
    if entries.isEmpty, !names.isEmpty, !isFolder(names) { return nil }
    return entries
  }

  private func isFolder(_ names: [[UInt8]]) -> Bool {
    let wanted = Array(names.joined(separator: [0]))
    var index = firstIndex(from: wanted)
    while index < items.count, path(items[index]).elementsEqual(wanted) {
      if items[index].isFolder { return true }
      index += 1
    }
    return false
  }
}
