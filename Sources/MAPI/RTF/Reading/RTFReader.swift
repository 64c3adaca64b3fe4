import MIME

/// Takes what a text says, in the order of the text.
protocol RTFSink {
  /// A group begins: what is set from now on ends with it.
  mutating func open()
  mutating func close()
  /// A word of formatting or structure.
  mutating func word(_ word: RTFWord, _ number: Int32?, isStarred: Bool)
  /// Whether the group that begins with `word` is not wanted.
  func leavesOut(_ word: RTFWord) -> Bool
  /// In UTF-8.
  mutating func text(_ bytes: ArraySlice<UInt8>)
  mutating func binary(_ bytes: ArraySlice<UInt8>)
  /// Fonts and colours of the document, as they become known.
  var tables: RTFTables { get set }
  /// There is no sense in reading on.
  var isFull: Bool { get }
  /// Text of fonts with pictures for letters is wanted as what the pictures show.
  var showsSymbols: Bool { get }
  /// Text is passed over until this changes; nobody asks for its characters.
  var ignoresText: Bool { get }
}

/// Reads RTF: groups, character sets, fonts and colours. What the words of formatting mean is the sink's.
///
/// Memory is that of the result and of at most ``RTFLimits/depth`` groups; there is no recursion.
struct RTFReader<Sink: RTFSink> {
  /// What ends with its group.
  struct Group {
    enum Content { case text, fonts, colors }
    var content = Content.text
    var font: Int32?
    /// Characters that stand in the place of one `\u` for readers that do not know it.
    var fallback: Int32 = 1
    /// Nothing but its beginning was read: the next word says what the group is.
    var isFresh = true
    var isStarred = false
    /// Between `\upr` and its first group, which is the text without Unicode.
    var awaitsTwin = false
  }

  var sink: Sink
  var flaws: [RTFFlaw] = []
  var isRTF = false
  var tokenizer: RTFTokenizer
  let limits: RTFLimits
  var group = Group()
  var groups: [Group] = []
  /// Open groups beyond the limit.
  var tooDeep = 0
  var standardFont: Int32 = 0
  var standardPage: Int32
  /// Of the text to come. A decoder is made when something is there that is not ASCII, and kept while a character that was
  /// begun may still have its end in another group.
  var page: Int32
  var decoder: RTFTextDecoder?
  var decoderPage: Int32
  var decoders: [Int32: RTFTextDecoder] = [:]
  var symbols: SymbolFont?
  /// Bytes of `\'xx` that stand side by side; characters of a text, made ready.
  var gathered: [UInt8] = []
  var decoded: [UInt8] = []
  /// Characters to pass over after `\u`.
  var toSkip = 0
  var highSurrogate: UInt32?

  /// `page` is the code page of a text that names none.
  init(_ bytes: [UInt8], sink: Sink, page: CodePage = .western, limits: RTFLimits) {
    tokenizer = RTFTokenizer(bytes)
    self.sink = sink
    self.limits = limits
    standardPage = Int32(clamping: page.number)
    (self.page, decoderPage) = (standardPage, standardPage)
  }

  mutating func run() {
    while !sink.isFull, let token = tokenizer.next() {
      switch token {
      case .open: open()
      case .close: if !close() { return finish() }
      case .star:
        group.isStarred = group.isFresh
      case .word(let word, let number): read(word, number)
      case .hex(let byte): readHex(byte)
      case .text(let range): readText(range)
      case .binary(let range):
        if toSkip > 0 { toSkip -= 1 } else { sink.binary(tokenizer.bytes[range]) }
      }
    }
    if sink.isFull {
      flaws.append(RTFFlaw(.limit, at: tokenizer.offset))
    } else if !groups.isEmpty {
      flaws.append(RTFFlaw(.cut, at: tokenizer.offset))
    }
    finish()
  }

  private mutating func finish() {
    endCharacters()
    if tokenizer.isCut, !flaws.contains(where: { $0.kind == .cut }) {
      flaws.append(RTFFlaw(.cut, at: tokenizer.offset))
    }
    if !isRTF { flaws.append(RTFFlaw(.form, at: 0)) }
  }
}

// MARK: Groups

extension RTFReader {
  private mutating func open() {
    toSkip = 0
    group.isFresh = false
    if group.awaitsTwin {
      group.awaitsTwin = false
      groups.append(group)
      if skipGroup() { _ = groups.popLast() }
      return
    }
    if groups.count < limits.depth {
      groups.append(group)
      sink.open()
    } else {
      if tooDeep == 0, !flaws.contains(where: { $0.kind == .depth }) {
        flaws.append(RTFFlaw(.depth, at: tokenizer.offset))
      }
      tooDeep += 1
    }
    (group.isFresh, group.isStarred) = (true, false)
  }

  /// false after the last: what follows the document is none of it.
  private mutating func close() -> Bool {
    toSkip = 0
    if tooDeep > 0 {
      tooDeep -= 1
      group.isFresh = false
      return true
    }
    guard let outer = groups.popLast() else { return true }
    let isOtherFont = outer.font != group.font
    group = outer
    if isOtherFont { chooseDecoder() }
    sink.close()
    return !groups.isEmpty
  }

  /// Passes over the rest of the group in hand and closes it.
  mutating func leaveOut() {
    guard !groups.isEmpty else { return }
    if skipGroup() { _ = close() }
  }

  /// To the end of the group in hand; false when the text ends before.
  private mutating func skipGroup() -> Bool {
    var inner = 0
    while let token = tokenizer.next() {
      if token == .open { inner += 1 }
      if token == .close {
        if inner == 0 { return true }
        inner -= 1
      }
    }
    return false
  }
}
