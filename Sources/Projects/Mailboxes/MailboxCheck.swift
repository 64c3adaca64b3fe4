import Core

/// What a list of mailboxes must fulfil, whether it stands in the project file or in a CSV file.
enum MailboxCheck {
  static func findings(
    _ mailboxes: [MailboxEntry], _ settings: ProjectSettings, place: (MailboxEntry) -> String
  ) -> [Finding] {
    var findings: [Finding] = []
    var names: [String: MailboxEntry] = [:]
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
      for side in Side.allCases {
        if let finding = endpoint(entry, side, settings, place: place) { findings.append(finding) }
      }
    }
    return findings
  }

  private static func endpoint(
    _ entry: MailboxEntry, _ side: Side, _ settings: ProjectSettings, place: (MailboxEntry) -> String
  ) -> Finding? {
    let names = settings.endpoints(side).map(\.name)
    let wanted = entry[side].endpoint
    if wanted.isEmpty ? names.count == 1 : names.contains(wanted) { return nil }
    let known = names.isEmpty ? "There is none yet. See: postduif \(side.rawValue) add" : names.joined(separator: ", ")
    let message =
      wanted.isEmpty
      ? "\(entry.name) does not say which \(side.rawValue) is meant"
      : "\(entry.name) names the \(side.rawValue) \"\(wanted)\", which the project does not have"
    let meant = suggestion(for: wanted, among: names).map { "Did you mean \($0)? " } ?? ""
    return Finding(.problem, "MAILBOX-ENDPOINT", place: place(entry), message, next: "\(meant)Known: \(known)")
  }
}
