import Core
import MIME

/// What the decoded text of a part shows: letters that its character set does not have, 8-bit bytes that its encoding does
/// not allow, files of the time before MIME.
struct TextNotes {
  /// So much of a text is looked into; no more is held.
  static let mostHeld = 32 << 20
  private static let pieceBytes = 64 << 10

  private let label: Charset?
  private let isPlain: Bool
  private let isSevenBit: Bool
  private var taken = 0
  private var firstHigh: Int?
  private var held: [UInt8] = []

  init(_ part: PartRecord) {
    label = part.charset.flatMap { Charset(label: $0) }
    isPlain = part.mediaType.subtype == "plain"
    isSevenBit = part.content.encoding == .sevenBit
  }

  mutating func take(_ bytes: Span<UInt8>) {
    if firstHigh == nil { firstHigh = bytes.withUnsafeBytes { Self.firstHigh($0) }.map { taken + $0 } }
    taken += bytes.count
    guard isPlain || label != nil, held.count < Self.mostHeld else { return }
    let room = min(bytes.count, Self.mostHeld - held.count)
    bytes.extracting(0..<room).withUnsafeBufferPointer { held.append(contentsOf: $0) }
  }

  /// Eight bytes at a time.
  private static func firstHigh(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var at = 0
    while at + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
      at += 8
    }
    return (at..<bytes.count).first { bytes[$0] >= 0x80 }
  }

  func finish(_ part: PartRecord, _ book: inout FindingBook) {
    if isSevenBit, let firstHigh {
      book.note(
        .eightBitLabel, at: part.bodyStart + firstHigh, in: part.path,
        "the text is said to be 7bit and holds bytes above 127")
    }
    judgeCharset(part, &book)
    guard isPlain, part.content.encoding != .uuencode else { return }
    let files = UuencodedFile.files(in: held.span)
    guard let file = files.first else { return }
    let name = String(decoding: file.name.prefix(80), as: UTF8.self)
    book.note(
      .uuencode, at: part.bodyStart, in: part.path, count: files.count, "the text holds the file \"\(name)\", uuencoded"
    )
  }

  private func judgeCharset(_ part: PartRecord, _ book: inout FindingBook) {
    guard let label else {
      if part.charset == nil, firstHigh != nil {
        book.note(
          .charset, at: part.bodyStart, in: part.path, "the text has bytes above 127 and names no character set")
      }
      return
    }
    let name = String((part.charset ?? "").prefix(40))
    if label.isASCII {
      guard firstHigh != nil else { return }
      return book.note(
        .charset, at: part.bodyStart, in: part.path, "the text is said to be \(name) and has bytes above 127")
    }
    // Sets that keep ASCII as it is cannot be wrong where there is nothing else.
    guard firstHigh != nil || held.contains(0x1B) else { return }
    let wrong = unconvertible(label)
    guard wrong > 0 else { return }
    book.note(
      .charset, at: part.bodyStart, in: part.path,
      "\(Words.count(wrong, "byte")) of the text \(wrong == 1 ? "is" : "are") no letter in \(name)")
  }

  private func unconvertible(_ label: Charset) -> Int {
    var converter = CharsetConverter(label)
    var out: [UInt8] = []
    var at = 0
    while at < held.count {
      let end = min(held.count, at + Self.pieceBytes)
      converter.convert(held.span.extracting(at..<end).bytes, into: &out)
      out.removeAll(keepingCapacity: true)
      at = end
    }
    // The end of a text that was held in full; half a letter at the end of what was held means nothing.
    if held.count == taken { converter.finish(into: &out) }
    return converter.unconvertible
  }
}
