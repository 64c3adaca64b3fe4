/// What a document is made of, in its order. The calls of ``RTFDocument``.
protocol RTFOutput {
  /// Bytes written until now.
  var count: Int { get }
  mutating func begin(_ paragraph: RTFParagraph, _ style: RTFStyle, _ tables: RTFTables)
  /// In a paragraph, in UTF-8.
  mutating func text(_ bytes: ArraySlice<UInt8>, _ style: RTFStyle, _ tables: RTFTables)
  mutating func tab()
  mutating func lineBreak()
  mutating func endParagraph()
  /// Ends the paragraph as well, if there is one.
  mutating func endCell()
  mutating func endRow()
  mutating func openLink(_ address: [UInt8])
  mutating func closeLink()
  mutating func picture(_ picture: RTFPicture)
  mutating func attachment()
}

/// Reads a document that is RTF of its own: what its words say about paragraphs, tables, fields and pictures.
struct RTFDocument<Output: RTFOutput>: RTFSink {
  private enum Content {
    case text
    /// A bullet or number, shown before the paragraph that it stands before.
    case marker
    /// A footnote, shown where its mark stands.
    case note
    case instruction
    case picture
  }

  /// What ends with its group.
  private struct Scope {
    var style = RTFStyle()
    var paragraph = RTFParagraph()
    var content = Content.text
    var endsLink = false
    var endsNote = false
    var endsPicture = false
  }

  var tables = RTFTables()
  private(set) var output: Output
  private(set) var pictures: [RTFPicture] = []
  private let limit: Int
  /// What pictures are called, after their number.
  private let mark: String
  private var scope = Scope()
  private var outer: [Scope] = []
  private var isInParagraph = false
  private var marker: [UInt8] = []
  private var instruction: [UInt8] = []
  private var picture = RTFPictureReader()
  private var isPlaceholderNext = false

  private static var longestInstruction: Int { 16_384 }
  private static var longestMarker: Int { 256 }

  init(_ output: Output, limit: Int, mark: String) { (self.output, self.limit, self.mark) = (output, limit, mark) }

  var isFull: Bool { output.count >= limit }
  var showsSymbols: Bool { true }
  var ignoresText: Bool {
    switch scope.content {
    case .text, .note: !scope.style.marks.isDisjoint(with: [.hidden, .deleted])
    default: false
    }
  }
  func leavesOut(_ word: RTFWord) -> Bool { word == .htmltag || word == .mhtmltag }

  mutating func open() {
    outer.append(scope)
    (scope.endsLink, scope.endsNote, scope.endsPicture) = (false, false, false)
  }

  mutating func close() {
    if scope.endsLink { output.closeLink() }
    if scope.endsNote { write("]") }
    if scope.endsPicture { endPicture() }
    scope = outer.popLast() ?? Scope()
  }

  /// The end of the text: a last paragraph may have no end of its own.
  mutating func finish() {
    if isInParagraph || !marker.isEmpty { endParagraph() }
  }

  mutating func text(_ bytes: ArraySlice<UInt8>) {
    switch scope.content {
    case .text, .note:
      var bytes = bytes
      if isPlaceholderNext {
        isPlaceholderNext = false
        if bytes.first == 32 { bytes = bytes.dropFirst() }
      }
      guard !bytes.isEmpty else { return }
      beginParagraph()
      output.text(bytes, scope.style, tables)
    case .marker: marker += bytes.prefix(max(0, Self.longestMarker - marker.count))
    case .instruction: instruction += bytes.prefix(max(0, Self.longestInstruction - instruction.count))
    case .picture: picture.digits(bytes)
    }
  }

  mutating func binary(_ bytes: ArraySlice<UInt8>) {
    if scope.content == .picture { picture.append(bytes) }
  }

  mutating func word(_ word: RTFWord, _ number: Int32?, isStarred: Bool) {
    if scope.style.apply(word, number) || scope.paragraph.apply(word, number) { return }
    if scope.content == .picture { return picture.apply(word, number) }
    switch word {
    case .plain: scope.style = RTFStyle(marks: scope.style.marks.intersection(.deleted))
    case .pard: scope.paragraph = RTFParagraph()
    case .par, .sect, .page, .column, .line, .softline, .tab, .cell, .row, .nestcell, .nestrow: readBreak(word)
    case .pntext, .listtext: beginMarker()
    case .fldinst:
      scope.content = .instruction
      instruction.removeAll(keepingCapacity: true)
    case .fldrslt: beginResult()
    case .footnote: beginNote()
    case .pict: beginPicture()
    case .objattph: readPlaceholder()
    default: break
    }
  }
}

// MARK: Paragraphs

extension RTFDocument {
  private mutating func readBreak(_ word: RTFWord) {
    switch scope.content {
    case .picture, .instruction: return
    case .marker: return word == .tab ? text(" ") : ()
    case .note: return word == .tab ? text("\t") : text(" ")
    case .text: break
    }
    guard !ignoresText else { return }
    switch word {
    case .line, .softline, .nestrow:
      beginParagraph()
      output.lineBreak()
    case .tab, .nestcell:
      beginParagraph()
      output.tab()
    case .cell:
      if !marker.isEmpty { beginParagraph() }
      isInParagraph = false
      output.endCell()
    case .row:
      isInParagraph = false
      output.endRow()
    default: endParagraph()
    }
  }

  private mutating func text(_ character: StaticString) {
    text(UnsafeBufferPointer(start: character.utf8Start, count: character.utf8CodeUnitCount).map { $0 }[...])
  }

  private mutating func write(_ text: StaticString) {
    beginParagraph()
    output.text(
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount).map { $0 }[...], scope.style, tables)
  }

  private mutating func beginParagraph() {
    guard !isInParagraph else { return }
    isInParagraph = true
    output.begin(scope.paragraph, scope.style, tables)
    guard !marker.isEmpty else { return }
    while marker.last == 32 { marker.removeLast() }
    marker += [0xC2, 0xA0]
    output.text(marker[...], scope.style, tables)
    marker.removeAll(keepingCapacity: true)
  }

  private mutating func endParagraph() {
    beginParagraph()
    isInParagraph = false
    output.endParagraph()
  }

  private mutating func beginMarker() {
    guard scope.content == .text else { return }
    scope.content = .marker
    marker.removeAll(keepingCapacity: true)
  }
}

// MARK: Fields, notes, pictures

extension RTFDocument {
  private mutating func beginResult() {
    guard let address = RTFField.link(instruction) else { return }
    instruction.removeAll(keepingCapacity: true)
    output.openLink(address)
    scope.endsLink = true
  }

  private mutating func beginNote() {
    guard scope.content == .text, !ignoresText else { return }
    write(" [")
    (scope.content, scope.endsNote) = (.note, true)
  }

  private mutating func beginPicture() {
    (scope.content, scope.endsPicture) = (.picture, true)
    picture = RTFPictureReader()
  }

  private mutating func endPicture() {
    let mark = "picture-\(pictures.count + 1)@\(mark)"
    guard let picture = picture.picture(contentID: mark) else { return }
    self.picture = RTFPictureReader()
    guard outer.last?.style.marks.isDisjoint(with: [.hidden, .deleted]) ?? true else { return }
    pictures.append(picture)
    beginParagraph()
    output.picture(picture)
  }

  private mutating func readPlaceholder() {
    guard scope.content == .text else { return }
    beginParagraph()
    output.attachment()
    isPlaceholderNext = true
  }
}
