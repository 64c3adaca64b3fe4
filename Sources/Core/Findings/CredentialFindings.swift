extension FindingCatalogue {
  /// Passwords and where they come from.
  static let credentials: [FindingText] = [
    FindingText(
      "CREDENTIAL-MISSING", "no password is known", exit: .wrongSettings,
      "Neither the environment, a command, a file, the system's credentials nor the project's store has the password, and"
        + " nobody could be asked.",
      do: [
        "Store it: postduif credential set NAME", "Or in the environment: POSTDUIF_PASSWORD_<NAME>",
        "Or let a command print it: postduif source set NAME --password-command CMD",
      ]),
    FindingText(
      "CREDENTIAL-UNKNOWN", "no such password", exit: .inputNotFound, "The store has no password of that name.",
      do: ["See: postduif credential list"]),
    FindingText(
      "CREDENTIAL-MODE", "others can read a secret", exit: .wrongSettings,
      "A file or folder with passwords can be opened by others on this machine. It is not read.",
      do: ["Close it: chmod 600 FILE, or chmod 700 FOLDER.", "If others could have read it, change the passwords."]),
    FindingText(
      "CREDENTIAL-FILE", "the password file cannot be used", exit: .wrongSettings,
      "The file is missing, empty, or its first line is no text.", do: ["Write the password into its first line."]),
    FindingText(
      "CREDENTIAL-COMMAND", "the password command failed", exit: .wrongSettings,
      "The command ended with an error, printed nothing, or took longer than a minute.",
      do: ["Run it by hand, and see that it prints the password on its first line."]),
    FindingText(
      "CREDENTIAL-NAME", "not a name for a password", exit: .wrongSettings,
      "Names have 1 to 512 bytes, no tabs or line ends, and do not begin with #.", do: ["Take another name."]),
  ]
}
