import ArgumentParser
import Core
import Projects

struct CredentialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credential", abstract: "Passwords, apps and sign-ins in the project's private store.",
    discussion: """
      Examples:
        pass show imap/an | postduif credential set oud/an@peeters.example --stdin
        postduif credential guide microsoft-app
        postduif credential test microsoft
      """,
    subcommands: [
      CredentialSetCommand.self, CredentialSignInCommand.self, CredentialTestCommand.self, CredentialListCommand.self,
      CredentialShowCommand.self, CredentialGuideCommand.self, CredentialRemoveCommand.self,
      CredentialSealCommand.self, CredentialUnsealCommand.self,
    ])
}
