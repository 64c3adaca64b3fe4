import Core

/// What a person should know about the message that is being written.
final class MailNotes {
  let place: String
  private(set) var findings: [Finding] = []
  private(set) var damages: [Fault] = []
  /// Of the messages within it, the number of the attachment each lies in.
  private var path: [Int] = []
  /// No message has more to say than a person reads.
  private static let most = 200

  init(place: String) { self.place = place }

  func add(_ level: Finding.Level, _ code: Fault.Code, _ message: String) {
    guard findings.count < Self.most else { return }
    let finding = Finding(level, code, place: here, message)
    if !findings.contains(finding) { findings.append(finding) }
  }

  func add(_ faults: some Sequence<Fault>) {
    for fault in faults where damages.count < Self.most {
      // What is looked at twice is damaged once.
      let isKnown = damages.contains {
        $0.code == fault.code && $0.place == fault.place && $0.message == fault.message
      }
      if !isKnown { damages.append(fault) }
    }
  }

  /// Faults that do not know where they are.
  func add(placing faults: [Fault]) {
    add(
      faults.lazy.map { fault in
        var placed = fault
        placed.place = self.here
        return placed
      })
  }

  /// What `work` finds lies in the attachment of that number, counted from 1.
  func within<Result>(_ attachment: Int, _ work: () throws -> Result) rethrows -> Result {
    path.append(attachment)
    defer { path.removeLast() }
    return try work()
  }

  private var here: String {
    let within = path.map { "attachment \($0)" }.joined(separator: ", ")
    return place.isEmpty ? within : within.isEmpty ? place : "\(place), \(within)"
  }
}
