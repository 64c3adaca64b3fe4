/// The target paths that are given away: no two source folders ever get the same one.
struct FolderClaims {
  /// Names that differ only in case are one.
  let foldsCase: Bool
  private var taken: Set<[String]> = []
  /// The last number tried for a path, so that thousands of equal names cost no more than a few.
  private var numbers: [[String]: Int] = [:]

  init(foldsCase: Bool) {
    self.foldsCase = foldsCase
  }

  /// Paths with equal keys are one folder at the target. `String` makes precomposed and decomposed letters equal, which
  /// is wanted: to a person they are the same name.
  static func key(_ path: [String], foldsCase: Bool) -> [String] {
    SourceTree.withInbox(foldsCase ? path.map { $0.lowercased() } : path)
  }

  /// False when somebody else has it.
  mutating func take(_ path: [String]) -> Bool { taken.insert(Self.key(path, foldsCase: foldsCase)).inserted }

  func isTaken(_ path: [String]) -> Bool { taken.contains(Self.key(path, foldsCase: foldsCase)) }

  /// `path` with the first free number behind its last name, now taken: `Archive (2)`.
  mutating func takeNumbered(_ path: [String], maxNameBytes: Int?) -> [String] {
    let base = Self.key(path, foldsCase: foldsCase)
    let parent = Array(path.dropLast())
    var number = numbers[base] ?? 1
    while true {
      number += 1
      let suffix = " (\(number))"
      var name = path.last ?? ""
      if let most = maxNameBytes { name = FolderNameRules.cut(name, toBytes: most - suffix.utf8.count) }
      let candidate = parent + [name + suffix]
      if take(candidate) {
        numbers[base] = number
        return candidate
      }
    }
  }
}
