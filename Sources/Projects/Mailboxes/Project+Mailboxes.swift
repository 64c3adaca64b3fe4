public import Archives
public import Core

extension Project {
  /// The mailboxes, from the CSV file or the project file, checked against each other and against the endpoints.
  ///
  /// Throws a fault with the first thing that is wrong; its cause is ``Problems`` with all of them.
  public func mailboxes() throws(Fault) -> [MailboxEntry] {
    switch settings.mailboxes {
    case .inline(let entries): return entries
    case .file(let name):
      guard let table = try table() else { return [] }
      let entries = table.entries
      let findings =
        Self.users(entries, file: name)
        + MailboxCheck.findings(entries, settings) { "\(name) line \($0.line)" }
      guard let first = findings.first else { return entries }
      throw Fault(
        first.code, first.message, place: first.place, recovery: .stopRun, advice: first.next,
        cause: Problems(findings: findings))
    }
  }

  private static func users(_ entries: [MailboxEntry], file: String) -> [Finding] {
    entries.flatMap { entry in
      Side.allCases.filter { entry[$0].user.isEmpty }.map { side in
        Finding(
          .problem, "MAILBOX-USER", place: "\(file) line \(entry.line)",
          "the column \(side == .source ? "SourceUser" : "TargetUser") is empty",
          next:
            "Write the mailbox's name at the \(side.rawValue): the one that signs in, or that stands in the path of files"
        )
      }
    }
  }

  /// Nil when the file is not there yet.
  private func table() throws(Fault) -> MailboxTable? {
    guard let path = mailboxesPath, let bytes = try ProjectFile.read(path, limit: MailboxTable.byteLimit) else {
      return nil
    }
    return try MailboxTable(bytes, file: path.split(separator: "/").last.map(String.init) ?? path)
  }

  /// Adds mailboxes, or changes those of the same names. Throws what is wrong with the result, and then nothing is
  /// written.
  public func setMailboxes(_ entries: [MailboxEntry]) throws(Fault) {
    var table = try writableTable()
    table = table.widened(for: entries)
    table.set(entries)
    let findings = MailboxCheck.findings(entries, among: table.entries, settings) { "mailbox \($0.name)" }
    if let first = findings.first {
      throw Fault(
        first.code, first.message, place: first.place, recovery: .stopRun, advice: first.next,
        cause: Problems(findings: findings))
    }
    try write(table)
  }

  /// Takes a mailbox out of the list; what was moved stays where it is. Throws `MAILBOX-UNKNOWN`.
  public func removeMailbox(_ name: String) throws(Fault) {
    var table = try writableTable()
    guard table.remove(name) else {
      let names = table.entries.map(\.name)
      let meant = suggestion(for: name, among: names).map { "Did you mean \($0)? " } ?? ""
      throw Fault(
        "MAILBOX-UNKNOWN", "the project has no mailbox \"\(name)\"", place: mailboxesPath ?? Self.fileName,
        recovery: .stopRun, advice: "\(meant)See: postduif mailbox list")
    }
    try write(table)
  }

  private func writableTable() throws(Fault) -> MailboxTable {
    guard mailboxesPath != nil else {
      throw Fault(
        "PROJECT-EDIT", "the mailboxes stand in the project file itself", place: Self.fileName, recovery: .stopRun,
        advice: "Change them there, or move them to a file of their own: mailboxes: mailboxes.csv")
    }
    return try table() ?? MailboxTable()
  }

  private func write(_ table: MailboxTable) throws(Fault) {
    guard let path = mailboxesPath else { return }
    try ProjectFile.replace(path, with: Array(table.text.utf8))
  }

  // MARK: Ways in

  /// How one end of a mailbox is reached.
  public enum Way: Sendable, Hashable {
    case server(SignIn)
    case files(MailboxFiles)
  }

  /// The names to send to a server, and the secret to ask for.
  public struct SignIn: Sendable, Hashable {
    public var endpoint: Endpoint
    public var identity: SignInIdentity
    public var credential: CredentialReference
  }

  /// The files of one mailbox.
  public struct MailboxFiles: Sendable, Hashable {
    public var endpoint: Endpoint
    public var form: ArchiveForm
    /// Absolute.
    public var path: String
    /// Folder that counts as root.
    public var root: String?
  }

  /// How one end of a mailbox is reached. Throws `MAILBOX-ENDPOINT`, `MAILBOX-PATH`.
  public func way(_ entry: MailboxEntry, _ side: Side) throws(Fault) -> Way {
    let end = entry[side]
    let endpoint = try endpoint(of: entry, side)
    guard let files = endpoint.files else { return .server(signIn(end, endpoint)) }
    let path = try files.path(for: end.user)
    return .files(MailboxFiles(endpoint: endpoint, form: files.form, path: path, root: end.root))
  }

  /// How to sign in at one end of a mailbox. Throws `MAILBOX-FILES` where nobody signs in.
  public func signIn(_ entry: MailboxEntry, _ side: Side) throws(Fault) -> SignIn {
    let endpoint = try endpoint(of: entry, side)
    guard endpoint.files == nil else {
      throw Fault(
        "MAILBOX-FILES", "the \(side.rawValue) \"\(endpoint.name)\" is files, and nobody signs in there",
        place: Self.fileName, recovery: .stopRun, advice: "No password is needed for it")
    }
    return signIn(entry[side], endpoint)
  }

  private func endpoint(of entry: MailboxEntry, _ side: Side) throws(Fault) -> Endpoint {
    let name = entry[side].endpoint
    guard let endpoint = name.isEmpty ? settings.endpoints(side).first : settings.endpoint(side, name) else {
      throw Fault(
        "MAILBOX-ENDPOINT", "the project has no \(side.rawValue) for \(entry.name)", place: Self.fileName,
        recovery: .stopRun, advice: "Add it: postduif \(side.rawValue) add")
    }
    return endpoint
  }

  private func signIn(_ end: MailboxEntry.End, _ endpoint: Endpoint) -> SignIn {
    let identity: SignInIdentity
    var owner = end.user
    if let admin = endpoint.admin {
      identity = admin.form.identity(
        admin: admin.user, user: end.user, separator: admin.separator, domain: admin.domain, root: end.root)
      owner = admin.user
    } else {
      identity = SignInIdentity(login: end.user, root: end.root)
    }
    let reference = CredentialReference(
      name: end.credential ?? endpoint.credential ?? "\(endpoint.name)/\(owner)", command: endpoint.passwordCommand,
      file: endpoint.passwordFile, user: identity.login)
    return SignIn(endpoint: endpoint, identity: identity, credential: reference)
  }
}
