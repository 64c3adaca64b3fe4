import Core
import Synchronization

/// Items of one folder that were refused or not handed out, kept for a closer look once no stream is open: asking the source
/// for a header while bodies wait behind it would wait for ever. Outlives the connections of its folder.
final class RefusalBook: Sendable {
  struct Entry: Sendable {
    var item: PendingItem
    var fault: Fault
    var state: ItemState
    /// Changed forms it was sent in without success.
    var tried = 0
    /// How often the connection was lost over the next one.
    var losses = 0
  }
  private let entries = Mutex<[Entry]>([])

  func add(_ entry: Entry) { entries.withLock { $0.append(entry) } }
  /// Hands each entry out once; who puts it back has done something in between, so that a message that costs the
  /// connection is not tried for ever.
  func next() -> Entry? { entries.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

/// What to do about items the target refused or the source did not hand out.
struct Refusals {
  let shared: LaneContext
  let book: RefusalBook

  enum Verdict {
    case settled(Settlement)
    case again
  }

  /// The source had it no longer, or would not hand it out.
  func missing(_ item: PendingItem, _ fault: Fault) -> Settlement {
    if fault.code == "ITEM-GONE" {
      shared.engine.board.add(shared.pair.name) {
        $0.found -= 1
        $0.foundBytes -= item.size
      }
      return Settlement(id: item.id, change: .vanished)
    }
    return record(item, Self.noMail.contains(fault.code) ? .skipped : .failed, fault)
  }

  /// What is at the source and is no mail: nothing failed.
  private static let noMail: Set<Fault.Code> = ["ITEM-PLACEHOLDER", "PST-NO-MAIL"]

  /// Refused for itself: skipped, tried again or failed, by the fault's class and code.
  func judge(_ item: PendingItem, _ fault: Fault) throws -> Verdict {
    switch fault.recovery {
    case .retry(let after):
      shared.mailboxPacer.pause(for: min(after ?? .seconds(5), .seconds(900)))
      return .again
    case .reconnect, .stopMailbox, .stopRun, .skipFolder:
      throw fault
    case .skipItem:
      return .settled(record(item, fault.code == "IMAP-TOOBIG" ? .skipped : .failed, fault))
    }
  }

  /// A batch was refused as one: it goes again in halves until the item to blame stands alone.
  func split(_ items: [PendingItem], _ fault: Fault) throws -> [[PendingItem]] {
    switch fault.recovery {
    case .retry(let after):
      shared.mailboxPacer.pause(for: min(after ?? .seconds(5), .seconds(900)))
      return [items]
    case .reconnect, .stopMailbox, .stopRun, .skipFolder:
      throw fault
    case .skipItem:
      let middle = (items.count + 1) / 2
      return [Array(items[..<middle]), Array(items[middle...])].filter { !$0.isEmpty }
    }
  }

  /// Written down at once, so that a connection lost over it does not bring it round again; its subject follows.
  private func record(_ item: PendingItem, _ state: ItemState, _ fault: Fault) -> Settlement {
    book.add(RefusalBook.Entry(item: item, fault: fault, state: state))
    shared.tally.noteRefusal()
    shared.engine.board.add(shared.pair.name) {
      if state == .skipped { $0.skipped += 1 } else { $0.failed += 1 }
    }
    return Settlement(
      id: item.id,
      change: .trouble(state, code: Self.code(fault), detail: fault.message, subject: "", sender: ""))
  }

  static func code(_ fault: Fault) -> Fault.Code {
    switch fault.code {
    case "IMAP-TOOBIG": "ITEM-TOO-LARGE"
    case "IMAP-BAD", "IMAP-REFUSED": "ITEM-REFUSED"
    default: fault.code
    }
  }
}
