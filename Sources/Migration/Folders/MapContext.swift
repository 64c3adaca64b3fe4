import Core

/// What is known of both ends before anything is decided.
struct MapContext {
  let tree: SourceTree
  let rules: FolderRules
  let target: Provider
  let roles: FolderRoles
  let homes: [FolderRole: TargetFolder]
  let names: FolderNameRules
  /// Why a node is not carried, by node.
  let leftOut: [Int: String]
  /// Of these, the ones that show again what stands elsewhere.
  let views: Set<Int>
  /// The node for all mail, of which what stands nowhere else is carried.
  let remainder: Int?
  /// Nodes that hold no mail though the source lists them (calendars and the like).
  let groupware: Set<Int>
  /// What the user asked for, by node.
  let wished: [Int: [String]]
  /// Entries of the user's map that name no folder.
  let unusedWishes: [String]
  private let hasInbox: Bool
  private let targetFolders: [[String]: [TargetFolder]]

  init(tree: SourceTree, targetFolders: [TargetFolder], mapper: FolderMapper) {
    self.tree = tree
    hasInbox = tree.nodes.contains(where: \.isInbox)
    rules = mapper.rules
    target = mapper.target
    roles = FolderRoles(tree)
    homes = FolderRoles.homes(targetFolders)
    names = FolderNameRules(
      target: mapper.target, separator: mapper.separator ?? FolderNameRules.separator(of: targetFolders))
    let folds = mapper.target.foldsFolderCase
    self.targetFolders = Dictionary(grouping: targetFolders) { FolderClaims.key($0.path, foldsCase: folds) }
    (wished, unusedWishes) = Self.wishes(tree, mapper.rules)
    groupware = Self.groupware(tree, roles, wished: wished, source: mapper.source)
    let everything = mapper.tellsPlaces && mapper.source.skipsSpecialUse.contains("\\All") ? roles.holders[.all] : nil
    let exclusions = Exclusions(rules: mapper.rules, source: mapper.source, remainder: everything)
    leftOut = exclusions.reasons(tree, roles, wished: wished, groupware: groupware)
    views = Set(leftOut.filter { $0.value.hasPrefix(Exclusions.repeats) }.keys)
    remainder = everything.flatMap { [leftOut] in leftOut[$0] == nil ? $0 : nil }
  }

  /// The folder at the target that has this path; the one spelled exactly so before one that only counts as equal.
  func existing(_ path: [String]) -> TargetFolder? {
    let same = targetFolders[FolderClaims.key(path, foldsCase: target.foldsFolderCase)]
    return same?.first { $0.path.elementsEqual(path) { $0.utf8.elementsEqual($1.utf8) } } ?? same?.first
  }

  /// The role a node has for the whole mailbox; nil for a second folder of the same role.
  func role(_ index: Int) -> FolderRole? {
    if tree.nodes[index].isInbox { return .inbox }
    guard let role = roles.role(index) else { return tree.nodes[index].folder?.role }
    return roles.holders[role] == index && role != .inbox ? role : nil
  }

  /// A folder called "inbox" in some language beside INBOX itself.
  func isSecondInbox(_ index: Int) -> Bool {
    hasInbox && roles.known[index]?.role == .inbox && tree.nodes[index].path.count == 1
  }

  /// Where the target keeps mail of this node's role.
  func home(_ index: Int) -> TargetFolder? {
    guard rules.targetRoot == nil, let role = role(index), role.hasOneHome, let home = homes[role] else { return nil }
    // A target that announces nothing and has the very name: no reason to prefer another.
    if home.role == nil, existing(tree.nodes[index].path) != nil { return nil }
    return home
  }

  /// The target's folder for calendars, contacts or the like, if that is what `path` would hit.
  func isGroupware(_ path: [String]) -> Bool {
    guard target.mixesGroupware, path.count == 1, let folder = existing(path) else { return false }
    return FolderNames.meanings(of: folder.path[0]).contains { !$0.role.holdsMail }
  }

  private static func wishes(_ tree: SourceTree, _ rules: FolderRules) -> ([Int: [String]], [String]) {
    var byName: [String: Int] = [:]
    for (index, node) in tree.nodes.enumerated() where node.folder != nil {
      for path in [node.path, node.folder?.path ?? []] {
        let name = path.joined(separator: "/").lowercased()
        if byName[name] == nil { byName[name] = index }
      }
    }
    var wished: [Int: [String]] = [:]
    var unused: [String] = []
    for (name, wish) in rules.map.sorted(by: { $0.key < $1.key }) {
      if let index = byName[name.lowercased()] {
        wished[index] = levels(wish)
      } else {
        unused.append(name)
      }
    }
    return (wished, unused)
  }

  static func levels(_ text: String) -> [String] {
    SourceTree.withInbox(text.split(separator: "/").map(String.init))
  }

  private static func groupware(
    _ tree: SourceTree, _ roles: FolderRoles, wished: [Int: [String]], source: Provider
  ) -> Set<Int> {
    guard source.mixesGroupware else { return [] }
    var found: Set<Int> = []
    for (index, node) in tree.nodes.enumerated() where wished[index] == nil {
      if let parent = node.parent {
        if found.contains(parent) { found.insert(index) }
      } else if let known = roles.known[index], !known.isAnnounced, !known.role.holdsMail {
        found.insert(index)
      }
    }
    return found
  }
}

/// Folders that are not carried, and why.
struct Exclusions {
  let rules: FolderRules
  let source: Provider
  let remainder: Int?

  static let repeats = "repeats other folders"

  func reasons(
    _ tree: SourceTree, _ roles: FolderRoles, wished: [Int: [String]], groupware: Set<Int>
  ) -> [Int: String] {
    let patterns = rules.exclude.filter { !$0.hasPrefix("\\") }.map(FolderPattern.init)
    let uses = Set(rules.exclude.filter { $0.hasPrefix("\\") }.map { $0.lowercased() })
    var reasons: [Int: String] = [:]
    for (index, node) in tree.nodes.enumerated() {
      guard let folder = node.folder else { continue }
      if patterns.contains(where: { $0.matches(node.path) || $0.matches(folder.path) }) {
        reasons[index] = "left out by you"
      } else if let use = roles.role(index)?.specialUse?.lowercased(), uses.contains(use) {
        reasons[index] = "left out by you"
      } else if let parent = node.parent, reasons[parent] == "left out by you", isExcludedByUse(parent, roles, uses) {
        reasons[index] = "left out by you"
      } else if groupware.contains(index) {
        reasons[index] = "holds no mail"
      } else if wished[index] == nil, let view = view(index, tree, roles) {
        reasons[index] = view
      }
    }
    return reasons
  }

  /// What lies below a folder left out by its use is left out with it.
  private func isExcludedByUse(_ index: Int, _ roles: FolderRoles, _ uses: Set<String>) -> Bool {
    roles.role(index)?.specialUse.map { uses.contains($0.lowercased()) } ?? false
  }

  /// Folders that show again what stands elsewhere.
  private func view(_ index: Int, _ tree: SourceTree, _ roles: FolderRoles) -> String? {
    guard index != remainder else { return nil }
    let node = tree.nodes[index]
    if let use = node.folder?.role?.specialUse, source.skipsSpecialUse.contains(use) {
      return "\(Self.repeats) (\(use))"
    }
    // Below Gmail's own parent stand its views; the ones that hold mail of their own have a role.
    guard !source.skipsSpecialUse.isEmpty, node.path.count > 1, node.folder?.isSelectable == true,
      source.reservedFolders.contains(where: { $0.lowercased() == node.path[0].lowercased() })
    else { return nil }
    if let role = roles.role(index), role.hasOneHome { return nil }
    return Self.repeats
  }
}
