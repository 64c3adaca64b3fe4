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
      "CREDENTIAL-TOKEN", "the issuer hands out tokens", exit: .done,
      "Microsoft or Google accepted the credential and gave a token. What it allows stands above the checks; whether a"
        + " mailbox opens with it is a check of its own.",
      do: []),
    FindingText(
      "CREDENTIAL-UNUSED", "no mailbox uses the credential", exit: .done,
      "No source or target names it, so no mailbox could be opened to try it.",
      do: ["Name it: postduif target add NAME m365 --credential CREDENTIAL"]),
    FindingText(
      "CREDENTIAL-UNKNOWN", "no such password", exit: .inputNotFound, "The store has no password of that name.",
      do: ["See: postduif credential list"]),
    FindingText(
      "CREDENTIAL-MODE", "others can read a secret", exit: .wrongSettings,
      "A file or folder with passwords can be opened by others on this machine. It is not read.",
      do: ["Close it: chmod 600 FILE, or chmod 700 FOLDER.", "If others could have read it, change the passwords."]),
    FindingText(
      "CREDENTIAL-FILE", "a file with secrets cannot be used", exit: .wrongSettings,
      "A password file is missing or empty, or the project's store or a file of tokens is damaged. It is left as it is:"
        + " nothing is written over a file that cannot be read.",
      do: [
        "A password file: write the password into its first line.",
        "The store: put a backup in its place, or move it away and set the credentials again.",
        "Tokens (.postduif/tokens): remove the file and sign in again.",
      ]),
    FindingText(
      "CREDENTIAL-SEALED", "the secrets are sealed", exit: .wrongSettings,
      "The project's secrets are encrypted with a passphrase, no way to it is configured, and nobody could be asked.",
      do: [
        "Let a command print it: POSTDUIF_PASSPHRASE_COMMAND",
        "Or keep it in a file of mode 600: POSTDUIF_PASSPHRASE_FILE",
        "Or give the service a credential of systemd: postduif-passphrase", "Or run it on a terminal.",
      ]),
    FindingText(
      "CREDENTIAL-PASSPHRASE", "not the passphrase of these secrets", exit: .wrongSettings,
      "The project's secrets are encrypted with another passphrase than the one given.",
      do: ["Give the passphrase they were sealed with.", "Lost it? Move the files away and set the credentials again."]),
    FindingText(
      "CREDENTIAL-VERSION", "written by a later version", exit: .wrongSettings,
      "A file with secrets has a form that this version does not know. It is left as it is.",
      do: ["Use the later version: postduif version"]),
    FindingText(
      "CREDENTIAL-KIND", "not a credential of this kind", exit: .wrongSettings,
      "A credential was named where one of another kind is needed, as a password where a server takes tokens.",
      do: ["See the kinds: postduif credential list", "Name another one: postduif source set NAME --credential NAME"]),
    FindingText(
      "CREDENTIAL-LOCKED", "another process holds the secrets", exit: .notNow,
      "Another process changes the store or renews the same token, and has for more than a minute.",
      do: ["See what it does; the lock goes when it ends.", "Try again."]),
    FindingText(
      "CREDENTIAL-COMMAND", "the password command failed", exit: .wrongSettings,
      "The command ended with an error, printed nothing, or took longer than a minute.",
      do: ["Run it by hand, and see that it prints the password on its first line."]),
    FindingText(
      "CREDENTIAL-NAME", "not a name for a password", exit: .wrongSettings,
      "Names have 1 to 512 bytes, no tabs or line ends, and do not begin with #.", do: ["Take another name."]),
  ]
}
