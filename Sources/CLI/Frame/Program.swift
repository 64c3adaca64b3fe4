import ArgumentParser
import Core
import Glibc

/// The command line as a whole: words in, exit status out.
public enum Program {
  public static let version = "0.1.0"

  /// Runs the words the process was started with and ends it.
  public static func main() async -> Never {
    Allocator.prepare()
    LastWords.prepare()
    let arguments = Array(CommandLine.arguments.dropFirst())
    exit(await run(arguments, Context.process()).rawValue)
  }

  /// Runs `arguments` (without the program's name) in `context`. Never throws, never ends the process.
  static func run(_ arguments: [String], _ context: Context) async -> ExitStatus {
    let reporter = ErrorReporter(context: context, arguments: arguments)
    do {
      let words = try WordGuard.check(arguments)
      var command = try Root.parseAsRoot(words)
      guard let ours = command as? any PostduifCommand else {
        try command.run()
        return .done
      }
      let session = try Session(context: context, global: ours.global)
      return reporter.checked(try await ours.run(in: session))
    } catch {
      return reporter.report(error)
    }
  }
}

/// A command of ours: given its surroundings, it says how it ended.
protocol PostduifCommand: ParsableCommand {
  var global: GlobalOptions { get }
  func run(in session: Session) async throws -> ExitStatus
}
