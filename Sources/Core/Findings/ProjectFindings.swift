extension FindingCatalogue {
  /// The project's files, credentials and the command line.
  static let project: [FindingText] = [
    FindingText(
      "USAGE", "the command was not understood", exit: .misused,
      "A word or flag of the command is not known, or a value is missing.",
      do: ["See what it takes: postduif help COMMAND"]),
    FindingText(
      "USAGE-SECRET", "a secret on the command line", exit: .misused,
      "A value on the command line can be read by every user of the machine and stays in the shell's history. It is not"
        + " accepted. If you typed a real password, change it.",
      do: [
        "Let a command print it: --password-command \"pass show imap/example\"",
        "Keep it in a file only you can read: --password-file FILE (mode 0600)",
        "Or in the environment: POSTDUIF_PASSWORD_<NAME>, or a systemd credential.",
        "Or leave it out: on a terminal it is asked for.",
      ]),
    FindingText(
      "USAGE-CONFIRM", "nobody could be asked", exit: .misused,
      "The command changes something and asks before it does. There is no terminal to ask on.",
      do: ["Look at what it will do with --dry-run, then say yes on the command line: --yes"]),
    FindingText(
      "CREDENTIAL-ASKED", "a password was needed and nobody could be asked", exit: .wrongSettings,
      "No password is stored for the endpoint or mailbox, and there is no terminal to ask on.",
      do: [
        "Store one: postduif source set NAME --password-command \"...\" or --password-file FILE",
        "Or give it in the environment: POSTDUIF_PASSWORD_<NAME>",
      ]),
    FindingText(
      "OUTPUT-WRITE", "the output cannot be written", exit: .cannotWriteOutput,
      "The file or the folder for a report or an export cannot be written.",
      do: ["Name another place: --output FILE"]),
  ]
}
