import ArgumentParser

/// The program's commands. The four that are typed every day have short names.
struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postduif",
    abstract: "Moves mailboxes between IMAP servers and files, and proves that nothing was lost.",
    discussion: """
      Examples:
        postduif project new peeters          a folder for one customer
        postduif plan                         what would be done; changes nothing
        postduif migrate                      does it; may be stopped and run again
      """,
    groupedSubcommands: [
      CommandGroup(
        name: "Every day",
        subcommands: [
          PlanCommand.self, MigrateCommand.self, VerifyCommand.self, StatusCommand.self, ReportCommand.self,
        ]),
      CommandGroup(
        name: "Setting up",
        subcommands: [
          ProjectCommand.self, SourceCommand.self, TargetCommand.self, MailboxCommand.self, FolderCommand.self,
          CredentialCommand.self,
        ]),
      CommandGroup(name: "Moving and judging", subcommands: [MigrationCommand.self, ItemCommand.self]),
      CommandGroup(name: "Looking into mail", subcommands: [HeaderCommand.self, MimeCommand.self, PSTCommand.self]),
      CommandGroup(
        name: "Help",
        subcommands: [
          DoctorCommand.self, ExplainCommand.self, ConfigCommand.self, CompletionCommand.self, VersionCommand.self,
        ]),
    ])
}
