import Core
import OAuth

/// Steps that a person takes at another service, with lines to copy.
struct Guide: Sendable {
  struct Step: Sendable {
    var title: String
    /// Sentences, wrapped where they are shown.
    var notes: [String] = []
    /// Copied as they are, so they are never wrapped.
    var commands: [String] = []
  }

  var title: String
  var steps: [Step]
  /// What undoes it all once the move is done.
  var undo: [String] = []
  var next: String

  func lines(_ layout: Layout) -> [String] {
    var out = Wrap.lines(title, width: layout.width) + [""]
    for (number, step) in steps.enumerated() {
      out += Wrap.block(step.title, indent: "    ", first: " \(number + 1). ", width: layout.width)
      for note in step.notes { out += Wrap.block(note, indent: "    ", width: layout.width) }
      out += step.commands.map { "      " + $0 }
      out.append("")
    }
    if !undo.isEmpty {
      out += Wrap.lines("When the move is done, take it all back:", width: layout.width)
      out += undo.map { "      " + $0 } + [""]
    }
    return out + ["Next: \(next)"]
  }

  var json: [JSONValue.Member] {
    [
      .init("title", .string(title)),
      .init(
        "steps",
        .array(
          steps.map { step in
            [
              "title": .string(step.title), "notes": .array(step.notes.map { .string($0) }),
              "commands": .array(step.commands.map { .string($0) }),
            ]
          })),
      .init("undo", .array(undo.map { .string($0) })), .init("next", .string(next)),
    ]
  }
}

/// The names of a project that go into a guide; what is not known yet stands there in capitals.
struct GuideNames: Sendable {
  var credential: String
  var customer: String
  var tenant: String?
  var clientID: String?
  var cloud: Cloud
  /// Mailboxes that will be opened with the credential.
  var mailboxes: [String] = []
  /// Whether mail is to be sent too, by a relay.
  var sends = false

  var app: String { customer.isEmpty ? "Postduif" : "Postduif for \(customer)" }
  var tenantText: String { tenant ?? "TENANT" }
  var clientText: String { clientID ?? "CLIENT_ID" }
  /// `peeters` of `peeters.onmicrosoft.example`, for names of files.
  var fileName: String {
    let word = credential.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" }
    return word.isEmpty ? "postduif" : String(word)
  }
}
