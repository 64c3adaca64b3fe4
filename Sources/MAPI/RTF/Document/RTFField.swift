/// What a field is asked to show.
enum RTFField {
  /// `HYPERLINK "address" \l "place" \o "hint"`: the address; nil for other fields and for places in the document itself.
  static func link(_ instruction: [UInt8]) -> [UInt8]? {
    var words = Words(instruction)
    guard let name = words.next(), name.elementsEqual("HYPERLINK".utf8, by: { $0 & 0xDF == $1 }) else { return nil }
    var address: [UInt8]?
    var place: [UInt8]?
    while let word = words.next() {
      if !words.wasQuoted, word.first == UInt8(ascii: "\\") {
        switch word.dropFirst().first {
        case UInt8(ascii: "l"): place = words.next()
        case UInt8(ascii: "o"), UInt8(ascii: "t"): _ = words.next()
        default: break
        }
      } else if address == nil {
        address = word
      }
    }
    guard let safe = address.flatMap(LinkAddress.safe) else { return nil }
    return place.map { safe + [UInt8(ascii: "#")] + $0.filter { $0 > 32 } } ?? safe
  }

  /// Words, or what stands between quotation marks; `\\` and `\"` there mean themselves.
  private struct Words {
    private let bytes: [UInt8]
    private var at = 0
    private(set) var wasQuoted = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> [UInt8]? {
      while at < bytes.count, bytes[at] <= 32 { at += 1 }
      guard at < bytes.count else { return nil }
      wasQuoted = bytes[at] == UInt8(ascii: "\"")
      return wasQuoted ? quoted() : plain()
    }

    private mutating func plain() -> [UInt8] {
      let start = at
      while at < bytes.count, bytes[at] > 32 { at += 1 }
      return Array(bytes[start..<at])
    }

    private mutating func quoted() -> [UInt8] {
      var word: [UInt8] = []
      at += 1
      while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
        if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\") {
          at += 1
        }
        word.append(bytes[at])
        at += 1
      }
      at += 1
      return word
    }
  }
}
