import ArgumentParser

struct PSTCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pst", abstract: "Reads Outlook's PST and OST files; changes none of them.",
    discussion: """
      Examples:
        postduif pst info archief.pst
        postduif pst extract archief.pst --to archief
        postduif pst extract archief.pst --to archief --as mbox --deleted
      """, subcommands: [PSTInfoCommand.self, PSTListCommand.self, PSTExtractCommand.self, PSTCheckCommand.self])
}
