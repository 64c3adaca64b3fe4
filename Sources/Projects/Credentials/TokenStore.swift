public import Core
import Crypto

/// Tokens got with the project's credentials: one file for each, in a folder for its owner alone, replaced in one step,
/// sealed where the credentials are. What the bytes mean is the business of those who save them.
public struct TokenStore: Sendable {
  /// `.postduif/tokens`.
  public let folder: String
  private let storePath: String
  private let keyring: Keyring

  init(folder: String, storePath: String, keyring: Keyring) {
    self.folder = folder
    self.storePath = storePath
    self.keyring = keyring
  }

  private static let byteLimit = 64 << 20

  /// Nil when nothing is kept for the credential of that name. Throws what reading the ``CredentialStore`` throws.
  public func load(_ name: String) async throws(Fault) -> [UInt8]? {
    let path = path(of: name)
    guard let bytes = try ProjectFile.read(path, limit: Self.byteLimit) else { return nil }
    try ProjectFile.checkPrivate(folder)
    try ProjectFile.checkPrivate(path)
    guard SealHead.begins(bytes) else { return bytes }
    try await meetEarlierKeys(bytes, path)
    return try await keyring.open(bytes, as: Self.label(name), path: path)
  }

  /// Tokens that are sealed with another key than the store wait for their turn in a change of the passphrase; the store
  /// has that key.
  private func meetEarlierKeys(_ bytes: [UInt8], _ path: String) async throws(Fault) {
    guard let store = try CredentialStore.beginning(of: storePath), SealHead.begins(store),
      try SealHead(store, path: storePath).salt != SealHead(bytes, path: path).salt
    else { return }
    _ = try await CredentialStore(path: storePath, keyring: keyring).load()
  }

  /// On disk when it returns; a power cut leaves the old or the new bytes.
  public func save(_ bytes: [UInt8], _ name: String) async throws(Fault) {
    try prepare()
    let isSealed = try await keyring.seals(near: storePath)
    let sealed = isSealed ? try await keyring.seal(bytes, as: Self.label(name), near: storePath) : bytes
    try ProjectFile.replace(path(of: name), with: sealed, mode: 0o600)
  }

  /// What is kept for `name`, written anew: plain, or sealed as the store is.
  func rewrite(_ name: String, isPlain: Bool) async throws(Fault) {
    guard ProjectFile.mode(of: path(of: name)) != nil else { return }
    try await exclusively(name) { () async throws(Fault) in
      guard let bytes = try await load(name) else { return }
      if isPlain {
        try ProjectFile.replace(path(of: name), with: bytes, mode: 0o600)
      } else {
        try await save(bytes, name)
      }
    }
  }

  /// Runs `body` while no other task of any process of this machine is in one for the same name. Throws
  /// `CREDENTIAL-LOCKED` when that takes longer than `limit`, or the wait is cancelled. The lock of a process that
  /// died is free.
  public func exclusively<Answer: Sendable>(
    _ name: String, limit: Duration = .seconds(60), _ body: @Sendable () async throws(Fault) -> Answer
  ) async throws(Fault) -> Answer {
    try prepare()
    return try await FileLock.hold(folder + "/" + Self.fileName(name) + ".lock", limit: limit, body)
  }

  /// Nothing happens when nothing is kept.
  public func remove(_ name: String) throws(Fault) {
    try ProjectFile.remove(path(of: name))
    FileLock.discard(folder + "/" + Self.fileName(name) + ".lock")
  }

  private func prepare() throws(Fault) {
    try ProjectFile.makeFolder(ProjectFile.parent(of: folder), mode: 0o700)
    try ProjectFile.makeFolder(folder, mode: 0o700)
    try ProjectFile.checkPrivate(folder)
  }

  private func path(of name: String) -> String { folder + "/" + Self.fileName(name) + ".tokens" }

  /// Tokens of one credential do not pass for another's, whoever renames files.
  private static func label(_ name: String) -> String { "tokens " + name }

  /// The name with everything but letters, digits, `@`, `-`, `_` and inner dots as `%2F`; shortened by a digest where a
  /// file's name may not be that long.
  static func fileName(_ name: String) -> String {
    var out = ""
    for (index, byte) in name.utf8.enumerated() {
      switch byte {
      case 0x30...0x39, 0x40...0x5A, 0x61...0x7A, 0x2D, 0x5F: out.unicodeScalars.append(Unicode.Scalar(byte))
      case 0x2E where index > 0: out += "."
      default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    guard out.utf8.count > 180 else { return out }
    // `+` stands in no other name.
    let digest = SHA256.hash(data: Array(name.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return out.prefix(100) + "+" + digest.joined()
  }
}
