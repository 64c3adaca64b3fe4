import ArgumentParser

@main struct PostduifLab: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postduif-lab",
    abstract: "Mail servers of a made-up company, to try Postduif on.",
    discussion: """
      Examples:
        postduif-lab serve --old 1143 --new 2143 --data /tmp/shortstraw --fill shortstraw
        postduif-lab fill --port 143 --user annie@shortstraw.example --password-file annie.txt
        postduif-lab compare --old 1143 --new 2143

      Everything listens on 127.0.0.1. The accounts and passwords are those of Examples/shortstraw/mailboxes.csv;
      migratie (password in Examples/shortstraw/README.md) opens every mailbox.
      """,
    subcommands: [ServeCommand.self, FillCommand.self, CompareCommand.self])
}
