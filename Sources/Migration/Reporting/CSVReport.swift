import Core

extension MigrationReport {
  /// One line per folder, then one per item that did not arrive: the column `record` tells them apart, so that one file
  /// holds all and a filter shows either.
  public func csv(forExcel: Bool = false) -> String {
    var out = forExcel ? CSVText.byteOrderMark : ""
    out += CSVText.row(Self.columns.map(CSVText.Cell.text))
    for folder in standing { out += CSVText.row(row(folder)) }
    for item in exceptions { out += CSVText.row(row(item)) }
    return out
  }

  private static let columns = [
    "record", "mailbox", "source_folder", "target_folder", "action", "why", "found", "copied", "already_there",
    "skipped",
    "failed", "bytes", "item", "code", "detail", "subject", "from", "date", "accepted",
  ]

  private func row(_ folder: FolderStanding) -> [CSVText.Cell] {
    let counts = folder.counts
    return [
      "folder", .text(folder.mailbox), .text(folder.source.joined(separator: "/")),
      .text(folder.target.joined(separator: "/")), .text(folder.action.rawValue), .text(folder.why),
      .init(counts.found), .init(counts.copied), .init(counts.adopted), .init(counts.skipped), .init(counts.failed),
      .init(counts.foundBytes), .empty, .empty, .empty, .empty, .empty, .empty, .empty,
    ]
  }

  private func row(_ item: ItemRecord) -> [CSVText.Cell] {
    [
      "item", .text(item.mailbox), .text(item.folder.joined(separator: "/")), .empty, .text(item.state.word), .empty,
      .empty, .empty, .empty, .empty, .empty, .init(item.size), .init(item.number), .text(item.code.rawValue),
      .text(item.detail), .text(item.subject), .text(item.from), .text(item.date.rfc3339), .init(item.accepted),
    ]
  }
}

extension ItemState {
  /// The word in machine output; never translated.
  public var word: String {
    switch self {
    case .pending: "pending"
    case .sending: "sending"
    case .copied: "copied"
    case .adopted: "already_there"
    case .skipped: "skipped"
    case .failed: "failed"
    case .gone: "gone"
    }
  }
}
