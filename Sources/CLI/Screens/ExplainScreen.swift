import Core

/// The long text of a code.
enum ExplainScreen {
  static func lines(_ text: FindingText, _ layout: Layout) -> [String] {
    var out = ["\(text.code): \(text.title).", ""]
    out += Wrap.lines(text.meaning, width: layout.width)
    if !text.steps.isEmpty {
      out.append("")
      for (number, step) in text.steps.enumerated() {
        let mark = text.steps.count == 1 ? " " : " \(number + 1). "
        let indent = String(repeating: " ", count: DisplayWidth.of(mark))
        let parts = FindingLines.steps(step)
        out += Wrap.block(parts[0], indent: indent, first: mark, width: layout.width)
        // The command alone can be copied.
        out += parts.dropFirst().map { indent + "  " + $0 }
      }
    }
    out += ["", "Exit status: \(text.exit.rawValue), \(text.exit.words)."]
    return out
  }

  static func list(_ texts: [FindingText], _ layout: Layout) -> [String] {
    var table = Table([.init("Code", .name), .init("Title", .note)])
    table.rows = texts.map { [$0.code.rawValue, $0.title] }
    return table.lines(layout) + ["", "Next: postduif explain CODE"]
  }
}

extension ExitStatus {
  var words: String {
    switch self {
    case .done: "done"
    case .needsAttention: "done, and something needs a person"
    case .misused: "the command was misused"
    case .inputDamaged: "the input is damaged"
    case .inputNotFound: "the input was not found"
    case .unreachable: "the other side cannot be reached"
    case .ourFault: "a fault of ours"
    case .cannotWriteOutput: "output cannot be written"
    case .cannotWriteState: "state cannot be written"
    case .notNow: "not now, try again later"
    case .refused: "refused: sign-in or permission"
    case .wrongSettings: "the project or its settings are wrong"
    case .interrupted: "stopped by Ctrl-C"
    case .terminated: "stopped by the system"
    }
  }
}
