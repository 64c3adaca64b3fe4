public import Core
import MIME

extension ArchiveForm {
  /// The form that mail has in `tree`, told by looking: `cur` beside `new` or `tmp` makes a Maildir, names ending in
  /// `.eml` or `.emlx` make messages of their own, `From ` at the beginning of a file makes an mbox and `!BDN` an Outlook file. Where files of
  /// both kinds lie side by side, the greater number counts. Nil where nothing tells.
  ///
  /// Looks at most at ``FormDetector/entryLimit`` names and four levels deep. Throws what the tree throws for its root.
  public static func detected(in tree: any FileTree) throws(Fault) -> ArchiveForm? {
    var detector = FormDetector(tree: tree)
    return try detector.detect()
  }
}

/// Looks through a tree level by level until it knows.
struct FormDetector {
  static let entryLimit = 5_000
  private static let deepest = 4
  /// Files whose beginning is read: names mostly tell before.
  private static let openLimit = 200

  let tree: any FileTree
  private var seen = 0
  private var opened = 0
  private var votes: [ArchiveForm: Int] = [:]

  init(tree: any FileTree) { self.tree = tree }

  mutating func detect() throws(Fault) -> ArchiveForm? {
    var level: [[UInt8]] = [[]]
    for depth in 0..<Self.deepest where !level.isEmpty {
      var below: [[UInt8]] = []
      for folder in level where seen < Self.entryLimit {
        let entries: [FileEntry]
        do {
          entries = try tree.entries(folder)
        } catch  where depth > 0 {
          continue
        }
        if isMaildir(entries, folder) { return .maildir }
        for entry in entries.prefix(Self.entryLimit - seen) {
          seen += 1
          let path = Self.join(folder, entry.name)
          if entry.isFolder {
            below.append(path)
          } else if let form = form(of: entry, path) {
            votes[form, default: 0] += 1
          }
        }
      }
      level = below
    }
    return votes.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key
  }

  /// A packed Maildir may have lost its empty folders; then the names of messages tell.
  private func isMaildir(_ entries: [FileEntry], _ folder: [UInt8]) -> Bool {
    let names = Set(entries.filter(\.isFolder).map(\.name))
    guard names.contains(Array("cur".utf8)) || names.contains(Array("new".utf8)) else { return false }
    if names.isSuperset(of: [Array("cur".utf8), Array("new".utf8)]) { return true }
    let messages = (try? tree.entries(Self.join(folder, Array("cur".utf8)))) ?? []
    return names.contains(Array("tmp".utf8)) || messages.contains { Self.hasInfo($0.name) }
  }

  /// `:2,` before the flags, or what stands for the colon where a file system takes none.
  private static func hasInfo(_ name: [UInt8]) -> Bool {
    guard let comma = name.lastIndex(of: UInt8(ascii: ",")), comma > 2, name[comma - 1] == UInt8(ascii: "2") else {
      return false
    }
    return ":;!-".utf8.contains(name[comma - 2])
  }

  private mutating func form(of entry: FileEntry, _ path: [UInt8]) -> ArchiveForm? {
    let name = entry.name.map { $0 | 0x20 }
    if name.suffix(4).elementsEqual(".eml".utf8) || name.suffix(5).elementsEqual(".emlx".utf8) { return .eml }
    guard entry.size >= 5, opened < Self.openLimit else { return nil }
    opened += 1
    guard let start = try? tree.open(path).bytes(at: 0, 5) else { return nil }
    if start.starts(with: "!BDN".utf8) { return .pst }
    return start.elementsEqual("From ".utf8) ? .mbox : nil
  }

  private static func join(_ folder: [UInt8], _ name: [UInt8]) -> [UInt8] {
    folder.isEmpty ? name : folder + [UInt8(ascii: "/")] + name
  }
}
