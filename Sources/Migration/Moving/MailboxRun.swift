import Core

/// One mailbox's part of a run: survey, folders, lanes, flags.
struct MailboxRun: Sendable {
  let engine: MigrationEngine
  let pair: MailboxPair
  let runPacer: Pacer
  private var stop: StopSignal { engine.stopSignal(of: pair.name) }

  /// Never throws for what concerns this mailbox alone; its findings say what happened.
  func run() async throws -> MailboxOutcome {
    var outcome = MailboxOutcome(name: pair.name, counts: ItemCounts())
    let tally = Tally()
    do {
      // A mailbox whose turn comes after the run was told to stop is not even looked at.
      if !stop.isStopped { outcome.findings = try await surveyAndMove(tally) }
      outcome.isComplete = !stop.isStopped
      if stop.isStopped { engine.board.set(pair.name, .paused) }
    } catch let fault as Fault where fault.recovery != .stopRun {
      let finding = MigrationEngine.finding(fault, mailbox: pair.name)
      outcome.findings.append(finding)
      engine.board.set(pair.name, .attention(finding))
    }
    outcome.findings += tally.findings
    (outcome.copiedNow, outcome.flagsUpdated) = (tally.copied, tally.flagsUpdated)
    outcome.counts = try await countAll()
    engine.board.set(pair.name, counts: outcome.counts)
    if stop.isOwn { outcome.findings.append(skipped(outcome.counts)) }
    if outcome.isComplete { engine.board.set(pair.name, .done) }
    return outcome
  }

  private func skipped(_ counts: ItemCounts) -> Finding {
    Finding(
      .warning, "MAILBOX-SKIPPED", place: pair.name,
      "you left this mailbox for another run; \(Words.count(counts.open, "item")) of \(Words.number(counts.found)) wait",
      next: "Go on with it: postduif migrate --only \(pair.name)")
  }

  /// A server that is just restarting is given time; every new try looks at both ends afresh.
  private func surveyAndMove(_ tally: Tally) async throws -> [Finding] {
    var patience = Patience()
    while true {
      let before = tally.progress
      do {
        let survey = try await engine.survey(pair)
        do {
          try await move(survey, tally: tally)
          await survey.sessions.close()
          return survey.findings
        } catch {
          await survey.sessions.close()
          throw error
        }
      } catch let fault as Fault {
        if tally.progress > before { patience.restore() }
        guard let pause = patience.pause(after: fault), !stop.isStopped else { throw fault }
        engine.board.set(pair.name, .waiting(seconds: Int(pause / .seconds(1)), why: fault.message))
        try await engine.wait(pause, unless: stop)
        if stop.isStopped { throw fault }
      }
    }
  }

  private func countAll() async throws -> ItemCounts {
    try await engine.ledger.standing(mailbox: pair.name).reduce(ItemCounts()) { $0 + $1.counts }
  }

  private func move(_ survey: Survey, tally: Tally) async throws {
    try await engine.ledger.reopenFolderFailures(mailbox: survey.mailbox)
    engine.board.set(pair.name, counts: try await countAll())
    let work = try await prepareFolders(survey, tally: tally)
    let queue = FolderQueue(work)
    let provider = survey.target.traits.provider
    let rate = provider.rateBytes.map { Double($0) / Double(max(1, provider.rateWindowSeconds ?? 1)) }
    let burst = Duration.seconds(provider.rateWindowSeconds ?? 1)
    let shared = LaneContext(
      engine: engine, pair: pair, queue: queue, tally: tally, runPacer: runPacer,
      mailboxPacer: Pacer(bytesPerSecond: rate, burst: burst), stop: stop)
    let lanes = laneCount(work: work.count, survey: survey)
    try await withThrowingTaskGroup(of: Void.self) { group in
      // The sessions of the survey become the first lane's.
      group.addTask {
        var lane = Lane(shared: shared, sessions: survey.sessions)
        try await lane.run()
      }
      for _ in 1..<max(1, lanes) {
        group.addTask {
          var lane = Lane(shared: shared, sessions: nil)
          try await lane.run()
        }
      }
      try await group.waitForAll()
    }
    if stop.isStopped { return }
    try await LateStores.look(engine: engine, pair: pair, mailbox: survey.mailbox, tally: tally)
  }

  private func laneCount(work: Int, survey: Survey) -> Int {
    let budget = min(
      survey.source.traits.provider.connectionsPerMailbox, survey.target.traits.provider.connectionsPerMailbox)
    return max(1, min(work, engine.options.lanes ?? min(2, budget)))
  }

  /// All folders are made first, on one connection: parallel creation has made servers fall over.
  private func prepareFolders(_ survey: Survey, tally: Tally) async throws -> [FolderWork] {
    let moving = survey.folders.filter { $0.row.moves && engine.isWanted($0.row.sourcePath) }
    // One that exists is made again, once, when it is to be subscribed: that costs a refused CREATE and no harm.
    let missing = moving.filter {
      $0.mapped.existing == nil || ($0.row.isSubscribed && $0.row.targetWire == nil)
    }
    let existing = Set(moving.filter { $0.mapped.existing != nil }.map(\.row.targetPath))
    try await engine.ledger.decide(mailbox: survey.mailbox)
    var made: [[String]: TargetFolder] = [:]
    if !missing.isEmpty {
      let wishes = missing.map { NewFolder(path: $0.row.targetPath, subscribe: $0.row.isSubscribed) }
      for outcome in try await survey.target.create(wishes) {
        switch outcome.result {
        case .success(let folder): made[outcome.path] = folder
        case .failure(let fault):
          if fault.recovery == .reconnect || fault.recovery == .stopMailbox { throw fault }
          if existing.contains(outcome.path) { continue }
          tally.add(
            Finding(
              .problem, "FOLDER-CREATE", place: "\(pair.name) \(outcome.path.joined(separator: "/"))",
              "the target refused to make this folder: \(fault.message)",
              next: "Give it another name: postduif folder map \(pair.name)"))
        }
      }
    }
    var work: [FolderWork] = []
    for folder in moving {
      guard let target = folder.mapped.existing ?? made[folder.row.targetPath] else {
        try await engine.ledger.fail(
          folder: folder.row.id, code: "FOLDER-CREATE", detail: "the target refused to make the folder")
        continue
      }
      let open = try await engine.ledger.openCounts(folder: folder.row.id)
      let counts = try await engine.ledger.counts(folder: folder.row.id)
      let removals = engine.options.mirrorDeletes ? try await engine.ledger.goneCount(folder: folder.row.id) : 0
      guard open.pending + open.sending + open.unknown + open.flagUpdates + removals > 0 else { continue }
      work.append(
        FolderWork(
          source: folder.mapped.source, target: target, row: folder.row,
          openBytes: counts.foundBytes - counts.settledBytes))
    }
    return work
  }
}
