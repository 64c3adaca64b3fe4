import Core

/// One command at work: its surroundings, its settings, and the two ways to speak. The answer goes to standard output,
/// the story to standard error.
struct Session: Sendable {
  let context: Context
  let settings: Settings
  /// The folder given with `--project`; nil when it is to be looked for.
  let projectFolder: String?
  let isQuiet: Bool
  let isVerbose: Bool
  let forExcel: Bool
  let answerLayout: Layout
  let storyLayout: Layout

  init(context: Context, global: GlobalOptions) throws {
    self.context = context
    settings = try Settings.read(
      flags: [
        .format: global.format?.rawValue, .color: global.color?.rawValue, .lang: global.lang,
        .ascii: global.ascii ? "true" : nil,
      ], context: context, projectFolder: global.project)
    projectFolder = global.project
    isQuiet = global.quiet
    isVerbose = global.verbose
    forExcel = global.excel
    let color = try settings.choice(.color, ColorChoice.self)
    let ascii = try settings.isOn(.ascii)
    answerLayout = context.outTerminal.layout(color: color, ascii: ascii, environment: context.environment)
    storyLayout = context.errTerminal.layout(color: color, ascii: ascii, environment: context.environment)
    format = try settings.choice(.format, OutputFormat.self)
    let lang = settings.value(.lang)
    if !lang.hasPrefix("en") {
      tell(["Texts are in English for now; \"\(lang)\" is not there yet."])
    }
  }

  let format: OutputFormat

  // MARK: speaking

  func give(_ answer: Answer) {
    // The window may have been drawn larger or smaller during a long run.
    var layout = answerLayout
    layout.width = context.outTerminal.columnsNow.map(Layout.width) ?? layout.width
    context.out.write(answer.text(in: format, layout: layout, forExcel: forExcel))
  }

  /// A remark on standard error. In machine formats it stays away: a log reader would trip over it.
  func tell(_ lines: [String]) {
    guard !isQuiet, format == .text else { return }
    context.err.write(lines.map { $0 + "\n" }.joined())
  }

  func explainStep(_ line: String) {
    if isVerbose { tell([line]) }
  }

  /// One record at once, for `ndjson` while a command runs.
  func stream(_ value: JSONValue) {
    context.out.write(value.text() + "\n")
  }

  // MARK: asking

  /// What a person must do before the command can go on; said in every format but to standard error.
  func ask(_ lines: [String]) {
    context.err.write(lines.map { $0 + "\n" }.joined())
  }

  /// True when a person, or `--yes`, agrees. Throws `USAGE-CONFIRM` when nobody can be asked.
  func confirm(_ question: String, _ writing: WritingOptions) throws -> Bool {
    if writing.yes { return true }
    guard let keyboard = context.keyboard else {
      throw CommandFailure(
        .misused, "USAGE-CONFIRM", "this changes something, and there is no terminal to ask on",
        next: "Add --yes to go ahead, or --dry-run to see what would be done.")
    }
    context.err.write(Wrap.lines("\(question) [y/N]", width: storyLayout.width - 2).joined(separator: "\n") + " ")
    let answer = keyboard.line()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }

  /// A password typed without echo; nil when nobody can be asked or nothing was typed.
  func askSecret(_ prompt: String) -> Secret? {
    guard let keyboard = context.keyboard else { return nil }
    context.err.write(prompt + ": ")
    guard let line = keyboard.hiddenLine(), !line.isEmpty else { return nil }
    return Secret(line)
  }
}
