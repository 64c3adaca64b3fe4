import ArgumentParser

struct MimeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mime", abstract: "Looks into messages and mailbox files; changes none of them.",
    discussion: """
      Examples:
        postduif mime show bericht.eml
        postduif mime check ~/Mail --for exchange-online
        postduif mime extract bericht.eml --attachments --to bijlagen
      """, subcommands: [MimeShowCommand.self, MimeCheckCommand.self, MimeExtractCommand.self])
}
