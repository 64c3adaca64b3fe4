import ArgumentParser

struct HeaderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "header", abstract: "Says what the header of a message tells: genuine? late? where?",
    discussion: """
      Examples:
        postduif header explain message.eml
        postduif header explain                     paste a header, then Ctrl-D
        postduif header explain ~/Maildir           what many messages have in common
      """,
    subcommands: [HeaderExplainCommand.self])
}
