/// What a service says it takes of a single message beyond its size and its lines. Published for mail that arrives or is
/// sent; whether storing a message over IMAP is held to the same is not known. Nil and empty where nothing is published.
public struct MessageLimits: Sendable, Codable, Hashable {
  /// Bytes of all header fields together.
  public var headerBytes: Int?
  public var headerFields: Int?
  /// Bytes of one field's value.
  public var fieldBytes: Int?
  /// Fields whose value may be longer than ``fieldBytes``; small letters.
  public var longFields: [String]?
  /// Bytes of a field's name.
  public var fieldNameBytes: Int?
  /// Characters of the subject as it is read.
  public var subjectCharacters: Int?
  /// Bytes of the subject as it is written.
  public var subjectBytes: Int?
  public var messageIDBytes: Int?
  /// Fields that make it refuse a message when they are there twice; small letters.
  public var singleFields: [String]?
  /// All parts of a message.
  public var parts: Int?
  public var attachments: Int?
  /// Messages within messages.
  public var depth: Int?
  /// Addresses a message can be sent to.
  public var recipients: Int?
  /// Endings of file names that are refused or not shown; small letters, without the dot.
  public var blockedEndings: [String]?

  public init() {}

  /// Whether a file of that name is blocked: what stands behind its last dot decides.
  public func blocks(_ fileName: String) -> Bool {
    guard let blockedEndings, let dot = fileName.lastIndex(of: ".") else { return false }
    return blockedEndings.contains(fileName[fileName.index(after: dot)...].lowercased())
  }
}
