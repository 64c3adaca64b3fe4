import Core
import Crypto
import MIME
import MailCheck

/// Which parts are wanted.
enum PartChoice: Sendable, Hashable {
  /// By number, as `mime show` tells them.
  case numbers(Set<String>)
  /// What people call attachments, messages within the message as a whole.
  case attachments
  /// Whatever has no parts of its own, within messages too.
  case all
}

/// Something that was written out of a message.
struct ExtractedPart: Sendable, Hashable {
  var path: String
  var type: String
  /// Empty for standard output.
  var file: String
  var bytes: Int
  var sha256: String
  /// Not all of it could be decoded.
  var isDamaged: Bool
}

/// Writes parts of a message as it streams by.
final class PartExtractor: PartVisitor {
  private final class Writing {
    let output: any PartOutput
    var digest = SHA256()
    var bytes = 0
    init(_ output: any PartOutput) { self.output = output }

    func write(_ piece: Span<UInt8>) throws {
      guard !piece.isEmpty else { return }
      piece.withUnsafeBytes { digest.update(bufferPointer: $0) }
      bytes += piece.count
      try output.write(piece)
    }
  }

  /// Text on its way to UTF-8.
  private final class TextConversion {
    private var converter: CharsetConverter
    init(_ charset: Charset) { converter = CharsetConverter(charset) }
    func convert(_ piece: Span<UInt8>) -> [UInt8] {
      var out: [UInt8] = []
      converter.convert(piece.bytes, into: &out)
      return out
    }
    func finish() -> [UInt8] {
      var out: [UInt8] = []
      converter.finish(into: &out)
      return out
    }
  }

  private let choice: PartChoice
  private let toUTF8: Bool
  private let target: (_ name: String, _ fallback: String) throws -> any PartOutput
  private(set) var written: [ExtractedPart] = []
  /// Asked for by number, and what was found under it instead of a body: its type.
  private(set) var containers: [String: String] = [:]
  private var body: Writing?
  private var conversion: TextConversion?
  /// A message within the message that is written as a whole: its part's number, and where the bytes go.
  private var message: (path: String, depth: Int, writing: Writing)?
  private var text: [UInt8]?
  /// Texts too long to be searched for uuencoded files.
  private(set) var unsearched = 0

  /// So much of a text is searched for uuencoded files.
  private static let mostSearched = 32 << 20

  /// - Parameter target: makes the place for a part from the sender's name and one of ours.
  init(
    _ choice: PartChoice, toUTF8: Bool, target: @escaping (_ name: String, _ fallback: String) throws -> any PartOutput
  ) {
    (self.choice, self.toUTF8, self.target) = (choice, toUTF8, target)
  }

  // MARK: Visiting

  func wantsBody(_ part: PartRecord) -> Bool { isWanted(part) || isSearched(part) }

  func raw(_ bytes: Span<UInt8>) throws { try message?.writing.write(bytes) }

  func opened(_ part: PartRecord) throws {
    if case .numbers(let numbers) = choice, numbers.contains(part.path), part.content.form == .multipart {
      containers[part.path] = part.mediaType.description
    }
    text = isSearched(part) ? [] : nil
    guard isWanted(part) else { return }
    let name = part.fileName ?? ""
    if part.content.form == .message {
      guard message == nil else { return }
      let writing = Writing(try target(name, "part-\(part.path).eml"))
      message = (part.path, part.depth, writing)
    } else {
      body = Writing(try target(name, "part-\(part.path).\(Self.ending(of: part))"))
      if toUTF8, part.isText { conversion = TextConversion(part.charset.flatMap { Charset(label: $0) } ?? .unnamed) }
    }
  }

  func decoded(_ bytes: Span<UInt8>, of part: PartRecord) throws {
    if let conversion {
      let converted = conversion.convert(bytes)
      try body?.write(converted.span)
    } else {
      try body?.write(bytes)
    }
    guard let held = text?.count else { return }
    let room = min(bytes.count, Self.mostSearched - held)
    bytes.extracting(0..<room).withUnsafeBufferPointer { text?.append(contentsOf: $0) }
  }

  func closed(_ part: PartRecord) throws {
    if let open = message, open.depth == part.depth, open.path == part.path {
      message = nil
      try keep(open.writing, part, isDamaged: false)
    }
    if let writing = body {
      if let conversion { try writing.write(conversion.finish().span) }
      (body, conversion) = (nil, nil)
      try keep(writing, part, isDamaged: !part.decoding.isEmpty)
    }
    guard let text else { return }
    self.text = nil
    if (part.decodedBytes ?? 0) > text.count { unsearched += 1 }
    try writeFiles(in: text, of: part)
  }

  // MARK: Choosing

  /// In a message that is written as a whole nothing is written by itself, unless it was asked for by number.
  private func isWanted(_ part: PartRecord) -> Bool {
    switch choice {
    case .numbers(let numbers): numbers.contains(part.path) && part.content.form != .multipart && !isInner(part)
    case .attachments: part.isAttachment && part.messageDepth == 0
    case .all: part.content.form == .leaf || part.content.form == .opaque
    }
  }

  /// The message within a part that has the same number.
  private func isInner(_ part: PartRecord) -> Bool { message?.path == part.path }

  /// Plain text may hold files of the time before MIME; asked for by number, only itself is wanted.
  private func isSearched(_ part: PartRecord) -> Bool {
    guard part.isText, part.mediaType.subtype == "plain", part.content.encoding != .uuencode else { return false }
    switch choice {
    case .numbers: return false
    case .attachments: return part.messageDepth == 0
    case .all: return true
    }
  }

  private static func ending(of part: PartRecord) -> String {
    switch (part.mediaType.type, part.mediaType.subtype) {
    case ("text", "plain"): "txt"
    case ("text", "html"): "html"
    case ("text", "calendar"): "ics"
    case ("image", let kind) where ["png", "gif", "bmp", "webp", "tiff"].contains(kind): kind
    case ("image", "jpeg"), ("image", "jpg"), ("image", "pjpeg"): "jpg"
    case ("application", "pdf"): "pdf"
    case ("application", "ms-tnef"), ("application", "vnd.ms-tnef"): "dat"
    case ("message", "rfc822"), ("message", "global"), ("message", "news"): "eml"
    case ("message", _), ("text", _): "txt"
    default: "bin"
    }
  }

  // MARK: Writing

  private func keep(_ writing: Writing, _ part: PartRecord, isDamaged: Bool) throws {
    try writing.output.keep()
    written.append(
      ExtractedPart(
        path: part.path, type: part.mediaType.description, file: writing.output.name, bytes: writing.bytes,
        sha256: Hexadecimal.text(writing.digest.finalize()), isDamaged: isDamaged))
  }

  private func writeFiles(in text: [UInt8], of part: PartRecord) throws {
    for (index, file) in UuencodedFile.files(in: text.span).enumerated() {
      let name = Charset.unnamed.text(of: file.name).text
      let writing = Writing(try target(name, "part-\(part.path)-\(index + 1).bin"))
      var decoder = TransferDecoder(.uuencode)
      try decoder.decode(text.span.extracting(file.range)) { try writing.write($0) }
      try decoder.finish { try writing.write($0) }
      try writing.output.keep()
      written.append(
        ExtractedPart(
          path: part.path, type: "uuencoded", file: writing.output.name, bytes: writing.bytes,
          sha256: Hexadecimal.text(writing.digest.finalize()), isDamaged: !decoder.damage.isEmpty))
    }
  }
}
