import Core

/// What a list of mailboxes must fulfil, whether it stands in the project file or in a CSV file.
enum MailboxCheck {
  /// - Parameter all: the list that `mailboxes` are part of, when they are not all of it.
  static func findings(
    _ mailboxes: [MailboxEntry], among all: [MailboxEntry]? = nil, _ settings: ProjectSettings,
    place: (MailboxEntry) -> String
  ) -> [Finding] {
    var findings: [Finding] = []
    var names: [String: MailboxEntry] = [:]
    // One word about an end that is missing altogether, not one for each of 500 mailboxes.
    let sides = Side.allCases.filter { side in
      guard let first = mailboxes.first, settings.endpoints(side).isEmpty else { return true }
      findings.append(
        Finding(
          .problem, "MAILBOX-ENDPOINT", place: place(first), "the project has mailboxes and no \(side.rawValue) yet",
          next: "Add it: postduif \(side.rawValue) add"))
      return false
    }
    for entry in mailboxes {
      if entry.name.isEmpty {
        findings.append(
          Finding(
            .problem, "MAILBOX-NAME", place: place(entry), "this mailbox has no name",
            next: "Give it the target's address"))
      } else if let other = names.updateValue(entry, forKey: entry.name.lowercased()) {
        findings.append(
          Finding(
            .problem, "MAILBOX-TWICE", place: place(entry),
            "\(entry.name) stands there twice (first on line \(other.line))",
            next: "Take one out, or give them different names"))
      }
      for side in sides {
        if let finding = endpoint(entry, side, settings, place: place) { findings.append(finding) }
      }
    }
    return findings + PathCheck(all ?? mailboxes, settings, place: place).findings
  }

  private static func endpoint(
    _ entry: MailboxEntry, _ side: Side, _ settings: ProjectSettings, place: (MailboxEntry) -> String
  ) -> Finding? {
    let names = settings.endpoints(side).map(\.name)
    let wanted = entry[side].endpoint
    if wanted.isEmpty ? names.count == 1 : names.contains(wanted) { return nil }
    let message =
      wanted.isEmpty
      ? "\(entry.name) does not say which \(side.rawValue) is meant"
      : "\(entry.name) names the \(side.rawValue) \"\(wanted)\", which the project does not have"
    let meant = suggestion(for: wanted, among: names).map { "Did you mean \($0)? " } ?? ""
    return Finding(
      .problem, "MAILBOX-ENDPOINT", place: place(entry), message,
      next: "\(meant)Known: \(names.joined(separator: ", "))")
  }
}
