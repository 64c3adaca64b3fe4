/// Whether a literal waits for the server's `+`. RFC 7888.
public enum LiteralStyle: Sendable, Hashable {
  /// Every literal waits: IMAP4rev1 without extension.
  case synchronising
  /// `LITERAL-`: up to 4,096 bytes go at once. RFC 7888 §5.
  case minus
  /// `LITERAL+`: all go at once. RFC 7888 §3.
  case plus

  public init(_ capabilities: Capabilities) {
    self = capabilities.literalPlus ? .plus : capabilities.literalMinus ? .minus : .synchronising
  }

  public func waits(size: Int) -> Bool {
    switch self {
    case .synchronising: true
    case .minus: size > 4_096
    case .plus: false
    }
  }
}

/// A command in wire form, its line end included.
public struct EncodedCommand: Sendable, Hashable {
  public enum Part: Sendable, Hashable {
    case bytes([UInt8])
    /// Nothing more may be sent until the server's continuation; a tagged answer instead ends the command.
    case awaitContinuation
  }
  public internal(set) var parts: [Part] = []

  /// All bytes, the waits left out.
  public var bytes: [UInt8] {
    parts.flatMap { part -> [UInt8] in
      if case .bytes(let bytes) = part { bytes } else { [] }
    }
  }
  public var waits: Bool { parts.contains(.awaitContinuation) }
}

/// A value that no command can carry. Nothing has been sent.
public struct EncodeFault: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable, Hashable {
    case nul = "a string holds a NUL"
    case notAnAtom = "a word holds a byte that would end it"
    case flag = "not a flag or keyword"
    case emptySet = "a set of messages is empty"
    case emptyRange = "a range of bytes is empty"
    case emptyList = "a list is empty"
    case date = "the year does not fit four digits"
  }
  public var reason: Reason
  /// Which argument; a name of the grammar, never a value.
  public var argument: String
  public init(_ reason: Reason, _ argument: String) {
    self.reason = reason
    self.argument = argument
  }
  public var description: String { "\(argument): \(reason.rawValue)" }
}
