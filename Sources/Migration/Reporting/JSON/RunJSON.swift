public import Core

extension MailboxOutcome {
  public var json: JSONValue {
    [
      "mailbox": .string(name), "complete": .bool(isComplete), "copied_now": .init(copiedNow),
      "flags_updated": .init(flagsUpdated), "counts": counts.json, "findings": .array(findings.map(\.json)),
    ]
  }
}

extension RunSummary {
  /// Without its mailboxes, which come one by one.
  public var headJSON: JSONValue {
    [
      "ending": .string(ending.rawValue), "started_at": .init(startedAt), "seconds": .double(seconds),
      "counts": totals.json,
    ]
  }
}

extension ProgressSnapshot {
  public var json: JSONValue {
    [
      "elapsed_seconds": .double(Double(elapsed.components.seconds)), "sent_bytes": .init(sentBytes),
      "bytes_per_second": .init(Int64(rate)), "seconds_left": secondsLeft.map(JSONValue.double) ?? .null,
      "counts": totals.json, "mailboxes": .array(mailboxes.map(\.json)),
    ]
  }
}

extension MailboxProgress {
  public var json: JSONValue {
    var members: [JSONValue.Member] = [.init("mailbox", .string(name)), .init("state", .string(state.word))]
    switch state {
    case .copying(let folder): members.append(.init("folder", .string(folder)))
    case .waiting(let seconds, let why):
      members += [.init("wait_seconds", .init(seconds)), .init("why", .string(why))]
    case .attention(let finding): members.append(.init("finding", finding.json))
    case .notStarted, .listing, .paused, .done: break
    }
    return .object(members + [.init("counts", counts.json)])
  }
}

extension MailboxState {
  /// The word in machine output; never translated.
  public var word: String {
    switch self {
    case .notStarted: "not_started"
    case .listing: "listing"
    case .copying: "copying"
    case .waiting: "waiting"
    case .paused: "paused"
    case .done: "done"
    case .attention: "attention"
    }
  }
}
