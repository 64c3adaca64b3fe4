import Core

/// All messages of a folder with what is known of their files.
struct EmlSurvey {
  /// In the order of their dates.
  var messages: [ScannedMessage] = []
  /// How often each digest occurs.
  var counts: [EmlDigest: Int] = [:]
}

extension EmlReader {
  private struct Draft {
    var message: ScannedMessage
    var digest: EmlDigest
    /// Among files with the same bytes: those nobody wrote down first, by name, then those of the side file in its order.
    /// So a message that is added never takes the place of one that is there.
    var order: Int
  }

  /// Lists a folder. A file of which the side file knows size and time is not read. The others are read in the order in
  /// which they lie: in a packed tar file that is one pass.
  func survey(_ folder: StoredFolder) throws(Fault) -> EmlSurvey {
    let files = try files(of: folder)
    let sheet = try sheet(of: folder)
    var orphans = orphans(sheet, files)
    var drafts: [Draft] = []
    drafts.reserveCapacity(files.count)
    for file in files.sorted(by: { $0.serial < $1.serial }) {
      let row = sheet?.rows[file.name]
      drafts.append(known(file, row) ?? read(file, in: folder, row, &orphans))
    }
    return number(drafts)
  }

  /// Rows whose files are gone, by their digest: a file that was renamed is found again by it.
  private func orphans(_ sheet: EmlSheet?, _ files: [FileEntry]) -> [EmlDigest: [EmlSheet.Row]] {
    guard let sheet, !sheet.rows.isEmpty else { return [:] }
    let names = Set(files.map(\.name))
    var orphans: [EmlDigest: [EmlSheet.Row]] = [:]
    for (name, row) in sheet.rows where !names.contains(name) {
      if let digest = row.digest { orphans[digest, default: []].append(row) }
    }
    return orphans.mapValues { $0.sorted { $0.order > $1.order } }
  }

  private func known(_ file: FileEntry, _ row: EmlSheet.Row?) -> Draft? {
    guard let row, let digest = row.digest, let date = row.date, row.size == file.size,
      file.written == date.seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue
    else { return nil }
    let message = ScannedMessage(
      key: digest.key(0), place: MessagePlace(name: file.name), size: file.size, date: date, flags: row.flags)
    return Draft(message: message, digest: digest, order: row.order)
  }

  private func read(
    _ file: FileEntry, in folder: StoredFolder, _ row: EmlSheet.Row?, _ orphans: inout [EmlDigest: [EmlSheet.Row]]
  ) -> Draft {
    let path = Self.path(folder.place, file.name)
    // Seconds are rounded down, before 1970, too.
    let seconds = file.written / 1_000_000_000 - (file.written % 1_000_000_000 < 0 ? 1 : 0)
    var message = ScannedMessage(
      key: MessageKey(high: 0, low: 0), place: MessagePlace(name: file.name), size: file.size,
      date: ZonedTime(seconds: seconds), flags: row?.flags ?? [])
    do throws(Fault) {
      guard let kind = EmlKind(file.name) else { throw TreeFault.missing(TreeFault.text(path), .skipItem) }
      let opened = try EmlFile(try tree.open(path), kind, place: TreeFault.text(path))
      let gauge = try opened.gauge()
      let digest = gauge.digest()
      // A row of other bytes is that of a file which this one replaced.
      let own = row?.digest == nil || row?.digest == digest ? row : nil
      let kept = own?.digest != nil ? own : orphans[digest]?.popLast()
      message.date =
        kept?.date ?? opened.apple?.received.map { ZonedTime(seconds: $0) } ?? EmlFile.date(gauge.header)
        ?? message.date
      message.flags = own?.flags ?? kept?.flags ?? opened.apple?.flags ?? []
      let sender = EmlGauge.senderLine(gauge.header)
      message.size = Int64(kept?.isAsIs == true ? gauge.count : gauge.wireCount - sender)
      return Draft(message: message, digest: digest, order: kept?.order ?? 0)
    } catch {
      // Nothing to go by but its name.
      message.fault = error
      return Draft(message: message, digest: EmlDigest(of: Array("fault:".utf8) + file.name), order: 0)
    }
  }

  private func number(_ drafts: [Draft]) -> EmlSurvey {
    var survey = EmlSurvey()
    var drafts = drafts
    drafts.sort { a, b in
      a.order != b.order ? a.order < b.order : a.message.place.name.lexicographicallyPrecedes(b.message.place.name)
    }
    for index in drafts.indices {
      let number = survey.counts[drafts[index].digest, default: 0]
      drafts[index].message.key = drafts[index].digest.key(number)
      survey.counts[drafts[index].digest] = number + 1
    }
    survey.messages = drafts.map(\.message)
    survey.messages.sort { a, b in
      a.date.seconds != b.date.seconds
        ? a.date.seconds < b.date.seconds : a.place.name.lexicographicallyPrecedes(b.place.name)
    }
    return survey
  }
}
