internal import Core

/// One way in which issuers refuse: how it is recognised, what it means, what a person does.
///
/// Sentences and next steps may hold `{tenant}`, `{client}`, `{credential}` and `{mailbox}`.
struct RefusalRow: Sendable {
  enum Class: Sendable, Hashable {
    /// Goes away by itself.
    case passing
    /// Concerns the credential: nothing changes until a person does something.
    case credential
    /// Concerns one mailbox or person; other mailboxes of the same credential may go on.
    case mailbox
  }

  /// Numbers behind AADSTS; any of them.
  var codes: Set<Int> = []
  /// The `error` it comes with; empty for any.
  var error = ""
  /// Stands in the description or the subtype, lower case; empty for any.
  var text = ""
  var code: Fault.Code
  var sentence: String
  var next: String
  var kind = Class.credential
}

extension RefusalRow {
  /// Microsoft's, by number. Numbers change rarely and words often, so numbers come first.
  init(_ codes: Set<Int>, _ code: Fault.Code, _ kind: Class, _ sentence: String, _ next: String) {
    self.init(codes: codes, code: code, sentence: sentence, next: next, kind: kind)
  }

  init(_ codes: Set<Int>, _ code: Fault.Code, _ sentence: String, _ next: String) {
    self.init(codes, code, .credential, sentence, next)
  }

  /// By `error`, and by words of the description or the subtype where there are any.
  init(
    _ error: String, _ text: String, _ code: Fault.Code, _ kind: Class, _ sentence: String, _ next: String
  ) {
    self.init(error: error, text: text, code: code, sentence: sentence, next: next, kind: kind)
  }

  init(_ error: String, _ text: String, _ code: Fault.Code, _ sentence: String, _ next: String) {
    self.init(error, text, code, .credential, sentence, next)
  }

  func matches(_ refusal: Refusal) -> Bool {
    if !codes.isEmpty { return refusal.codes.contains(where: codes.contains) }
    guard error.isEmpty || error == refusal.error else { return false }
    return text.isEmpty || refusal.text.lowercased().contains(text) || refusal.subtype.lowercased() == text
  }

  /// Names that stand in sentences. All but the mailbox and the credential come from a checked registration.
  struct Names: Sendable, Hashable {
    var tenant = ""
    var client = ""
    var credential = ""
    var mailbox = ""
  }

  static func fill(_ text: String, _ names: Names) -> String {
    // One pass: a name that looks like a placeholder stays a name.
    var out = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      out += rest[..<open]
      switch rest[rest.index(after: open)..<close] {
      case "tenant": out += names.tenant
      case "client": out += names.client
      case "credential": out += names.credential.isEmpty ? "NAME" : names.credential
      case "mailbox": out += names.mailbox.isEmpty ? "ADDRESS" : names.mailbox
      default: out += rest[open...close]
      }
      rest = rest[rest.index(after: close)...]
    }
    return out + rest
  }
}
