internal import Core
internal import Glibc
internal import IMAP

/// Which folders a mailbox has. The file is replaced as a whole by renaming, so it is always either old or new.
struct FolderTable: Equatable {
  struct Row: Equatable {
    var id: UInt32
    var validity: UInt32
    /// Special-use attributes as given at creation. RFC 6154 §2.
    var uses: [String] = []
    var name: [UInt8]
  }

  /// In order of creation. Changed as a whole: every change makes the index anew.
  var rows: [Row] = [] {
    didSet { places = Self.index(rows) }
  }
  private var places: [[UInt8]: Int] = [:]
  /// Names, which need not be folders. RFC 9051 §6.3.7.
  var subscribed: Set<[UInt8]> = []
  /// Identifiers and validities are given once and never again.
  var nextID: UInt32 = 1
  var lastValidity: UInt32 = 0

  private static let mark = "postduif-folders 1"

  /// Folders and subscriptions of one mailbox together.
  static let mostNames = 100_000
  /// What LIST has to say of all of them stays within a few times this.
  private static let mostNameBytes = 8 << 20
  var isFull: Bool {
    let bytes = rows.reduce(0) { $0 + $1.name.count } + subscribed.reduce(0) { $0 + $1.count }
    return rows.count + subscribed.count >= Self.mostNames || bytes >= Self.mostNameBytes
  }

  func row(named name: [UInt8]) -> Row? { places[name].map { rows[$0] } }

  private static func index(_ rows: [Row]) -> [[UInt8]: Int] {
    Dictionary(rows.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var text: String {
    var lines = [Self.mark, "next \(nextID) \(lastValidity)"]
    for row in rows {
      let uses = row.uses.isEmpty ? "-" : row.uses.joined(separator: ",")
      lines.append("folder \(row.id) \(row.validity) \(uses) \(Base64.encode(row.name))")
    }
    for name in subscribed.map({ Base64.encode($0) }).sorted() { lines.append("subscribed \(name)") }
    return lines.joined(separator: "\n") + "\nend\n"
  }

  init() {}

  /// Nil when `text` is not a table.
  init?(text: String) {
    var lines = text.split(separator: "\n")
    guard lines.first.map(String.init) == Self.mark, lines.last == "end" else { return nil }
    lines.removeFirst()
    lines.removeLast()
    var rows: [Row] = []
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      switch (words.first, words.count) {
      case ("next", 3):
        guard let id = UInt32(words[1]), let validity = UInt32(words[2]) else { return nil }
        (nextID, lastValidity) = (id, validity)
      case ("folder", 5):
        guard let id = UInt32(words[1]), let validity = UInt32(words[2]),
          let name = Base64.decode(Array(words[4].utf8))
        else { return nil }
        let uses = words[3] == "-" ? [] : words[3].split(separator: ",").map(String.init)
        rows.append(Row(id: id, validity: validity, uses: uses, name: name))
      case ("subscribed", 2):
        guard let name = Base64.decode(Array(words[1].utf8)) else { return nil }
        subscribed.insert(name)
      default: return nil
      }
    }
    self.rows = rows
    places = Self.index(rows)
  }

  static func load(path: String) throws(Fault) -> FolderTable? {
    guard access(path, F_OK) == 0 else { return nil }
    let file = try DataFile(path: path)
    var bytes: [UInt8] = []
    try file.read(Int(try file.size()), at: 0, appendingTo: &bytes)
    guard let table = FolderTable(text: String(decoding: bytes, as: UTF8.self)) else {
      throw LogRecord.damaged(path, at: 0)
    }
    return table
  }

  func save(in folder: String, _ durability: Durability) throws(Fault) {
    let path = folder + "/folders"
    let file = try DataFile(path: path + ".new", empty: true)
    try file.write(Array(text.utf8), at: 0)
    if durability == .machine { try file.sync() }
    guard rename(path + ".new", path) == 0 else { throw DataFile.fault("cannot be renamed", path) }
    if durability == .machine { try DataFile.syncFolder(folder) }
  }
}
