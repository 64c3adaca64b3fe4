import MIME

/// Text of one code page, made UTF-8. A character may come in pieces.
final class RTFTextDecoder {
  private enum Way {
    case bytes([[UInt8]])
    /// What is open between two pieces is in the converter.
    case converter
  }

  private let way: Way
  private var converter: CharsetConverter
  /// The beginning of a character may wait.
  private(set) var isOpen = false

  init(_ page: Int32) {
    let page = CodePage(Int(page))
    converter = CharsetConverter(page.charset)
    way =
      page.number == CodePage.western.number
      ? .bytes(Self.western) : Self.tables[page.number].map(Way.bytes) ?? .converter
  }

  private static let western = table(.western)

  /// Made once: opening a conversion costs more than reading a small text.
  private static let tables: [Int: [[UInt8]]] = {
    let pages = Array(1250...1258) + [437, 850, 852, 866, 874, 10_000, 20_866] + Array(28_592...28_599)
    return Dictionary(uniqueKeysWithValues: pages.map { ($0, table(CodePage($0))) })
  }()

  /// The characters from 0x80 on, in UTF-8.
  private static func table(_ page: CodePage) -> [[UInt8]] {
    let lines: [UInt8] = (0x80...0xFF).flatMap { (byte: UInt8) -> [UInt8] in [byte, 10] }
    return page.charset.text(of: lines).text.utf8.split(separator: 10, omittingEmptySubsequences: false).prefix(128)
      .map { Array($0) }
  }

  func decode(_ bytes: [UInt8], into output: inout [UInt8]) {
    switch way {
    case .bytes(let upper):
      for byte in bytes {
        if byte < 0x80 { output.append(byte) } else { output += upper[Int(byte) - 0x80] }
      }
    case .converter:
      converter.convert(bytes, into: &output)
      isOpen = true
    }
  }

  /// What waits has no other half.
  func finish(into output: inout [UInt8]) {
    guard isOpen else { return }
    converter.finish(into: &output)
    isOpen = false
  }
}
