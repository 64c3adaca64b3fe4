public import Core

/// The project's own secrets: one file, for its owner alone, replaced in one step.
///
/// Each line holds a name, a tab, and the secret in base64, which guards against a glance over the shoulder and against
/// line ends inside, not against a reader: the file's mode does that.
public struct CredentialStore: Sendable {
  /// In a folder of mode 0700.
  public let path: String

  public init(path: String) {
    self.path = path
  }

  private static let byteLimit = 64 << 20
  private static let head = "# Secrets of this project: name, tab, secret in base64. Keep it to yourself (chmod 600).\n"

  /// Names with their secrets still in base64: a secret becomes a ``Secret`` when it is asked for, so that the redactor
  /// learns those in use and not 50,000 that are not.
  typealias Table = [String: ArraySlice<UInt8>]

  /// In alphabetical order. Throws `CREDENTIAL-MODE` where others can read the file.
  public func names() throws(Fault) -> [String] { try load().keys.sorted() }

  /// Nil when there is none of that name.
  public func secret(named name: String) throws(Fault) -> Secret? {
    guard let coded = try load()[name] else { return nil }
    return try secret(coded, name: name)
  }

  /// Adds secrets or replaces those of the same names.
  public func set(_ secrets: [String: Secret]) throws(Fault) {
    for name in secrets.keys where !Self.isName(name) {
      throw Fault(
        "CREDENTIAL-NAME", "this cannot be the name of a secret", place: path, recovery: .stopRun,
        advice: "Take 1 to 512 bytes without tabs and line ends, not beginning with #")
    }
    let coded = secrets.mapValues { Array(Base64.encode(Array($0.reveal().utf8)).utf8)[...] }
    try save(try load().merging(coded) { _, new in new })
  }

  /// False when there was none of that name.
  public func remove(_ name: String) throws(Fault) -> Bool {
    var secrets = try load()
    guard secrets.removeValue(forKey: name) != nil else { return false }
    try save(secrets)
    return true
  }

  private static func isName(_ name: String) -> Bool {
    (1...512).contains(name.utf8.count) && !name.hasPrefix("#") && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  func load() throws(Fault) -> Table {
    guard ProjectFile.mode(of: path) != nil else { return [:] }
    try ProjectFile.checkPrivate(ProjectFile.parent(of: path))
    try ProjectFile.checkPrivate(path)
    guard let bytes = try ProjectFile.read(path, limit: Self.byteLimit) else { return [:] }
    var secrets: Table = [:]
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty || line.first == 0x23 { continue }
      guard let tab = line.firstIndex(of: 0x09), let name = String(validating: line[..<tab], as: UTF8.self) else {
        throw damaged("line \(number + 1) is not a name, a tab and base64")
      }
      secrets[name] = line[(tab + 1)...]
    }
    return secrets
  }

  func secret(_ coded: ArraySlice<UInt8>, name: String) throws(Fault) -> Secret {
    guard let plain = Base64.decode(coded), let text = String(validating: plain, as: UTF8.self) else {
      throw damaged("the secret \"\(name)\" is not base64")
    }
    return Secret(text)
  }

  private func damaged(_ message: String) -> Fault {
    Fault(
      "CREDENTIAL-FILE", message, place: path, recovery: .stopRun,
      advice: "Take the line out and set the secret again: postduif credential set NAME")
  }

  private func save(_ secrets: Table) throws(Fault) {
    let folder = ProjectFile.parent(of: path)
    try ProjectFile.makeFolder(folder, mode: 0o700)
    try ProjectFile.checkPrivate(folder)
    var bytes = Array(Self.head.utf8)
    for (name, coded) in secrets.sorted(by: { $0.key < $1.key }) {
      bytes += Array(name.utf8) + [0x09] + coded + [0x0A]
    }
    try ProjectFile.replace(path, with: bytes, mode: 0o600)
  }
}
