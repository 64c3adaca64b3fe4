/// A JSON value whose members keep their order, so that a file reads the way it was meant (RFC 8259).
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  public struct Member: Sendable, Hashable {
    public var name: String
    public var value: JSONValue
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  public init(_ number: some BinaryInteger) { self = .int(Int64(clamping: number)) }
  /// Nil becomes `null`.
  public init(_ number: (some BinaryInteger)?) { self = number.map { .int(Int64(clamping: $0)) } ?? .null }
  public init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }
  /// Times are RFC 3339 with their offset.
  public init(_ time: ZonedTime?) { self = time.map { .string($0.rfc3339) } ?? .null }
  public init(_ texts: [String]) { self = .array(texts.map(JSONValue.string)) }

  /// The members of an object; empty for any other value.
  public var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0, $1) })
  }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONValue {
  /// The value as text, on one line unless `pretty`. Slashes are not escaped; `<` is, so that the text may stand in HTML.
  public func text(pretty: Bool = false) -> String {
    var out = ""
    write(to: &out, pretty: pretty, depth: 0)
    return out
  }

  private func write(to out: inout String, pretty: Bool, depth: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .int(let value): out += String(value)
    // JSON knows no infinity; a rate that cannot be computed is no number at all. RFC 8259 §6.
    case .double(let value): out += value.isFinite ? Self.digits(value) : "null"
    case .string(let value): Self.quote(value, to: &out)
    case .array(let values):
      Self.list(values, open: "[", close: "]", to: &out, pretty: pretty, depth: depth) { value, out in
        value.write(to: &out, pretty: pretty, depth: depth + 1)
      }
    case .object(let members):
      Self.list(members, open: "{", close: "}", to: &out, pretty: pretty, depth: depth) { member, out in
        Self.quote(member.name, to: &out)
        out += pretty ? ": " : ":"
        member.value.write(to: &out, pretty: pretty, depth: depth + 1)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], open: String, close: String, to out: inout String, pretty: Bool, depth: Int,
    _ write: (Element, inout String) -> Void
  ) {
    out += open
    for (index, element) in elements.enumerated() {
      if index > 0 { out += "," }
      if pretty { out += "\n" + String(repeating: "  ", count: depth + 1) }
      write(element, &out)
    }
    if pretty && !elements.isEmpty { out += "\n" + String(repeating: "  ", count: depth) }
    out += close
  }

  /// Three digits after the point are enough for seconds and rates.
  private static func digits(_ value: Double) -> String {
    guard abs(value) < 1e15 else { return "\(value)" }
    let rounded = (value * 1000).rounded() / 1000
    return rounded == rounded.rounded() ? String(Int64(rounded)) : "\(rounded)"
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    // Before quoting: a secret with a quote in it would not be recognised afterwards.
    for scalar in Redactor.shared.redact(text).unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "<", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
