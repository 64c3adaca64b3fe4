internal import Core
internal import IMAP

/// The commands of one connection that wait for their answers, in the order they went out, and what each response means
/// for them. Events in, actions out; no socket, no clock. `Receiver` is whoever gets an answer.
struct CommandPipeline<Receiver> {
  struct Entry {
    let number: UInt32
    /// For faults: `UID FETCH`.
    let name: String
    let receiver: Receiver
    /// Takes continuations as challenges (AUTHENTICATE).
    let takesChallenges: Bool
    /// The UIDs a UID FETCH asked for; nil for other commands.
    let uids: NumberSet?
  }

  enum Action {
    /// The server introduced itself.
    case greet(Status)
    /// Belongs to a command that waits.
    case deliver(Receiver)
    case complete(Entry, Status)
    /// A challenge for the command that asked for it.
    case challenge(Receiver, [UInt8])
    /// The server is ready for the literal that was announced.
    case proceed
    case ignore
    /// The connection is of no use any more.
    case lost(Fault)
  }

  private var entries: [Entry] = []
  /// Entries before this index are answered; they are cut off in one go now and then.
  private var head = 0
  private var lastNumber: UInt32 = 0
  private var hasGreeting = false
  /// Who gets the rest of the message that is being handed out.
  private var bodyOwner: UInt32?
  /// The command whose literal waits for `+`.
  private(set) var waitsForLiteral: UInt32?
  private(set) var farewell: Status?
  private let place: String

  init(place: String) { self.place = place }

  var isEmpty: Bool { head == entries.count }
  var count: Int { entries.count - head }
  var oldestName: String? { isEmpty ? nil : entries[head].name }

  /// Tags are `p` and a number: short, and nothing a server could mistake.
  static func tag(_ number: UInt32) -> String { "p\(number)" }

  mutating func nextNumber() -> UInt32 {
    lastNumber &+= 1
    return lastNumber
  }

  /// The command is on its way.
  mutating func sent(
    _ number: UInt32, name: String, takesChallenges: Bool = false, uids: NumberSet? = nil, receiver: Receiver
  ) {
    entries.append(
      Entry(number: number, name: name, receiver: receiver, takesChallenges: takesChallenges, uids: uids))
  }

  /// Nothing more is sent until the server asks for the literal of command `number`, or answers the command.
  mutating func awaitLiteral(of number: UInt32) { waitsForLiteral = number }

  mutating func on(_ response: Response) -> Action {
    guard hasGreeting else { return greeting(response) }
    switch response {
    case .tagged(let tag, let status): return answered(tag, status)
    case .continuation(let text): return continued(text)
    case .status(let status) where status.condition == .bye:
      farewell = status
      return .ignore
    case .fetch(let item):
      defer { bodyOwner = nil }
      return deliver(to: bodyOwner.flatMap(index(of:)) ?? index(fetching: item.uid))
    case .search, .esearch: return deliver(to: entries[head...].firstIndex { $0.name.hasSuffix("SEARCH") })
    default: return deliver(to: nil)
    }
  }

  /// A part of a message; `item` is what is known of it when it begins, nil afterwards.
  ///
  /// Servers work on several commands at once when the line to us is full (RFC 9051 §5.5; Dovecot does), so a message is
  /// for whoever asked for its UID, not for whoever asked first.
  mutating func onBody(_ item: FetchItem?) -> Action {
    if bodyOwner == nil, let item, let index = index(fetching: item.uid) { bodyOwner = entries[index].number }
    return deliver(to: bodyOwner.flatMap(index(of:)))
  }

  private func deliver(to index: Int?) -> Action {
    isEmpty ? .ignore : .deliver(entries[index ?? head].receiver)
  }
  private func index(of number: UInt32) -> Int? { entries[head...].firstIndex { $0.number == number } }
  private func index(fetching uid: UID?) -> Int? {
    guard let uid else { return nil }
    return entries[head...].firstIndex { $0.uids?.contains(uid.rawValue) ?? false }
  }

  /// The connection is gone: everything that waits, and why it will get no answer.
  mutating func close(_ cause: Fault) -> (waiting: [Receiver], fault: Fault) {
    let waiting = entries[head...].map(\.receiver)
    entries = []
    head = 0
    waitsForLiteral = nil
    bodyOwner = nil
    return (waiting, fault(for: cause))
  }

  /// The server's last words explain a closed connection better than the socket does.
  func fault(for cause: Fault) -> Fault {
    guard let farewell, cause.code == .lost else { return cause }
    var fault = Fault.refusal(farewell, command: nil, place: place)
    if case .retry = fault.recovery {} else { fault.recovery = .reconnect }
    return fault
  }

  private mutating func greeting(_ response: Response) -> Action {
    guard case .status(let status) = response else {
      return .lost(
        Fault(
          .greeting, "the server does not greet as an IMAP server does", place: place, recovery: .stopMailbox,
          advice: "Check host name and port."))
    }
    hasGreeting = true
    switch status.condition {
    case .ok, .preauth: return .greet(status)
    default:
      var fault = Fault.refusal(status, command: nil, place: place)
      if fault.code == .lost { fault.code = .greeting }
      return .lost(fault)
    }
  }

  private mutating func answered(_ tag: String, _ status: Status) -> Action {
    guard tag.utf8.first == 0x70, let number = UInt32(tag.dropFirst()) else { return unknownTag(tag) }
    // Nearly always the head; a server may finish commands in another order (RFC 9051 §5.5).
    guard let index = entries[head...].firstIndex(where: { $0.number == number }) else { return unknownTag(tag) }
    let entry = entries[index]
    if index == head {
      head += 1
      if head == entries.count || head > 512 {
        entries.removeFirst(head)
        head = 0
      }
    } else {
      entries.remove(at: index)
    }
    if waitsForLiteral == number { waitsForLiteral = nil }
    return .complete(entry, status)
  }

  private mutating func continued(_ text: [UInt8]) -> Action {
    if waitsForLiteral != nil {
      waitsForLiteral = nil
      return .proceed
    }
    if let entry = entries[head...].first(where: \.takesChallenges) { return .challenge(entry.receiver, text) }
    // Some servers ask even for literals that did not wait to be asked for.
    return .ignore
  }

  private func unknownTag(_ tag: String) -> Action {
    .lost(
      Fault(
        .protocolBroken, "the server answered a command that was not sent (tag of \(tag.utf8.count) bytes)",
        place: place,
        recovery: .reconnect))
  }
}
