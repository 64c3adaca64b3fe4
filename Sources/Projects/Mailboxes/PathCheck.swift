import Core

/// Mailboxes that lie in files must not lie in each other's: what one writes another would read, or two would be mixed.
struct PathCheck {
  private(set) var findings: [Finding] = []

  private struct Use {
    var entry: MailboxEntry
    var side: Side
    var files: MailFiles
  }
  private var uses: [String: [Use]] = [:]

  init(_ mailboxes: [MailboxEntry], _ settings: ProjectSettings, place: (MailboxEntry) -> String) {
    for entry in mailboxes {
      for side in Side.allCases {
        let name = entry[side].endpoint
        let endpoint = name.isEmpty ? settings.endpoints(side).first : settings.endpoint(side, name)
        // A mailbox without a user is found out elsewhere.
        guard let files = endpoint?.files, !entry[side].user.isEmpty else { continue }
        do {
          let path = try files.path(for: entry[side].user)
          if let other = clash(of: entry, side, files, at: path) {
            findings.append(Self.finding(entry, side, files, with: other, at: place(entry)))
          }
          uses[path, default: []].append(Use(entry: entry, side: side, files: files))
        } catch {
          findings.append(
            Finding(.problem, error.code, place: place(entry), "\(entry.name): \(error.message)", next: error.advice))
        }
      }
    }
    findings += nested(place)
  }

  /// Another mailbox with the same files. One mailbox may be read twice, under one name; nothing may be written twice.
  private func clash(of entry: MailboxEntry, _ side: Side, _ files: MailFiles, at path: String) -> Use? {
    uses[path]?.first { other in
      side == .target || other.side == .target || other.entry.source.user != entry.source.user
    }
  }

  private static func finding(
    _ entry: MailboxEntry, _ side: Side, _ files: MailFiles, with other: Use, at place: String
  ) -> Finding {
    let isOwn = other.entry.name == entry.name
    let message =
      isOwn
      ? "\(entry.name) would be written into the files it is read from"
      : "\(entry.name) and \(other.entry.name) have the same files: \(files.written)"
    let next =
      if isOwn {
        "Give one of its two ends another path"
      } else if !files.isPerMailbox {
        "Write {user} where the mailbox's name stands in the path, such as path: \(files.written)/{user}"
      } else if other.side == side, other.entry[side].user != entry[side].user {
        "Write {user} in the path, which tells the two apart"
      } else {
        "Give one of the two another path, or another name at that end"
      }
    return Finding(.problem, "MAILBOX-PATH", place: place, message, next: next)
  }

  /// What is written below something that is read or written as a mailbox of its own.
  private func nested(_ place: (MailboxEntry) -> String) -> [Finding] {
    uses.keys.sorted().compactMap { path in
      guard let inner = uses[path] else { return nil }
      let isWritten = inner.contains { $0.side == .target }
      let above = sequence(first: ProjectFile.parent(of: path)) { $0 == "/" ? nil : ProjectFile.parent(of: $0) }
      let outer = above.lazy.compactMap { uses[$0] }.first { isWritten || $0.contains { $0.side == .target } }
      guard let outer else { return nil }
      return Finding(
        .problem, "MAILBOX-PATH", place: place(inner[0].entry),
        "the files of \(inner[0].entry.name) lie among those of \(outer[0].entry.name): \(inner[0].files.written)",
        next: "Give one of the two ends a path beside the other's, not below it")
    }
  }
}
