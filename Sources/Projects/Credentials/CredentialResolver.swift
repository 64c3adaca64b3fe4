public import Core
import FoundationEssentials
import Synchronization

/// Finds secrets by their names, in this order: environment, command, file, the system's credentials, the project's
/// store.
public final class CredentialResolver: Sendable {
  private let store: CredentialStore
  private let environment: [String: String]
  private let commandLimit: Duration
  /// The store as it was read, and the file's state then: 50,000 mailboxes ask one after the other.
  private let read = Mutex<(state: ProjectFile.State, table: CredentialTable)?>(nil)

  /// - Parameters:
  ///   - environment: this process's own unless given.
  ///   - commandLimit: how long a password command may take.
  public init(
    store: CredentialStore, environment: [String: String]? = nil, commandLimit: Duration = .seconds(60)
  ) {
    self.store = store
    self.environment = environment ?? ProcessInfo.processInfo.environment
    self.commandLimit = commandLimit
  }

  /// Nil when no way knows the secret; the caller may then ask a person. Throws where a way was named and failed.
  public func resolve(_ reference: CredentialReference) async throws(Fault) -> Secret? {
    if let text = environment[reference.environmentName], !text.isEmpty { return Secret(text) }
    if let command = reference.command {
      var environment = environment
      environment[PassphraseWays.variable] = nil
      environment["POSTDUIF_USER"] = reference.user
      environment["POSTDUIF_CREDENTIAL"] = reference.name
      return try await PasswordCommand(command, environment: environment, limit: commandLimit).run()
    }
    if let file = reference.file { return try Self.firstLine(of: file) }
    if let folder = environment["CREDENTIALS_DIRECTORY"], let secret = try Self.system(reference.name, in: folder) {
      return secret
    }
    return try await stored(reference.name)
  }

  /// What the project's store has under a name, of whatever kind; nil when it has none. The store is read once as long
  /// as it does not change.
  public func credential(named name: String) async throws(Fault) -> StoredCredential? {
    let table = try await table()
    guard let entry = table.entries[name] else { return nil }
    return try table.credential(entry, name: name)
  }

  private func stored(_ name: String) async throws(Fault) -> Secret? {
    let table = try await table()
    guard let entry = table.entries[name] else { return nil }
    return try table.secret(entry, name: name)
  }

  private func table() async throws(Fault) -> CredentialTable {
    let state = ProjectFile.state(of: store.path)
    if let known = read.withLock({ $0 }), known.state == state { return known.table }
    let table = try await store.load()
    // A file replaced while it was read has another state by now and is read again by the next.
    if let state { read.withLock { $0 = (state, table) } }
    return table
  }

  /// The first line of a private file. Throws `CREDENTIAL-MODE` and `CREDENTIAL-FILE`.
  static func firstLine(of path: String) throws(Fault) -> Secret {
    try ProjectFile.checkPrivate(path)
    guard let bytes = try ProjectFile.read(path, limit: 1 << 20) else {
      throw Fault(
        "CREDENTIAL-FILE", "the password file is not there", place: path, recovery: .stopRun,
        advice: "Make it, with the password in its first line: chmod 600 \(path)")
    }
    guard let secret = secret(in: bytes) else {
      throw Fault(
        "CREDENTIAL-FILE", "the first line of the password file is empty or not UTF-8", place: path,
        recovery: .stopRun, advice: "Write the password into its first line")
    }
    return secret
  }

  /// A credential systemd put there (systemd.exec(5), `LoadCredential=`). The service's own folder is private, whatever
  /// the modes say, so they are not looked at.
  static func system(_ name: String, in folder: String) throws(Fault) -> Secret? {
    // A slash cannot stand in a file's name; `oud/an` is looked for as `oud_an`.
    let name = name.replacing("/", with: "_")
    guard name != ".", name != "..",
      let bytes = try ProjectFile.read(folder + "/" + name, limit: 1 << 20)
    else { return nil }
    return secret(in: bytes)
  }

  /// The first line, without its end; nil when it is empty.
  static func secret(in bytes: [UInt8]) -> Secret? {
    var line = bytes.prefix { $0 != 0x0A }
    if line.last == 0x0D { line.removeLast() }
    guard !line.isEmpty, let text = String(validating: line, as: UTF8.self) else { return nil }
    return Secret(text)
  }
}
