public import Core

/// One thing in one message that somebody trips over.
public struct MailFinding: Sendable, Hashable {
  public var rule: Rule
  /// The worst of what the services do.
  public var level: Finding.Level
  /// From the beginning of the message, in bytes.
  public var offset: Int
  /// The number of the part; empty for the message itself.
  public var path: String
  /// How often it occurs in the message; `offset` and `path` are those of the first.
  public var count: Int
  /// What was seen there: one sentence without full stop.
  public var detail: String
  public var trips: [Trip]
  public var repair: RepairNote

  /// Bytes of a mailbox file in front of its first message.
  public static func junk(_ bytes: Int) -> MailFinding {
    MailFinding(
      rule: .junk, level: .warning, offset: 0, path: "", count: 1,
      detail: "\(Words.count(bytes, "byte")) before the first message belong to none", trips: [], repair: .none)
  }

  /// Who does what, in words: `Exchange Online refuses lines over 10,239 bytes; Gmail may refuse …`.
  public var tripText: String {
    var groups: [(services: [MailService], how: String)] = []
    for trip in trips {
      if let last = groups.last, last.how == trip.how {
        groups[groups.count - 1].services.append(trip.service)
      } else {
        groups.append(([trip.service], trip.how))
      }
    }
    return groups.map { services, how in
      services.count == MailService.allCases.count
        ? "Any server or program \(how)" : "\(services.map(\.title).joined(separator: " or ")) \(how)"
    }.joined(separator: "; ").capitalizedStart
  }
}

extension String {
  /// With a capital letter in front.
  fileprivate var capitalizedStart: String { prefix(1).uppercased() + dropFirst() }
}

/// What is done about a finding when the message is moved.
public enum RepairNote: Sendable, Hashable {
  /// The message is moved as it is.
  case none
  /// It is not sent; the report lists it.
  case skipped
  /// Changed by this repair, where the target refuses the message as it is and `--repair` was given.
  case named(String, words: String)
  /// Changed in unread mail where the project says so, whatever the target.
  case disarmed

  /// As records spell it; nil where nothing is changed.
  public var name: String? {
    switch self {
    case .none, .skipped: nil
    case .named(let name, _): name
    case .disarmed: ReceiptRequest.changeName
    }
  }

  public var text: String {
    switch self {
    case .none: "none: it is moved as it is"
    case .skipped: "none: it is skipped and listed (ITEM-TOO-LARGE)"
    case .named(let name, let words): "\(name): \(words), if the target refuses it and --repair was given"
    case .disarmed:
      "\(ReceiptRequest.changeName): the field's name is changed in unread mail, with disarm-receipts in postduif.yaml"
    }
  }

  init(_ repair: BodyRepairs) {
    self = repair.descriptions.first.map { .named($0.name, words: $0.words) } ?? .none
  }
}
