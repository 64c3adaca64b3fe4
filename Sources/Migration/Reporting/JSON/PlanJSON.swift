public import Core

extension FolderPlan {
  public var json: JSONValue {
    [
      "source": .init(source), "target": .init(target), "role": .init(role?.rawValue),
      "action": .string(action.rawValue), "why": .string(why), "items": .init(items), "bytes": .init(bytes),
    ]
  }
}

extension MailboxPlan {
  public var json: JSONValue {
    [
      "mailbox": .string(name), "items": .init(items), "bytes": .init(bytes), "settled_items": .init(settledItems),
      "settled_bytes": .init(settledBytes), "largest_bytes": .init(largestBytes), "oversized": .init(oversized),
      "quota_used_bytes": .init(quotaUsedBytes), "quota_limit_bytes": .init(quotaLimitBytes),
      "estimated_seconds": estimatedSeconds.map(JSONValue.double) ?? .null, "source_product": .string(sourceProduct),
      "target_product": .string(targetProduct), "folders": .array(folders.map(\.json)),
      "findings": .array(findings.map(\.json)),
    ]
  }
}

extension Plan {
  /// Without its mailboxes, which come one by one.
  public var headJSON: JSONValue {
    ["plan": .string(id), "made_at": .init(madeAt), "refused": .bool(isRefused)]
  }
}
