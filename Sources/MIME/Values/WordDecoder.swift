/// Turns the bytes of one header field into text: encoded words (RFC 2047), UTF-8 (RFC 6532), and raw 8-bit text in
/// whatever set it shows itself to be in.
///
/// One decoder serves one field, so that conversions are opened once and the whole field helps to guess its set.
final class WordDecoder {
  private let field: [UInt8]
  private(set) var flaws = FlawList()
  private var charsets: [String: Charset?] = [:]
  private var conversions: [String: Iconv] = [:]
  /// More character sets than this in one field are not meant seriously; each costs a module in memory.
  private static let mostConversions = 64

  init(_ field: [UInt8]) { self.field = field }

  /// What raw bytes above 0x7F are read as.
  private lazy var rawCharset: Charset = {
    UTF8Scan.isValid(field) ? .utf8 : CharsetDetector.guess(field)?.charset ?? .windows1252
  }()

  /// Text put together from several words is longer than they were: no offset leaves the field.
  private func tell(_ kind: FieldFlaw.Kind, _ offset: Int) { flaws.add(kind, min(offset, field.count)) }

  /// `bytes` as text, with their encoded words decoded; folding is undone. `offset` is where they begin in the field.
  func text(_ bytes: ArraySlice<UInt8>, at offset: Int, isQuoted: Bool = false) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    let base = offset - bytes.startIndex
    var finder = EncodedWordFinder(bytes)
    var run: [EncodedWord] = []
    var (index, literal) = (bytes.startIndex, bytes.startIndex)
    while let next = Self.wordStart(in: bytes, from: index) {
      guard let word = finder.word(at: next) else {
        index = next + 1
        continue
      }
      let between = bytes[literal..<next]
      if run.isEmpty || !between.allSatisfy(\.isWhitespace) {
        flush(&run, base, &output)
        append(between, at: base + literal, to: &output)
      }
      if word.isMalformed || isQuoted || !Self.standsAlone(word, in: bytes) { tell(.badEncodedWord, base + next) }
      run.append(word)
      (index, literal) = (word.range.upperBound, word.range.upperBound)
    }
    flush(&run, base, &output)
    append(bytes[literal...], at: base + literal, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// Without encoded words.
  func rawText(_ bytes: ArraySlice<UInt8>, at offset: Int) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    append(bytes, at: offset, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// Text in a named set, as RFC 2231 §4 has it in parameters.
  func text(_ bytes: [UInt8], label: some Collection<UInt8>, at offset: Int) -> String {
    var output: [UInt8] = []
    convert(bytes, label: Array(label), at: offset, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private static func wordStart(in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
    var index = start
    while index + 1 < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "="), bytes[index + 1] == UInt8(ascii: "?") { return index }
      index += 1
    }
    return nil
  }

  /// RFC 2047 §5: blanks or parentheses beside it.
  private static func standsAlone(_ word: EncodedWord, in bytes: ArraySlice<UInt8>) -> Bool {
    func isBorder(_ byte: UInt8) -> Bool { byte.isWhitespace || "(),;\"".utf8.contains(byte) }
    let (start, end) = (word.range.lowerBound, word.range.upperBound)
    return (start == bytes.startIndex || isBorder(bytes[start - 1])) && (end == bytes.endIndex || isBorder(bytes[end]))
  }
}

extension WordDecoder {
  /// Literal text: line ends vanish, and a tab that served for folding is a blank.
  private func append(_ bytes: ArraySlice<UInt8>, at offset: Int, to output: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var hasUpper = false
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      if byte == 0x0D || byte == 0x0A {
        guard index < bytes.endIndex else { break }
        let next = bytes[index]
        if next == 0x09 { index += 1 }
        if next == 0x09 || !next.isWhitespace { plain.append(0x20) }
        continue
      }
      if byte >= 0x80 { hasUpper = true }
      if byte < 0x20 && byte != 0x09 || byte == 0x7F { tell(.control, offset + index - 1 - bytes.startIndex) }
      plain.append(byte)
    }
    guard hasUpper || rawCharset.name == CharsetNames.iso2022JP else {
      output += plain
      return
    }
    if rawCharset != .utf8 { tell(.raw8Bit, offset + (bytes.firstIndex { $0 >= 0x80 } ?? 0) - bytes.startIndex) }
    convert(plain, rawCharset, at: offset, to: &output)
  }

  /// Words of one set in a row are converted as one: their senders cut characters in two.
  private func flush(_ run: inout [EncodedWord], _ base: Int, _ output: inout [UInt8]) {
    var index = 0
    while index < run.count {
      let first = run[index]
      var bytes: [UInt8] = []
      repeat {
        var word = run[index]
        // Base64 cut anywhere, not at a group of four.
        while word.encoding == .b, index + 1 < run.count, run[index + 1].encoding == .b,
          Self.isCutGroup(word.text), Self.sameCharset(run[index + 1], first)
        {
          index += 1
          tell(.badEncodedWord, base + run[index].range.lowerBound)
          word.text += run[index].text
        }
        let (decoded, isMalformed) = word.decoded()
        if isMalformed { tell(.badEncodedWord, base + word.range.lowerBound) }
        bytes += decoded
        index += 1
      } while index < run.count && Self.sameCharset(run[index], first)
      let mark = output.count
      convert(bytes, label: Array(first.charset), at: base + first.range.lowerBound, to: &output)
      // A field's value has one line; an encoded line end must not begin another field somewhere.
      for place in mark..<output.count where output[place] == 0x0D || output[place] == 0x0A { output[place] = 0x20 }
    }
    run = []
  }

  private static func isCutGroup(_ text: ArraySlice<UInt8>) -> Bool {
    text.count % 4 != 0 && text.last != UInt8(ascii: "=")
  }

  private static func sameCharset(_ one: EncodedWord, _ other: EncodedWord) -> Bool {
    one.charset.elementsEqual(other.charset) { $0.lowercasedASCII == $1.lowercasedASCII }
  }

  private func convert(_ bytes: [UInt8], label: [UInt8], at offset: Int, to output: inout [UInt8]) {
    let key = Charset.normalized(label)
    let charset: Charset?
    if let known = charsets[key] {
      charset = known
    } else {
      charset = charsets.count < Self.mostConversions ? Charset(label: label) : nil
      charsets[key] = charset
    }
    if charset == nil { tell(.unknownCharset, offset) }
    convert(bytes, charset ?? .unnamed, at: offset, to: &output)
  }

  private func convert(_ bytes: [UInt8], _ charset: Charset, at offset: Int, to output: inout [UInt8]) {
    var converter = CharsetConverter(charset) { name in
      if let open = self.conversions[name] { return open }
      let opened = Iconv(from: name)
      if self.conversions.count < Self.mostConversions { self.conversions[name] = opened }
      return opened
    }
    converter.convert(bytes, into: &output)
    converter.finish(into: &output)
    if converter.unconvertible > 0 { tell(.unconvertible, offset) }
  }
}
