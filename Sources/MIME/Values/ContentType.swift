/// The value of Content-Type (RFC 2045 §5.1).
public struct ContentType: Hashable, Sendable {
  /// Lower case; empty when the field names none.
  public var type: String
  /// Lower case; empty when there is no `/`.
  public var subtype: String
  public var parameters: Parameters
  public var flaws: [FieldFlaw]

  public init(type: String, subtype: String, parameters: Parameters = Parameters(), flaws: [FieldFlaw] = []) {
    (self.type, self.subtype, self.parameters, self.flaws) = (type, subtype, parameters, flaws)
  }

  /// `field` is the raw body of the field.
  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    var parser = ParameterParser(bytes)
    type = parser.kind(endsAtSlash: true)
    subtype = ""
    if parser.takeSlash() { subtype = parser.kind(endsAtSlash: false) }
    if type.isEmpty || subtype.isEmpty { parser.scanner.flaws.add(.badMediaType, 0) }
    parameters = parser.parameters()
    flaws = parser.flaws
  }

  /// `text/plain`; empty unless both halves are there.
  public var mediaType: String { type.isEmpty || subtype.isEmpty ? "" : "\(type)/\(subtype)" }
  public var isMultipart: Bool { type == "multipart" }
  public var boundary: String? { parameters["boundary"] }
  public var charset: String? { parameters["charset"] }
  /// The file name that old programs give here (RFC 2046 §4.5.1 deprecates it).
  public var name: String? { parameters["name"] ?? parameters["filename"] }
}

/// The value of Content-Disposition (RFC 2183 §2).
public struct ContentDisposition: Hashable, Sendable {
  /// `inline`, `attachment` or another word, in lower case; empty when the field names none.
  public var kind: String
  public var parameters: Parameters
  public var flaws: [FieldFlaw]

  public init(kind: String, parameters: Parameters = Parameters(), flaws: [FieldFlaw] = []) {
    (self.kind, self.parameters, self.flaws) = (kind, parameters, flaws)
  }

  public init(_ field: some Collection<UInt8>) {
    var parser = ParameterParser([UInt8](field))
    kind = parser.kind(endsAtSlash: false)
    if kind.isEmpty { parser.scanner.flaws.add(.empty, 0) }
    parameters = parser.parameters()
    flaws = parser.flaws
  }

  public var isAttachment: Bool { kind == "attachment" }
  /// As the sender wrote it, paths included; ``SafeFileName`` makes a name for a disk of it.
  public var fileName: String? { parameters["filename"] ?? parameters["name"] }
}

/// `name=value` pairs of a field, decoded (RFC 2045 §5.1, RFC 2231).
public struct Parameters: Hashable, Sendable {
  public struct Parameter: Hashable, Sendable {
    /// Lower case, without RFC 2231's asterisks.
    public var name: String
    public var value: String
    /// RFC 2231 §4; nil where none is given.
    public var charset: String?
    public var language: String?
    /// Where it begins in the field's body; for one in sections, where the first of them begins.
    public var offset: Int

    public init(_ name: String, _ value: String, charset: String? = nil, language: String? = nil, offset: Int = 0) {
      (self.name, self.value, self.charset) = (name, value, charset)
      (self.language, self.offset) = (language, offset)
    }
  }

  /// In the order of the field; each name once.
  public var all: [Parameter]

  public init(_ all: [Parameter] = []) { self.all = all }

  /// `name` in lower case.
  public subscript(_ name: String) -> String? { all.first { $0.name == name }?.value }
}
