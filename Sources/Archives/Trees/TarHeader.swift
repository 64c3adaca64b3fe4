/// One header block of a tar file, as POSIX.1-1988 ("ustar"), GNU tar and older ones write it.
struct TarHeader: Sendable, Hashable {
  static let blockBytes = 512

  enum Kind: Sendable, Hashable {
    case file, hardLink, symbolicLink, folder
    /// The path or the link's target of the next header, when it is longer than its field.
    case longName, longLink
    /// Records of POSIX.1-2001, for the next header or for all that follow.
    case extended, global
    /// A file with holes, stored without them.
    case sparse
    /// Devices, pipes, labels of volumes, continuations.
    case other(UInt8)
  }

  var kind: Kind
  var name: [UInt8]
  var linkName: [UInt8]
  /// Bytes that follow, before padding to whole blocks.
  var size: Int64
  /// Seconds since 1970.
  var written: Int64

  /// Nil when the checksum is wrong or a number is none.
  init?(_ block: ArraySlice<UInt8>) {
    guard block.count == Self.blockBytes, Self.isSummed(block) else { return nil }
    let block = Array(block)
    guard let size = Self.number(block[124..<136]), size >= 0 else { return nil }
    self.size = size
    written = Self.number(block[136..<148]) ?? 0
    linkName = Self.text(block[157..<257])
    name = Self.text(block[0..<100])
    // Only POSIX's magic (with a NUL behind) promises a prefix; GNU tar keeps other things there.
    if block[257..<263].elementsEqual("ustar\0".utf8) {
      let prefix = Self.text(block[345..<500])
      if !prefix.isEmpty { name = prefix + [UInt8(ascii: "/")] + name }
    }
    kind = Self.kind(block[156], name: name)
    // Links and folders have no bytes, whatever an old tar wrote there.
    switch kind {
    case .symbolicLink, .folder, .hardLink: self.size = kind == .hardLink ? size : 0
    default: break
    }
  }

  private static func kind(_ type: UInt8, name: [UInt8]) -> Kind {
    switch type {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
      // Before POSIX a folder was a file whose name ends so.
      name.last == UInt8(ascii: "/") ? .folder : .file
    case UInt8(ascii: "1"): .hardLink
    case UInt8(ascii: "2"): .symbolicLink
    case UInt8(ascii: "5"), UInt8(ascii: "D"): .folder
    case UInt8(ascii: "L"): .longName
    case UInt8(ascii: "K"): .longLink
    case UInt8(ascii: "x"), UInt8(ascii: "X"): .extended
    case UInt8(ascii: "g"): .global
    case UInt8(ascii: "S"): .sparse
    default: .other(type)
    }
  }

  /// Whether a file's beginning is a header, or the two empty blocks of a tar file that holds nothing.
  static func looksLikeTar(_ start: [UInt8]) -> Bool {
    guard start.count >= blockBytes else { return false }
    if isSummed(start[..<blockBytes]) { return true }
    return start.count >= 2 * blockBytes && start[..<(2 * blockBytes)].allSatisfy { $0 == 0 }
  }

  /// The sum of all bytes, with its own field taken as blanks; some old tars added them up as signed numbers.
  private static func isSummed(_ block: ArraySlice<UInt8>) -> Bool {
    let start = block.startIndex
    let field = (start + 148)..<(start + 156)
    guard let wanted = number(block[field]), block[start] != 0 else { return false }
    var (sum, signed) = (Int64(0), Int64(0))
    for index in block.indices {
      let byte = field.contains(index) ? UInt8(ascii: " ") : block[index]
      sum += Int64(byte)
      signed += Int64(Int8(bitPattern: byte))
    }
    return wanted == sum || wanted == signed
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

  /// Octal digits between blanks and NULs; or, with the first bit set, a number to the base of 256 in two's complement,
  /// as GNU tar writes what does not fit. Nil for anything else and for what no 64 bits hold. An empty field is 0.
  static func number(_ field: ArraySlice<UInt8>) -> Int64? {
    guard let first = field.first else { return 0 }
    if first & 0x80 != 0 { return binary(field) }
    let digits = field.drop { $0 == UInt8(ascii: " ") || $0 == 0 }.prefix { $0 != UInt8(ascii: " ") && $0 != 0 }
    var number: Int64 = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), number >> 60 == 0 else { return nil }
      number = number << 3 | Int64(digit - UInt8(ascii: "0"))
    }
    return number
  }

  private static func binary(_ field: ArraySlice<UInt8>) -> Int64? {
    // The mark is the topmost bit; the one below it is the sign.
    let isNegative = (field.first ?? 0) & 0x40 != 0
    var bytes = Array(field)
    bytes[0] = isNegative ? bytes[0] | 0x80 : bytes[0] & 0x7F
    let filler: UInt8 = isNegative ? 0xFF : 0
    guard bytes.dropLast(8).allSatisfy({ $0 == filler }) else { return nil }
    let number = Int64(bitPattern: bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    return (number < 0) == isNegative ? number : nil
  }
}
