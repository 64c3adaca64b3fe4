/// What a document says about its fonts and colours before its text.
struct RTFTables {
  struct Color: Equatable {
    var red: UInt8 = 0
    var green: UInt8 = 0
    var blue: UInt8 = 0
  }

  var fonts: [Int32: RTFFont] = [:]
  /// By number; nil is the reader's own colour.
  private(set) var colors: [Color?] = []
  private var color: Color?

  /// No document has more than a few hundred.
  private static let most = 32_768

  mutating func addFont(_ number: Int32) {
    guard fonts[number] == nil, fonts.count < Self.most else { return }
    fonts[number] = RTFFont()
  }

  /// A piece of a font's name, up to the semicolon that ends it.
  mutating func name(_ number: Int32, _ bytes: ArraySlice<UInt8>) {
    guard var font = fonts[number] else { return }
    let room = max(0, RTFFont.longestName - font.name.count)
    font.name += bytes.prefix { $0 != UInt8(ascii: ";") }.prefix(room)
    font.symbols = SymbolFont(name: font.name)
    fonts[number] = font
  }

  mutating func color(_ word: RTFWord, _ number: Int32) {
    let value = UInt8(clamping: number)
    var changed = color ?? Color()
    switch word {
    case .red: changed.red = value
    case .green: changed.green = value
    default: changed.blue = value
    }
    color = changed
  }

  /// Text of the table: each semicolon ends a colour.
  mutating func endColors(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes where byte == UInt8(ascii: ";") && colors.count < Self.most {
      colors.append(color)
      color = nil
    }
  }
}
