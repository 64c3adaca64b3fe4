public import Core
import FoundationEssentials
import Glibc

/// One customer's folder: `postduif.yaml` says what is wanted, `.postduif/` holds state, secrets, reports and logs.
public struct Project: Sendable {
  public static let fileName = "postduif.yaml"

  /// Absolute path of the folder.
  public let folder: String
  public internal(set) var settings: ProjectSettings

  public var file: String { folder + "/" + Self.fileName }
  /// For the owner alone.
  public var stateFolder: String { folder + "/.postduif" }
  public var statePath: String { stateFolder + "/state.sqlite" }
  public var credentialsPath: String { stateFolder + "/credentials" }
  public var reportsFolder: String { stateFolder + "/reports" }
  public var logsFolder: String { stateFolder + "/logs" }
  /// The CSV file of mailboxes; nil when they stand in the project file itself.
  public var mailboxesPath: String? {
    guard case .file(let name) = settings.mailboxes else { return nil }
    return name.hasPrefix("/") ? name : folder + "/" + name
  }

  /// Opens what is sealed: with this process's environment and nobody to ask, unless it is replaced.
  public var keyring = Keyring()

  public var credentials: CredentialStore { CredentialStore(path: credentialsPath, keyring: keyring) }

  /// A project file is a page; nothing of this size was written by a person.
  static let fileLimit = 4 << 20

  /// Everything that is wrong with a project file, for a caller that shows more than the first.
  public struct Problems: Error, Sendable {
    public var findings: [Finding]
  }

  // MARK: Opening

  /// The project in `folder` or the nearest folder above it. Throws `PROJECT-NOT-FOUND`, and what ``open(at:)`` throws.
  public static func find(from folder: String) throws(Fault) -> Project {
    let start = absolute(folder)
    var candidate = start
    while true {
      if ProjectFile.mode(of: candidate + "/" + fileName) != nil { return try open(at: candidate) }
      guard candidate != "/" else {
        throw Fault(
          "PROJECT-NOT-FOUND", "there is no \(fileName) in \(start) or a folder above it", place: start,
          recovery: .stopRun, advice: "Change to the customer's folder, or make one: postduif project new NAME")
      }
      candidate = ProjectFile.parent(of: candidate)
    }
  }

  /// Reads the project in `folder`. Throws a fault with the first thing that is wrong; its cause is ``Problems`` with
  /// all of them.
  public static func open(at folder: String) throws(Fault) -> Project {
    let folder = absolute(folder)
    let path = folder + "/" + fileName
    guard let bytes = try ProjectFile.read(path, limit: fileLimit) else {
      throw Fault(
        "PROJECT-NOT-FOUND", "there is no \(fileName) in \(folder)", place: folder, recovery: .stopRun,
        advice: "Make one: postduif project new NAME")
    }
    return Project(folder: folder, settings: try checked(bytes, folder: folder))
  }

  static func checked(_ bytes: [UInt8], folder: String) throws(Fault) -> ProjectSettings {
    let (settings, findings) = read(bytes, folder: folder)
    if let settings, findings.isEmpty { return settings }
    guard let first = findings.first else {
      throw Fault("PROJECT-YAML", "the file is empty", place: fileName, recovery: .stopRun)
    }
    throw Fault(
      first.code, first.message, place: first.place, recovery: .stopRun, advice: first.next,
      cause: Problems(findings: findings))
  }

  /// What a project file says, and everything that is wrong with it, in the order of its lines.
  public static func read(
    _ bytes: [UInt8], folder: String, file: String = fileName
  ) -> (settings: ProjectSettings?, findings: [Finding]) {
    var reader = ProjectReader(file: file)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      reader.note("PROJECT-YAML", 1, "the file is not UTF-8", "Save it as UTF-8")
      return (nil, reader.findings)
    }
    guard let root = reader.read(text, keys: ProjectKey.root) else { return (nil, reader.findings) }
    let home = ProcessInfo.processInfo.environment["HOME"] ?? ""
    var builder = SettingsBuilder(folder: folder, home: home, reader: reader)
    let settings = builder.settings(root)
    return (settings, builder.reader.sortedFindings)
  }

  private static func absolute(_ path: String) -> String {
    var levels: [Substring] = []
    let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    for level in whole.split(separator: "/") where level != "." {
      if level == ".." { _ = levels.popLast() } else { levels.append(level) }
    }
    return "/" + levels.joined(separator: "/")
  }

  // MARK: Making

  /// Makes a project: the folder if it is missing, a commented `postduif.yaml`, and `.postduif/` for its owner alone.
  /// Throws `PROJECT-EXISTS` where there is one already.
  public static func create(
    at folder: String, name: String, customer: String = "", consultant: String = ""
  ) throws(Fault) -> Project {
    let folder = absolute(folder)
    let path = folder + "/" + fileName
    guard ProjectFile.mode(of: path) == nil else {
      throw Fault(
        "PROJECT-EXISTS", "there is a project in \(folder) already", place: path, recovery: .stopRun,
        advice: "Look at it: postduif project show")
    }
    try ProjectFile.makeFolder(folder, mode: 0o755)
    try ProjectFile.makeFolder(folder + "/.postduif", mode: 0o700)
    let text = Self.template(name: name, customer: customer, consultant: consultant)
    try ProjectFile.replace(path, with: Array(text.utf8))
    // State and secrets are nobody's business, a version control system's least of all.
    if ProjectFile.mode(of: folder + "/.gitignore") == nil {
      try ProjectFile.replace(folder + "/.gitignore", with: Array(".postduif/\n".utf8))
    }
    return try open(at: folder)
  }

  private static func template(name: String, customer: String, consultant: String) -> String {
    """
    # What is to be moved. Made to be kept with the customer's papers: it holds no secrets.
    project:
      name: \(YAMLText.scalar(name))
      customer: \(YAMLText.scalar(customer.isEmpty ? name : customer))
    \(consultant.isEmpty ? "  # consultant: your name, for reports" : "  consultant: " + YAMLText.scalar(consultant))

    # Servers, each with a name of your own: postduif source add, postduif target add
    source:

    target:

    # One line per mailbox: postduif mailbox import FILE.csv
    mailboxes: mailboxes.csv

    """
  }

  /// Makes `.postduif/` and what lies in it, for its owner alone. Throws `CREDENTIAL-MODE` where others can look in,
  /// `LEDGER-FULL` or `LEDGER-WRITE` where it cannot be made: without it there is no state.
  public func prepareStateFolder() throws(Fault) {
    try makeStateFolder(stateFolder)
    try ProjectFile.checkPrivate(stateFolder)
    for folder in [reportsFolder, logsFolder] { try makeStateFolder(folder) }
  }

  private func makeStateFolder(_ path: String) throws(Fault) {
    if mkdir(path, 0o700) == 0 { return }
    let reason = errno
    if reason == EEXIST { return }
    let isFull = reason == ENOSPC || reason == EDQUOT
    throw Fault(
      isFull ? "LEDGER-FULL" : "LEDGER-WRITE", "cannot make the folder: \(String(cString: strerror(reason)))",
      place: path, recovery: .stopRun,
      advice: isFull
        ? "Make room, then run the same command again."
        : "Check who owns the project's folder and that its disk is not read-only, then run the same command again.")
  }
}
