/// One contact or group as vCard: its lines in their order, those that nobody knows among them. RFC 6350, RFC 2426
public struct VCard: Hashable, Sendable {
  public enum Version: String, Hashable, Sendable, CaseIterable {
    /// RFC 2426
    case v3 = "3.0"
    /// RFC 6350
    case v4 = "4.0"

    public var format: LineFormat { self == .v4 ? .vCard4 : .vCard3 }
  }

  /// A card of version 2.1 is read as one of 3.0: its quoted-printable, its character sets and its bare words are resolved.
  public var version: Version
  /// Without BEGIN, VERSION and END.
  public var lines: [ContentLine]

  public init(_ version: Version = .v4, lines: [ContentLine] = []) { (self.version, self.lines) = (version, lines) }

  /// The first line of that name; `name` in capitals.
  public subscript(name: String) -> ContentLine? { lines.first { $0.name == name } }

  public func all(_ name: String) -> [ContentLine] { lines.filter { $0.name == name } }

  /// The card as a file has it: UTF-8, folded, CRLF.
  public func bytes() -> [UInt8] {
    var writer = ContentLineWriter(version.format)
    write(to: &writer)
    return writer.bytes
  }

  /// `writer` must be of the format of this card's version.
  public func write(to writer: inout ContentLineWriter) {
    writer.write(ContentLine("BEGIN", "VCARD"))
    writer.write(ContentLine("VERSION", version.rawValue))
    for line in lines { writer.write(line) }
    writer.write(ContentLine("END", "VCARD"))
  }
}

extension ContentLine {
  /// All values of TYPE, in small letters, without those that mean preference.
  public var types: [String] {
    parameters.filter { $0.name == "TYPE" }.flatMap(\.values).map { $0.lowercased() }.filter { $0 != "pref" }
  }

  /// Preferred over others of its name: PREF of RFC 6350 §5.3, `TYPE=pref` of RFC 2426.
  public var isPreferred: Bool {
    parameter("PREF") == "1"
      || parameters.contains { $0.name == "TYPE" && $0.values.contains { $0.lowercased() == "pref" } }
  }
}
