/// Text whose lines may flow (RFC 3676): a blank at the end of a line says that the paragraph goes on with the next.
public enum FlowedText {
  /// A paragraph without line ends, or a line that stands for itself.
  public struct Paragraph: Sendable, Hashable {
    /// How often it is quoted.
    public var quoteDepth: Int
    /// Without quote marks and without stuffed blanks, in the charset of the body.
    public var text: [UInt8]
  }

  /// Reads a decoded body of `text/plain; format=flowed` in a charset that contains ASCII.
  ///
  /// - Parameters:
  ///   - deletesSpace: Whether the part says `delsp=yes`: then the blank that made a line flow is not part of the text.
  ///   - handle: Called for each paragraph in order.
  public static func read(
    _ body: Span<UInt8>, deletesSpace: Bool = false, _ handle: (Paragraph) throws -> Void
  ) rethrows {
    var open: Paragraph?
    var at = 0
    while at < body.count {
      let lineFeed = body.position(of: Byte.lineFeed, from: at, to: body.count)
      let next = lineFeed.map { $0 + 1 } ?? body.count
      var end = lineFeed ?? body.count
      if lineFeed != nil, end > at, body[end - 1] == Byte.carriageReturn { end -= 1 }
      let line = line(body, at..<end)
      at = next
      // A flowing line before one of another depth, or before a signature, flows into nothing (RFC 3676 §4.5).
      if let paragraph = open, paragraph.quoteDepth != line.quoteDepth || isSignature(line.text) {
        try handle(paragraph)
        open = nil
      }
      var paragraph = open ?? Paragraph(quoteDepth: line.quoteDepth, text: [])
      paragraph.text += line.text
      if line.text.last == Byte.space, !isSignature(line.text) {
        if deletesSpace { paragraph.text.removeLast() }
        open = paragraph
      } else {
        open = nil
        try handle(paragraph)
      }
    }
    if let open { try handle(open) }
  }

  /// `-- ` ends in a blank and does not flow (RFC 3676 §4.3).
  private static func isSignature(_ text: [UInt8]) -> Bool { text.elementsEqual("-- ".utf8) }

  /// Takes off quote marks (RFC 3676 §4.5) and the blank that keeps a line from looking quoted (§4.4).
  private static func line(_ body: Span<UInt8>, _ range: Range<Int>) -> Paragraph {
    var start = range.lowerBound
    while start < range.upperBound, body[start] == UInt8(ascii: ">") { start += 1 }
    let depth = start - range.lowerBound
    if start < range.upperBound, body[start] == Byte.space { start += 1 }
    let text = body.extracting(start..<range.upperBound).withUnsafeBufferPointer { Array($0) }
    return Paragraph(quoteDepth: depth, text: text)
  }
}
