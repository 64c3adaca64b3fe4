/// What ``MessageParser`` says about a message, in the order of its bytes.
///
/// Offsets count from the first byte of the message. The ranges of ``envelope(_:)``, ``field(_:)``, ``headerEnd(_:_:)``,
/// ``preamble(_:)``, ``body(_:)``, ``boundary(_:depth:isEnd:)`` and ``epilogue(_:)`` follow each other without gap or
/// overlap: put together they are the message, whatever state it is in.
public enum MessageEvent: Sendable, Hashable {
  /// A message or a part begins here. The outermost has depth 0, what it contains depth 1, and so on.
  case begin(PartKind, depth: Int, at: Int)
  /// A `From ` line of a mailbox file, or its quoted form, that somebody left before the first field.
  case envelope(Range<Int>)
  case field(FieldRange)
  /// The empty line behind the fields; an empty range when it is missing.
  case headerEnd(Range<Int>, Content)
  /// Bytes of a multipart before its first boundary, in any number of pieces.
  case preamble(Range<Int>)
  /// Bytes of a part that has no parts, in any number of pieces, still encoded.
  case body(Range<Int>)
  /// A boundary line of the part at `depth`, with the line break before it, which belongs to the boundary
  /// (RFC 2046 §5.1.1), and the one at its end. The line break at the end of a last boundary is not part of it.
  case boundary(Range<Int>, depth: Int, isEnd: Bool)
  /// Bytes of a multipart behind its last boundary, the line break included that ends the boundary line, in any number of
  /// pieces.
  case epilogue(Range<Int>)
  case end(depth: Int, at: Int)
  case damage(Damage)

  /// The bytes this event accounts for; nil for those that only mark a place.
  public var range: Range<Int>? {
    switch self {
    case .envelope(let range), .headerEnd(let range, _), .preamble(let range), .body(let range),
      .boundary(let range, _, _), .epilogue(let range):
      range
    case .field(let field): field.range
    case .begin, .end, .damage: nil
    }
  }
}

/// How a part came to be.
public enum PartKind: Sendable, Hashable {
  /// The message itself, or the one inside a `message/rfc822`.
  case message
  /// What stands between two boundaries.
  case part
}

/// Where a header field stands. A malformed one is a line without a name that stands among fields.
public struct FieldRange: Sendable, Hashable {
  /// Everything, with folded lines and the last line end.
  public var range: Range<Int>
  /// The name, without the blanks that obsolete syntax allows before the colon; empty when malformed.
  public var name: Range<Int>
  /// What follows the colon, with folding and the last line end; the whole range when malformed.
  public var body: Range<Int>
  public var isMalformed: Bool { name.isEmpty }
}

/// What the header of a part says about its body.
public struct Content: Sendable, Hashable {
  /// What the parser makes of the body.
  public enum Form: Sendable, Hashable {
    /// Bytes in a transfer encoding.
    case leaf
    case multipart
    /// A message follows.
    case message
    /// Not looked into: a limit was reached, and ``Damage`` says which.
    case opaque
  }
  public var form: Form
  /// As named, or what holds when nothing usable is named: `text/plain`, in a digest `message/rfc822`.
  public var mediaType: MediaType
  public var encoding: TransferEncoding

  public init(form: Form, mediaType: MediaType, encoding: TransferEncoding) {
    (self.form, self.mediaType, self.encoding) = (form, mediaType, encoding)
  }
}

/// Something about a message that is not as the standards say. Nothing is lost by it.
public struct Damage: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case missingHeaderEnd = "the header has no end"
    case unusableContentType = "Content-Type cannot be read"
    case repeatedContentType = "Content-Type is there twice"
    case unknownEncoding = "the transfer encoding is unknown"
    case encodedMultipart = "a multipart is said to be encoded"
    case encodedMessage = "a message within the message is encoded"
    case noBoundaryNamed = "a multipart names no boundary"
    case noBoundaryFound = "a multipart has no boundary line"
    case missingEndBoundary = "the last boundary is missing"
    case tooDeep = "parts lie too deep within each other"
    case tooManyParts = "there are too many parts"
    case tooManyFields = "there are too many header fields"
    case headerTooLong = "a header is too long"
    case fieldTooLong = "a header field is too long"
  }
  public var kind: Kind
  /// Where it was seen.
  public var offset: Int

  public init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }

  public var description: String { "\(kind.rawValue) (byte \(offset))" }
}
