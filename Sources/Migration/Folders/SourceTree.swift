/// The source's folders as a tree, with the levels the server does not list filled in.
struct SourceTree {
  struct Node {
    /// Nil for a level that is only named by the folders below it.
    var folder: SourceFolder?
    /// Below the root; the first level is `INBOX` in whatever case the server wrote it.
    var path: [String]
    var parent: Int?
    /// In the list the tree was made from; for handing the answer back in that order.
    var place: Int?
    var isInbox: Bool { path == ["INBOX"] }
  }

  /// Parents before children; else by path and wire name, so that the order of a LIST answer decides nothing.
  let nodes: [Node]
  /// Places of folders that do not lie below the root.
  let outside: [Int]

  init(_ folders: [SourceFolder], root: String?) {
    let root = Root(root)
    var found: [Node] = []
    var outside: [Int] = []
    for (place, folder) in folders.enumerated() {
      guard let path = root.strip(folder.path) else {
        outside.append(place)
        continue
      }
      found.append(Node(folder: folder, path: Self.withInbox(path), place: place))
    }
    // The root's own mail is the mailbox's inbox, unless an inbox lies below it.
    let hasInbox = found.contains(where: \.isInbox)
    for index in found.indices where found[index].path.isEmpty {
      found[index].path = hasInbox ? [found[index].folder?.path.last ?? "INBOX"] : ["INBOX"]
    }
    nodes = Self.linked(found)
    self.outside = outside
  }

  /// Paths are told apart by their bytes: two names that differ only in how an accent is encoded are two folders.
  private typealias Key = [[UInt8]]
  private static func key(_ path: some Collection<String>) -> Key { path.map { Array($0.utf8) } }

  private static func linked(_ listed: [Node]) -> [Node] {
    var nodes = listed
    var known = Set(listed.map { key($0.path) })
    for node in listed {
      for depth in stride(from: node.path.count - 1, to: 0, by: -1) {
        guard known.insert(key(node.path.prefix(depth))).inserted else { break }
        nodes.append(Node(folder: nil, path: Array(node.path.prefix(depth)), place: nil))
      }
    }
    nodes.sort(by: precedes)
    var index: [Key: Int] = [:]
    for place in nodes.indices {
      let path = key(nodes[place].path)
      nodes[place].parent = index[Array(path.dropLast())]
      if index[path] == nil { index[path] = place }
    }
    return nodes
  }

  private static func precedes(_ a: Node, _ b: Node) -> Bool {
    if a.path.count != b.path.count { return a.path.count < b.path.count }
    for (x, y) in zip(a.path, b.path) where !x.utf8.elementsEqual(y.utf8) {
      return x.utf8.lexicographicallyPrecedes(y.utf8)
    }
    return (a.folder?.wireName ?? []).lexicographicallyPrecedes(b.folder?.wireName ?? [])
  }

  /// INBOX is INBOX in any case (RFC 9051 §5.1).
  static func withInbox(_ path: [String]) -> [String] {
    guard let first = path.first, first.lowercased() == "inbox" else { return path }
    return ["INBOX"] + path.dropFirst()
  }

  /// The part of the source that counts as the mailbox (Exchange's `UserRoot`).
  private struct Root {
    let levels: [String]

    init(_ text: String?) {
      levels = Self.levels([text ?? ""])
    }

    /// Nil when the path does not lie at or below the root.
    func strip(_ path: [String]) -> [String]? {
      guard !levels.isEmpty else { return path }
      for depth in path.indices where Self.levels(path[...depth]) == levels { return Array(path[(depth + 1)...]) }
      return nil
    }

    /// A dot counts as a separator too: `/users/terry.adams` is `users.terry.adams` on a server that separates by dots.
    static func levels(_ path: some Collection<String>) -> [String] {
      path.flatMap { $0.lowercased().split(whereSeparator: { $0 == "/" || $0 == "." }).map(String.init) }
    }
  }
}
