import ArgumentParser

struct MailboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mailbox", abstract: "The mailboxes that move, in pairs of source and target.",
    discussion: """
      Examples:
        postduif mailbox import customers.csv
        postduif mailbox list
        postduif mailbox set an@peeters.example --exclude "Archief 2009"
      """,
    subcommands: [
      MailboxImportCommand.self, MailboxListCommand.self, MailboxShowCommand.self, MailboxSetCommand.self,
      MailboxRemoveCommand.self,
    ])
}
