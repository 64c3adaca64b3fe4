/// The text of a document that is RTF of its own, for people and programs that take no other.
///
/// Paragraphs and line breaks are LF, table cells are parted by tabs, bullets and numbers are shown as they were, an
/// address follows its link in angle brackets where the link does not show it. Hidden text, headers and footers are left
/// out; footnotes stand in brackets at their marks.
public struct RTFText: Sendable, Hashable {
  /// In UTF-8.
  public var bytes: [UInt8]
  /// Where attachments stand, in their order: offsets in ``bytes``.
  public var attachments: [Int]
  public var flaws: [RTFFlaw]

  /// `page` is the code page of a text that does not name one. Memory: that of the result.
  public init(_ rtf: [UInt8], page: CodePage = .western, limits: RTFLimits = RTFLimits()) {
    let document = RTFDocument(TextOutput(), limit: limits.outputBytes, mark: "")
    var reader = RTFReader(rtf, sink: document, page: page, limits: limits)
    reader.run()
    reader.sink.finish()
    let output = reader.sink.output
    (bytes, attachments, flaws) = (output.bytes, output.attachments, reader.flaws)
  }
}

private struct TextOutput: RTFOutput {
  private(set) var bytes: [UInt8] = []
  private(set) var attachments: [Int] = []
  private var link: (address: [UInt8], start: Int)?
  private var isInRow = false

  var count: Int { bytes.count }

  mutating func begin(_ paragraph: RTFParagraph, _ style: RTFStyle, _ tables: RTFTables) {}

  mutating func text(_ text: ArraySlice<UInt8>, _ style: RTFStyle, _ tables: RTFTables) {
    bytes.append(contentsOf: text)
  }

  mutating func tab() { bytes.append(9) }
  mutating func lineBreak() { bytes.append(10) }
  mutating func endParagraph() { bytes.append(10) }

  mutating func endCell() {
    isInRow = true
    // The cell's last line break is the cell's end.
    if bytes.last == 10, let before = bytes.dropLast().last, before != 10, before != 9 { dropLast() }
    bytes.append(9)
  }

  mutating func endRow() {
    if isInRow, bytes.last == 9 { dropLast() }
    isInRow = false
    bytes.append(10)
  }

  private mutating func dropLast() {
    bytes.removeLast()
    for index in attachments.indices.reversed() where attachments[index] > bytes.count {
      attachments[index] = bytes.count
    }
  }

  mutating func openLink(_ address: [UInt8]) { link = (address, bytes.count) }

  mutating func closeLink() {
    guard let link else { return }
    self.link = nil
    let shown = bytes[min(link.start, bytes.count)...]
    if LinkAddress.isTold(link.address, by: shown) { return }
    bytes += (shown.isEmpty ? "<" : " <").utf8
    bytes += link.address + [UInt8(ascii: ">")]
  }

  mutating func picture(_ picture: RTFPicture) {}
  mutating func attachment() { attachments.append(bytes.count) }
}
