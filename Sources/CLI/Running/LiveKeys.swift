/// What single keys do while a run is shown: a key in, an action out.
struct LiveKeys: Equatable {
  enum Page: Equatable {
    case mailboxes, log
    /// Which of these is to be skipped?
    case choosing([String])
  }
  enum Action: Equatable {
    case none, pause, leave
    case skip(String)
  }
  private(set) var page = Page.mailboxes

  /// What stands before the mailboxes to choose from, one key each.
  static let labels = Array("123456789abcdefghijklmnopqrstuvwxyz".utf8)

  /// - Parameter running: mailboxes that are being moved, in the order they are shown.
  mutating func on(_ key: UInt8, running: [String]) -> Action {
    if case .choosing(let names) = page {
      page = .mailboxes
      guard let place = Self.labels.firstIndex(of: key), place < names.count else { return .none }
      return .skip(names[place])
    }
    switch key {
    case UInt8(ascii: "p"): return .pause
    case UInt8(ascii: "q"): return .leave
    case UInt8(ascii: "l"): page = page == .log ? .mailboxes : .log
    case UInt8(ascii: "s"):
      if running.count == 1 { return .skip(running[0]) }
      if !running.isEmpty { page = .choosing(Array(running.prefix(Self.labels.count))) }
    default: break
    }
    return .none
  }
}
