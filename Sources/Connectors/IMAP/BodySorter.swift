internal import Core
internal import IMAP
internal import IMAPClient
internal import Migration
internal import NIOCore

/// Turns what FETCH answers into items: events of the line in, events of the stream out. It notices what is left out, what
/// nobody asked for, bodies that are NIL, and a service's placeholder in place of a message.
struct BodySorter {
  /// Placeholders are short; a longer message is a real one.
  private static let placeholderLimit = 8 << 10
  /// How far into a small message is looked for the placeholder's words.
  private static let lookAhead = 4 << 10

  private enum State {
    case idle
    case passing(ItemID)
    /// Held back until it is known what it is: empty (or NIL), or small where placeholders are to be feared.
    case holding(ItemID, size: Int, bytes: ByteBuffer)
    case dropping
  }

  private let signs: [[UInt8]]
  private let place: String
  private var state = State.idle
  /// What was asked for and has not come, ascending. Servers answer in this order, so the first is nearly always next.
  private var expected: ArraySlice<UInt32> = []
  private var isSingle = false
  private var out: [ItemEvent] = []
  private var isBegun = false
  /// An empty body that came; whether it was NIL stands in the attributes that follow.
  private var empty: ItemID?
  /// The server sends UIDs behind bodies: which body is which cannot be told in time.
  private(set) var cannotName = false

  init(signs: [String], place: String) {
    self.signs = signs.filter { !$0.isEmpty }.map { Array($0.utf8) }
    self.place = place
  }

  /// The command whose answers come now; again with the same does nothing.
  mutating func begin(_ numbers: [UInt32]) {
    guard !isBegun else { return }
    isBegun = true
    expected = numbers[...]
    isSingle = numbers.count == 1
    cannotName = false
  }

  /// What is ready to be passed on.
  mutating func events() -> [ItemEvent] {
    guard !out.isEmpty else { return [] }
    let ready = out
    out = []
    out.reserveCapacity(ready.count)
    return ready
  }

  mutating func take(_ arrived: [FetchEvent]) {
    for event in arrived {
      switch event {
      case .begin(let uid, _, let section, let size): begin(uid, section, size)
      case .bytes(let bytes): pass(bytes)
      case .end: end()
      case .item(let item): attributes(item)
      case .vanished, .found: break
      }
    }
  }

  /// The numbers that did not come.
  mutating func finish() -> [UInt32] {
    settleEmpty(isNil: false)
    isBegun = false
    state = .idle
    defer { expected = [] }
    return Array(expected)
  }

  mutating func gone(_ number: UInt32) {
    out.append(
      .missing(
        ItemID(number),
        Fault(
          .itemGone, "the server no longer has this message", place: place, recovery: .skipItem)))
  }

  mutating func refused(_ number: UInt32, _ words: String) {
    out.append(
      .missing(
        ItemID(number),
        Fault(
          .itemRefused, words, place: place, recovery: .skipItem,
          advice: "Open the message at the source; the server may be unable to convert it.")))
  }

  // MARK: steps

  private mutating func begin(_ uid: UID?, _ section: Section, _ size: Int) {
    settleEmpty(isNil: false)
    guard section == .whole, !cannotName else { return state = .dropping }
    let number: UInt32
    if let uid {
      number = uid.rawValue
    } else if isSingle, let only = expected.first {
      number = only
    } else {
      cannotName = true
      return state = .dropping
    }
    guard reach(number) else { return state = .dropping }
    let id = ItemID(number)
    if size == 0 || (!signs.isEmpty && size <= Self.placeholderLimit) {
      state = .holding(id, size: size, bytes: ByteBuffer())
    } else {
      out.append(.begin(id, size: size))
      state = .passing(id)
    }
  }

  /// Strikes `number` off. False when it was not asked for, or came already.
  private mutating func reach(_ number: UInt32) -> Bool {
    if expected.first == number {
      expected.removeFirst()
      return true
    }
    guard let index = expected.firstIndex(of: number) else { return false }
    expected.remove(at: index)
    return true
  }

  private mutating func pass(_ bytes: ByteBuffer) {
    switch state {
    case .passing: out.append(.bytes(bytes))
    case .holding(let id, let size, var held):
      state = .dropping
      held.writeImmutableBuffer(bytes)
      if held.readableBytes >= Self.lookAhead, !Self.contains(signs, held) {
        out.append(.begin(id, size: size))
        out.append(.bytes(held))
        state = .passing(id)
      } else {
        state = .holding(id, size: size, bytes: held)
      }
    case .idle, .dropping: break
    }
  }

  private mutating func end() {
    switch state {
    case .passing(let id): out.append(.end(id))
    case .holding(let id, let size, let bytes):
      if size == 0 {
        empty = id
      } else if Self.contains(signs, bytes) {
        out.append(.missing(id, Self.placeholder(place)))
      } else {
        out.append(.begin(id, size: size))
        out.append(.bytes(bytes))
        out.append(.end(id))
      }
    case .idle, .dropping: break
    }
    state = .idle
  }

  /// Attributes behind a body say whether an empty one was NIL; a body that came as a quoted string stands in them.
  private mutating func attributes(_ item: FetchItem) {
    guard let value = item.sections[.whole] else { return settleEmpty(isNil: false) }
    guard let bytes = value else {
      if empty == nil, let uid = item.uid, reach(uid.rawValue) { empty = ItemID(uid.rawValue) }
      return settleEmpty(isNil: true)
    }
    settleEmpty(isNil: false)
    let number = item.uid?.rawValue ?? (isSingle ? expected.first : nil)
    guard let number, reach(number) else { return }
    state = .holding(ItemID(number), size: bytes.count, bytes: ByteBuffer(bytes: bytes))
    end()
    settleEmpty(isNil: false)
  }

  private mutating func settleEmpty(isNil: Bool) {
    guard let id = empty else { return }
    empty = nil
    if isNil {
      refused(id.rawValue, "the server has no body for this message (NIL)")
    } else {
      out.append(.begin(id, size: 0))
      out.append(.end(id))
    }
  }

  private static func placeholder(_ place: String) -> Fault {
    Fault(
      .itemPlaceholder, "the server hands out a notice of its own in place of this message", place: place,
      recovery: .skipItem, advice: "Open the message in the source's own web mail and forward or export it from there.")
  }

  private static func contains(_ signs: [[UInt8]], _ buffer: ByteBuffer) -> Bool {
    buffer.withUnsafeReadableBytes { bytes in
      let window = bytes.prefix(lookAhead)
      return signs.contains { sign in
        guard let first = sign.first, window.count >= sign.count else { return false }
        return (0...(window.count - sign.count)).contains { start in
          window[start] == first && window[start..<(start + sign.count)].elementsEqual(sign)
        }
      }
    }
  }
}
