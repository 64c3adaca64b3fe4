import ArgumentParser
import Core

/// Looks at the words before they are parsed: no secret may be among them, and an unknown command gets a suggestion.
enum WordGuard {
  /// The words with global flags moved behind the command, so that `postduif -p x plan` works like `postduif plan -p x`.
  /// Throws ``CommandFailure``.
  static func check(_ arguments: [String]) throws -> [String] {
    try refuseSecrets(arguments)
    let (flags, rest) = leadingFlags(arguments)
    try checkCommand(rest)
    guard !rest.isEmpty, !flags.isEmpty else { return arguments }
    let depth = commandDepth(rest)
    return Array(rest.prefix(depth)) + flags + rest.dropFirst(depth)
  }

  /// Nil when no format is named.
  static func wantsJSON(_ arguments: [String]) -> Bool? {
    for (index, word) in arguments.enumerated() {
      let value: Substring? =
        switch word {
        case "-f", "--format": arguments.count > index + 1 ? arguments[index + 1][...] : nil
        case _ where word.hasPrefix("--format="): word.dropFirst(9)
        case _ where word.hasPrefix("-f") && !word.hasPrefix("--"): word.dropFirst(2)
        default: nil
        }
      if let value { return value == "json" || value == "ndjson" }
    }
    return nil
  }

  // MARK: secrets

  private static let secretFlags = [
    "password", "passwd", "pass", "secret", "token", "access-token", "refresh-token", "client-secret",
  ]

  private static func refuseSecrets(_ arguments: [String]) throws {
    for (index, word) in arguments.enumerated() where word.hasPrefix("-") {
      let name = word.drop { $0 == "-" }.prefix { $0 != "=" }.lowercased()
      guard secretFlags.contains(String(name)) else { continue }
      // From here on the value is known, and shown nowhere.
      if let equals = word.firstIndex(of: "=") {
        _ = Secret(String(word[word.index(after: equals)...]))
      } else if arguments.count > index + 1 {
        _ = Secret(arguments[index + 1])
      }
      throw CommandFailure(
        .misused, "USAGE-SECRET",
        "a password on the command line can be read by everyone on this machine and stays in the shell's history",
        next:
          "Use --password-command CMD, --password-file FILE, POSTDUIF_PASSWORD_<NAME>, a systemd credential, or leave"
          + " it out and type it when asked.")
    }
  }

  // MARK: commands

  private static let valueFlags: Set<String> = ["-p", "--project", "-f", "--format", "--color", "--lang"]
  private static let plainFlags: Set<String> = ["-q", "--quiet", "-v", "--verbose", "--ascii", "--excel"]

  private static func leadingFlags(_ arguments: [String]) -> (flags: [String], rest: [String]) {
    var index = 0
    while index < arguments.count {
      let word = arguments[index]
      if valueFlags.contains(word) && index + 1 < arguments.count {
        index += 2
      } else if plainFlags.contains(word) || valueFlags.contains(String(word.prefix { $0 != "=" })) {
        index += 1
      } else {
        break
      }
    }
    return (Array(arguments.prefix(index)), Array(arguments.dropFirst(index)))
  }

  private static func commandDepth(_ words: [String]) -> Int {
    var commands = Root.configuration.allSubcommands
    var depth = 0
    for word in words {
      guard let next = commands.first(where: { $0.commandName == word }) else { break }
      depth += 1
      commands = next.configuration.allSubcommands
    }
    return depth
  }

  private static func checkCommand(_ words: [String]) throws {
    var commands = Root.configuration.allSubcommands
    var path = ["postduif"]
    for word in words {
      guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
      if let next = commands.first(where: { $0.commandName == word }) {
        path.append(word)
        commands = next.configuration.allSubcommands
        continue
      }
      let known = commands.map { $0.commandName }
      throw CommandFailure(
        .misused, "USAGE", "\(path.joined(separator: " ")) knows no \"\(word)\"",
        next: suggestion(for: word, among: known).map { "Did you mean \"\($0)\"?" }
          ?? "It knows: \(known.joined(separator: ", ")).")
    }
  }
}

extension CommandConfiguration {
  var allSubcommands: [any ParsableCommand.Type] { subcommands + groupedSubcommands.flatMap(\.subcommands) }
}

extension ParsableCommand {
  static var commandName: String { configuration.commandName ?? _commandName }
}
