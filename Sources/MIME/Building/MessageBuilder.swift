public import Core

/// Builds a message that any program can read: CRLF line ends, no line over 998 characters, and ASCII only, unless an
/// address or an enclosed message has other characters itself.
///
/// The same content and the same seed give the same bytes.
public struct MessageBuilder: Sendable {
  private var header: [UInt8] = []
  private var part: PartBuilder
  private let seed: UInt64

  /// `seed` decides the boundaries.
  public init(_ part: PartBuilder, seed: UInt64) {
    (self.part, self.seed) = (part, seed)
  }

  /// An unstructured field, such as Subject. Characters beyond ASCII are encoded (RFC 2047), line ends become blanks.
  ///
  /// `name` must be printable ASCII without a colon; a field with any other name is left out.
  public mutating func text(_ name: String, _ text: String) {
    guard Self.isFieldName(name) else { return }
    header += FieldWriter.text(name, text)
  }

  /// An address field (RFC 5322 §3.4). Domains stay as they are: names beyond ASCII have to come as A-labels, else
  /// the field needs servers that know RFC 6532.
  public mutating func addresses(_ name: String, _ list: AddressList) {
    guard Self.isFieldName(name), !list.entries.isEmpty else { return }
    header += FieldWriter.addresses(name, list)
  }

  public mutating func addresses(_ name: String, _ mailboxes: [MailAddress]) {
    addresses(name, AddressList(entries: mailboxes.map { .mailbox($0) }))
  }

  /// Date and the like (RFC 5322 §3.3).
  public mutating func date(_ name: String, _ time: ZonedTime) {
    text(name, Self.text(time))
  }

  /// Message-ID, In-Reply-To, References: identifiers without angle brackets (RFC 5322 §3.6.4).
  public mutating func identifiers(_ name: String, _ identifiers: [String]) {
    guard Self.isFieldName(name), !identifiers.isEmpty else { return }
    header += FieldWriter.identifiers(name, identifiers)
  }

  /// The whole message.
  public func bytes() -> [UInt8] {
    var boundaries = Boundaries(seed: seed)
    let built = part.built(&boundaries)
    return header + Array("MIME-Version: 1.0\r\n".utf8) + built.header + [0x0D, 0x0A] + built.body
  }

  /// `Mon, 23 Nov 2026 21:14:00 +0100`.
  public static func text(_ time: ZonedTime) -> String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let at = time.calendar
    let zone = Int(abs(Int(time.zoneMinutes)))
    return
      "\(days[at.weekday]), \(at.day) \(months[at.month - 1]) \(pad(at.year, 4)) \(pad(at.hour)):\(pad(at.minute)):"
      + "\(pad(at.second)) \(time.zoneMinutes < 0 ? "-" : "+")\(pad(zone / 60))\(pad(zone % 60))"
  }

  private static func isFieldName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 76 && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
  }
}
