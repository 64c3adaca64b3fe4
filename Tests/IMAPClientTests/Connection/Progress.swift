import Synchronization

/// A count that grows on one thread and is looked at on another.
final class Progress: Sendable {
  private let count = Mutex(0)

  @discardableResult func add(_ more: Int) -> Int {
    count.withLock {
      $0 += more
      return $0
    }
  }

  var value: Int { count.withLock { $0 } }

  /// The count once it has stood still for a while: that nothing happens any more is no event.
  func whenQuiet() async -> Int {
    var last = -1
    var quiet = 0
    while quiet < 10 {
      try? await Task.sleep(for: .milliseconds(20))
      let now = value
      quiet = now == last && now > 0 ? quiet + 1 : 0
      last = now
    }
    return last
  }
}
