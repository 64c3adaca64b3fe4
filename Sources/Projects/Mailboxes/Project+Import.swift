public import Core

/// What an import did.
public struct ImportResult: Sendable, Hashable {
  /// Mailboxes that are new in the project, and those that were in it under the same name.
  public var added = 0
  public var changed = 0
  /// Rows left out because something is wrong with them.
  public var skipped = 0
  /// Secrets put into the project's store.
  public var secrets = 0
  public var findings: [Finding] = []
}

extension Project {
  /// Takes a batch file's mailboxes into the project. Passwords go to the project's store, never into the CSV file.
  ///
  /// Where a row is wrong nothing is changed and a fault is thrown whose cause is ``Problems`` with all of them, unless
  /// `skipBroken`: then the others are taken.
  ///
  /// - Parameters:
  ///   - source: name of the source endpoint; nil for the project's only one. The same for `target`.
  public func importMailboxes(
    _ batch: BatchFile, source: String? = nil, target: String? = nil, skipBroken: Bool = false
  ) async throws(Fault) -> ImportResult {
    let from = try endpoint(.source, source)
    let to = try endpoint(.target, target)
    var intake = Intake(
      source: from, target: to, namesSource: settings.sources.count > 1, namesTarget: settings.targets.count > 1)
    for row in batch.rows { intake.take(row, file: batch.file) }
    let problems = batch.problems + intake.problems
    if let first = problems.first, !skipBroken {
      let count = problems.count
      throw Fault(
        "BATCH-ROWS",
        "\(count == 1 ? "one thing is" : "\(count) things are") wrong in \(batch.file); nothing was imported. "
          + "First: \(first.message)", place: first.place, recovery: .stopRun,
        advice: "Mend the file, or take the rows that are right: --skip-broken",
        cause: Self.Problems(findings: problems))
    }
    let known = Set(try mailboxes().map { $0.name.lowercased() })
    var result = ImportResult()
    result.changed = intake.entries.filter { known.contains($0.name.lowercased()) }.count
    result.added = intake.entries.count - result.changed
    result.skipped = batch.brokenRows + intake.problems.count
    result.secrets = intake.secrets.count
    result.findings = batch.notes + problems
    if intake.passwordsPassedOver > 0 {
      result.findings.append(
        Finding(
          .note, "BATCH-COLUMN", place: "\(batch.file) column Password",
          "the source is files and needs no passwords; none was stored"))
    }
    // Secrets first: a crash between the two leaves a secret without a mailbox, not a mailbox without its secret.
    if !intake.secrets.isEmpty {
      try prepareStateFolder()
      try await credentials.set(intake.secrets.mapValues(\.secret))
    }
    if !intake.entries.isEmpty { try setMailboxes(intake.entries) }
    return result
  }

  private func endpoint(_ side: Side, _ name: String?) throws(Fault) -> Endpoint {
    let all = settings.endpoints(side)
    if let name, let endpoint = settings.endpoint(side, name) { return endpoint }
    if name == nil, all.count == 1 { return all[0] }
    let names = all.map(\.name)
    let meant = name.flatMap { suggestion(for: $0, among: names) }.map { "Did you mean \($0)? " } ?? ""
    let message =
      name.map { "the project has no \(side.rawValue) \"\($0)\"" }
      ?? (names.isEmpty ? "the project has no \(side.rawValue) yet" : "the project has several of them; say which")
    throw Fault(
      "PROJECT-ENDPOINT", message, place: Self.fileName, recovery: .stopRun,
      advice: names.isEmpty
        ? "Add one: postduif \(side.rawValue) add" : "\(meant)Known: \(names.joined(separator: ", "))")
  }
}

/// Rows on their way into a project.
private struct Intake {
  let source: Endpoint
  let target: Endpoint
  /// The entry must say which endpoint it means.
  let namesSource: Bool
  let namesTarget: Bool
  var entries: [MailboxEntry] = []
  var secrets: [String: (secret: Secret, line: Int)] = [:]
  var problems: [Finding] = []
  /// Nobody signs in where mail lies in files.
  private(set) var passwordsPassedOver = 0

  mutating func take(_ row: BatchFile.Row, file: String) {
    var from = MailboxEntry.End(user: row.userName)
    var owner = row.userName
    if let admin = row.admin {
      owner = admin.admin
      // Where the project knows its administrator, the name is put together anew for each server.
      if source.admin != nil { from.user = admin.user }
    } else if let admin = source.admin {
      owner = admin.user
    }
    if namesSource { from.endpoint = source.name }
    from.root = row.userRoot
    if source.files != nil { passwordsPassedOver += row.password == nil ? 0 : 1 }
    if let password = row.password, source.files == nil {
      let name = "\(source.name)/\(owner)"
      if let other = secrets[name], other.secret != password {
        problems.append(
          Finding(
            .problem, "BATCH-ROW", place: "\(file) line \(row.line) column Password",
            "another password than on line \(other.line), for the same sign-in name",
            next: "Write the right one in both rows"))
        return
      }
      secrets[name] = secrets[name] ?? (password, row.line)
      if name != defaultName(from.user) { from.credential = name }
    }
    var to = MailboxEntry.End(user: row.targetUser)
    if namesTarget { to.endpoint = target.name }
    entries.append(MailboxEntry(name: row.address, source: from, target: to))
  }

  /// The name ``Project/signIn(_:_:)`` looks under when the entry names none.
  private func defaultName(_ user: String) -> String {
    source.credential ?? "\(source.name)/\(source.admin?.user ?? user)"
  }
}
