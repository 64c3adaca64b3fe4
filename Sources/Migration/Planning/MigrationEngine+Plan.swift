import Core

extension MigrationEngine {
  /// Asks both ends of every mailbox and saves what a run would do. Nothing is written at either end. A mailbox that cannot
  /// be asked is in the plan with the finding that says why. Throws only for faults that stop everything.
  public func plan() async throws -> Plan {
    let lock = try ledger.lockForRun()
    defer { withExtendedLifetime(lock) {} }
    let now = ZonedTime.now()
    let plans = try await overMailboxes { pair in
      do {
        let survey = try await self.survey(pair)
        do {
          let plan = try await self.plan(pair, survey)
          await survey.sessions.close()
          return plan
        } catch {
          await survey.sessions.close()
          throw error
        }
      } catch let fault as Fault where fault.recovery != .stopRun {
        var plan = MailboxPlan(name: pair.name)
        plan.findings.append(Self.finding(fault, mailbox: pair.name))
        return plan
      }
    }
    let plan = Plan(id: try await ledger.nextPlanID(now: now), madeAt: now, mailboxes: plans)
    try await ledger.save(plan)
    return plan
  }

  static func finding(_ fault: Fault, mailbox: String) -> Finding {
    var finding = Finding(fault)
    finding.place = fault.place.isEmpty ? mailbox : "\(mailbox) at \(fault.place)"
    return finding
  }

  /// Runs `work` for every pair, several side by side, and hands back the answers in the pairs' order.
  func overMailboxes<T: Sendable>(_ work: @Sendable @escaping (MailboxPair) async throws -> T) async throws -> [T] {
    let width = max(1, options.parallel ?? Self.defaultParallel)
    var answers = [T?](repeating: nil, count: pairs.count)
    try await withThrowingTaskGroup(of: (Int, T).self) { group in
      var next = 0
      func start() {
        guard next < pairs.count else { return }
        let place = next
        next += 1
        let pair = pairs[place]
        group.addTask { (place, try await work(pair)) }
      }
      for _ in 0..<width { start() }
      while let (place, answer) = try await group.next() {
        answers[place] = answer
        start()
      }
    }
    return answers.compactMap { $0 }
  }

  /// Two cores carry about this many mailboxes; the endpoints' connection budgets narrow it further.
  static let defaultParallel = 4

  private func plan(_ pair: MailboxPair, _ survey: Survey) async throws -> MailboxPlan {
    let limit = survey.target.traits.maxMessageBytes ?? survey.target.traits.provider.maxMessageBytes
    var plan = MailboxPlan(name: pair.name)
    plan.sourceProduct = survey.source.traits.product
    plan.targetProduct = survey.target.traits.product
    plan.findings = survey.findings
    var large = 0
    for folder in survey.folders {
      let counts = try await ledger.counts(folder: folder.row.id)
      plan.folders.append(
        FolderPlan(
          source: folder.row.sourcePath, target: folder.row.targetPath, role: folder.row.role,
          action: folder.row.action,
          why: folder.row.why, items: counts.found, bytes: counts.foundBytes))
      guard folder.row.moves, isWanted(folder.row.sourcePath) else { continue }
      plan.items += counts.found
      plan.bytes += counts.foundBytes
      plan.settledItems += counts.copied + counts.adopted
      plan.settledBytes += counts.settledBytes
      let sizes = try await ledger.sizes(folder: folder.row.id, over: limit)
      plan.largestBytes = max(plan.largestBytes, sizes.largest)
      plan.oversized += sizes.oversized
      // What the target itself announces needs no guess about its administrator.
      if let usual = survey.target.traits.provider.usualMessageBytes, survey.target.traits.maxMessageBytes == nil {
        large += try await ledger.sizes(folder: folder.row.id, over: usual).oversized - sizes.oversized
      }
      if let most = survey.target.traits.provider.maxItemsPerFolder, counts.found > most {
        plan.findings.append(
          Finding(
            .problem, "PLAN-ITEMS", place: "\(pair.name) \(folder.mapped.source.displayName)",
            "\(counts.found) items; the target takes \(most) in one folder",
            next:
              "Split the folder at the source, or leave it out: postduif mailbox set \(pair.name) --exclude \"\(folder.mapped.source.displayName)\""
          ))
      }
    }
    if large > 0, let usual = survey.target.traits.provider.usualMessageBytes {
      plan.findings.append(Self.stepped(large, usual: usual, limit: limit, place: pair.name))
    }
    try await preflight(pair, survey, limit: limit, plan: &plan)
    return plan
  }

  /// Messages a service takes only once its administrator has raised its limit.
  private static func stepped(_ count: Int, usual: Int, limit: Int?, place: String) -> Finding {
    let raised = limit.map { " (up to \(ByteCount.text(Int64($0))))" } ?? ""
    return Finding(
      .warning, "PLAN-SIZE-STEP", place: place,
      "\(count) \(count == 1 ? "message is" : "messages are") larger than \(ByteCount.text(Int64(usual))), which the target takes only when its limit was raised\(raised)",
      next: "Raise the target's limit for this mailbox before the move")
  }

  /// What would go wrong later is said now.
  private func preflight(_ pair: MailboxPair, _ survey: Survey, limit: Int?, plan: inout MailboxPlan) async throws {
    if plan.oversized > 0, let limit {
      plan.findings.append(
        Finding(
          .warning, "PLAN-SIZE", place: pair.name,
          "\(plan.oversized) \(plan.oversized == 1 ? "message is" : "messages are") larger than the target takes (\(ByteCount.text(Int64(limit)))); the largest has \(ByteCount.text(plan.largestBytes)). They will be skipped and listed.",
          next: "Raise the target's limit, or save them by hand afterwards: postduif item export"))
    }
    if let quota = try? await survey.target.quota() {
      plan.quotaUsedBytes = quota.usedBytes
      plan.quotaLimitBytes = quota.limitBytes
      let coming = plan.bytes - plan.settledBytes
      if let used = quota.usedBytes, let most = quota.limitBytes, used + coming > most {
        plan.findings.append(
          Finding(
            .problem, "PLAN-QUOTA", place: pair.name,
            "\(ByteCount.text(coming)) go into a mailbox of \(ByteCount.text(most)) that already holds \(ByteCount.text(used))",
            next:
              "Give the mailbox more room or an archive, or leave a folder out: postduif mailbox set \(pair.name) --exclude \"FOLDER\""
          ))
      }
    }
    plan.estimatedSeconds =
      Estimate(
        items: plan.items - plan.settledItems, bytes: plan.bytes - plan.settledBytes,
        source: survey.source.traits.provider, target: survey.target.traits.provider, limitRate: options.limitRate
      ).seconds
  }
}
