import ArgumentParser
import Core

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Shows settings and where they come from.",
    discussion: """
      Examples:
        postduif config show
        postduif config show --format json
        postduif config path
      """, subcommands: [ConfigShowCommand.self, ConfigPathCommand.self])
}

struct ConfigShowCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Prints each value with where it came from.",
    discussion: """
      Read in this order, the first wins: flag, POSTDUIF_*, "settings:" in postduif.yaml, the user's config.yaml, default.

      Examples:
        postduif config show
        POSTDUIF_LANES=1 postduif config show
        postduif config show -f csv
      """)
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let settings = session.settings
    let keys = Settings.Key.allCases
    session.give(
      Answer(
        type: "settings", recordsName: "settings", recordType: "setting",
        records: keys.map { key in
          [
            "name": .string(key.rawValue), "value": .string(settings.value(key)),
            "origin": .string(settings.origin(key).text), "meaning": .string(key.meaning),
          ]
        }, header: ["name", "value", "origin"],
        rows: keys.map { [.text($0.rawValue), .text(settings.value($0)), .text(settings.origin($0).text)] }
      ) { layout in
        var table = Table([
          .init("Setting", .name), .init("Value", .name), .init("From", .name), .init("What it is", .note),
        ])
        table.rows = keys.map {
          [
            $0.rawValue, settings.value($0).isEmpty ? layout.dash : settings.value($0), settings.origin($0).text,
            $0.meaning,
          ]
        }
        return table.lines(layout)
      })
    return .done
  }
}

struct ConfigPathCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "Prints where settings are looked for.",
    discussion: """
      Examples:
        postduif config path
        postduif config path -p ../peeters
        postduif config path -f json
      """)
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = ProjectFolder.find(given: session.projectFolder, context: session.context)
    let projectFile = project.map { "\($0)/\(ProjectFolder.fileName)" }
    let userFile = Settings.userFile(session.context.environment)
    session.give(
      Answer(
        type: "settings_paths", summary: [.init("project", .init(projectFile)), .init("user", .init(userFile))],
        recordsName: ""
      ) { _ in
        ["project  \(projectFile ?? "none found here or above")", "user     \(userFile ?? "no home folder known")"]
      })
    return .done
  }
}
