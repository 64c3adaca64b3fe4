import Core
import Yams

/// Holds a YAML text against the table of keys. Everything that is wrong is found in one reading.
struct ProjectReader {
  let file: String
  private(set) var findings: [Finding] = []

  /// - Parameter file: name for places, such as `postduif.yaml`.
  init(file: String) {
    self.file = file
  }

  /// Nil when the text is no YAML at all; the findings tell the rest.
  mutating func read(_ text: String, keys: [ProjectKey]) -> ProjectObject? {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        return object(.mapping(Node.Mapping([])), keys, place: "", line: 1)
      }
      guard case .mapping = node else {
        note("PROJECT-YAML", 1, "the file does not begin with a key such as project:", Self.start)
        return nil
      }
      return object(node, keys, place: "", line: 1)
    } catch {
      report(error)
      return nil
    }
  }

  private static let start = "Begin with project:, then name: below it"

  mutating func note(_ code: Fault.Code, _ line: Int, _ message: String, _ next: String) {
    findings.append(Finding(.problem, code, place: place(line: line), message, next: next))
  }

  // MARK: Shapes

  /// - Parameter others: forms this object could have had; a key of theirs is no slip of the pen.
  mutating func object(
    _ node: Node, _ keys: [ProjectKey], others: [ProjectKey.Form] = [], place: String, line: Int
  ) -> ProjectObject? {
    guard let pairs = mapping(node, place: place, line: line) else { return nil }
    var found = ProjectObject(line: line)
    for (keyNode, valueNode) in pairs {
      let name = keyNode.scalar?.string ?? ""
      let line = keyNode.mark?.line ?? line
      guard let key = keys.first(where: { $0.name == name }) else {
        unknown(name, valueNode, keys, others: others, place: place, line: line)
        continue
      }
      if let content = value(valueNode, key.kind, place: Self.join(place, name), line: line) {
        found.values[name] = ProjectValue(content: content, line: line)
      } else if key.isRequired {
        // Said already what is wrong with it; not that it is missing too.
        found.values[name] = ProjectValue(content: .text(""), line: line)
      }
    }
    for key in keys where key.isRequired && found.values[key.name] == nil {
      note(
        "PROJECT-VALUE", line, "\(Self.join(place, key.name)) is missing",
        "\(key.about) Add: \(key.name): …")
    }
    return found
  }

  private mutating func value(
    _ node: Node, _ kind: ProjectKey.Kind, place: String, line: Int
  ) -> ProjectValue.Content? {
    switch kind {
    case .object(let keys): return object(node, keys, place: place, line: line).map { .object($0) }
    case .named(let forms): return named(node, forms, place: place, line: line).map { .named($0) }
    case .list(let keys): return list(node, keys, place: place, line: line).map { .list($0) }
    case .textList: return texts(node, place: place, line: line).map { .texts($0) }
    case .textMap: return textMap(node, place: place, line: line).map { .textMap($0) }
    case .either(let kinds):
      guard let fitting = kinds.first(where: { Self.fits(node, $0) }) else {
        wrong(place, line, found: Self.shape(node), wanted: kinds.map(Self.describe).joined(separator: ", or "))
        return nil
      }
      if case .scalar = node { return scalar(node, fitting, place: place, line: line, wanted: Self.describe(kind)) }
      return value(node, fitting, place: place, line: line)
    default: return scalar(node, kind, place: place, line: line)
    }
  }

  private mutating func named(
    _ node: Node, _ forms: [ProjectKey.Form], place: String, line: Int
  ) -> [(name: String, object: ProjectObject)]? {
    guard let pairs = mapping(node, place: place, line: line) else { return nil }
    var found: [(name: String, object: ProjectObject)] = []
    for (key, value) in pairs {
      let line = key.mark?.line ?? line
      guard let name = key.scalar?.string, Self.isName(name) else {
        note(
          "PROJECT-VALUE", line, "\(place) has a name that cannot be used",
          "A name is made of letters, digits, - _ and ., at most 64")
        continue
      }
      // `source: {host: …}`: the name in between was forgotten.
      if forms.contains(where: { $0.keys.contains { $0.name == name } }), case .scalar = value {
        note(
          "PROJECT-KEY", line, "\(place) has \(name): without a name above it",
          "Give it a name of your own and put its keys below: \(place): old: host: …")
        return nil
      }
      let meant = Self.form(of: value, forms)
      let object = object(
        value, forms[meant].keys, others: forms.enumerated().filter { $0.offset != meant }.map(\.element),
        place: Self.join(place, name), line: line)
      if let object { found.append((name, object)) }
    }
    return found
  }

  /// The form that `kind` names; without a word that says so, the first one that has a key which only it needs.
  private static func form(of node: Node, _ forms: [ProjectKey.Form]) -> Int {
    guard case .mapping(let mapping) = node else { return 0 }
    let kind = mapping.first { $0.key.scalar?.string == "kind" }?.value.scalar?.string
    if let kind, let named = forms.firstIndex(where: { $0.kinds.contains(kind) }) { return named }
    let written = Set(mapping.compactMap(\.key.scalar?.string)).subtracting(["kind"])
    return forms.firstIndex { $0.keys.contains { $0.isRequired && written.contains($0.name) } } ?? 0
  }

  static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0) }
  }

  private mutating func list(_ node: Node, _ keys: [ProjectKey], place: String, line: Int) -> [ProjectObject]? {
    guard case .sequence(let sequence) = node else {
      wrong(place, line, found: Self.shape(node), wanted: "a list, each entry with a dash")
      return nil
    }
    return sequence.enumerated().compactMap { number, entry in
      object(entry, keys, place: "\(place)[\(number + 1)]", line: entry.mark?.line ?? line)
    }
  }

  private mutating func texts(_ node: Node, place: String, line: Int) -> [String]? {
    guard case .sequence(let sequence) = node else {
      // One entry without a dash is a list of one.
      return scalar(node, .text, place: place, line: line).flatMap {
        if case .text(let text) = $0 { [text] } else { nil }
      }
    }
    return sequence.compactMap { entry in
      guard case .text(let text) = scalar(entry, .text, place: place, line: entry.mark?.line ?? line) else {
        return nil
      }
      return text
    }
  }

  private mutating func textMap(_ node: Node, place: String, line: Int) -> [String: String]? {
    guard let pairs = mapping(node, place: place, line: line) else { return nil }
    var found: [String: String] = [:]
    for (key, value) in pairs {
      let line = key.mark?.line ?? line
      guard let name = key.scalar?.string,
        case .text(let text) = scalar(value, .text, place: Self.join(place, name), line: line)
      else { continue }
      found[name] = text
    }
    return found
  }

  private mutating func mapping(_ node: Node, place: String, line: Int) -> [(Node, Node)]? {
    if case .mapping(let mapping) = node { return mapping.map { ($0.key, $0.value) } }
    // `options:` with nothing below is no mistake.
    if case .scalar(let scalar) = node, scalar.string.isEmpty { return [] }
    wrong(place, line, found: Self.shape(node), wanted: "keys below it")
    return nil
  }

  static func join(_ place: String, _ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}

extension ProjectReader {
  mutating func add(_ finding: Finding) { findings.append(finding) }

  func place(line: Int) -> String { "\(file) line \(line)" }

  /// In the order of the lines they are about.
  var sortedFindings: [Finding] {
    findings.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }.map(\.element)
  }

  private func line(_ finding: Finding) -> Int { finding.place.split(separator: " ").last.flatMap { Int($0) } ?? 0 }
}
