public import Core

// Field names are English, in snake case, and only ever added to within a schema version: docs/machine-output.md.

extension Finding {
  public var json: JSONValue {
    [
      "level": .string(level.rawValue), "code": .string(code.rawValue), "place": .string(place),
      "message": .string(message), "next": .string(next),
    ]
  }
}

extension ItemCounts {
  public var json: JSONValue {
    [
      "found": .init(found), "copied": .init(copied), "already_there": .init(adopted), "skipped": .init(skipped),
      "failed": .init(failed), "open": .init(open), "found_bytes": .init(foundBytes),
      "settled_bytes": .init(settledBytes),
    ]
  }
}

extension ItemRecord {
  public var json: JSONValue {
    [
      "number": .init(number), "mailbox": .string(mailbox), "folder": .init(folder), "id": .init(id),
      "state": .string(state.word), "code": .string(code.rawValue), "detail": .string(detail),
      "subject": .string(subject), "from": .string(from), "date": .init(date), "bytes": .init(size),
      "accepted": .init(accepted),
    ]
  }
}

extension RepairRecord {
  public var json: JSONValue {
    [
      "mailbox": .string(mailbox), "folder": .init(folder), "id": .init(id), "changes": .init(changes),
      "original_sha256": .string(originalDigest), "stored_sha256": .string(storedDigest),
    ]
  }
}

extension FolderStanding {
  public var json: JSONValue {
    [
      "mailbox": .string(mailbox), "source": .init(source), "target": .init(target), "action": .string(action.rawValue),
      "why": .string(why), "counts": counts.json,
    ]
  }
}
