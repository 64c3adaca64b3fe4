import Core

/// Where the passphrase that seals a project's secrets is looked for, in this order: environment, command, file, the
/// system's credentials.
struct PassphraseWays: Sendable {
  let environment: [String: String]
  let commandLimit: Duration

  static let variable = "POSTDUIF_PASSPHRASE"
  static let systemName = "postduif-passphrase"

  static let advice =
    "Set POSTDUIF_PASSPHRASE_COMMAND or POSTDUIF_PASSPHRASE_FILE, give systemd a credential \(systemName), or run it on a"
    + " terminal"

  /// Nil when none is configured. Throws `CREDENTIAL-COMMAND`, `CREDENTIAL-MODE` and `CREDENTIAL-FILE` where a way is
  /// configured and fails: what was meant to be sealed must not be written open.
  func find() async throws(Fault) -> Secret? {
    func named(_ end: String) -> String? { environment[Self.variable + end].flatMap { $0.isEmpty ? nil : $0 } }
    if let text = named("") { return Secret(text) }
    if let command = named("_COMMAND") {
      return try await PasswordCommand(
        command, environment: environment, limit: commandLimit, place: Self.variable + "_COMMAND"
      ).run()
    }
    if let file = named("_FILE") { return try CredentialResolver.firstLine(of: file) }
    guard let folder = environment["CREDENTIALS_DIRECTORY"] else { return nil }
    return try CredentialResolver.system(Self.systemName, in: folder)
  }
}
