/// Why an issuer gives no token, as it says it. RFC 6749 §5.2 with what Microsoft and Google add.
struct Refusal: Error, Sendable, Hashable {
  /// `invalid_grant`, `authorization_pending` and so on.
  var error: String
  /// For people and for telling errors apart; never shown as it is, since it may name accounts.
  var text: String
  /// Numbers behind `AADSTS`.
  var codes: [Int]
  /// Microsoft's `suberror`, Google's `error_subtype`.
  var subtype: String
  /// What Microsoft's support asks for.
  var traceID: String
  var correlationID: String
  var timestamp: String

  var status: Int
  /// The issuer's clock, seconds since 1970.
  var date: Int64?
  var retryAfter: Int64?
}

extension Refusal {
  /// Nil when the object has no `error`.
  init?(_ json: LooseJSON, _ reply: HTTPReply) {
    guard let error = json.text("error") else { return nil }
    let text = String((json.text("error_description") ?? "").prefix(4000))
    let codes = json.numbers("error_codes").prefix(10).map { Int($0) }
    self.init(
      error: String(error.prefix(100)), text: text, codes: codes.isEmpty ? Self.codes(in: text) : Array(codes),
      subtype: Self.word(json.text("suberror") ?? json.text("error_subtype")),
      traceID: Self.word(json.text("trace_id")),
      correlationID: Self.word(json.text("correlation_id")), timestamp: Self.word(json.text("timestamp")),
      status: reply.status, date: reply.date, retryAfter: reply.retryAfter)
  }

  /// An overloaded or broken issuer may answer with a page or with nothing; the status says enough then.
  init?(bare reply: HTTPReply) {
    guard reply.status == 408 || reply.status == 429 || (500...599).contains(reply.status) else { return nil }
    self.init(
      error: reply.status == 429 ? "throttled" : "temporarily_unavailable", text: "", codes: [], subtype: "",
      traceID: "", correlationID: "", timestamp: "", status: reply.status, date: reply.date,
      retryAfter: reply.retryAfter)
  }

  /// As a browser brings it back. RFC 6749 §4.1.2.1.
  init?(query: [(name: String, value: String)]) {
    func value(_ name: String) -> String { query.first { $0.name == name }?.value ?? "" }
    let error = value("error")
    guard !error.isEmpty else { return nil }
    let text = String(value("error_description").prefix(4000))
    self.init(
      error: String(error.prefix(100)), text: text, codes: Self.codes(in: text),
      subtype: Self.word(value("error_subcode")), traceID: "", correlationID: "", timestamp: "", status: 0, date: nil,
      retryAfter: nil)
  }

  /// Each number that follows `AADSTS`, in order.
  static func codes(in text: String) -> [Int] {
    var rest = text[...]
    var codes: [Int] = []
    while codes.count < 10, let found = rest.firstRange(of: "AADSTS") {
      let digits = rest[found.upperBound...].prefix(while: \.isWholeNumber)
      rest = rest[digits.endIndex...]
      if let code = Int(digits.prefix(9)) { codes.append(code) }
    }
    return codes
  }

  /// What may be shown of an identifier or a moment: short, and nothing but letters, digits and a few signs.
  private static func word(_ text: String?) -> String {
    guard let text, text.utf8.count <= 64 else { return "" }
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", ":", " ": true
      default: false
      }
    }
    return isPlain ? text : ""
  }

  /// What support needs to find the refusal in its own records; empty when the issuer gave nothing.
  var traces: String {
    var parts: [String] = codes.isEmpty ? [error] : codes.prefix(3).map { "AADSTS\($0)" }
    if !subtype.isEmpty { parts.append(subtype) }
    if !traceID.isEmpty { parts.append("trace \(traceID)") }
    if !correlationID.isEmpty { parts.append("correlation \(correlationID)") }
    if !timestamp.isEmpty { parts.append(timestamp) }
    return parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
