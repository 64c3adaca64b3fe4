import Core

/// Both ends of one mailbox as they were found just now, with the sessions that asked.
struct Survey: Sendable {
  var mailbox: Int64
  var sessions: Sessions
  var source: any SourceSession { sessions.source }
  var target: any TargetSession { sessions.target }
  var folders: [SurveyedFolder]
  var findings: [Finding]
}

struct SurveyedFolder: Sendable {
  var mapped: MappedFolder
  var row: FolderRow
}

extension MigrationEngine {
  /// Asks both ends, decides the folder map (or keeps what was decided), and brings the ledger's listing of the source up
  /// to date. Neither end is changed.
  func survey(_ pair: MailboxPair) async throws -> Survey {
    let mailbox = try await ledger.mailboxID(pair.name)
    board.set(pair.name, .listing)
    let sessions = try await Sessions.open(pair)
    do {
      let (source, target) = (sessions.source, sessions.target)
      async let targetFolders = target.folders()
      let sourceFolders = try await source.folders()
      let stored = try await ledger.folders(mailbox: mailbox)
      let mapper = FolderMapper(
        rules: pair.rules, source: source.traits.provider, target: target.traits.provider,
        separator: target.traits.separator, tellsPlaces: source.traits.tellsPlaces)
      let decided = Dictionary(
        stored.filter(\.isDecided).map { ($0.sourceWire, $0.targetPath) }, uniquingKeysWith: { first, _ in first })
      let map = mapper.map(sourceFolders, onto: try await targetFolders, decided: decided)
      try await ledger.save(map.folders, mailbox: mailbox)
      let rows = Dictionary(
        try await ledger.folders(mailbox: mailbox).map { ($0.sourceWire, $0) }, uniquingKeysWith: { first, _ in first })
      var survey = Survey(mailbox: mailbox, sessions: sessions, folders: [], findings: map.findings)
      for mapped in map.folders {
        guard let row = rows[mapped.source.wireName] else { continue }
        survey.folders.append(SurveyedFolder(mapped: mapped, row: row))
      }
      try await list(&survey, pair: pair)
      return survey
    } catch {
      await sessions.close()
      throw error
    }
  }

  private func list(_ survey: inout Survey, pair: MailboxPair) async throws {
    let whereabouts = Whereabouts(survey.folders.map(\.mapped))
    for place in survey.folders.indices {
      try Task.checkCancellation()
      let folder = survey.folders[place]
      guard folder.row.moves, isWanted(folder.row.sourcePath) else { continue }
      do {
        try await list(
          folder.mapped.source, row: folder.row, session: survey.source,
          whereabouts: folder.mapped.isRemainder ? whereabouts : nil)
      } catch let fault as Fault where fault.recovery == .skipFolder {
        survey.findings.append(
          FolderMapper.unreadable(FolderMapper.shown(folder.mapped.source.path), fault.message))
      }
    }
  }

  /// Brings the ledger's listing of one folder up to date.
  /// - Parameter whereabouts: for the folder of which only what stands nowhere else is carried. It is listed as a whole each
  ///   time: where an item stands changes without a trace in the folder.
  private func list(
    _ folder: SourceFolder, row: FolderRow, session: any SourceSession, whereabouts: Whereabouts?
  ) async throws {
    var checkpoint = row.checkpoint
    if let known = checkpoint, known.validity != folder.validity, folder.validity != 0 {
      try await ledger.forget(row.id)
      checkpoint = nil
    }
    let present = IDCollector()
    let listing = try await session.list(folder, since: whereabouts == nil ? checkpoint : nil) { page in
      for item in page { present.insert(item.id) }
      let elsewhere = whereabouts.map { Set(page.filter($0.isElsewhere).map(\.id)) } ?? []
      try await self.ledger.merge(page, elsewhere: elsewhere, folder: row.id)
    }
    if listing == checkpoint { return }
    if let known = checkpoint, known.validity != listing.checkpoint.validity {
      // Recreated between LIST and EXAMINE: the pages belong to the new life, so start over with an empty folder.
      try await ledger.forget(row.id)
      var renewed = row
      renewed.checkpoint = nil
      return try await list(folder, row: renewed, session: session, whereabouts: whereabouts)
    }
    try await ledger.finish(listing, present: listing.isComplete ? present.ids : nil, folder: row.id)
  }

  func isWanted(_ path: [String]) -> Bool {
    options.onlyFolders.isEmpty || options.onlyFolders.contains { FolderPattern($0).matches(path) }
  }
}

/// Gathers ids across the pages of one listing, which come one after the other.
final class IDCollector {
  private(set) var ids = IDSet()
  func insert(_ id: ItemID) { ids.insert(id.rawValue) }
}

extension Listing {
  /// True when nothing was new, changed or gone.
  static func == (listing: Listing, checkpoint: Checkpoint?) -> Bool {
    listing.checkpoint == checkpoint && !listing.isComplete && listing.vanished.isEmpty
  }
}
