import Core
import Crypto
import MIME

/// Makes records of parts out of the parser's events.
final class PartWalk {
  private struct OpenPart {
    var record: PartRecord
    /// What stands before the numbers of its parts.
    var prefix: String
    var children = 0
    var isOpened = false
    var contentType: [UInt8]?
    var disposition: [UInt8]?
    /// Told once the part has its number.
    var pending: [Damage] = []
    var decoder: TransferDecoder?
    var digest: SHA256?
  }

  private let visitor: any PartVisitor
  private let digests: Bool
  private var open: [OpenPart] = []

  init(_ visitor: any PartVisitor, digests: Bool) {
    self.visitor = visitor
    self.digests = digests
  }

  func take(_ event: MessageEvent, _ bytes: Span<UInt8>) throws {
    if !bytes.isEmpty { try visitor.raw(bytes) }
    switch event {
    case .begin(let kind, let depth, let offset): begin(kind, depth, offset)
    case .envelope(let range): try visitor.envelope(range, in: place)
    case .field(let field): try take(field, bytes)
    case .headerEnd(let range, let content): try endHeader(range, content)
    case .body: try decode(bytes)
    case .preamble, .boundary, .epilogue: break
    case .end(_, let offset): try end(offset)
    case .damage(let damage): try take(damage)
    }
  }

  private var last: Int { open.count - 1 }
  private var place: PartPlace { PartPlace(kind: open[last].record.kind, depth: open[last].record.depth) }

  // MARK: Header

  private func begin(_ kind: PartKind, _ depth: Int, _ offset: Int) {
    var path = ""
    var messageDepth = 0
    if let parent = open.last {
      messageDepth = parent.record.messageDepth
      switch kind {
      case .message:
        path = parent.record.path
        messageDepth += 1
      case .part:
        open[last].children += 1
        path = Self.joined(parent.prefix, parent.children + 1)
      }
    }
    let record = PartRecord(
      path: path, depth: depth, messageDepth: messageDepth, kind: kind,
      content: Content(form: .leaf, mediaType: .textPlain, encoding: .sevenBit), start: offset, bodyStart: offset)
    open.append(OpenPart(record: record, prefix: path))
  }

  private static func joined(_ prefix: String, _ number: Int) -> String {
    prefix.isEmpty ? String(number) : "\(prefix).\(number)"
  }

  private func take(_ field: FieldRange, _ bytes: Span<UInt8>) throws {
    try visitor.field(field, bytes, in: place)
    guard !field.isMalformed else { return }
    if open[last].contentType == nil, FieldBytes.isNamed(field, bytes, "content-type") {
      open[last].contentType = FieldBytes.bodyBytes(field, bytes)
    } else if open[last].disposition == nil, FieldBytes.isNamed(field, bytes, "content-disposition") {
      open[last].disposition = FieldBytes.bodyBytes(field, bytes)
    } else if open[last].record.kind == .message, open[last].record.subject == nil,
      FieldBytes.isNamed(field, bytes, "subject")
    {
      open[last].record.subject = String(HeaderText(FieldBytes.bodyBytes(field, bytes).prefix(4_000)).text.prefix(200))
    }
  }

  private func endHeader(_ range: Range<Int>, _ content: Content) throws {
    let at = last
    open[at].record.content = content
    open[at].record.bodyStart = range.upperBound
    let type = open[at].contentType.map { ContentType($0) }
    let disposition = open[at].disposition.map { ContentDisposition($0) }
    open[at].record.charset = type?.charset
    open[at].record.fileName = disposition?.fileName ?? type?.name
    open[at].record.disposition = disposition?.kind ?? ""
    open[at].record.meaning = PartRecord.Meaning(content.mediaType, parameters: type?.parameters ?? Parameters())
    if open[at].record.kind == .message {
      // A message that is no multipart has one part, itself; a multipart's own parts are numbered under the message.
      let own = Self.joined(open[at].prefix, 1)
      open[at].record.path = content.form == .multipart ? "" : own
      if content.form == .message { open[at].prefix = own }
    }
    open[at].isOpened = true
    if content.form == .leaf, visitor.wantsBody(open[at].record) {
      open[at].decoder = TransferDecoder(content.encoding)
      open[at].record.decodedBytes = 0
      if digests { open[at].digest = SHA256() }
    }
    for damage in open[at].pending { try visitor.damage(damage, in: open[at].record.path) }
    open[at].pending = []
    try visitor.opened(open[at].record)
  }

  private func take(_ damage: Damage) throws {
    guard !open.isEmpty, open[last].isOpened else {
      if !open.isEmpty { open[last].pending.append(damage) }
      return
    }
    try visitor.damage(damage, in: open[last].record.path)
  }

  // MARK: Body

  private func decode(_ bytes: Span<UInt8>) throws {
    // Taken out, so that it is changed in place while its pieces are handed on.
    guard var decoder = open[last].decoder.take() else { return }
    try decoder.decode(bytes) { try handOut($0) }
    open[last].decoder = decoder
  }

  private func handOut(_ piece: Span<UInt8>) throws {
    let at = last
    open[at].record.decodedBytes = (open[at].record.decodedBytes ?? 0) + piece.count
    if open[at].digest != nil { piece.withUnsafeBytes { open[at].digest?.update(bufferPointer: $0) } }
    try visitor.decoded(piece, of: open[at].record)
  }

  private func end(_ offset: Int) throws {
    let at = last
    if var decoder = open[at].decoder.take() {
      try decoder.finish { try handOut($0) }
      open[at].record.decoding = decoder.damage
    }
    open[at].record.encodedBytes = offset - open[at].record.bodyStart
    open[at].record.sha256 = open[at].digest.map { Hexadecimal.text($0.finalize()) }
    let record = open.removeLast().record
    try visitor.closed(record)
  }
}

/// Digests as people compare them.
public enum Hexadecimal {
  /// Two small digits a byte.
  public static func text(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    for byte in bytes {
      for digit in [byte >> 4, byte & 15] { out.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
    return String(decoding: out, as: UTF8.self)
  }
}

/// Looks into the bytes of a field that was handed out with its ranges in the message.
enum FieldBytes {
  static func isNamed(_ field: FieldRange, _ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard field.name.count == name.utf8CodeUnitCount else { return false }
    let start = field.name.lowerBound - field.range.lowerBound
    for index in 0..<name.utf8CodeUnitCount {
      let byte = bytes[start + index]
      if (byte &- 0x41 < 26 ? byte | 0x20 : byte) != name.utf8Start[index] { return false }
    }
    return true
  }

  /// The name in small letters, as far as it is ASCII.
  static func name(_ field: FieldRange, _ bytes: Span<UInt8>) -> String {
    var out: [UInt8] = []
    for index in field.name.prefix(100) {
      let byte = bytes[index - field.range.lowerBound]
      out.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// What follows the colon, copied.
  static func bodyBytes(_ field: FieldRange, _ bytes: Span<UInt8>) -> [UInt8] {
    let start = field.body.lowerBound - field.range.lowerBound
    return bytes.extracting(start..<(start + field.body.count)).withUnsafeBufferPointer { Array($0) }
  }
}
