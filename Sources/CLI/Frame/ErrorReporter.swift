import ArgumentParser
import Core

/// Turns whatever ended a command into words on standard error and an exit status.
struct ErrorReporter {
  let context: Context
  /// As typed: an error may come before they are understood, and is shown as far as possible the way they ask for.
  let arguments: [String]

  private var isMachine: Bool {
    WordGuard.wantsJSON(arguments) ?? ["json", "ndjson"].contains(context.environment["POSTDUIF_FORMAT"] ?? "")
  }

  private var layout: Layout {
    let choice: ColorChoice =
      arguments.contains("--color=never") ? .never : arguments.contains("--color=always") ? .always : .auto
    return context.errTerminal.layout(
      color: choice, ascii: arguments.contains("--ascii"), environment: context.environment)
  }

  func report(_ error: any Error) -> ExitStatus {
    switch error {
    case let failure as CommandFailure: return say(failure)
    case let fault as Fault: return say(CommandFailure(fault))
    case is CancellationError: return .interrupted
    default: break
    }
    // Help and completions travel as errors too; their code is 0 and they are the answer.
    let code = Root.exitCode(for: error)
    let message = Root.fullMessage(for: error)
    if code == .success {
      context.out.write(message.isEmpty ? "" : message + "\n")
      return .done
    }
    // Errors that are not about the command's words are faults of ours; their text may hold anything, so it is kept short.
    if code != .validationFailure {
      return say(
        CommandFailure(
          .ourFault, "INTERNAL", String("\(error)".prefix(400)),
          next: "Please report this. Running the same command again is safe."))
    }
    return say(usage(message))
  }

  /// `status`, unless the answer could not be written: a log that was cut short must not pass for a whole one.
  func checked(_ status: ExitStatus) -> ExitStatus {
    guard let reason = context.out.failure else { return status }
    let failure = CommandFailure(
      .cannotWriteOutput, "OUTPUT-WRITE", "standard output cannot be written: \(reason)",
      next: "Make room, or send the output elsewhere. What the command did is done.")
    return status.merged(with: say(failure))
  }

  /// The parser's text: its first line says what is wrong, the rest how to use the command.
  private func usage(_ message: String) -> CommandFailure {
    let lines = message.split(separator: "\n").map(String.init)
    let first = lines.first.map { $0.hasPrefix("Error: ") ? String($0.dropFirst(7)) : $0 } ?? "not understood"
    let help = lines.last { $0.contains("--help") }.map { $0.trimmed() } ?? "postduif --help"
    let usage = lines.first { $0.hasPrefix("Usage:") || $0.hasPrefix("USAGE:") }?.dropFirst(6).trimmed() ?? ""
    return CommandFailure(
      .misused, "USAGE", first,
      next: usage.isEmpty ? help.capitalizedFirst : "It is used so: \(usage)")
  }

  func say(_ failure: CommandFailure) -> ExitStatus {
    let finding = failure.finding
    if isMachine {
      let error: JSONValue = [
        "type": "error", "code": .string(finding.code.rawValue), "place": .string(finding.place),
        "message": .string(finding.message), "next": .string(finding.next),
        "exit_code": .init(failure.status.rawValue),
      ]
      context.err.write(error.text() + "\n")
    } else {
      context.err.write(FindingLines.lines([finding], layout).map { $0 + "\n" }.joined())
    }
    return failure.status
  }
}

extension StringProtocol {
  func trimmed() -> String {
    let blanks: (Character) -> Bool = { $0.isWhitespace }
    guard let first = firstIndex(where: { !blanks($0) }), let last = lastIndex(where: { !blanks($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
