/// HTML or text that was put into RTF to be taken out again. [MS-OXRTFEX] §2.1
///
/// What comes out is UTF-8 whatever it was before. Where HTML names its character set in a `<meta>` element, the name is
/// made `utf-8` and what it was is told; nothing else in it is changed, so that a caller labels the part `utf-8`.
public struct Encapsulation: Sendable, Hashable {
  public enum Form: Sendable, Hashable { case html, text }

  public var form: Form
  /// Line ends are CRLF.
  public var bytes: [UInt8]
  /// The character set that the HTML named, where it was another one.
  public var declaredCharset: String?
  /// Where attachments stand in the text, in their order: offsets in ``bytes`` that do not part a character.
  public var attachments: [Int]
  public var flaws: [RTFFlaw]

  /// What is in `rtf`; nil when it is RTF of its own, for ``RTFText`` and ``RTFHTML``.
  ///
  /// `page` is the code page of a text that does not name one. Memory: that of the result.
  public init?(_ rtf: [UInt8], page: CodePage = .western, limits: RTFLimits = RTFLimits()) {
    guard let form = Self.form(of: rtf) else { return nil }
    var reader = RTFReader(rtf, sink: EncapsulationSink(form, limits), page: page, limits: limits)
    reader.run()
    self.form = form
    (bytes, attachments, flaws) = (reader.sink.output, reader.sink.attachments, reader.flaws)
    if form == .html { relabel() }
  }

  /// What is inside. The mark stands among the first words; fonts and text come after it. [MS-OXRTFEX] §3.1.3.1
  public static func form(of rtf: [UInt8]) -> Form? {
    var tokens = RTFTokenizer(rtf)
    var groups = 0
    for _ in 0..<64 {
      switch tokens.next() {
      case .open?:
        groups += 1
        if groups > 1 { return nil }
      case .word(.fromhtml, let number)? where number != 0: return .html
      case .word(.fromtext, let number)? where number != 0: return .text
      case .word?, .star?: break
      case .text(let range)? where rtf[range].allSatisfy { $0 <= 32 }: break
      default: return nil
      }
    }
    return nil
  }

  private mutating func relabel() {
    let names = HTMLCharset.names(in: bytes).filter { range in
      let name = bytes[range].map { $0 &- 65 < 26 ? $0 | 32 : $0 }
      return !name.elementsEqual("utf-8".utf8) && !name.elementsEqual("utf8".utf8)
    }
    guard let first = names.first else { return }
    declaredCharset = String(decoding: bytes[first].prefix(64), as: UTF8.self)
    for range in names.reversed() {
      bytes.replaceSubrange(range, with: "utf-8".utf8)
      attachments = attachments.map { $0 < range.upperBound ? $0 : $0 + 5 - range.count }
    }
  }
}

private struct EncapsulationSink: RTFSink {
  private(set) var output: [UInt8] = []
  private(set) var attachments: [Int] = []
  var tables = RTFTables()
  private let form: Encapsulation.Form
  private let limit: Int
  /// Between `\htmlrtf` and `\htmlrtf0`: for readers that show the RTF. [MS-OXRTFEX] §2.1.3.1.3
  private var isForOthers = false
  private var outer: [Bool] = []
  /// A space follows that stands for an attachment.
  private var isPlaceholderNext = false
  private(set) var isFull = false

  init(_ form: Encapsulation.Form, _ limits: RTFLimits) { (self.form, limit) = (form, limits.outputBytes) }

  var ignoresText: Bool { isForOthers }
  var showsSymbols: Bool { form == .text }

  mutating func open() { outer.append(isForOthers) }
  mutating func close() { isForOthers = outer.popLast() ?? false }

  func leavesOut(_ word: RTFWord) -> Bool {
    switch word {
    case .htmltag: form == .text
    // Pictures, instructions and the marks of lists are there for readers of RTF.
    case .pict, .fldinst, .pntext, .listtext, .mhtmltag, .object: true
    default: false
    }
  }

  mutating func word(_ word: RTFWord, _ number: Int32?, isStarred: Bool) {
    switch word {
    case .htmlrtf: isForOthers = number != 0
    case .par, .line, .sect, .page: if !isForOthers { write([13, 10]) }
    case .tab: if !isForOthers { write([9]) }
    case .objattph:
      attachments.append(output.count)
      isPlaceholderNext = true
    default: break
    }
  }

  mutating func text(_ bytes: ArraySlice<UInt8>) {
    var bytes = bytes
    if isPlaceholderNext {
      isPlaceholderNext = false
      if bytes.first == 32 { bytes = bytes.dropFirst() }
    }
    write(bytes)
  }

  mutating func binary(_ bytes: ArraySlice<UInt8>) {}

  private mutating func write(_ bytes: ArraySlice<UInt8>) {
    guard output.count + bytes.count <= limit else {
      isFull = true
      return
    }
    output.append(contentsOf: bytes)
  }
}
