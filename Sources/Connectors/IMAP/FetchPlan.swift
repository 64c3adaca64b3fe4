internal import Core
internal import IMAP
internal import Migration

/// Cuts a request for items into FETCH commands: each with ascending numbers, because servers answer in that order whatever
/// was asked, and each short enough for any server's command line.
enum FetchPlan {
  /// Ranges in one command: 500 of the longest are 11,000 bytes, but neighbours join, and servers take 8,000 at least.
  static let rangesPerCommand = 300

  static func commands(_ items: [ItemID], singly: Bool) -> [[UInt32]] {
    if singly { return items.map { [$0.rawValue] } }
    var commands: [[UInt32]] = []
    var current: [UInt32] = []
    var ranges = 0
    for item in items {
      let number = item.rawValue
      if let last = current.last {
        if number <= last || (ranges == rangesPerCommand && number != last + 1) {
          commands.append(current)
          current = []
          ranges = 0
        } else if number != last + 1 {
          ranges += 1
        }
      }
      if current.isEmpty { ranges = 1 }
      current.append(number)
    }
    if !current.isEmpty { commands.append(current) }
    return commands
  }
}
