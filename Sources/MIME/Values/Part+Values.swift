/// The fields of a part as values.
extension Part {
  /// Nil when the part has no such field.
  public var contentType: ContentType? { fields["content-type"].map { ContentType($0.body) } }
  public var disposition: ContentDisposition? { fields["content-disposition"].map { ContentDisposition($0.body) } }
  public var subject: HeaderText? { fields["subject"].map { HeaderText($0.body) } }
  public var date: MailDate? { fields["date"].map { MailDate($0.body) } }

  /// The name the sender gave, from either field; ``SafeFileName`` makes it fit for a disk.
  public var fileName: String? { disposition?.fileName ?? contentType?.name }

  /// All mailboxes of all fields of that name; programs do write several To fields.
  public func addresses(_ name: String) -> AddressList {
    let lists = fields.all(name).map { AddressList($0.body) }
    return AddressList(entries: lists.flatMap(\.entries), flaws: lists.flatMap(\.flaws))
  }

  public func identifiers(_ name: String) -> [String] {
    fields.all(name).flatMap { MessageIDList($0.body).identifiers }
  }

  /// The decoded body as text, in the set the part names or, without one, in the one it shows. UTF-8 is read as such
  /// where the named set cannot be it.
  ///
  /// Throws ``DecodingLimit`` when the body is larger than `limits` allow.
  public func text(limits: Limits = .init()) throws -> ConvertedText {
    let body = try decodedBody(limits: limits).bytes
    let charset = contentType?.charset.map { Charset(label: $0) ?? .unnamed } ?? .unnamed
    let named = charset.text(of: body)
    // A label left over from a template, on text that proves itself to be UTF-8.
    if named.unconvertible > 0, charset != .utf8, UTF8Scan.isValid(body) { return Charset.utf8.text(of: body) }
    return named
  }
}
