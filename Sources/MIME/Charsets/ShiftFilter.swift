/// Sets of seven bits with escapes, turned into the eight-bit forms of the same characters.
///
/// Mail in ISO-2022-JP holds half-width kana and NEC's and IBM's characters, which glibc's own converter refuses; EUC
/// with Microsoft's extensions has them all. HZ (RFC 1843) glibc does not have.
struct ShiftFilter {
  static let iso2022JP = ShiftFilter(kind: .iso2022JP)
  static let hz = ShiftFilter(kind: .hz)

  private enum Kind { case iso2022JP, hz }
  private enum Mode { case ascii, kana, double, supplementary }
  private let kind: Kind
  private var mode = Mode.ascii

  /// No character in either set: what stands for no character here must not pair with what follows.
  private static let nothing: UInt8 = 0xFF

  private init(kind: Kind) { self.kind = kind }

  struct Output {
    var bytes: [UInt8] = []
    /// For each byte, which input byte it came from.
    var origins: [Int] = []

    mutating func append(_ byte: UInt8, from origin: Int) {
      bytes.append(byte)
      origins.append(origin)
    }
  }

  /// How many bytes of `input` are done; an escape or a character that is not whole yet waits, unless `isEnd`.
  mutating func run(_ input: [UInt8], isEnd: Bool, into output: inout Output) -> Int {
    var index = 0
    while index < input.count {
      let step =
        kind == .hz ? hzStep(input[index...], isEnd, &output) : jpStep(input[index...], isEnd, &output)
      if step == 0 { break }
      index += step
    }
    return index
  }

  private mutating func jpStep(_ rest: ArraySlice<UInt8>, _ isEnd: Bool, _ output: inout Output) -> Int {
    let start = rest.startIndex
    let byte = rest[start]
    if byte == 0x1B {
      for (escape, next) in Self.escapes where rest.starts(with: escape) {
        mode = next
        return escape.count
      }
      if !isEnd, rest.count < 4 { return 0 }
    }
    // RFC 1468: each line begins in ASCII. Senders forget the escape before the line's end.
    if byte == 0x0A || byte == 0x0D { mode = .ascii }
    switch mode {
    case _ where byte <= 0x20: return single(byte, start, &output)
    case _ where byte >= 0x80: return single(Self.nothing, start, &output)
    case .ascii: return single(byte, start, &output)
    case .kana:
      output.append(0x8E, from: start)
      output.append(byte | 0x80, from: start)
      return 1
    case .double, .supplementary: return double(rest, isEnd, &output)
    }
  }

  private func single(_ byte: UInt8, _ origin: Int, _ output: inout Output) -> Int {
    output.append(byte, from: origin)
    return 1
  }

  private func double(_ rest: ArraySlice<UInt8>, _ isEnd: Bool, _ output: inout Output) -> Int {
    let start = rest.startIndex
    guard rest.count > 1 else {
      if isEnd { output.append(Self.nothing, from: start) }
      return isEnd ? 1 : 0
    }
    // A control where the second half should be is not part of the character.
    guard rest[start + 1] > 0x20 else { return single(Self.nothing, start, &output) }
    if mode == .supplementary { output.append(0x8F, from: start) }
    output.append(rest[start] | 0x80, from: start)
    output.append(rest[start + 1] | 0x80, from: start + 1)
    return 2
  }

  private mutating func hzStep(_ rest: ArraySlice<UInt8>, _ isEnd: Bool, _ output: inout Output) -> Int {
    let start = rest.startIndex
    let byte = rest[start]
    if byte == UInt8(ascii: "~") {
      guard rest.count > 1 else { return isEnd ? single(byte, start, &output) : 0 }
      switch rest[start + 1] {
      case UInt8(ascii: "{"): mode = .double
      case UInt8(ascii: "}"): mode = .ascii
      case UInt8(ascii: "~") where mode == .ascii: output.append(byte, from: start)
      // A line that goes on: neither the tilde nor the end of line is text.
      case 0x0A where mode == .ascii: break
      default: return mode == .double ? double(rest, isEnd, &output) : single(byte, start, &output)
      }
      return 2
    }
    if byte == 0x0A || byte == 0x0D { mode = .ascii }
    if byte >= 0x80 { return single(Self.nothing, start, &output) }
    guard mode == .double, byte > 0x20 else { return single(byte, start, &output) }
    return double(rest, isEnd, &output)
  }

  private static let escapes: [([UInt8], Mode)] = [
    (Array("\u{1B}$(D".utf8), .supplementary), (Array("\u{1B}$(@".utf8), .double), (Array("\u{1B}$(B".utf8), .double),
    (Array("\u{1B}$@".utf8), .double), (Array("\u{1B}$B".utf8), .double), (Array("\u{1B}(I".utf8), .kana),
    (Array("\u{1B}(B".utf8), .ascii), (Array("\u{1B}(J".utf8), .ascii), (Array("\u{1B}(H".utf8), .ascii),
  ]
}
