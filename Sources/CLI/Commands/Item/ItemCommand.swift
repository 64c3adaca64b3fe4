import ArgumentParser

struct ItemCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "item", abstract: "Looks after single messages that were skipped or failed.",
    discussion: """
      Examples:
        postduif item list
        postduif item export 3 --output offerte.eml
        postduif item accept 3 --reason "user has it on paper"
      """,
    subcommands: [
      ItemListCommand.self, ItemShowCommand.self, ItemExportCommand.self, ItemRetryCommand.self, ItemAcceptCommand.self,
    ])
}
