/// A `message/external-body`: a body that lies elsewhere, with what its header is to be (RFC 2046 §5.2.3).
public struct ExternalBody: Sendable, Hashable {
  /// `access-type`, `site`, `name`, `expiration` and so on, whichever the field has.
  public var access: Parameters
  /// The header of the body that is not here; it should have a Content-ID.
  public var header: ReportFields

  /// Nil when the part is something else.
  ///
  /// - Throws: ``DecodingLimit`` when the decoded header is larger than ``Limits/decodedBytes``.
  public init?(_ part: Part, limits: Limits = .init()) throws {
    guard part.mediaType == MediaType("message", "external-body"), let field = part.fields["Content-Type"] else {
      return nil
    }
    access = ContentType(field.body).parameters
    header = ReportFields.blocks(try part.decodedBody(limits: limits).bytes).first ?? ReportFields()
  }
}
