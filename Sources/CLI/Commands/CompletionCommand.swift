import ArgumentParser
import Core

struct CompletionCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: "Prints a completion script for a shell.",
    discussion: """
      Examples:
        postduif completion bash > ~/.local/share/bash-completion/completions/postduif
        postduif completion zsh > ~/.zfunc/_postduif
        postduif completion fish > ~/.config/fish/completions/postduif.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }
  @Argument(help: "bash, zsh or fish.") var shell: Shell
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    session.context.out.write(Root.completionScript(for: kind) + "\n")
    return .done
  }
}
