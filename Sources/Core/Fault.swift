/// The error every module shows at its edge. It answers four questions: what happened, where, does trying again help,
/// and what should a person do.
///
/// `description` is safe to log: it names servers, folders and UIDs, never an address, a subject or a secret.
public struct Fault: Error, Sendable, CustomStringConvertible {
  /// A stable name such as `IMAP-AUTH`. Modules add their own as static members; an unknown one is never an error.
  public struct Code: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByStringLiteral
  {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { self.rawValue = value }
    public var description: String { rawValue }
  }

  /// What the engine does about it. The class decides, never the wording.
  public enum Recovery: Sendable, Hashable {
    /// The same command may succeed later; the server may have said when.
    case retry(after: Duration?)
    /// The connection is unusable, a new one may work.
    case reconnect
    /// This item cannot be carried; the others can.
    case skipItem
    /// This folder cannot be read or written; the others can.
    case skipFolder
    /// This mailbox cannot go on; the others can.
    case stopMailbox
    /// Nothing can go on.
    case stopRun
  }

  public var code: Code
  /// What happened, one sentence, without secrets, addresses or subjects.
  public var message: String
  /// Server, mailbox, folder, UID, line: whatever leads a person there.
  public var place: String
  public var recovery: Recovery
  /// What a person should do, one sentence; empty when there is nothing to do.
  public var advice: String
  public var cause: (any Error)?

  public init(
    _ code: Code, _ message: String, place: String = "", recovery: Recovery, advice: String = "",
    cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.place = place
    self.recovery = recovery
    self.advice = advice
    self.cause = cause
  }

  public var description: String {
    place.isEmpty ? "\(code): \(message)" : "\(code) at \(place): \(message)"
  }
}

/// Exit codes of the program (sysexits.h, with 1 for "done, but a person should look").
public enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  case needsAttention = 1
  case misused = 64
  case inputDamaged = 65
  case inputNotFound = 66
  case unreachable = 69
  case ourFault = 70
  case cannotWriteOutput = 73
  case cannotWriteState = 74
  case notNow = 75
  case refused = 77
  case wrongSettings = 78
  case interrupted = 130
  case terminated = 143

  /// When several apply, the one that stands first here wins.
  static let precedence: [ExitStatus] = [
    .ourFault, .wrongSettings, .refused, .unreachable, .notNow, .cannotWriteOutput, .cannotWriteState,
    .inputDamaged, .inputNotFound, .misused, .interrupted, .terminated, .needsAttention, .done,
  ]

  /// The status of a run in which both happened.
  public func merged(with other: ExitStatus) -> ExitStatus {
    Self.precedence.first { $0 == self || $0 == other } ?? self
  }
}
