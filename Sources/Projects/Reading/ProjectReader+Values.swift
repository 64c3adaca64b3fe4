import Core
import Yams

extension ProjectReader {
  mutating func scalar(
    _ node: Node, _ kind: ProjectKey.Kind, place: String, line: Int, wanted: String? = nil
  ) -> ProjectValue.Content? {
    var wanted = wanted ?? Self.describe(kind)
    guard case .scalar(let scalar) = node else {
      wrong(place, line, found: Self.shape(node), wanted: wanted)
      return nil
    }
    let text = scalar.string
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    guard !text.isEmpty, isQuoted || !["~", "null"].contains(text.lowercased()) else {
      wrong(place, line, found: "nothing", wanted: wanted)
      return nil
    }
    if let content = Self.content(text, kind) { return content }
    if case .choice(let words) = kind, let meant = suggestion(for: text, among: words) {
      wanted += ". Did you mean \(meant)?"
    }
    wrong(place, line, found: Self.quoted(text), wanted: wanted)
    return nil
  }

  private static func content(_ text: String, _ kind: ProjectKey.Kind) -> ProjectValue.Content? {
    switch kind {
    case .text: text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\t" } ? nil : .text(text)
    case .integer(let range): Int(text).flatMap { range.contains($0) ? .integer($0) : nil }
    case .flag: flag(text).map { .flag($0) }
    case .choice(let words): words.contains(text) ? .text(text) : nil
    case .duration: Quantities.duration(text).map { .duration($0) }
    case .rate: Quantities.rate(text).map { .bytesPerSecond($0) }
    default: nil
    }
  }

  /// The words YAML 1.1 and its users know.
  private static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  // MARK: Words

  static func describe(_ kind: ProjectKey.Kind) -> String {
    switch kind {
    case .text: "a text"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .choice(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
    case .duration: "a number with a unit, such as 30s or 5min"
    case .rate: "bytes per second with a unit, such as 2MB/s"
    case .textList: "a list of texts"
    case .textMap: "pairs such as Archief: Archive"
    case .object(let keys): "keys below it: \(keys.map(\.name).joined(separator: ", "))"
    case .named: "names of your own, with keys below each"
    case .list: "a list, each entry with a dash"
    case .either(let kinds): kinds.map(describe).joined(separator: ", or ")
    }
  }

  static func shape(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : quoted(scalar.string)
    case .mapping: "keys"
    case .sequence: "a list"
    default: "an alias"
    }
  }

  static func fits(_ node: Node, _ kind: ProjectKey.Kind) -> Bool {
    switch (node, kind) {
    case (.mapping, .object), (.mapping, .named), (.mapping, .textMap), (.sequence, .list), (.sequence, .textList): true
    case (.scalar, .object), (.scalar, .named), (.scalar, .textMap), (.scalar, .list): false
    case (.scalar, _): true
    default: false
    }
  }

  /// What was written, at most 60 characters of it and without control characters.
  static func quoted(_ text: String) -> String {
    let shown = text.prefix(60).map { character -> Character in
      character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? "\u{FFFD}" : character
    }
    return "\"\(String(shown))\(text.count > 60 ? "…" : "")\""
  }

  mutating func wrong(_ place: String, _ line: Int, found: String, wanted: String) {
    note("PROJECT-VALUE", line, "\(place) is \(found)", "Accepted: \(wanted)")
  }

  mutating func unknown(
    _ name: String, _ value: Node, _ keys: [ProjectKey], others: [ProjectKey.Form], place: String, line: Int
  ) {
    let whole = Self.join(place, name)
    if ProjectKey.secretKeys.contains(name.lowercased().replacing("_", with: "-")) {
      // From here on it is known as a secret, so that nothing prints it.
      if let text = value.scalar?.string { _ = Secret(text) }
      note("PROJECT-SECRET", line, "\(whole) would hold a secret, and this file is made to be shared", Self.secretWays)
      return
    }
    let known = keys.map(\.name)
    var next = "Known here: \(known.joined(separator: ", "))"
    if let other = others.first(where: { $0.keys.contains { $0.name == name } }) {
      note("PROJECT-KEY", line, "\(Self.quoted(whole)) is for \(other.what) only", next)
      return
    }
    if let meant = suggestion(for: name, among: known) { next = "Did you mean \(meant)? \(next)" }
    note("PROJECT-KEY", line, "\(Self.quoted(whole)) is not a key of this file", next)
  }

  static let secretWays =
    "Take it out and change the password if the file was shared. Use: postduif credential set NAME, "
    + "POSTDUIF_PASSWORD_NAME, password-command:, password-file:, or a systemd credential"

  // MARK: Faults of YAML itself

  mutating func report(_ error: any Error) {
    let next = "Indent with spaces, put quotes around values with : or #, and close every quote"
    guard let error = error as? YamlError else {
      return note("PROJECT-YAML", 1, "the file cannot be read as YAML", next)
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      note("PROJECT-YAML", mark.line, "this is not YAML: \(problem) (column \(mark.column))", next)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { Self.quoted($0) }.joined(separator: ", ")
      note("PROJECT-YAML", context.mark.line, "a key stands there twice: \(names)", "Keep one of them")
    case .reader(let problem, _, _, _):
      note("PROJECT-YAML", 1, "this is not YAML: \(problem)", "Save the file as UTF-8")
    default:
      note("PROJECT-YAML", 1, "the file cannot be read as YAML", next)
    }
  }
}
