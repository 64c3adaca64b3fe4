import Core
import Lab
import TestKit

/// A project folder and the built program, run as a person would run it.
final class ProjectUnderTest: Sendable {
  /// One end of the move as `postduif.yaml` describes it.
  struct End: Sendable {
    var host = "127.0.0.1"
    var port: Int
    var tls = "none"
    /// `system`, `unverified`, or a file with certificates.
    var trust: String?
    var password: String
    /// Name in the project's store; takes the password's place.
    var credential: String?
    /// Signs in as this administrator, `user*administrator`.
    var administrator: String?
    var extra: [String] = []
    /// Mail in files: `maildir` and the path; takes everything else's place.
    var files: (kind: String, path: String)?

    init(kind: String, path: String) {
      self.init(port: 0, password: "")
      files = (kind, path)
    }

    init(port: Int, password: String) {
      self.port = port
      self.password = password
    }

    init(_ server: any RealServer) {
      self.init(port: server.port, password: server.password)
    }
  }

  struct Outcome: Sendable {
    var code: Int32
    var output: String
    var errors: String
    var all: String { output + errors }
  }

  let folder: TemporaryFolder
  let program: String
  private let home: TemporaryFolder

  /// `users` are the mailboxes: their names at the source and at the target.
  init(source: End, target: End, users: [(String, String)], options: [String] = []) throws {
    folder = try TemporaryFolder("project")
    home = try TemporaryFolder("home")
    guard let program = PackageFolder.program("postduif") else {
      throw Fault("TEST-PROGRAM", "postduif is not built", recovery: .stopRun)
    }
    self.program = program
    try Files.write(source.password + "\n", to: home("source-password"), mode: 0o600)
    try Files.write(target.password + "\n", to: home("target-password"), mode: 0o600)
    var lines = ["project:", "  name: Shortstraw"]
    lines += ["source:"] + endpoint("old", source, home("source-password"))
    lines += ["target:"] + endpoint("new", target, home("target-password"))
    lines += ["mailboxes:"]
    for (old, new) in users { lines += ["  - source-user: \"\(old)\"", "    target-user: \"\(new)\""] }
    if !options.isEmpty { lines += ["options:"] + options.map { "  \($0)" } }
    try Files.write(lines.joined(separator: "\n") + "\n", to: folder("postduif.yaml"))
  }

  private func endpoint(_ name: String, _ end: End, _ passwordFile: String) -> [String] {
    if let files = end.files { return ["  \(name):", "    kind: \(files.kind)", "    path: \"\(files.path)\""] }
    var lines = ["  \(name):", "    host: \(end.host)", "    port: \(end.port)", "    tls: \(end.tls)"]
    if end.tls == "none" { lines.append("    allow-plain-text-sign-in: true") }
    switch end.trust {
    case nil: break
    case "system", "unverified": lines.append("    trust: \(end.trust ?? "")")
    case let file?: lines += ["    trust:", "      ca-file: \(file)"]
    }
    if let administrator = end.administrator {
      lines += ["    admin:", "      user: \(administrator)", "      form: separator"]
    }
    lines.append(end.credential.map { "    credential: \($0)" } ?? "    password-file: \(passwordFile)")
    return lines + end.extra.map { "    \($0)" }
  }

  /// Runs `postduif WORDS` in the project's folder and waits for its end, at most `seconds`.
  func run(_ words: String..., seconds: Int = 240) async throws -> Outcome { try await run(words, seconds: seconds) }

  /// - Parameter output: a file to take standard output, such as `/dev/full`; its own is kept empty then.
  func run(_ words: [String], output: String? = nil, seconds: Int = 240) async throws -> Outcome {
    Files.remove(home("output"))
    let child = try start(words, output: output)
    child.kill(afterMilliseconds: seconds * 1_000)
    let exit = await child.exit()
    return Outcome(code: exit.code, output: Files.text(home("output")), errors: Files.text(home("errors")))
  }

  /// Starts it in the background; its output is kept for ``output``. `through` are the words of a program that starts it.
  func start(
    _ words: [String], environment: [String: String?] = [:], output: String? = nil, through: [String] = []
  ) throws -> ChildProcess {
    let settings: [String: String?] = [
      "HOME": home.path, "XDG_CONFIG_HOME": nil, "XDG_STATE_HOME": nil, "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
    ]
    let line = through + [program] + words
    return try ChildProcess.start(
      line[0], Array(line.dropFirst()), environment: settings.merging(environment) { $1 }, folder: folder.path,
      output: output ?? home("output"), errors: home("errors"))
  }

  /// Starts it on `terminal`, as its own.
  func start(_ words: [String], on terminal: PseudoTerminal) throws -> ChildProcess {
    try ChildProcess.start(
      program, words,
      environment: [
        "HOME": home.path, "XDG_CONFIG_HOME": nil, "XDG_STATE_HOME": nil, "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
      ], folder: folder.path, input: terminal.path, output: terminal.path, errors: terminal.path, ownsTerminal: true)
  }

  var output: String { Files.text(home("output")) + Files.text(home("errors")) }

  /// All files that a run left, reports and state included.
  var files: [String] { Files.all(below: folder.path) + [home("output"), home("errors")] }

  /// Forgets what was moved, as if the folder were new.
  func forget() { Files.remove(folder(".postduif")) }
}

/// What the comparer says of two mailboxes on two servers.
func compare(
  _ source: any RealServer, _ user: String, _ target: any RealServer, _ newUser: String,
  map: [FolderName: FolderName] = [:],
  ignoringFlags: Set<String> = []
) throws -> MailboxComparison {
  MailboxComparison(
    source: try MailboxSnapshot.read(port: source.port, user: user, password: source.password),
    target: try MailboxSnapshot.read(port: target.port, user: newUser, password: target.password),
    map: map, ignoringFlags: ignoringFlags)
}

/// Shortstraw's mailbox of `user`, under a name without domain where a server wants that.
func shortstraw(_ user: String, as name: String? = nil) throws -> LabMailbox {
  guard var mailbox = Shortstraw().mailboxes.first(where: { $0.user.hasPrefix("\(user)@") }) else {
    throw Fault("TEST-USER", "nobody is called \(user)", recovery: .stopRun)
  }
  mailbox.user = name ?? user
  return mailbox
}

extension RealServer {
  func fill(_ mailbox: LabMailbox) throws {
    let client = try RawIMAP(port: port)
    try client.login(mailbox.user, password)
    try client.fill(mailbox)
  }
}
