import Core
import MIME

/// What opening a file finds out before anything is read through its trees.
struct FileOpening {
  var layout: Layout
  var header: FileHeader?
  var encoding: BlockEncoding
  var faults: [Fault] = []

  init(_ source: any MailboxSource & Sendable, name: String) throws(Fault) {
    let window = Window(source, place: name)
    let beginning = try window.bytes(at: 0, FileHeader.size)
    var header = FileHeader(beginning)
    // A header without its magic that proves itself by its checksums is one.
    if let found = header, !found.hasMagic, !found.isIntact || found.kind == .unknown { header = nil }
    let guessed =
      header.flatMap { $0.isIntact ? $0.layout : nil } == nil
      ? try LayoutGuess.layout(window, header?.layout) : nil
    guard let layout = guessed ?? header?.layout else { throw NDBFault.notPST(name) }
    // Another layout than the header's version says puts every field of it elsewhere.
    if let known = header?.layout, known.isANSI != layout.isANSI { header = nil }
    (self.layout, self.header, encoding) = (layout, header, .none)
    judge(source.count, name)
    try findEncoding(window, name)
  }

  private mutating func judge(_ size: Int, _ name: String) {
    guard let header else {
      return faults.append(NDBFault.header("its header is destroyed", name))
    }
    if !header.hasMagic { faults.append(NDBFault.header("its first four bytes are not those of a data file", name)) }
    if !header.isIntact { faults.append(NDBFault.header("the checksum of its header does not match", name)) }
    if header.fileSize > UInt64(size) { faults.append(NDBFault.cut(size, header.fileSize, name)) }
    if header.mapState == 0 { faults.append(NDBFault.unfinished(name)) }
  }

  private mutating func findEncoding(_ window: Window, _ name: String) throws(Fault) {
    if let header, header.isIntact {
      guard let known = BlockEncoding(rawValue: header.encoding) else {
        throw NDBFault.encoding(header.encoding, name)
      }
      encoding = known
      return
    }
    let said = header.flatMap { BlockEncoding(rawValue: $0.encoding) }
    encoding = try EncodingGuess.encoding(window, layout) ?? said ?? .permute
  }
}
