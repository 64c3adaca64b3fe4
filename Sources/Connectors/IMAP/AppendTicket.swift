internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration

/// The answers to one batch, when they have come. Flags that the service forgets when they come with APPEND are set again
/// before the outcomes are told.
struct AppendTicket: StoreTicket {
  let reader: MailboxReader
  let folder: TargetFolder
  let entries: [Journey.Entry]
  let answers: [PendingCommand]
  let grouping: AppendWriter.Grouping

  func outcomes() async throws -> [StoreOutcome] {
    let sent = entries.filter { $0.order != nil }.sorted { ($0.order ?? 0) < ($1.order ?? 0) }
    var results: [ItemID: StoreOutcome.Result] = [:]
    switch grouping {
    case .oneCommand:
      guard let answer = answers.first else { break }
      let status = try await answer.value().status
      for (entry, result) in zip(sent, judged(status, sent.count)) { results[entry.item.id] = result }
    case .commandPerMessage:
      for (entry, answer) in zip(sent, answers) {
        results[entry.item.id] = judged(try await answer.value().status, 1).first
      }
    }
    await restoreFlags(results)
    return entries.map { entry in
      let result = entry.missing.map { StoreOutcome.Result.missing($0) } ?? results[entry.item.id]
      return StoreOutcome(id: entry.item.id, result: result ?? .missing(Self.notHandedOut(folder)), size: entry.size)
    }
  }

  /// A stream that ended without a word about an item.
  private static func notHandedOut(_ folder: TargetFolder) -> Fault {
    Fault(.itemRefused, "the source did not hand out this item", place: folder.displayName, recovery: .skipItem)
  }

  private func judged(_ status: Status, _ count: Int) -> [StoreOutcome.Result] {
    guard status.isOK else {
      let fault = reader.connection.refusal(status, of: "APPEND", place: folder.displayName)
      return Array(repeating: count > 1 ? .batchRefused(fault) : .refused(fault), count: count)
    }
    guard case .appendUID(let validity, let ranges)? = status.code,
      folder.validity == 0 || validity.rawValue == folder.validity
    else { return Array(repeating: .stored(nil), count: count) }
    // Ranges in the order of the messages, not sorted. RFC 4315 §3.
    let numbers = ranges.lazy.flatMap { $0 }.prefix(count + 1)
    guard numbers.count == count else { return Array(repeating: .stored(nil), count: count) }
    return numbers.map { .stored(ItemID($0)) }
  }

  /// The mail is stored whatever becomes of this: a failure shows when flags are compared, and must not undo the outcome.
  private func restoreFlags(_ results: [ItemID: StoreOutcome.Result]) async {
    let forgotten = reader.provider.restoreFlags.map { Flag($0) }
    guard !forgotten.isEmpty else { return }
    var groups: [Flag: [UInt32]] = [:]
    for entry in entries {
      guard case .stored(let id?)? = results[entry.item.id] else { continue }
      for flag in entry.flags where forgotten.contains(flag) { groups[flag, default: []].append(id.rawValue) }
    }
    guard let last = groups.values.joined().max() else { return }
    do {
      try await reader.ensureOpen(
        MailboxName(bytes: folder.wireName), readOnly: false, validity: folder.validity)
      try await reader.showUp(to: ItemID(last))
      try await reader.store(
        groups.map { (StoreRequest(.add, [$0.key]), $0.value.sorted()) }, place: folder.displayName)
    } catch {
      return
    }
  }
}
