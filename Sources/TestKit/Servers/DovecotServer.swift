import Core
import Glibc
import Lab
import Synchronization

/// Dovecot 2.3 with a configuration of its own. Any user name opens a mailbox with ``password``; the master user signs in
/// as `someone*admin` with ``masterPassword``.
public final class DovecotServer: RealServer {
  public enum Format: String, Sendable { case maildir, sdbox }

  public struct Options: Sendable {
    public var format = Format.maildir
    /// Storage limit in megabytes; nil for none.
    public var quotaMegabytes: Int?
    /// Folder name to special-use attribute; made at the first sign-in.
    public var specialFolders: [String: String] = [:]
    /// Announced instead of what Dovecot would say by itself.
    public var capability: String?
    /// Folder name to rights (`lr`): what the owner may do there.
    public var rights: [String: String] = [:]
    /// Whose tokens open mailboxes by XOAUTH2 and OAUTHBEARER; nil for none.
    public var tokens: TokenCheck?
    public init() {}

    public static let dutch = [
      "Verzonden items": "\\Sent", "Concepten": "\\Drafts", "Prullenbak": "\\Trash",
      "Ongewenste e-mail": "\\Junk", "Archief": "\\Archive",
    ]
    public static let english = [
      "Sent": "\\Sent", "Drafts": "\\Drafts", "Trash": "\\Trash", "Junk": "\\Junk", "Archive": "\\Archive",
    ]
  }

  public static let program = Files.program("dovecot")
  public let name = "Dovecot"
  public let password = "geheim-dovecot"
  public let masterPassword = "loper-dovecot"
  public let port: Int
  public let tlsPort: Int?
  public let folder: TemporaryFolder
  public let authority: TestAuthority
  private let settings: Mutex<Options>
  var options: Options { settings.withLock { $0 } }
  private let master = Mutex<ChildProcess?>(nil)

  public init(_ options: Options = Options(), authority: TestAuthority? = nil) async throws {
    settings = Mutex(options)
    folder = try TemporaryFolder("dovecot")
    if let authority { self.authority = authority } else { self.authority = try await TestAuthority() }
    let ports = Loopback.freePorts(2)
    port = ports[0]
    tlsPort = ports[1]
    for name in ["run", "state", "mail"] { try Files.makeFolder(folder(name)) }
    Files.give(folder("mail"), to: .current)
    try configure()
    try await start()
  }

  /// For the next start: other options, the same mail and ports.
  public func reconfigure(_ options: Options) throws {
    settings.withLock { $0 = options }
    try configure()
  }

  private func configure() throws {
    try Files.write(configuration, to: folder("dovecot.conf"))
    let lines = options.rights.sorted { $0.key < $1.key }.map { "\"\($0.key)\" owner \($0.value)\n" }
    try Files.write(lines.joined(), to: folder("rights"))
    guard let tokens = options.tokens else { return }
    try tokens.issuer.writeKey(to: folder("keys"), clients: tokens.clients)
    try Files.write(tokens.configuration(keys: folder("keys")), to: folder("tokens.conf"))
  }

  deinit { master.withLock { $0?.kill() } }

  public func start() async throws {
    guard let program = Self.program else {
      throw Fault("TEST-SERVER", "dovecot is not installed", recovery: .stopRun)
    }
    // In the foreground it leads the group of all its parts, and its end is an event.
    let child = try ChildProcess.start(
      program, ["-F", "-c", folder("dovecot.conf")], output: folder("start"), errors: folder("start"))
    master.withLock { $0 = child }
    try await waitUntilReady(child, log: folder("start"))
  }

  public func kill() async { await end(SIGKILL) }
  public func stop() async { await end(SIGTERM) }

  private func end(_ signal: Int32) async {
    guard let child = master.withLock({ $0 }) else { return }
    child.kill(signal)
    if signal != SIGKILL { child.kill(afterMilliseconds: 5_000) }
    _ = await child.exit()
    await waitUntilSilent()
    // A dead master leaves its number behind, and the next one would refuse to start.
    unlink(folder("run/master.pid"))
  }
}
