import Core
import Migration

/// Folders with where they go and why.
enum FolderScreen {
  static func lines(_ mailboxes: [(name: String, folders: [FolderPlan])], _ layout: Layout) -> [String] {
    let moved = mailboxes.flatMap(\.folders).count { $0.action == .use || $0.action == .create }
    let all = mailboxes.flatMap(\.folders).count
    var out = ["\(Words.number(moved)) of \(Words.count(all, "folder")) will be moved."]
    for mailbox in mailboxes {
      var table = Table([
        .init("Source", .name), .init("Target", .name), .init("Items", .number), .init("Size", .number),
        .init("Why", .note),
      ])
      table.rows = mailbox.folders.map { folder in
        [
          folder.source.joined(separator: "/"), target(folder, layout), Words.number(folder.items),
          ByteCount.text(folder.bytes), folder.why,
        ]
      }
      out += ["", " " + layout.paint(DisplayWidth.printable(mailbox.name), .bold)] + table.lines(layout)
    }
    return out + ["", "Next: postduif folder map MAILBOX SOURCE TARGET changes one; postduif plan makes the plan anew"]
  }

  private static func target(_ folder: FolderPlan, _ layout: Layout) -> String {
    switch folder.action {
    case .use, .container: folder.target.joined(separator: "/")
    case .create: folder.target.joined(separator: "/") + " (new)"
    case .exclude: "(left out)"
    case .unreadable: "(cannot be read)"
    }
  }
}
