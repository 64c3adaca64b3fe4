/// One block of fields in the body of a report (RFC 3464 §2.1, RFC 8098 §3.1): names with raw values.
public struct ReportFields: Sendable, Hashable {
  /// A field as read: folding and the blanks around the value are gone, everything else is as written.
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: [UInt8]
  }
  public internal(set) var fields: [Field] = []

  /// The value of the first field of this name, whatever its case.
  public subscript(name: String) -> [UInt8]? {
    fields.first { Self.isSame($0.name, name) }?.value
  }

  /// A value of the form `type; value`, such as `rfc822; a@example.com` or `smtp; 550 no such user`.
  public func typed(_ name: String) -> TypedValue? { self[name].map { TypedValue($0) } }

  static func isSame(_ one: String, _ other: String) -> Bool {
    one.utf8.count == other.utf8.count
      && zip(one.utf8, other.utf8).allSatisfy { Byte.lowercased($0) == Byte.lowercased($1) }
  }

  /// The blocks of a body, which empty lines part; however many of those stand together. Lines that are no fields are
  /// passed over.
  static func blocks(_ body: [UInt8]) -> [ReportFields] {
    var blocks: [ReportFields] = []
    var rest = body[...]
    while !rest.isEmpty {
      while let first = rest.first, first == Byte.lineFeed || first == Byte.carriageReturn { rest = rest.dropFirst() }
      guard !rest.isEmpty else { break }
      var parser = HeaderBlock(start: rest.startIndex)
      // Thrown at the end of the block, so that what follows is not looked at for each block again.
      try? MessageParser.parse(body.span.extracting(rest.startIndex..<rest.endIndex)) { event, bytes in
        try parser.take(event, bytes)
      }
      if !parser.block.fields.isEmpty { blocks.append(parser.block) }
      let end = max(parser.end, rest.startIndex)
      // A line that ends the block without being empty is not read again as one.
      rest = end > rest.startIndex ? body[end...] : rest.drop { $0 != Byte.lineFeed }
    }
    return blocks
  }
}

/// Takes the fields from the header that the parser sees at the beginning of a block.
private struct HeaderBlock {
  var block = ReportFields()
  private(set) var end: Int
  private let start: Int

  struct End: Error {}

  init(start: Int) {
    self.start = start
    end = start
  }

  mutating func take(_ event: MessageEvent, _ bytes: Span<UInt8>) throws(End) {
    switch event {
    case .field(let field) where !field.isMalformed:
      let name = bytes.text(0..<field.name.count)
      let body = (field.body.lowerBound - field.range.lowerBound)..<bytes.count
      block.fields.append(ReportFields.Field(name: name, value: HeaderField.unfolded(bytes.extracting(body))))
    case .headerEnd(let range, _):
      end = start + range.upperBound
      throw End()
    default: break
    }
  }
}

extension TypedValue {
  /// The value as an address: one of type `utf-8` may hold characters as `\x{20AC}` (RFC 6533 §3).
  public var address: String {
    guard type == "utf-8", value.contains("\\x{") else { return value }
    var out = ""
    var rest = value[...]
    while let escape = rest.firstRange(of: "\\x{") {
      out += rest[..<escape.lowerBound]
      let digits = rest[escape.upperBound...].prefix { $0 != "}" }
      if digits.endIndex < rest.endIndex, let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) {
        out.unicodeScalars.append(scalar)
        rest = rest[rest.index(after: digits.endIndex)...]
      } else {
        out += rest[escape]
        rest = rest[escape.upperBound...]
      }
    }
    return out + rest
  }
}
