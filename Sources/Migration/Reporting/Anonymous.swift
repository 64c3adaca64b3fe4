import Core

extension MigrationReport {
  /// The same report without addresses, subjects and folder names that people chose: mailboxes become `mailbox 1`, folders
  /// without a role `folder 1`. Counts, sizes, dates, codes and digests stay. The customer's and the consultant's names
  /// go too; the servers' names stay, since findings are about them.
  public func anonymous() -> MigrationReport {
    var names = Names()
    var copy = self
    copy.isAnonymous = true
    copy.letterhead = Letterhead(
      project: "a project", source: names.scrub(letterhead.source), target: names.scrub(letterhead.target))
    copy.standing = standing.map { names.scrub($0) }
    copy.plan = plan.map { plan in
      var plan = plan
      plan.mailboxes = plan.mailboxes.map { names.scrub($0) }
      return plan
    }
    copy.run = run.map { run in
      var run = run
      run.mailboxes = run.mailboxes.map { outcome in
        var outcome = outcome
        outcome.findings = outcome.findings.map { names.scrub($0, in: outcome.name) }
        outcome.name = names.mailbox(outcome.name)
        return outcome
      }
      return run
    }
    copy.verify = verify.map { names.scrub($0) }
    copy.exceptions = exceptions.map { names.scrub($0) }
    copy.repairs = repairs.map { record in
      var record = record
      (record.mailbox, record.folder) = (
        names.mailbox(record.mailbox), names.folder(record.folder, in: record.mailbox)
      )
      return record
    }
    return copy
  }
}

/// Stand-ins for names, the same for the same name throughout one report.
private struct Names {
  private var mailboxes: [String: String] = [:]
  private var folders: [[String]: String] = [:]

  mutating func mailbox(_ name: String) -> String {
    if let known = mailboxes[name] { return known }
    mailboxes[name] = "mailbox \(mailboxes.count + 1)"
    return mailboxes[name] ?? name
  }

  mutating func folder(_ path: [String], in mailbox: String) -> [String] {
    // The inbox has one name everywhere; every other name was somebody's choice.
    if path.isEmpty || (path.count == 1 && path[0].uppercased() == "INBOX") { return path }
    if let known = folders[path] { return [known] }
    folders[path] = "folder \(folders.count + 1)"
    return [folders[path] ?? ""]
  }

  mutating func scrub(_ standing: FolderStanding) -> FolderStanding {
    var out = standing
    out.source = folder(standing.source, in: standing.mailbox)
    out.target = folder(standing.target, in: standing.mailbox)
    out.mailbox = mailbox(standing.mailbox)
    out.why = plain(standing.why)
    return out
  }

  mutating func scrub(_ plan: MailboxPlan) -> MailboxPlan {
    var out = plan
    out.folders = plan.folders.map { folder in
      var copy = folder
      copy.source = self.folder(folder.source, in: plan.name)
      copy.target = self.folder(folder.target, in: plan.name)
      copy.why = plain(folder.why)
      return copy
    }
    out.findings = plan.findings.map { scrub($0, in: plan.name) }
    out.name = mailbox(plan.name)
    return out
  }

  mutating func scrub(_ item: ItemRecord) -> ItemRecord {
    var out = item
    out.folder = folder(item.folder, in: item.mailbox)
    out.mailbox = mailbox(item.mailbox)
    (out.subject, out.from) = ("", "")
    out.detail = scrub(item.detail)
    out.accepted = item.accepted.map { _ in "(reason left out)" }
    return out
  }

  mutating func scrub(_ report: VerifyReport) -> VerifyReport {
    var out = report
    out.mailboxes = report.mailboxes.map { entry in
      var copy = entry
      copy.findings = entry.findings.map { scrub($0, in: entry.name) }
      copy.folders = entry.folders.map { folder in
        var row = folder
        row.source = self.folder(folder.source, in: entry.name)
        row.target = self.folder(folder.target, in: entry.name)
        row.differences = folder.differences.map { difference in
          var bare = difference
          bare.subject = ""
          bare.detail = scrub(difference.detail)
          return bare
        }
        return row
      }
      copy.name = mailbox(entry.name)
      return copy
    }
    return out
  }

  /// A finding's place and words may hold a folder's name; the code and the level say enough.
  mutating func scrub(_ finding: Finding, in mailbox: String) -> Finding {
    Finding(finding.level, finding.code, place: self.mailbox(mailbox), "see postduif explain \(finding.code)")
  }

  /// Any word with an @ in it may be an address, and quoted words a name.
  func scrub(_ text: String) -> String {
    var out = ""
    for (index, piece) in text.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      out +=
        index % 2 == 1
        ? "(name)"
        : piece.split(separator: " ", omittingEmptySubsequences: false)
          .map { $0.contains("@") ? "(address)" : String($0) }.joined(separator: " ")
    }
    return out
  }

  /// `renamed: Verkoop` keeps its first word only.
  private func plain(_ why: String) -> String {
    why.firstIndex(of: ":").map { String(why[..<$0]) } ?? why
  }
}
