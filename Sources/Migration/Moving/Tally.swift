import Core
import Synchronization

/// What the lanes of one mailbox did, gathered.
final class Tally: Sendable {
  private struct State {
    var copied = 0
    var flagsUpdated = 0
    var removed = 0
    var refused = 0
    var findings: [Finding] = []
    var droppedKeywords: [String: Int] = [:]
  }
  private let state = Mutex(State())

  var copied: Int { state.withLock { $0.copied } }
  /// Items that were settled one way or another: what restores a lane's patience.
  var progress: Int { state.withLock { $0.copied + $0.refused + $0.flagsUpdated } }
  func noteRefusal() { state.withLock { $0.refused += 1 } }
  var flagsUpdated: Int { state.withLock { $0.flagsUpdated } }

  /// The findings, and one more for keywords the target does not keep.
  var findings: [Finding] {
    state.withLock { state in
      guard !state.droppedKeywords.isEmpty else { return state.findings }
      let words = state.droppedKeywords.sorted { $0.value > $1.value }.prefix(6)
        .map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
      return state.findings + [
        Finding(.note, "ITEM-KEYWORDS", "the target keeps no keywords of its users; left off: \(words)")
      ]
    }
  }

  func add(_ finding: Finding) { state.withLock { $0.findings.append(finding) } }
  func note(copied: Int) { state.withLock { $0.copied += copied } }
  func note(flagsUpdated: Int) { state.withLock { $0.flagsUpdated += flagsUpdated } }
  func note(removed: Int) { state.withLock { $0.removed += removed } }
  func note(droppedKeyword: String, items: Int) {
    state.withLock { $0.droppedKeywords[droppedKeyword, default: 0] += items }
  }
}
