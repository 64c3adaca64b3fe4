extension Charset {
  /// `bytes` as text, in one go, for values of header fields and other short texts.
  ///
  /// Bytes above 0x7F under an ASCII label are read as whatever they show themselves to be.
  public func text(of bytes: [UInt8]) -> ConvertedText {
    var converter = CharsetConverter(self)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    converter.convert(bytes, into: &output)
    converter.finish(into: &output)
    return ConvertedText(
      text: String(decoding: output, as: UTF8.self), charset: converter.charset,
      unconvertible: converter.unconvertible, firstUnconvertible: converter.firstUnconvertible)
  }
}

/// Text that came out of a conversion, and what did not.
public struct ConvertedText: Hashable, Sendable {
  public var text: String
  /// The set that was used; a guess where none was named.
  public var charset: Charset
  /// Bytes without a character, which the text shows as U+FFFD.
  public var unconvertible: Int
  /// Offset of the first of them.
  public var firstUnconvertible: Int?
}
