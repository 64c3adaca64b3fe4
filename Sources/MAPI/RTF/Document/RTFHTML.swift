/// A document that is RTF of its own as HTML: paragraphs, looks, lists as they were numbered, tables, links, pictures.
///
/// Nothing of the source becomes markup: its text is escaped, links that would run something are text, and styles are
/// made of numbers and of plain names of fonts.
public struct RTFHTML: Sendable, Hashable {
  /// In UTF-8, as its `<meta>` element says.
  public var bytes: [UInt8]
  /// What the `cid:` addresses in it mean.
  public var pictures: [RTFPicture]
  /// Where attachments stand, in their order: offsets in ``bytes``, between elements and characters.
  public var attachments: [Int]
  public var flaws: [RTFFlaw]

  /// - Parameters:
  ///   - page: the code page of a text that does not name one
  ///   - mark: what the Content-IDs of pictures end with, after `picture-1@`; different for the parts of one message
  public init(_ rtf: [UInt8], page: CodePage = .western, mark: String = "rtf.invalid", limits: RTFLimits = RTFLimits())
  {
    let document = RTFDocument(HTMLOutput(), limit: limits.outputBytes, mark: mark)
    var reader = RTFReader(rtf, sink: document, page: page, limits: limits)
    reader.run()
    reader.sink.finish()
    var output = reader.sink.output
    output.finish()
    (bytes, attachments, flaws) = (output.bytes, output.attachments, reader.flaws)
    pictures = reader.sink.pictures
  }
}
