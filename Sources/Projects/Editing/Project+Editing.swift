public import Core

extension Project {
  /// Adds an endpoint or changes one. `fields` are keys of the project file with their values as they are written there;
  /// a dot leads to a key below (`admin.user`), nil takes a key out. Comments and order of the file stay.
  ///
  /// Throws what is wrong with the result, and then nothing is written.
  public mutating func setEndpoint(
    _ side: Side, _ name: String, _ fields: KeyValuePairs<String, String?>
  ) throws(Fault) {
    try setEndpoint(side, name, fields.map { (key: $0.key, value: $0.value) })
  }

  /// The same with fields that are known at run time only.
  public mutating func setEndpoint(
    _ side: Side, _ name: String, _ fields: [(key: String, value: String?)]
  ) throws(Fault) {
    guard ProjectReader.isName(name) else {
      throw Fault(
        "PROJECT-VALUE", "\"\(name)\" cannot be the name of a \(side.rawValue)", place: Self.fileName,
        recovery: .stopRun,
        advice: "Take letters, digits, - _ and ., at most 64")
    }
    try edit { lines throws(Fault) in
      for (key, value) in fields {
        let path = key.split(separator: ".").map(String.init)
        try lines.set(
          [side.rawValue, name] + path, value.map { Self.text($0, path[...], ProjectKey.endpoints.flatMap(\.keys)) })
      }
    }
  }

  /// Takes an endpoint out. Throws `PROJECT-ENDPOINT` when there is none of that name, and refuses while mailboxes use it.
  public mutating func removeEndpoint(_ side: Side, _ name: String) throws(Fault) {
    guard settings.endpoint(side, name) != nil else {
      let names = settings.endpoints(side).map(\.name)
      let meant = suggestion(for: name, among: names).map { "Did you mean \($0)? " } ?? ""
      throw Fault(
        "PROJECT-ENDPOINT", "the project has no \(side.rawValue) \"\(name)\"", place: Self.fileName, recovery: .stopRun,
        advice: "\(meant)Known: \(names.isEmpty ? "none" : names.joined(separator: ", "))")
    }
    let users = try mailboxes().filter { $0[side].endpoint == name }
    guard users.isEmpty else {
      throw Fault(
        "PROJECT-ENDPOINT", "\(users.count) mailboxes use the \(side.rawValue) \"\(name)\", such as \(users[0].name)",
        place: Self.fileName, recovery: .stopRun, advice: "Change or remove them first: postduif mailbox list")
    }
    try edit { lines throws(Fault) in try lines.set([side.rawValue, name], nil) }
  }

  /// Sets a wish under `options` (`parallel`, `repair` …) to a value as it is written there; nil takes it out.
  public mutating func setOption(_ key: String, _ value: String?) throws(Fault) {
    try edit { lines throws(Fault) in
      try lines.set(["options", key], value.map { Self.text($0, [key], ProjectKey.options) })
    }
  }

  /// Sets the source folders left out in every mailbox.
  public mutating func setExcluded(_ patterns: [String]) throws(Fault) {
    try edit { lines throws(Fault) in
      try lines.set(["options", "exclude"], patterns.isEmpty ? nil : YAMLText.list(patterns))
    }
  }

  /// Sends a source folder of every mailbox to another target folder; nil takes the wish back.
  public mutating func setMapped(_ source: String, to target: String?) throws(Fault) {
    try edit { lines throws(Fault) in try lines.set(["options", "map", source], target.map(YAMLText.scalar)) }
  }

  /// A value as its key wants it: numbers and words of the table plain, texts in quotes where YAML needs them.
  private static func text(_ value: String, _ path: ArraySlice<String>, _ keys: [ProjectKey]) -> String {
    guard let key = keys.first(where: { $0.name == path.first }) else { return YAMLText.scalar(value) }
    switch key.kind {
    case .object(let below): return text(value, path.dropFirst(), below)
    case .flag, .integer:
      return value.contains(where: { !$0.isLetter && !$0.isNumber }) ? YAMLText.scalar(value) : value
    default: return YAMLText.scalar(value)
    }
  }

  /// Changes the file's lines, reads the result as any other project file, and writes it only when it is whole.
  private mutating func edit(_ change: (inout YAMLLines) throws(Fault) -> Void) throws(Fault) {
    guard let bytes = try ProjectFile.read(file, limit: Self.fileLimit),
      let old = String(validating: bytes, as: UTF8.self)
    else {
      throw Fault(
        "PROJECT-NOT-FOUND", "\(file) is gone", place: file, recovery: .stopRun, advice: "Put it back")
    }
    var lines = YAMLLines(old)
    try change(&lines)
    let new = Array(lines.text.utf8)
    guard new != bytes else { return }
    let settings = try Self.checked(new, folder: folder)
    try ProjectFile.replace(file, with: new)
    self.settings = settings
  }
}
