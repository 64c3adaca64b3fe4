public import Core

extension VerifyReport.Difference {
  public var json: JSONValue {
    [
      "sign": .string(sign.rawValue), "code": .string(code.rawValue), "source_id": .init(sourceID),
      "target_id": .init(targetID), "subject": .string(subject), "date": .init(date), "bytes": .init(size),
      "detail": .string(detail), "culprit": .string(culprit.rawValue),
    ]
  }
}

extension VerifyReport.Folder {
  public var json: JSONValue {
    [
      "source": .init(source), "target": .init(target), "sign": .string(sign.rawValue), "counts": counts.json,
      "extra": .init(extra), "bodies_compared": .init(bodiesCompared), "difference_count": .init(differenceCount),
      "differences": .array(differences.map(\.json)),
    ]
  }
}

extension VerifyReport.Mailbox {
  public var json: JSONValue {
    [
      "mailbox": .string(name), "folders": .array(folders.map(\.json)), "findings": .array(findings.map(\.json)),
    ]
  }
}

extension VerifyReport {
  /// Without its mailboxes, which come one by one.
  public var headJSON: JSONValue {
    [
      "started_at": .init(startedAt), "seconds": .double(seconds), "full": .bool(isFull), "counts": totals.json,
      "missing": .init(missing), "differing": .init(differing), "bodies_compared": .init(bodiesCompared),
    ]
  }
}
