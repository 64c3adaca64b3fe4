/// Something in a header field that its grammar does not allow. What could be read is in the value all the same.
public struct FieldFlaw: Hashable, Sendable {
  public var kind: Kind
  /// Bytes from the beginning of the field's body, folding included.
  public var offset: Int

  public init(_ kind: Kind, at offset: Int) {
    (self.kind, self.offset) = (kind, offset)
  }

  /// What is wrong. New kinds are not a breaking change.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nothing where a value is required.
    public static let empty = Kind(rawValue: "empty")
    public static let unclosedComment = Kind(rawValue: "unclosed-comment")
    public static let unclosedQuote = Kind(rawValue: "unclosed-quote")
    public static let unclosedBracket = Kind(rawValue: "unclosed-bracket")
    /// A character that may not stand there; it was stepped over or taken as text.
    public static let unexpected = Kind(rawValue: "unexpected-character")
    /// Obsolete syntax of RFC 5322 §4: to be understood, not to be written.
    public static let obsolete = Kind(rawValue: "obsolete-syntax")
    /// Bytes above 0x7F that are not UTF-8 (RFC 6532): their set was guessed.
    public static let raw8Bit = Kind(rawValue: "raw-8-bit")
    /// A control character, NUL included.
    public static let control = Kind(rawValue: "control-character")
    /// An encoded word that breaks RFC 2047: blanks inside, no end, in a quoted string, no blank beside it.
    public static let badEncodedWord = Kind(rawValue: "bad-encoded-word")
    /// A character set nobody here knows; the bytes were read as what they look like.
    public static let unknownCharset = Kind(rawValue: "unknown-charset")
    /// Bytes that stand for nothing in the set they are said to be in.
    public static let unconvertible = Kind(rawValue: "unconvertible-text")
    /// A display name that needs quotes and has none.
    public static let unquotedName = Kind(rawValue: "unquoted-name")
    /// No angle brackets, or only one of them.
    public static let missingBracket = Kind(rawValue: "missing-bracket")
    /// Text that is no address, or an address without a domain.
    public static let notAnAddress = Kind(rawValue: "not-an-address")
    public static let missingDomain = Kind(rawValue: "missing-domain")
    /// A semicolon where a comma has to part two addresses.
    public static let wrongSeparator = Kind(rawValue: "wrong-separator")
    public static let unclosedGroup = Kind(rawValue: "unclosed-group")
    /// A parameter that is there more than once: the first is used.
    public static let duplicate = Kind(rawValue: "duplicate")
    /// RFC 2231 sections with a gap, or out of order where order cannot be known.
    public static let missingSection = Kind(rawValue: "missing-section")
    /// A parameter without `=`, or `=` without a name.
    public static let badParameter = Kind(rawValue: "bad-parameter")
    /// A value that needs quotes and has none.
    public static let unquotedValue = Kind(rawValue: "unquoted-value")
    /// An encoded word where only RFC 2231 may encode.
    public static let encodedWordInParameter = Kind(rawValue: "encoded-word-in-parameter")
    public static let badPercent = Kind(rawValue: "bad-percent-escape")
    public static let badMediaType = Kind(rawValue: "bad-media-type")
    /// The weekday is not that of the date; the date counts.
    public static let wrongWeekday = Kind(rawValue: "wrong-weekday")
    public static let badDate = Kind(rawValue: "bad-date")
    /// No zone, or one that says nothing (`-0000`, a military letter, letters nobody knows).
    public static let unknownZone = Kind(rawValue: "unknown-zone")
    /// Another notation than RFC 5322's.
    public static let foreignDate = Kind(rawValue: "foreign-date-format")
    public static let trailing = Kind(rawValue: "trailing-text")
    /// More than is looked at; the rest is left out.
    public static let limit = Kind(rawValue: "limit")
  }
}

extension FieldFlaw: CustomStringConvertible {
  public var description: String { "\(kind.rawValue)@\(offset)" }
}

/// At most so many flaws are told of one field, so that hostile fields cost no memory.
struct FlawList {
  private(set) var flaws: [FieldFlaw] = []
  static let most = 32

  mutating func add(_ kind: FieldFlaw.Kind, _ offset: Int) {
    guard flaws.count < Self.most else { return }
    let flaw = FieldFlaw(kind, at: offset)
    if flaws.last != flaw { flaws.append(flaw) }
  }

  mutating func add(_ others: [FieldFlaw], from base: Int = 0) {
    for flaw in others { add(flaw.kind, flaw.offset + base) }
  }
}
