public import Core
import FoundationEssentials

/// The project's own secrets: one file, for its owner alone, replaced in one step, sealed where a passphrase is
/// configured. Several processes may write; none of their changes is lost.
///
/// Besides what is named at each, reading throws `CREDENTIAL-MODE` where others can open the file, `CREDENTIAL-SEALED` and
/// `CREDENTIAL-PASSPHRASE` where it is sealed and the right passphrase is not at hand, `CREDENTIAL-VERSION` and
/// `CREDENTIAL-FILE`. A store that cannot be read is never written.
public struct CredentialStore: Sendable {
  /// In a folder of mode 0700.
  public let path: String
  let keyring: Keyring

  /// - Parameter keyring: of this process's environment, without anybody to ask, unless given.
  public init(path: String, keyring: Keyring = Keyring()) {
    self.path = path
    self.keyring = keyring
  }

  private static let byteLimit = 64 << 20
  /// Bound to the sealed file, so that no other sealed file passes for it.
  static let label = "credentials"

  /// Tokens got with these credentials.
  public var tokens: TokenStore {
    TokenStore(folder: ProjectFile.parent(of: path) + "/tokens", storePath: path, keyring: keyring)
  }

  // MARK: Reading

  /// In the order of their names.
  public func entries() async throws(Fault) -> [CredentialEntry] {
    try await load().entries.map { CredentialEntry(name: $0.key, kind: $0.value.kind) }.sorted { $0.name < $1.name }
  }

  /// In alphabetical order.
  public func names() async throws(Fault) -> [String] { try await load().entries.keys.sorted() }

  /// Nil when there is none of that name. Throws `CREDENTIAL-KIND` when it is no password.
  public func secret(named name: String) async throws(Fault) -> Secret? {
    let table = try await load()
    guard let entry = table.entries[name] else { return nil }
    return try table.secret(entry, name: name)
  }

  /// Nil when there is none of that name. A password has the single field `password`.
  public func credential(named name: String) async throws(Fault) -> StoredCredential? {
    let table = try await load()
    guard let entry = table.entries[name] else { return nil }
    return try table.credential(entry, name: name)
  }

  /// Whether the file is sealed now; nil when there is none. Needs no passphrase.
  public func isSealed() throws(Fault) -> Bool? { try Self.beginning(of: path).map(SealHead.begins) }

  // MARK: Writing

  /// Adds passwords or replaces credentials of the same names. Throws `CREDENTIAL-NAME`.
  public func set(_ secrets: [String: Secret]) async throws(Fault) {
    try await set(secrets.mapValues(CredentialTable.entry))
  }

  /// Adds a credential or replaces the one of the same name. Tokens got with another one of that name are removed.
  /// Throws `CREDENTIAL-NAME`.
  public func set(_ credential: StoredCredential, named name: String) async throws(Fault) {
    guard StoredCredential.isKind(credential.kind) else {
      throw Fault("CREDENTIAL-NAME", "this cannot be a kind of credential", place: path, recovery: .stopRun)
    }
    try await set([name: CredentialTable.entry(credential)])
  }

  private func set(_ entries: [String: CredentialTable.Entry]) async throws(Fault) {
    for name in entries.keys where !Self.isName(name) {
      throw Fault(
        "CREDENTIAL-NAME", "this cannot be the name of a secret", place: path, recovery: .stopRun,
        advice: "Take 1 to 512 bytes without tabs and line ends, not beginning with #")
    }
    try await change { $0.merge(entries) { _, new in new } }
  }

  /// Removes a credential and its tokens; false when there was none of that name.
  public func remove(_ name: String) async throws(Fault) -> Bool {
    try await change { $0.removeValue(forKey: name) }
  }

  /// Writes the store anew: sealed if a passphrase is configured by now, else as it was.
  public func rewrite() async throws(Fault) {
    if ProjectFile.mode(of: path) != nil { try await change(always: true) { _ in } }
  }

  /// True when something changed.
  @discardableResult
  private func change(
    always: Bool = false, _ body: @Sendable (inout [String: CredentialTable.Entry]) -> Void
  ) async throws(Fault) -> Bool {
    let folder = ProjectFile.parent(of: path)
    try ProjectFile.makeFolder(folder, mode: 0o700)
    try ProjectFile.checkPrivate(folder)
    return try await FileLock.hold(path + ".lock") { () async throws(Fault) -> Bool in
      var table = try await load()
      let before = table.entries
      body(&table.entries)
      guard always || table.entries != before else { return false }
      // Before the credential itself: a crash between the two must not leave tokens that nobody would look for.
      for (name, entry) in before where entry.kind != StoredCredential.passwordKind && table.entries[name] != entry {
        try tokens.remove(name)
      }
      var bytes = table.bytes
      if try await keyring.seals(near: path) { bytes = try await keyring.seal(bytes, as: Self.label, near: path) }
      try ProjectFile.replace(path, with: bytes, mode: 0o600)
      return true
    }
  }

  private static func isName(_ name: String) -> Bool {
    (1...512).contains(name.utf8.count) && !name.hasPrefix("#") && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  // MARK: The file

  func load() async throws(Fault) -> CredentialTable {
    // No file is an empty store; a file that cannot be read is a fault.
    guard var bytes = try ProjectFile.read(path, limit: Self.byteLimit) else { return CredentialTable(path: path) }
    try ProjectFile.checkPrivate(ProjectFile.parent(of: path))
    try ProjectFile.checkPrivate(path)
    if SealHead.begins(bytes) { bytes = try await keyring.open(bytes, as: Self.label, path: path) }
    let table = try CredentialTable(bytes, path: path)
    if !table.earlierKeys.isEmpty { await keyring.learn(table.earlierKeys) }
    return table
  }

  /// Enough of a file to see whether and how it is sealed; nil when there is none.
  static func beginning(of path: String) throws(Fault) -> [UInt8]? {
    try ProjectFile.read(path, first: SealHead.byteLimit)
  }
}
