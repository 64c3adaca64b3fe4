/// One part of a message to be built, with the parts inside it.
public struct PartBuilder: Sendable {
  private enum Content {
    case leaf([UInt8], isText: Bool)
    /// A message in its bytes.
    case message([UInt8])
    case multipart([PartBuilder])
  }

  private var type: String
  private var parameters: Parameters
  private var content: Content
  private var disposition: ContentDisposition?
  private var contentID: String?

  private init(_ type: String, _ parameters: Parameters, _ content: Content) {
    (self.type, self.parameters, self.content) = (type, parameters, content)
  }

  /// Text in UTF-8; its line ends, whichever they are, become CRLF.
  public static func text(_ text: String, subtype: String = "plain") -> PartBuilder {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte == 0x0A, previous != 0x0D { bytes.append(0x0D) }
      if previous == 0x0D, byte != 0x0A { bytes.append(0x0A) }
      bytes.append(byte)
      previous = byte
    }
    if previous == 0x0D { bytes.append(0x0A) }
    let charset = bytes.allSatisfy { $0 < 0x80 } ? "us-ascii" : "utf-8"
    return PartBuilder(
      "text/\(subtype)", Parameters([.init("charset", charset)]), .leaf(bytes, isText: true))
  }

  /// Any bytes. `type` is a media type; anything else becomes application/octet-stream.
  public static func data(_ bytes: [UInt8], type: String, fileName: String? = nil) -> PartBuilder {
    let halves = type.split(separator: "/", omittingEmptySubsequences: false)
    let isType =
      halves.count == 2 && halves.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 < 0x80 && $0.isTokenText } }
    // These two have an inside that readers would look for.
    let isLeaf = isType && halves[0].lowercased() != "multipart" && halves[0].lowercased() != "message"
    var part = PartBuilder(isLeaf ? type : "application/octet-stream", Parameters(), .leaf(bytes, isText: false))
    if let fileName { part = part.attached(as: fileName) }
    return part
  }

  /// A whole message (RFC 2046 §5.2.1). Its bytes are not touched: 8-bit text in it makes all that holds it 8bit, and
  /// one with over-long lines, NUL or bare line ends travels as a file.
  public static func message(_ bytes: [UInt8]) -> PartBuilder {
    LineSurvey(bytes).isEightBit
      ? PartBuilder("message/rfc822", Parameters(), .message(bytes))
      : PartBuilder("application/octet-stream", Parameters(), .leaf(bytes, isText: false)).attached(as: "message.eml")
  }

  /// The same content in several forms, the best last (RFC 2046 §5.1.4).
  public static func alternative(_ parts: [PartBuilder]) -> PartBuilder { multipart("alternative", parts) }
  public static func mixed(_ parts: [PartBuilder]) -> PartBuilder { multipart("mixed", parts) }

  /// A text and what it shows; the first part is the root (RFC 2387 §3).
  public static func related(_ parts: [PartBuilder]) -> PartBuilder {
    var part = multipart("related", parts)
    if let root = parts.first { part.parameters.all.append(.init("type", root.type)) }
    return part
  }

  private static func multipart(_ subtype: String, _ parts: [PartBuilder]) -> PartBuilder {
    // A multipart without parts is not allowed. RFC 2046 §5.1.1
    PartBuilder("multipart/\(subtype)", Parameters(), .multipart(parts.isEmpty ? [.text("")] : parts))
  }

  /// To be kept as a file of that name.
  public func attached(as fileName: String) -> PartBuilder { disposed("attachment", fileName) }

  /// To be shown in place, for instance where `cid:` in HTML asks for it.
  public func inline(contentID: String?, fileName: String? = nil) -> PartBuilder {
    var part = disposed("inline", fileName)
    part.contentID = contentID
    return part
  }

  private func disposed(_ kind: String, _ fileName: String?) -> PartBuilder {
    var part = self
    let name = fileName.map { Parameters([.init("filename", FieldWriter.oneLine($0))]) }
    part.disposition = ContentDisposition(kind: kind, parameters: name ?? Parameters())
    return part
  }

  // MARK: Bytes

  struct Built {
    var header: [UInt8]
    var body: [UInt8]
    var encoding: BodyEncoding
  }

  func built(_ boundaries: inout Boundaries) -> Built {
    var parameters = parameters
    var encoding: BodyEncoding
    var body: [UInt8]
    switch content {
    case .leaf(let bytes, let isText):
      encoding = BodyEncoding.choose(bytes, isText: isText)
      body = encoding.encode(bytes)
    case .message(let bytes):
      encoding = bytes.allSatisfy { $0 < 0x80 } ? .sevenBit : .eightBit
      body = bytes
    case .multipart(let parts):
      let built = parts.map { $0.built(&boundaries) }
      // RFC 2045 §6.4: what holds 8-bit text has to say so.
      encoding = built.contains { $0.encoding == .eightBit } ? .eightBit : .sevenBit
      let wholes = built.map { $0.header + [0x0D, 0x0A] + $0.body }
      let boundary = boundaries.next(notIn: wholes)
      parameters.all.append(.init("boundary", boundary))
      body = Self.joined(wholes, boundary)
    }
    return Built(header: header(parameters, encoding), body: body, encoding: encoding)
  }

  private func header(_ parameters: Parameters, _ encoding: BodyEncoding) -> [UInt8] {
    var header = FieldWriter.parameters("Content-Type", type, parameters)
    // 7bit is what a part has that says nothing.
    if encoding != .sevenBit { header += Array("Content-Transfer-Encoding: \(encoding.rawValue)\r\n".utf8) }
    if let disposition {
      header += FieldWriter.parameters("Content-Disposition", disposition.kind, disposition.parameters)
    }
    if let contentID { header += FieldWriter.identifiers("Content-ID", [contentID]) }
    return header
  }

  /// RFC 2046 §5.1.1: the line end before a boundary belongs to it, so parts keep their last one.
  private static func joined(_ parts: [[UInt8]], _ boundary: String) -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(parts.reduce(0) { $0 + $1.count + 80 })
    for (index, part) in parts.enumerated() {
      body += Array("\(index == 0 ? "" : "\r\n")--\(boundary)\r\n".utf8)
      body += part
    }
    return body + Array("\r\n--\(boundary)--\r\n".utf8)
  }
}

/// Boundaries out of a seed, none of which stands in what it parts.
struct Boundaries {
  private var state: UInt64
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

  init(seed: UInt64) { state = seed }

  mutating func next(notIn parts: [[UInt8]]) -> String {
    while true {
      // `=_` can stand neither in quoted-printable nor in base64. RFC 2045 §6.7
      var boundary = Array("=_".utf8)
      for _ in 0..<24 { boundary.append(Self.alphabet[Int(random() % 36)]) }
      // With both hyphens: only a line's beginning can be taken for a boundary.
      let line = Array("--".utf8) + boundary
      if !parts.contains(where: { Self.contains($0, line) }) { return String(decoding: boundary, as: UTF8.self) }
    }
  }

  /// SplitMix64: no secret depends on it.
  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  private static func contains(_ bytes: [UInt8], _ line: [UInt8]) -> Bool {
    var start = 0
    while let at = bytes[start...].firstIndex(of: line[0]) {
      if bytes[at...].starts(with: line) { return true }
      start = at + 1
    }
    return false
  }
}
