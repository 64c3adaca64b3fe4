import Core

/// What a target may have taken offence at, from what is known of a refused item without trying.
struct Suspicion {
  let item: PendingItem
  /// Those that were sent with it.
  let flags: FlagSet
  let seen: Inspection
  let provider: Provider
  /// Bytes without CRLF.
  let longestLine: Int

  /// What can be left off or changed, the smallest first.
  var causes: [RepairForm] {
    var causes: [RepairForm] = flags.isEmpty ? [] : [.flags]
    causes.append(.date)
    return causes + seen.repairs(lineLimit: longestLine).map { RepairForm($0) }
  }

  /// For a person: `likely because a line has 12000 bytes`. Bytes and sizes are seen; flags and dates are told only when
  /// they are unusual, since every message has them.
  func words(now: ZonedTime) -> String {
    var words = seen.suspects(lineLimit: longestLine)
    if let usual = provider.usualMessageBytes, seen.size > usual {
      words.append(
        "it has \(ByteCount.text(Int64(seen.size))), and the service takes \(ByteCount.text(Int64(usual))) until its limit is raised"
      )
    }
    if item.date.seconds < 0 || item.date.seconds > now.seconds + 172_800 {
      words.append("its date is \(item.date.rfc3339)")
    }
    let unusual = flags.names.filter { !Self.usualFlags.contains($0.lowercased()) }
    if !unusual.isEmpty { words.append("it is marked \(unusual.joined(separator: " "))") }
    guard words.isEmpty else { return "likely because " + words.joined(separator: " and ") }
    return
      "nothing unusual was seen in it, so its date\(flags.isEmpty ? "" : ", its flags") or its MIME structure may be to blame"
  }

  private static let usualFlags: Set<String> = ["\\seen", "\\answered", "\\flagged", "\\draft", "\\deleted"]
}
