import ArgumentParser

/// Flags that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(name: [.customShort("p"), .long], help: "The project's folder; otherwise this one or a parent of it.")
  var project: String?

  @Option(name: [.customShort("f"), .long], help: "text, json, ndjson or csv.")
  var format: OutputFormat?

  @Flag(name: [.customShort("q"), .long], help: "The answer only, no progress and no remarks.")
  var quiet = false

  @Flag(name: [.customShort("v"), .long], help: "Say what is done, step by step.")
  var verbose = false

  @Option(help: "auto, always or never.")
  var color: ColorChoice?

  @Flag(help: "Signs and bars in plain ASCII.")
  var ascii = false

  @Flag(help: "With csv: begin with the mark Excel needs to read UTF-8.")
  var excel = false

  @Option(help: "Language of the texts: en.")
  var lang: String?
}

/// Flags of commands that change something.
struct WritingOptions: ParsableArguments {
  @Flag(name: [.customShort("y"), .long], help: "Do not ask.")
  var yes = false

  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false
}

enum OutputFormat: String, Sendable, CaseIterable, ExpressibleByArgument { case text, json, ndjson, csv }

extension ColorChoice: ExpressibleByArgument {}
