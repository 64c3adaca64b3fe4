import Core

extension FolderRole {
  /// As RFC 6154 §2 spells it; nil for roles that have no attribute.
  var specialUse: String? {
    switch self {
    case .sent: "\\Sent"
    case .drafts: "\\Drafts"
    case .trash: "\\Trash"
    case .junk: "\\Junk"
    case .archive: "\\Archive"
    case .all: "\\All"
    case .flagged: "\\Flagged"
    case .inbox, .outbox, .templates: nil
    }
  }

  /// True when mail of that role belongs into the target's folder of the same role. Views of the whole mailbox do not.
  var hasOneHome: Bool {
    switch self {
    case .sent, .drafts, .trash, .junk, .archive, .outbox, .templates: true
    case .inbox, .all, .flagged: false
    }
  }
}

/// What the source's folders are for, and where the target has its folders of the same use.
struct FolderRoles {
  struct Known: Hashable {
    var role: FolderNames.Role
    /// The server says so; else its name does.
    var isAnnounced: Bool
    /// `special use \Sent` or `name (nl)`.
    var why: String
  }

  /// By node of the tree. More than one folder may have a role; see ``holders``.
  private(set) var known: [Int: Known] = [:]
  /// The one node that stands for each role.
  private(set) var holders: [FolderRole: Int] = [:]

  init(_ tree: SourceTree) {
    let named = FolderNames.roles(of: tree.nodes.map(\.path))
    for (index, node) in tree.nodes.enumerated() where node.folder != nil {
      if let role = node.folder?.role, role != .inbox, let same = FolderNames.Role(rawValue: role.rawValue) {
        known[index] = Known(
          role: same, isAnnounced: true, why: role.specialUse.map { "special use \($0)" } ?? "announced as \(role)")
      } else if !node.isInbox, let found = named[node.path] {
        known[index] = Known(
          role: found.role, isAnnounced: false, why: found.language == "*" ? "name" : "name (\(found.language))")
      }
    }
    // The announced one before the one that is only named so, then the one nearest to the top.
    for index in known.keys.sorted() {
      guard let this = known[index], let role = FolderRole(rawValue: this.role.rawValue) else { continue }
      if let other = holders[role], known[other]?.isAnnounced == true || !this.isAnnounced { continue }
      holders[role] = index
    }
  }

  func role(_ index: Int) -> FolderRole? { known[index].flatMap { FolderRole(rawValue: $0.role.rawValue) } }

  /// Where the target keeps mail of each role: what it announces, else what its folders are called.
  static func homes(_ folders: [TargetFolder]) -> [FolderRole: TargetFolder] {
    var homes: [FolderRole: TargetFolder] = [:]
    let candidates = folders.filter(\.isSelectable).sorted {
      ($0.path.count, $0.displayName) < ($1.path.count, $1.displayName)
    }
    for folder in candidates {
      if let role = folder.role, role.hasOneHome, homes[role] == nil { homes[role] = folder }
    }
    let named = FolderNames.roles(of: candidates.map(\.path))
    for folder in candidates where folder.role == nil {
      guard let found = named[folder.path], let role = FolderRole(rawValue: found.role.rawValue), role.hasOneHome
      else { continue }
      if homes[role] == nil { homes[role] = folder }
    }
    return homes
  }
}
