import MIME

extension RTFReader {
  mutating func readText(_ range: Range<Int>) {
    group.isFresh = false
    var range = range
    if toSkip > 0 {
      let skipped = min(toSkip, range.count)
      toSkip -= skipped
      range = range.lowerBound + skipped..<range.upperBound
      if range.isEmpty { return }
    }
    let bytes = tokenizer.bytes[range]
    guard isWanted else { return }
    usePage()
    if !isOpen, highSurrogate == nil, showsSymbols == nil, Self.isASCII(bytes) { return deliver(bytes) }
    decode(Array(bytes))
  }

  mutating func readHex(_ byte: UInt8) {
    group.isFresh = false
    if toSkip > 0 {
      toSkip -= 1
      return
    }
    gathered.removeAll(keepingCapacity: true)
    gathered.append(byte)
    tokenizer.takeHex(into: &gathered)
    if isWanted { decode(gathered) }
  }

  /// `\uN`: UTF-16, one unit each, as a signed number of 16 bits. Some write whole characters, or without a sign.
  mutating func readUnicode(_ number: Int32) {
    toSkip = Int(group.fallback)
    guard isWanted, number != 0 else { return }
    let value = UInt32(bitPattern: number < 0 ? number &+ 0x1_0000 : number)
    switch value {
    case 0xD800...0xDBFF:
      endCharacters()
      highSurrogate = value
    case 0xDC00...0xDFFF:
      guard let high = highSurrogate else { return give("\u{FFFD}") }
      highSurrogate = nil
      give(Unicode.Scalar(0x1_0000 + (high - 0xD800) << 10 + (value - 0xDC00)) ?? "\u{FFFD}")
    case 0xF020...0xF0FF where sink.showsSymbols:
      let letter = UInt8(truncatingIfNeeded: value)
      give((symbols ?? .symbol).character(letter) ?? Unicode.Scalar(value) ?? "\u{FFFD}")
    default: give(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
  }

  /// One character.
  mutating func give(_ character: Unicode.Scalar) {
    guard isWanted else { return }
    endCharacters()
    decoded.removeAll(keepingCapacity: true)
    decoded += UTF8.encode(character).map { Array($0) } ?? []
    deliver(decoded[...])
  }

  /// What was begun and has no end shows as U+FFFD.
  mutating func endCharacters() {
    if highSurrogate != nil {
      highSurrogate = nil
      deliver([0xEF, 0xBF, 0xBD])
    }
    guard isOpen else { return }
    decoded.removeAll(keepingCapacity: true)
    decoder?.finish(into: &decoded)
    if !decoded.isEmpty { deliver(decoded[...]) }
  }

  /// The font in use decides how bytes are read.
  mutating func chooseDecoder() {
    let font = group.font.flatMap { sink.tables.fonts[$0] }
    symbols = font?.symbols
    page = font?.textPage ?? standardPage
  }

  /// Text of another page begins.
  private mutating func usePage() {
    guard decoderPage != page else { return }
    endCharacters()
    decoderPage = page
    decoder = decoders[page]
  }

  private var isOpen: Bool { decoder?.isOpen ?? false }

  /// Opening a conversion costs more than a text of very many code pages is worth: those beyond are read as the first.
  private mutating func makeDecoder() -> RTFTextDecoder {
    if let decoder { return decoder }
    let made = decoders.count < 64 ? RTFTextDecoder(page) : decoders.first?.value ?? RTFTextDecoder(1252)
    decoders[page] = decoders.count < 64 ? made : nil
    decoder = made
    return made
  }

  private var isWanted: Bool { group.content != .text || !sink.ignoresText }

  private var showsSymbols: SymbolFont? {
    guard let symbols, group.content == .text, sink.showsSymbols else { return nil }
    return symbols
  }

  private mutating func decode(_ bytes: [UInt8]) {
    if let font = showsSymbols {
      for byte in bytes { give(font.character(byte) ?? "\u{25AA}") }
      return
    }
    usePage()
    if highSurrogate != nil { endCharacters() }
    decoded.removeAll(keepingCapacity: true)
    makeDecoder().decode(bytes, into: &decoded)
    if !decoded.isEmpty { deliver(decoded[...]) }
  }

  private mutating func deliver(_ bytes: ArraySlice<UInt8>) {
    switch group.content {
    case .text: sink.text(bytes)
    case .fonts: if let font = group.font { sink.tables.name(font, bytes) }
    case .colors: sink.tables.endColors(bytes)
    }
  }

  private static func isASCII(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { $0.reduce(0, |) < 0x80 }
  }
}
