import Core

/// One key of `postduif.yaml`. The reader, the published schema and the documentation all come from this table.
struct ProjectKey: Sendable {
  indirect enum Kind: Sendable {
    case text
    case integer(ClosedRange<Int>)
    case flag
    case choice([String])
    /// A number with a unit: `30s`, `5min`.
    case duration
    /// Bytes per second: `2MB/s`.
    case rate
    case textList
    /// Any key to a text, such as folder names.
    case textMap
    case object([ProjectKey])
    /// Names of the user's own, each with the keys of one form.
    case named([Form])
    case list([ProjectKey])
    /// One of several forms; the first that fits the shape of what is written counts.
    case either([Kind])
  }

  /// Keys that stand together below a name. The word of the key `kind` tells forms apart; without it the first is meant.
  struct Form: Sendable {
    /// What it describes: `a server`.
    var what: String
    var kinds: [String]
    var keys: [ProjectKey]
  }

  var name: String
  var kind: Kind
  var about: String
  var isRequired = false

  init(_ name: String, _ kind: Kind, _ about: String, isRequired: Bool = false) {
    self.name = name
    self.kind = kind
    self.about = about
    self.isRequired = isRequired
  }
}

extension ProjectKey {
  static let root: [ProjectKey] = [
    ProjectKey("project", .object(project), "What the move is called and who does it.", isRequired: true),
    ProjectKey("source", .named(endpoints), "Where mail comes from, servers or files, by a name of your own."),
    ProjectKey("target", .named(endpoints), "Where mail goes to, servers or files, by a name of your own."),
    ProjectKey(
      "mailboxes", .either([.text, .list(mailbox)]),
      "The mailboxes: a CSV file beside this one, or a short list right here."),
    ProjectKey("options", .object(options), "Wishes for every run."),
  ]

  static let project: [ProjectKey] = [
    ProjectKey("name", .text, "Name of the project, as it stands in reports.", isRequired: true),
    ProjectKey("customer", .text, "The customer's name, for reports."),
    ProjectKey("consultant", .text, "Your name, for reports."),
  ]

  static let endpoints: [Form] = [
    Form(what: "a server", kinds: Endpoint.Kind.allCases.filter { $0.form == nil }.map(\.rawValue), keys: server),
    Form(what: "files", kinds: Endpoint.Kind.allCases.filter { $0.form != nil }.map(\.rawValue), keys: files),
  ]

  static let files: [ProjectKey] = [
    ProjectKey(
      "kind", .choice(names(Endpoint.Kind.self)),
      "How the mail lies in files: mbox, maildir or eml; of a source also pst.",
      isRequired: true),
    ProjectKey(
      "path", .text,
      "Folder, file, zip or tar; {user}, {local} and {domain} stand for the mailbox's name. From the project's folder on.",
      isRequired: true),
  ]

  static let server: [ProjectKey] = [
    ProjectKey("kind", .choice(names(Endpoint.Kind.self)), "How mail is reached; imap unless said otherwise."),
    ProjectKey("host", .text, "Name or address of the server.", isRequired: true),
    ProjectKey("port", .integer(1...65_535), "993 with implicit TLS, else 143, unless said otherwise."),
    ProjectKey(
      "tls", .choice(names(Endpoint.TLS.self)),
      "implicit: from the first byte. starttls: before signing in. none: never; passwords travel in the clear."),
    ProjectKey(
      "trust", .either([.choice(["system", "unverified"]), .object(trust)]),
      "Whose certificates are believed. unverified believes anybody's."),
    ProjectKey(
      "allow-plain-text-sign-in", .flag, "Send the password without TLS if there is no other way."),
    ProjectKey("sign-in", .choice(names(Endpoint.SignIn.self)), "How to sign in; automatic picks the strongest."),
    ProjectKey(
      "credential", .text, "Name of the password to use for every mailbox of this server. Never the password itself."),
    ProjectKey("password-command", .text, "Command whose first line of output is the password."),
    ProjectKey("password-file", .text, "File with the password in its first line, readable by you alone."),
    ProjectKey("admin", .object(admin), "An administrator who opens other people's mailboxes."),
    ProjectKey("proxy", .text, "socks5://HOST:PORT or http://HOST:PORT to go through."),
    ProjectKey("provider", .choice(Providers.all.map(\.id)), "What the server is, where it does not say so itself."),
    ProjectKey("connections", .integer(1...1_000), "Connections to this server at the most."),
    ProjectKey("timeout", .duration, "How long an answer may take: 60s."),
    ProjectKey("compress", .flag, "Compress the connection where the server can; for thin lines. Default false."),
  ]

  static let trust: [ProjectKey] = [
    ProjectKey("ca-file", .text, "Certificates (PEM) of your own authority."),
    ProjectKey("pin-sha256", .text, "SHA-256 of the server's certificate in hexadecimal."),
  ]

  static let admin: [ProjectKey] = [
    ProjectKey("user", .text, "The administrator's own sign-in name.", isRequired: true),
    ProjectKey("form", .choice(names(AdminForm.self)), "How the server wants the two names written."),
    ProjectKey("separator", .text, "What stands between user and administrator; * unless said otherwise."),
    ProjectKey("domain", .text, "The administrator's Windows domain (form exchange)."),
  ]

  static let mailbox: [ProjectKey] = [
    ProjectKey("name", .text, "Unique name; the target's user unless said otherwise."),
    ProjectKey("source", .text, "Name of the source, where there are several."),
    ProjectKey(
      "source-user", .text, "Sign-in name, mailbox to open as administrator, or name in the path of files.",
      isRequired: true),
    ProjectKey("source-root", .text, "Folder that counts as the mailbox's root."),
    ProjectKey("source-credential", .text, "Name of the password at the source."),
    ProjectKey("target", .text, "Name of the target, where there are several."),
    ProjectKey(
      "target-user", .text, "Sign-in name, mailbox to open as administrator, or name in the path of files.",
      isRequired: true),
    ProjectKey("target-root", .text, "Folder to put everything below."),
    ProjectKey("target-credential", .text, "Name of the password at the target."),
    ProjectKey("exclude", .textList, "Source folders left out, besides those of options."),
    ProjectKey("map", .textMap, "Source folder to target folder, besides those of options."),
  ]

  static let options: [ProjectKey] = [
    ProjectKey("lanes", .integer(1...32), "Connection pairs for one mailbox."),
    ProjectKey("parallel", .integer(1...1_000), "Mailboxes side by side."),
    ProjectKey("limit-rate", .rate, "Bytes per second over all mailboxes: 2MB/s."),
    ProjectKey("mirror-deletes", .flag, "Remove at the target what was removed at the source since."),
    ProjectKey("repair", .flag, "Store refused messages in the smallest changed form."),
    ProjectKey("disarm-receipts", .flag, "Take the request for a read receipt out of unread mail."),
    ProjectKey("exclude", .textList, "Source folders left out: Archief, Klanten/*, **/Oud, \\Trash."),
    ProjectKey("map", .textMap, "Source folder to target folder, with / between levels."),
  ]

  private static func names<T: CaseIterable & RawRepresentable<String>>(_: T.Type) -> [String] {
    T.allCases.map(\.rawValue)
  }

  /// Keys people write a secret under. None is ever accepted in a project file.
  static let secretKeys: Set<String> = [
    "password", "passwd", "pass", "pwd", "secret", "token", "access-token", "refresh-token", "client-secret",
    "passphrase", "wachtwoord", "kennwort", "mot-de-passe",
  ]
}
