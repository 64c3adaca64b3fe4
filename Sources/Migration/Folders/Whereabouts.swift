/// Which items of a folder for all mail stand in another folder, from where they are carried.
struct Whereabouts: Sendable {
  private var folders: Set<[UInt8]> = []
  private var roles: Set<FolderRole> = []

  /// What the user left out counts: he left its mail out too. What the server lists and does not open does not, nor does a
  /// view: mail that stands only there would be lost.
  init(_ map: [MappedFolder]) {
    for folder in map where !folder.isView && !folder.isRemainder {
      switch folder.action {
      case .use, .create, .exclude: break
      case .unreadable, .container: continue
      }
      folders.insert(folder.source.wireName)
      if let role = folder.source.path == ["INBOX"] ? .inbox : folder.source.role { roles.insert(role) }
    }
  }

  func isElsewhere(_ item: ListedItem) -> Bool {
    item.places?.contains { place in
      switch place {
      case .folder(let name): folders.contains(name)
      case .role(let role): roles.contains(role)
      }
    } ?? false
  }
}
