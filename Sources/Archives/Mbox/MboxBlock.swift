import Core
import MIME

/// The fields Postduif puts between the `From ` line and a message's own first line.
///
/// ```
/// Status: RO
/// X-Status: AF
/// X-Keywords: $Forwarded Klant
/// X-Mozilla-Status: 1007
/// X-Postduif: 1 + 5f0c…(16) 00000001 +0100 SAF-- - ----------------
/// ```
///
/// The first four are for mail programs, and wide enough for other flags to be written over them. The last one ends the
/// block, so that a message with fields of those names comes back as it was. It holds the batch and the message's number
/// in it, the zone of the date (the `From ` line has none), the flags as we wrote them (so that it shows which of two
/// programs changed one), whether a line end was added to the end, and from which byte on line ends stand as they came:
/// before that, every LF stands for CRLF.
struct MboxBlock: Hashable {
  var batch: UInt64
  var number: UInt32
  var zoneMinutes: Int16 = 0
  var flags = MboxFlags()
  /// The message does not end with a line end; one was added.
  var isOpenEnded = false
  /// Offset, in the message as it stands in the file and behind this block, from which LF is LF.
  var verbatimFrom: Int?
  /// Left over from an interrupted run, and no message.
  var isVoid = false
  var keywordWidth = MboxBlock.leastKeywords

  private static let leastKeywords = 72
  private static let statusWidth = 2
  private static let moreWidth = 4
  /// The name of the field that ends the block.
  static let field: StaticString = "X-Postduif:"
  private static let marker = "X-Postduif: 1 "

  init(batch: UInt64, number: UInt32) {
    self.batch = batch
    self.number = number
  }

  /// As it stands in the file. Nil when the keywords do not fit into their width.
  var bytes: [UInt8]? {
    let keywords = flags.keywords.joined(separator: " ")
    guard keywords.utf8.count <= keywordWidth else { return nil }
    var bits = (flags.isSeen ? 0x0001 : 0) | (flags.isAnswered ? 0x0002 : 0) | (flags.isFlagged ? 0x0004 : 0)
    if flags.has(MboxFlags.forwarded) { bits |= 0x1000 }
    if isVoid { bits |= 0x0008 }
    var text = "Status: " + Self.padded((flags.isSeen ? "R" : "") + "O", Self.statusWidth)
    let more = (flags.isAnswered ? "A" : "") + (flags.isFlagged ? "F" : "") + (flags.isDraft ? "T" : "")
    text += "\nX-Status: " + Self.padded(more + (flags.isDeleted || isVoid ? "D" : ""), Self.moreWidth)
    text += "\nX-Keywords: " + Self.padded(keywords, keywordWidth)
    text += "\nX-Mozilla-Status: " + Self.hexadecimal(UInt64(bits), 4)
    text += "\n" + Self.marker + (isVoid ? "x " : "+ ") + Self.hexadecimal(batch, 16) + " "
    text += Self.hexadecimal(UInt64(number), 8) + " " + zone + " " + letters + (isOpenEnded ? " n " : " - ")
    text += verbatimFrom.map { pad($0, 16) } ?? String(repeating: "-", count: 16)
    return Array((text + "\n").utf8)
  }

  /// Makes room for the keywords, before anything is written.
  mutating func widen() {
    keywordWidth = max(keywordWidth, flags.keywords.reduce(-1) { $0 + 1 + $1.utf8.count })
  }

  private var zone: String {
    let minutes = Int(abs(zoneMinutes))
    return (zoneMinutes < 0 ? "-" : "+") + pad(minutes / 60) + pad(minutes % 60)
  }

  private var letters: String {
    (flags.isSeen ? "S" : "-") + (flags.isAnswered ? "A" : "-") + (flags.isFlagged ? "F" : "-")
      + (flags.isDraft ? "T" : "-") + (flags.isDeleted ? "D" : "-")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
  }

  static func hexadecimal(_ value: UInt64, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  // MARK: Reading

  /// A block as it was found.
  struct Found {
    var block: MboxBlock
    /// Behind its last line.
    var end: Int
    var status = MboxStatus()
    /// A program that rewrites the header takes the status fields away and puts its own elsewhere.
    var hasStatus = false

    /// What is to be written over it for other flags or another mark; nil when another program has changed its shape or
    /// the keywords do not fit.
    func replacement(_ block: MboxBlock, in bytes: Span<UInt8>) -> [UInt8]? {
      guard bytes.has("Status: ", at: 0), let new = block.bytes, new.count == end else { return nil }
      // Line by line the same fields as there.
      for index in 0..<end where (bytes[index] == Byte.lineFeed) != (new[index] == Byte.lineFeed) { return nil }
      return new
    }
  }

  /// A block is not longer, nor what is looked at for one.
  static let longest = 64 << 10

  /// The block at the beginning of a message; nil when there is none. Fields for flags that another program put in front
  /// of it belong to it.
  static func find(in bytes: Span<UInt8>) -> Found? {
    var status = MboxStatus()
    var hasStatus = false
    var keywordWidth: Int?
    var at = 0
    for _ in 0..<16 {
      guard let lineFeed = bytes.position(of: Byte.lineFeed, from: at, to: bytes.count),
        let colon = bytes.position(of: Byte.colon, from: at, to: min(lineFeed, at + 20))
      else { return nil }
      if bytes.has("X-Postduif: ", at: at) {
        guard var block = read(at..<lineFeed, in: bytes) else { return nil }
        block.keywordWidth = keywordWidth ?? leastKeywords
        return Found(block: block, end: lineFeed + 1, status: status, hasStatus: hasStatus)
      }
      hasStatus = hasStatus || bytes.spells("status", in: at..<colon)
      if bytes.spells("x-keywords", in: at..<colon) { keywordWidth = lineFeed - colon - 2 }
      guard status.take(at..<colon, (colon + 1)..<lineFeed, in: bytes) else { return nil }
      at = lineFeed + 1
    }
    return nil
  }

  /// `1 + batch number zone flags end verbatim`, from its colon on.
  private static func read(_ line: Range<Int>, in bytes: Span<UInt8>) -> MboxBlock? {
    let words = MboxHeader.text((line.lowerBound + 11)..<line.upperBound, bytes)
      .split(separator: Byte.space).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 8, words[0] == "1", let batch = UInt64(words[2], radix: 16),
      let number = UInt32(words[3], radix: 16), let zone = Int(words[4]), abs(zone) < 2_400
    else { return nil }
    var block = MboxBlock(batch: batch, number: number)
    block.isVoid = words[1] == "x"
    block.zoneMinutes = Int16(zone / 100 * 60 + zone % 100)
    block.flags.isSeen = words[5].contains("S")
    block.flags.isAnswered = words[5].contains("A")
    block.flags.isFlagged = words[5].contains("F")
    block.flags.isDraft = words[5].contains("T")
    block.flags.isDeleted = words[5].contains("D")
    block.isOpenEnded = words[6] == "n"
    block.verbatimFrom = Int(words[7])
    return block
  }
}
