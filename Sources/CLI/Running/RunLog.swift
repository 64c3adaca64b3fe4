import Core
import Migration

/// What happened in a run, told by comparing one look at it with the next. Keeps the last lines only.
struct RunLog {
  static let limit = 500
  private(set) var lines: [String] = []
  private var known: [String: (progress: MailboxProgress, since: ContinuousClock.Instant)] = [:]

  mutating func note(_ snapshot: ProgressSnapshot, now: ZonedTime, at instant: ContinuousClock.Instant) {
    let width = min(30, snapshot.mailboxes.reduce(0) { max($0, DisplayWidth.of($1.name)) })
    for mailbox in snapshot.mailboxes {
      let name = DisplayWidth.padEnd(DisplayWidth.cutMiddle(mailbox.name, to: width, ellipsis: "..."), to: width)
      let before = known[mailbox.name]
      if before?.progress.state != mailbox.state {
        if mailbox.state != .notStarted { add("\(name)  \(Self.words(mailbox))", now: now) }
        known[mailbox.name] = (mailbox, instant)
      }
      for (word, count) in [("skipped", \ItemCounts.skipped), ("failed", \.failed)] {
        let more = mailbox.counts[keyPath: count] - (before ?? (mailbox, instant)).progress.counts[keyPath: count]
        if more > 0 { add("\(name)  \(Words.count(more, "item")) \(word)", now: now) }
      }
      known[mailbox.name]?.progress = mailbox
    }
  }

  mutating func add(_ text: String, now: ZonedTime) {
    let time = now.calendar
    lines.append("\(pad(time.hour)):\(pad(time.minute)):\(pad(time.second))  \(DisplayWidth.printable(text))")
    if lines.count > Self.limit { lines.removeFirst(lines.count - Self.limit) }
  }

  /// The same look with the waits counted down to this moment.
  func countedDown(_ snapshot: ProgressSnapshot, at instant: ContinuousClock.Instant) -> ProgressSnapshot {
    var snapshot = snapshot
    for place in snapshot.mailboxes.indices {
      let mailbox = snapshot.mailboxes[place]
      guard case .waiting(let seconds, let why) = mailbox.state, let entry = known[mailbox.name] else { continue }
      snapshot.mailboxes[place].state = .waiting(
        seconds: max(0, seconds - Int((instant - entry.since).seconds)), why: why)
    }
    return snapshot
  }

  private static func words(_ mailbox: MailboxProgress) -> String {
    switch mailbox.state {
    case .notStarted: "not started"
    case .listing: "reading the folders"
    case .copying(let folder): "copying \(folder)"
    case .waiting(let seconds, let why): "waiting \(seconds) s: \(why)"
    case .paused: "left for the next run"
    case .done: "done, \(Words.count(mailbox.counts.found, "item"))"
    case .attention(let finding): "\(finding.code): \(finding.message)"
    }
  }
}

extension MailboxState {
  /// True while a run is busy with the mailbox.
  var isRunning: Bool {
    switch self {
    case .listing, .copying, .waiting: true
    case .notStarted, .paused, .done, .attention: false
    }
  }
}
