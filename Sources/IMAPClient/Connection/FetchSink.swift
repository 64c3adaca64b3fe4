internal import Core
internal import IMAP
internal import NIOCore

/// The connection's end of a ``FetchStream``: what has arrived and was not yet asked for. Event loop only.
final class FetchSink: ResponseReceiver {
  /// What an event without bytes counts in the window.
  static let eventWeight = 256

  private(set) var status: Status?
  private(set) var failure: Fault?
  /// Bytes that wait here.
  private(set) var weight = 0
  private var queue: [FetchEvent] = []
  private var waiter: CheckedContinuation<Void, Never>?
  private var isAbandoned = false
  private let window: ReadWindow

  init(window: ReadWindow) { self.window = window }

  var isFinished: Bool { status != nil || failure != nil }

  func receive(_ event: ResponseEvent, in chunk: ByteBuffer) throws {
    if isAbandoned { return }
    switch event {
    case .bodyBegin(let item, let section, let size):
      push(.begin(uid: item.uid, sequence: item.sequence, section: section, size: size), Self.eventWeight)
    case .bodyBytes(let range):
      guard !range.isEmpty, let slice = chunk.getSlice(at: chunk.readerIndex + range.lowerBound, length: range.count)
      else { return }
      push(.bytes(slice), range.count)
    case .bodyEnd: push(.end, 0)
    case .response(.fetch(let item)): push(.item(item), Self.eventWeight)
    case .response(.vanished(let earlier, let set)): push(.vanished(earlier: earlier, set), Self.eventWeight)
    case .response(.search(let numbers, _)): push(.found(NumberSet(numbers)), Self.eventWeight)
    case .response(.esearch(let found)): push(.found(found.all ?? NumberSet()), Self.eventWeight)
    case .response: break
    }
  }

  private func push(_ event: FetchEvent, _ bytes: Int) {
    queue.append(event)
    weight += bytes
    window.filled(bytes)
    wake()
  }

  func complete(_ status: Status) {
    self.status = status
    wake()
  }

  func fail(_ fault: Fault) {
    failure = fault
    wake()
  }

  /// All that is at hand, which makes room; nil when there is nothing.
  func take() -> [FetchEvent]? {
    guard !queue.isEmpty else { return nil }
    let events = queue
    queue = []
    queue.reserveCapacity(events.count)
    window.emptied(weight)
    weight = 0
    return events
  }

  /// The one consumer waits until something is at hand.
  func park(_ continuation: CheckedContinuation<Void, Never>) {
    guard queue.isEmpty, !isFinished, !isAbandoned, waiter == nil else { return continuation.resume() }
    waiter = continuation
    window.waits()
  }

  /// The consumer has gone: what arrives from now on is dropped.
  func abandon() {
    isAbandoned = true
    queue = []
    window.emptied(weight)
    weight = 0
    wake()
  }

  func wake() {
    guard let waiting = waiter else { return }
    waiter = nil
    window.waitsNoMore()
    waiting.resume()
  }
}

/// Holds the reading back while more than `high` bytes wait for their readers, until fewer than `low` do. A reader who
/// waits with empty hands overrules it: what he waits for may stand behind what others have not taken yet.
final class ReadWindow {
  let high: Int
  let low: Int
  private var held = 0
  private var waiting = 0
  private(set) var isShut = false
  /// Called when reading may go on.
  var onOpen: (() -> Void)?

  init(high: Int = 1 << 20, low: Int = 256 << 10) {
    self.high = high
    self.low = low
  }

  func filled(_ bytes: Int) {
    held += bytes
    if held > high, waiting == 0 { isShut = true }
  }

  func emptied(_ bytes: Int) {
    held -= bytes
    if held < low { open() }
  }

  func waits() {
    waiting += 1
    open()
  }

  func waitsNoMore() {
    waiting -= 1
    if held > high, waiting == 0 { isShut = true }
  }

  private func open() {
    guard isShut else { return }
    isShut = false
    onOpen?()
  }
}
