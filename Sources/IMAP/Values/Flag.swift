/// A system flag (`\Seen`) or keyword (`$Forwarded`), spelled as on the wire; compared without case as the standard
/// wants it. RFC 9051 §2.3.2.
public struct Flag: Sendable, CustomStringConvertible {
  public let text: String
  public init(_ text: String) { self.text = text }

  public static let seen = Flag("\\Seen")
  public static let answered = Flag("\\Answered")
  public static let flagged = Flag("\\Flagged")
  public static let deleted = Flag("\\Deleted")
  public static let draft = Flag("\\Draft")
  public static let recent = Flag("\\Recent")
  /// In PERMANENTFLAGS only: new keywords may be made.
  public static let any = Flag("\\*")

  public var isSystem: Bool { text.utf8.first == 0x5C }
  public var description: String { text }
}

extension Flag: Hashable {
  public static func == (a: Flag, b: Flag) -> Bool {
    a.text == b.text || a.text.utf8.elementsEqual(b.text.utf8) { lower($0) == lower($1) }
  }
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(Self.lower(byte)) }
  }
  private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
