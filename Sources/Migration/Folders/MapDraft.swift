import Core

/// One pass of decisions over the tree. The strongest wishes are granted first, each taking its target path, so that a
/// weaker one can only get what is left.
struct MapDraft {
  struct Decision: Hashable {
    var target: [String] = []
    var why = ""
    /// Why the target name is not the one that was wanted; nil when it is.
    var rename: String?
    var isMade = false
  }

  private let context: MapContext
  private var claims: FolderClaims
  private(set) var decisions: [Decision]

  init(_ context: MapContext, decided: [[UInt8]: [String]]) {
    self.context = context
    claims = FolderClaims(foldsCase: context.target.foldsFolderCase)
    decisions = [Decision](repeating: Decision(), count: context.tree.nodes.count)
    keep(decided)
    grantInbox()
    grantWishes()
    grantArchive(context.rules.targetRoot == nil ? context.homes[.archive]?.path : nil)
    grantRoles()
    grantPlaces()
    grantArchive(root + ["Archive"], isLast: true)
  }

  /// True when the node now has its decision.
  @discardableResult
  private mutating func claim(_ index: Int, _ path: [String], _ why: String, rename: String? = nil) -> Bool {
    let path = context.existing(path)?.path ?? path
    guard claims.take(path) else { return false }
    decisions[index] = Decision(target: path, why: why, rename: rename, isMade: true)
    return true
  }

  private mutating func claimNumbered(_ index: Int, _ path: [String], _ reason: String) {
    let path = claims.takeNumbered(path, maxNameBytes: context.target.maxFolderNameBytes)
    decisions[index] = Decision(target: path, why: "renamed: \(reason)", rename: reason, isMade: true)
  }

  static let collision = "another folder goes there"

  private mutating func keep(_ decided: [[UInt8]: [String]]) {
    guard !decided.isEmpty else { return }
    var losers: [(Int, [String])] = []
    for (index, node) in context.tree.nodes.enumerated() {
      guard let wire = node.folder?.wireName, let path = decided[wire], !path.isEmpty else { continue }
      if !claim(index, path, "decided before") { losers.append((index, path)) }
    }
    for (index, path) in losers { claimNumbered(index, path, Self.collision) }
  }

  private mutating func grantInbox() {
    guard context.rules.targetRoot == nil, let index = context.tree.nodes.firstIndex(where: \.isInbox),
      !decisions[index].isMade, context.wished[index] == nil
    else { return }
    claim(index, ["INBOX"], "same name")
  }

  private mutating func grantWishes() {
    for (index, wish) in context.wished.sorted(by: { $0.key < $1.key }) where !decisions[index].isMade {
      var reason: String?
      var path: [String] = []
      for name in root + wish {
        let isInbox = path.isEmpty && name == "INBOX"
        let cleaned = isInbox ? (name, nil) : context.names.clean(name, isTop: path.isEmpty)
        path.append(cleaned.0)
        reason = reason ?? cleaned.1
      }
      guard !path.isEmpty else { continue }
      if !claim(index, path, "set by you", rename: reason) { claimNumbered(index, path, Self.collision) }
    }
  }

  /// Mail that stands in no other folder is archived mail. It has the target's archive before any folder that is only
  /// called so, and a name of our choice after all others.
  private mutating func grantArchive(_ path: [String]?, isLast: Bool = false) {
    guard let index = context.remainder, !decisions[index].isMade, let path else { return }
    if !claim(index, path, "archived mail: what stands in no other folder"), isLast {
      claimNumbered(index, path, Self.collision)
    }
  }

  private mutating func grantRoles() {
    for index in context.tree.nodes.indices where !decisions[index].isMade && context.leftOut[index] == nil {
      grantHome(index)
    }
  }

  private mutating func grantHome(_ index: Int) {
    guard let home = context.home(index) else { return }
    claim(index, home.path, context.roles.known[index]?.why ?? "same name")
  }

  /// Level by level: all names that can stay as they are, then those that must give way, then the folders that are left
  /// out, which get a path only so that they would have one.
  private mutating func grantPlaces() {
    let nodes = context.tree.nodes
    var first = 0
    while first < nodes.count {
      let depth = nodes[first].path.count
      let end = nodes[first...].firstIndex { $0.path.count > depth } ?? nodes.count
      let open = (first..<end).filter { !decisions[$0].isMade && $0 != context.remainder }
      let carried = open.filter { context.leftOut[$0] == nil }
      var losers: [Int] = []
      // A folder gives way to one that is nobody's choice of name but its own.
      for index in carried where !place(index, onlyIfUnchanged: true) { losers.append(index) }
      for index in losers where !place(index, onlyIfUnchanged: false) {
        claimNumbered(index, natural(index).path, Self.collision)
      }
      for index in open where context.leftOut[index] != nil {
        grantHome(index)
        if !decisions[index].isMade, !place(index, onlyIfUnchanged: false) {
          claimNumbered(index, natural(index).path, Self.collision)
        }
      }
      first = end
    }
  }

  private mutating func place(_ index: Int, onlyIfUnchanged: Bool) -> Bool {
    let wanted = natural(index)
    if onlyIfUnchanged, wanted.rename != nil { return false }
    return claim(index, wanted.path, wanted.why, rename: wanted.rename)
  }

  private var root: [String] { context.rules.targetRoot.map(MapContext.levels) ?? [] }

  /// The node's own name below its parent's target, in the form the target takes.
  private func natural(_ index: Int) -> (path: [String], why: String, rename: String?) {
    let node = context.tree.nodes[index]
    let parent = node.parent.map { decisions[$0].target } ?? root
    let name = node.path.last ?? ""
    if node.isInbox { return (parent + ["INBOX"], "same name", nil) }
    var (clean, reason) = context.names.clean(name, isTop: parent.isEmpty)
    if context.isGroupware(parent + [clean]) {
      clean += FolderNameRules.mailSuffix
      reason = "the target's own \(name) holds no mail"
    } else if context.isSecondInbox(index), context.target.mixesGroupware, parent.isEmpty {
      clean += FolderNameRules.mailSuffix
      reason = "it would stand beside the inbox under the inbox's name"
    }
    if let reason { return (parent + [clean], "renamed: \(reason)", reason) }
    let follows = node.parent.map { decisions[$0].target != context.tree.nodes[$0].path } ?? false
    return (parent + [clean], follows ? "follows \(parent.joined(separator: "/"))" : "same name", nil)
  }
}
