/// The text of an unstructured field such as Subject or Comments (RFC 5322 §2.2.1), decoded.
public struct HeaderText: Hashable, Sendable {
  /// Without the blanks at its ends, on one line.
  public var text: String
  public var flaws: [FieldFlaw]

  /// `field` is the raw body of the field, with or without its folding and line end.
  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    let inside = Octets.trimmed(bytes[...])
    text = decoder.text(inside, at: inside.startIndex)
    flaws = decoder.flaws.flaws
  }
}
