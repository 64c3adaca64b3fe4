/// Where a secret may be found. It holds names, never the secret.
public struct CredentialReference: Sendable, Hashable {
  /// The name in the store, in the environment and among the system's credentials.
  public var name: String
  /// A shell command whose first line of output is the secret.
  public var command: String?
  /// A file whose first line is the secret.
  public var file: String?
  /// The name that will sign in; the command sees it as `POSTDUIF_USER`.
  public var user: String

  public init(name: String, command: String? = nil, file: String? = nil, user: String = "") {
    self.name = name
    self.command = command
    self.file = file
    self.user = user
  }

  /// `POSTDUIF_PASSWORD_OUD_IMAP` for `oud-imap`: upper case, `_` for everything that is no letter or digit of ASCII.
  public var environmentName: String {
    "POSTDUIF_PASSWORD_"
      + String(
        name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
