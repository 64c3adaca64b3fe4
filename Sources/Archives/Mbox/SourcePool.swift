import MIME
import Synchronization

/// Open files that nobody reads just now. A packed tree reads on from where it stopped, and begins anew in a file that is
/// opened again.
final class SourcePool: Sendable {
  /// A source goes from hand to hand and is never in two.
  struct Held: @unchecked Sendable {
    // Whoever takes it out of the pool is alone in holding it, until it is put back under the pool's lock.
    var source: any MailboxSource
    var place: [UInt8]
    /// Where reading stopped.
    var offset: Int
  }

  private let held = Mutex<[Held]>([])
  private static let most = 4

  /// The one that stopped shortest before `offset`.
  func take(_ place: [UInt8], before offset: Int) -> Held? {
    held.withLock { held in
      let fit = held.indices.filter { held[$0].place == place && held[$0].offset <= offset }
      let index = fit.max { held[$0].offset < held[$1].offset } ?? held.firstIndex { $0.place == place }
      return index.map { held.remove(at: $0) }
    }
  }

  func put(_ source: Held) {
    held.withLock { held in
      if held.count == Self.most { held.removeFirst() }
      held.append(source)
    }
  }

  /// The file has changed, or may have.
  func forget(_ place: [UInt8]) { held.withLock { $0.removeAll { $0.place == place } } }
}
