/// `type; value` of delivery reports and receipts: `rfc822; user@example.org`, `smtp; 550 no such user`
/// (RFC 3464 §2.1.2, RFC 8098 §3.2).
public struct TypedValue: Hashable, Sendable {
  /// Lower case; empty when the field names none.
  public var type: String
  public var value: String
  public var flaws: [FieldFlaw]

  public init(_ field: some Collection<UInt8>) {
    let bytes = [UInt8](field)
    let decoder = WordDecoder(bytes)
    var flaws = FlawList()
    let semicolon = bytes.firstIndex(of: UInt8(ascii: ";"))
    if semicolon == nil { flaws.add(.badParameter, 0) }
    let head = Octets.trimmed(bytes[..<(semicolon ?? 0)]).map(\.lowercasedASCII)
    type = decoder.rawText(head[...], at: 0)
    let rest = Octets.trimmed(bytes[(semicolon.map { $0 + 1 } ?? 0)...])
    value = decoder.text(rest, at: rest.startIndex)
    if value.isEmpty { flaws.add(.empty, bytes.count) }
    flaws.add(decoder.flaws.flaws)
    self.flaws = flaws.flaws
  }
}

/// The value of Status in a delivery report: `5.1.1`, perhaps with words behind it (RFC 3463 §2).
public struct DeliveryStatusCode: Hashable, Sendable, CustomStringConvertible {
  /// 2 success, 4 lasting trouble that may pass, 5 failure.
  public var statusClass: Int
  public var subject: Int
  public var detail: Int

  /// Nil when no such code stands in front.
  public init?(_ field: some Collection<UInt8>) {
    var scanner = FieldScanner(field)
    scanner.skipBlanks()
    let code = scanner.run { $0.isDigit || $0 == UInt8(ascii: ".") }
    let numbers = scanner.bytes[code].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers.allSatisfy({ (1...3).contains($0.count) }) else { return nil }
    let values = numbers.map { $0.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
    guard [2, 4, 5].contains(values[0]) else { return nil }
    (statusClass, subject, detail) = (values[0], values[1], values[2])
  }

  public var description: String { "\(statusClass).\(subject).\(detail)" }
}
