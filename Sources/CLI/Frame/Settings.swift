import Core
import FoundationEssentials
import Yams

/// Values that can be set in several places: flag, `POSTDUIF_*`, the project's file, the user's file, default. The first
/// that has one wins, and `config show` tells which it was.
struct Settings: Sendable {
  enum Key: String, Sendable, CaseIterable {
    case format, color, ascii, lang, parallel, lanes
    case limitRate = "limit-rate"
    case verifySample = "verify-sample"
    case consultant

    var variable: String { "POSTDUIF_" + rawValue.uppercased().replacing("-", with: "_") }

    var standard: String {
      switch self {
      case .format: "text"
      case .color: "auto"
      case .ascii: "false"
      case .lang: "en"
      case .verifySample: "400"
      case .parallel, .lanes, .limitRate, .consultant: ""
      }
    }

    var meaning: String {
      switch self {
      case .format: "shape of the output"
      case .color: "when to use colour"
      case .ascii: "plain signs and bars"
      case .lang: "language of the texts"
      case .parallel: "mailboxes side by side; empty: as both ends allow"
      case .lanes: "folders of a mailbox at a time; empty: as both ends allow"
      case .limitRate: "bytes per second at the most; empty: no limit"
      case .verifySample: "bodies compared in a sample"
      case .consultant: "name in reports"
      }
    }
  }

  enum Origin: Sendable, Hashable {
    case flag, environment(String), project(String), user(String), standard

    var text: String {
      switch self {
      case .flag: "flag"
      case .environment(let name): name
      case .project(let path), .user(let path): path
      case .standard: "default"
      }
    }
  }

  private var values: [Key: (value: String, origin: Origin)] = [:]

  static func read(flags: [Key: String?], context: Context, projectFolder: String?) throws -> Settings {
    var settings = Settings()
    let project = ProjectFolder.find(given: projectFolder, context: context)
    let projectFile = project.map { "\($0)/\(ProjectFolder.fileName)" }
    let projectValues = try projectFile.map { try file($0, sections: ["options", "project"]) } ?? [:]
    let userFile = userFile(context.environment)
    let userValues = try userFile.map { try file($0, sections: []) } ?? [:]
    for key in Key.allCases {
      if let flag = flags[key] ?? nil {
        settings.values[key] = (flag, .flag)
      } else if let value = context.environment[key.variable], !value.isEmpty {
        settings.values[key] = (value, .environment(key.variable))
      } else if let value = projectValues[key.rawValue], let projectFile {
        settings.values[key] = (value, .project(projectFile))
      } else if let value = userValues[key.rawValue], let userFile {
        settings.values[key] = (value, .user(userFile))
      } else {
        settings.values[key] = (key.standard, .standard)
      }
    }
    return settings
  }

  static func userFile(_ environment: [String: String]) -> String? {
    if let base = environment["XDG_CONFIG_HOME"], base.hasPrefix("/") { return "\(base)/postduif/config.yaml" }
    return environment["HOME"].map { "\($0)/.config/postduif/config.yaml" }
  }

  /// Single values of a YAML file, as text: of the named sections, or at its top. An absent file has none. What is wrong
  /// with a project file is told when the project is opened, in better words than here.
  private static func file(_ path: String, sections: [String]) throws -> [String: String] {
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    guard data.count <= 1 << 20 else {
      throw CommandFailure(.wrongSettings, "SETTINGS-YAML", "larger than a settings file can be", place: path)
    }
    var out: [String: String] = [:]
    let node: Node?
    do {
      node = try Yams.compose(yaml: String(decoding: data, as: UTF8.self))
    } catch {
      guard sections.isEmpty else { return [:] }
      throw CommandFailure(
        .wrongSettings, "SETTINGS-YAML", "this is not YAML", place: path,
        next: "Check the indentation and the quotes; each line is NAME: VALUE.")
    }
    let mappings = sections.isEmpty ? [node?.mapping] : sections.map { node?.mapping?[$0]?.mapping }
    for case let mapping? in mappings {
      for (key, value) in mapping {
        if let name = key.string, let text = value.scalar?.string { out[name] = text }
      }
    }
    return out
  }

  // MARK: reading

  func value(_ key: Key) -> String { values[key]?.value ?? key.standard }
  func origin(_ key: Key) -> Origin { values[key]?.origin ?? .standard }

  func choice<Choice: RawRepresentable & CaseIterable>(_ key: Key, _: Choice.Type) throws -> Choice
  where Choice.RawValue == String {
    guard let choice = Choice(rawValue: value(key)) else {
      throw wrong(key, "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  func isOn(_ key: Key) throws -> Bool {
    switch value(key).lowercased() {
    case "true", "yes", "on", "1": return true
    case "false", "no", "off", "0", "": return false
    default: throw wrong(key, "true or false")
    }
  }

  /// Nil when nothing is set.
  func count(_ key: Key, in range: ClosedRange<Int>) throws -> Int? {
    let text = value(key)
    if text.isEmpty { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw wrong(key, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Bytes per second; nil when nothing is set.
  func rate(_ key: Key) throws -> Int64? {
    let text = value(key)
    if text.isEmpty { return nil }
    guard let rate = Rate.bytesPerSecond(text) else { throw wrong(key, "a rate such as 2MB/s") }
    return rate
  }

  private func wrong(_ key: Key, _ wanted: String) -> CommandFailure {
    let status: ExitStatus = origin(key) == .flag ? .misused : .wrongSettings
    return CommandFailure(
      status, "SETTINGS-VALUE", "\(key.rawValue) is \"\(value(key))\"; it must be \(wanted)",
      place: origin(key).text, next: "See where each value comes from: postduif config show")
  }
}

/// Rates as people type them.
enum Rate {
  /// `2MB/s`, `500 kB/s`, `800000`; nil for anything else and for nothing at all.
  static func bytesPerSecond(_ text: String) -> Int64? {
    var rest = text.lowercased().filter { $0 != " " }[...]
    if rest.hasSuffix("/s") { rest = rest.dropLast(2) }
    let units: [(String, Double)] = [("gb", 1e9), ("mb", 1e6), ("kb", 1e3), ("b", 1)]
    var factor = 1.0
    if let (unit, value) = units.first(where: { rest.hasSuffix($0.0) }) {
      rest = rest.dropLast(unit.utf8.count)
      factor = value
    }
    guard let number = Double(rest), number > 0, number * factor < 1e15, number * factor >= 1 else { return nil }
    return Int64(number * factor)
  }
}
