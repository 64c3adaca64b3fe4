import Core
import Glibc
import Lab
import Synchronization

/// Cyrus IMAP 3.6. Its package excludes Dovecot's, so it is not installed but unpacked (`script/bootstrap --tests`) and
/// runs from there: own libraries, own paths in its configuration, no root needed.
public final class CyrusServer: RealServer {
  /// Where `script/bootstrap` unpacks it, unless `POSTDUIF_CYRUS` names another place.
  public static let root: String? = {
    let places = [Environment["POSTDUIF_CYRUS"], "\(PackageFolder.path)/.build/servers/cyrus/root"].compactMap { $0 }
    return places.first { Files.isProgram("\($0)/usr/sbin/cyrmaster") }
  }()

  public let name = "Cyrus"
  public let password = "geheim-cyrus"
  public let port: Int
  public let tlsPort: Int? = nil
  public let folder: TemporaryFolder
  private let root: String
  private let users: [String]
  private let master = Mutex<ChildProcess?>(nil)

  /// `users` get a mailbox each at their first sign-in.
  public init(users: [String]) async throws {
    guard let root = Self.root else {
      throw Fault("TEST-SERVER", "Cyrus is not unpacked", recovery: .stopRun)
    }
    self.root = root
    self.users = users
    folder = try TemporaryFolder("cyrus")
    port = Loopback.freePorts(1)[0]
    for name in ["conf", "spool", "sasl"] { try Files.makeFolder(folder(name)) }
    try await prepare()
    try await start()
  }

  deinit { master.withLock { $0?.kill() } }

  private var libraries: [String: String?] {
    [
      "LD_LIBRARY_PATH":
        "\(root)/usr/lib/x86_64-linux-gnu:\(root)/usr/lib/aarch64-linux-gnu:\(root)/lib/x86_64-linux-gnu"
    ]
  }

  private func prepare() async throws {
    // SASL looks for its mechanisms in one folder: the unpacked ones and the system's, together.
    for place in ["/usr/lib/x86_64-linux-gnu/sasl2", "\(root)/usr/lib/x86_64-linux-gnu/sasl2"] {
      for file in Files.all(below: place) {
        guard let name = file.split(separator: "/").last else { continue }
        let link = folder("sasl/\(name.prefix { $0 != "." }).so")
        unlink(link)
        symlink(file, link)
      }
    }
    try Files.write(configuration, to: folder("imapd.conf"))
    try Files.write(services, to: folder("cyrus.conf"))
    for user in users {
      try Files.write(password, to: folder("word"))
      let child = try ChildProcess.start(
        "\(root)/usr/sbin/saslpasswd2", ["-p", "-c", "-f", folder("sasldb2"), "-u", "cyrus.test", user],
        environment: libraries, input: folder("word"), output: folder("saslpasswd"), errors: folder("saslpasswd"))
      guard await child.exit().code == 0 else {
        throw Fault("TEST-SERVER", "saslpasswd2: \(Files.text(folder("saslpasswd")))", recovery: .stopRun)
      }
    }
    Files.give(folder.path, to: .current)
  }

  public func start() async throws {
    let child = try ChildProcess.start(
      "\(root)/usr/sbin/cyrmaster",
      ["-C", folder("imapd.conf"), "-M", folder("cyrus.conf"), "-p", folder("master.pid")],
      environment: libraries, output: folder("log"), errors: folder("log"))
    master.withLock { $0 = child }
    try await waitUntilReady(child, log: folder("log"))
  }

  public func kill() async { await end(SIGKILL) }
  public func stop() async { await end(SIGTERM) }

  private func end(_ signal: Int32) async {
    guard let child = master.withLock({ $0 }) else { return }
    child.kill(signal)
    // Its children lead no group of their own, so the signal has reached them; the master's end is what start() needs.
    if signal != SIGKILL { child.kill(afterMilliseconds: 5_000) }
    _ = await child.exit()
    await waitUntilSilent()
    unlink(folder("master.pid"))
  }

  private var configuration: String {
    """
    configdirectory: \(folder("conf"))
    defaultpartition: default
    partition-default: \(folder("spool"))
    cyrus_user: \(ServerUser.current.name)
    cyrus_group: \(ServerUser.current.group)
    admins: cyrus
    allowplaintext: yes
    sasl_mech_list: PLAIN LOGIN
    sasl_pwcheck_method: auxprop
    sasl_auxprop_plugin: sasldb
    sasl_sasldb_path: \(folder("sasldb2"))
    sasl_plugin_path: \(folder("sasl"))
    servername: cyrus.test
    unixhierarchysep: yes
    altnamespace: yes
    virtdomains: off
    username_tolower: 1
    autocreate_quota: 1000000
    autocreate_post: 1
    conversations: 0
    maxlogins_per_host: 0
    syslog_prefix: postduif

    """
  }

  private var services: String {
    let programs = "\(root)/usr/lib/cyrus/bin"
    let settings = "-C \(folder("imapd.conf"))"
    return """
      START {
        recover cmd="\(programs)/ctl_cyrusdb \(settings) -r"
      }
      SERVICES {
        imap cmd="\(programs)/imapd \(settings) -U 30" listen="127.0.0.1:\(port)" prefork=1 maxchild=100
      }
      EVENTS {
        checkpoint cmd="\(programs)/ctl_cyrusdb \(settings) -c" period=30
      }

      """
  }
}
