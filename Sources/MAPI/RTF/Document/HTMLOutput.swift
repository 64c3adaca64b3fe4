/// Writes a document's HTML. What is open is known here, so that everything is closed in order.
struct HTMLOutput: RTFOutput {
  /// How characters look that are being written.
  private struct Run: Equatable {
    var style = RTFStyle()
    var link: [UInt8]?
  }

  private(set) var bytes = Array(
    """
    <!DOCTYPE html>
    <html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
    <body>

    """.utf8)
  private(set) var attachments: [Int] = []
  private var escape = HTMLEscape()
  /// The font and size that the whole has; nil before its beginning.
  private var standard: RTFStyle?
  private var run: Run?
  private var hasSpan = false
  private var link: [UInt8]?
  private var isInParagraph = false
  private var isEmpty = true
  private enum Table: Int { case none, table, row, cell }
  private var table = Table.none

  var count: Int { bytes.count }

  mutating func finish() {
    endRun()
    if isInParagraph { write("</p>\n") }
    endTable()
    if standard != nil { write("</div>\n") }
    write("</body></html>\n")
  }

  private mutating func write(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  // MARK: Paragraphs

  mutating func begin(_ paragraph: RTFParagraph, _ style: RTFStyle, _ tables: RTFTables) {
    begin(style, tables)
    if table == .none || table == .table {
      if paragraph.isInTable { openCell() } else { endTable() }
    } else {
      openCell()
    }
    write("<p style=\"")
    write(HTMLStyle.of(paragraph))
    write("\">")
    (isInParagraph, isEmpty, escape.followsSpace) = (true, true, true)
  }

  private mutating func begin(_ style: RTFStyle, _ tables: RTFTables) {
    guard standard == nil else { return }
    standard = style
    write("<div style=\"")
    write(HTMLStyle.of(style, in: tables, besides: nil))
    write("\">\n")
  }

  mutating func endParagraph() {
    endRun()
    if isEmpty { write("<br>") }
    write("</p>\n")
    isInParagraph = false
  }

  mutating func lineBreak() {
    endRun()
    write("<br>\n")
    (isEmpty, escape.followsSpace) = (false, true)
  }

  mutating func tab() {
    write("&nbsp;&nbsp;&nbsp; ")
    (isEmpty, escape.followsSpace) = (false, true)
  }

  // MARK: Tables

  private mutating func openCell() {
    if standard == nil {
      standard = RTFStyle()
      write("<div>\n")
    }
    if table == .none {
      write("<table>\n")
      table = .table
    }
    if table == .table {
      write("<tr>")
      table = .row
    }
    if table == .row {
      write("<td>")
      table = .cell
    }
  }

  mutating func endCell() {
    endRun()
    if isInParagraph { write("</p>") }
    isInParagraph = false
    openCell()
    write("</td>\n")
    table = .row
  }

  mutating func endRow() {
    if isInParagraph || table == .cell { endCell() }
    guard table == .row else { return }
    write("</tr>\n")
    table = .table
  }

  private mutating func endTable() {
    endRow()
    if table == .table { write("</table>\n") }
    table = .none
  }

  // MARK: Characters

  mutating func text(_ text: ArraySlice<UInt8>, _ style: RTFStyle, _ tables: RTFTables) {
    if run?.style != style || run?.link != link { beginRun(Run(style: style, link: link), tables) }
    escape.text(text, into: &bytes)
    isEmpty = false
  }

  private mutating func beginRun(_ new: Run, _ tables: RTFTables) {
    endRun()
    run = new
    if let link = new.link {
      write("<a href=\"")
      HTMLEscape.attribute(link, into: &bytes)
      write("\">")
    }
    for (mark, start, _) in HTMLStyle.elements where new.style.marks.contains(mark) { write(start) }
    let style = HTMLStyle.of(new.style, in: tables, besides: standard)
    if style.isEmpty { return }
    write("<span style=\"")
    write(style)
    write("\">")
    hasSpan = true
  }

  private mutating func endRun() {
    guard let run else { return }
    if hasSpan { write("</span>") }
    for (mark, _, end) in HTMLStyle.elements.reversed() where run.style.marks.contains(mark) { write(end) }
    if run.link != nil { write("</a>") }
    self.run = nil
    hasSpan = false
  }

  mutating func openLink(_ address: [UInt8]) { link = address }
  mutating func closeLink() { link = nil }

  mutating func picture(_ picture: RTFPicture) {
    guard picture.form != .other else { return }
    endRun()
    write("<img src=\"cid:")
    HTMLEscape.attribute(Array(picture.contentID.utf8), into: &bytes)
    write("\" alt=\"\"")
    if let width = picture.width, let height = picture.height { write(" width=\"\(width)\" height=\"\(height)\"") }
    write(">")
    (isEmpty, escape.followsSpace) = (false, false)
  }

  mutating func attachment() {
    endRun()
    attachments.append(bytes.count)
    isEmpty = false
  }
}
