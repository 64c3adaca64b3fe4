public import Core
import Crypto
import CryptoExtras
import Dispatch
import FoundationEssentials

/// The passphrase that seals a project's secrets and the keys made from it: each is found, asked for and made once in the
/// life of a keyring, however many files it opens.
public actor Keyring {
  private let ways: PassphraseWays
  private let cost: SealCost
  private let ask: (@Sendable () async -> Secret?)?
  private var finding: Task<Result<Secret?, Fault>, Never>?
  /// Given instead of whatever is configured.
  private let given: Secret?
  private var asked: Task<Secret?, Never>?
  private var keys: [KeyID: Task<Key?, Never>] = [:]
  /// The key that new files are sealed with when there is no store to go by.
  private var current: SealHead?
  /// Keys of an earlier passphrase, while a change of it is under way.
  private var earlier: [KeyID: Key] = [:]

  private struct KeyID: Hashable {
    var cost: SealCost
    var salt: [UInt8]
  }

  private struct Key: Sendable {
    var key: SymmetricKey
    var check: [UInt8]
  }

  /// - Parameters:
  ///   - environment: this process's own unless given.
  ///   - commandLimit: how long the passphrase command may take.
  ///   - ask: asks a person; called when a sealed file is met and no passphrase is configured.
  public init(
    environment: [String: String]? = nil, commandLimit: Duration = .seconds(60),
    ask: (@Sendable () async -> Secret?)? = nil
  ) {
    self.init(environment: environment, commandLimit: commandLimit, cost: .standard, ask: ask)
  }

  init(
    environment: [String: String]?, commandLimit: Duration = .seconds(60), cost: SealCost,
    ask: (@Sendable () async -> Secret?)? = nil, given: Secret? = nil
  ) {
    let environment = environment ?? ProcessInfo.processInfo.environment
    ways = PassphraseWays(environment: environment, commandLimit: commandLimit)
    self.cost = cost
    self.ask = ask
    self.given = given
  }

  /// Seals with `passphrase`, whatever is configured, and with a key of its own, whatever the store is sealed with.
  init(passphrase: Secret, like other: Keyring) {
    self.init(environment: [:], cost: other.cost, given: passphrase)
  }

  /// Whether a passphrase is configured, so that what is written from now on is sealed. Nobody is asked. Throws where
  /// a configured way fails.
  public func isConfigured() async throws(Fault) -> Bool { try await configuredPassphrase() != nil }

  /// What is configured; nil when nothing is. Nobody is asked. Throws where a configured way fails.
  public func configuredPassphrase() async throws(Fault) -> Secret? {
    if let given { return given }
    let ways = ways
    let finding =
      self.finding
      ?? Task {
        do throws(Fault) { return Result<Secret?, Fault>.success(try await ways.find()) } catch {
          return .failure(error)
        }
      }
    self.finding = finding
    let found = await finding.value
    if case .failure = found { self.finding = nil }
    return try found.get()
  }

  /// Whether a file beside the store at `path` is to be sealed: where a passphrase is configured, and where the store is.
  func seals(near path: String) async throws(Fault) -> Bool {
    if let head = try CredentialStore.beginning(of: path), SealHead.begins(head) { return true }
    return try await isConfigured()
  }

  // MARK: Opening and sealing

  /// What was sealed as `label`. Throws `CREDENTIAL-SEALED`, `CREDENTIAL-PASSPHRASE`, `CREDENTIAL-FILE`.
  func open(_ bytes: [UInt8], as label: String, path: String) async throws(Fault) -> [UInt8] {
    let head = try SealHead(bytes, path: path)
    let key = try await key(head, path: path)
    let body = bytes.dropFirst(head.line.count)
    guard body.count >= 16, let nonce = try? ChaChaPoly.Nonce(data: head.nonce),
      let box = try? ChaChaPoly.SealedBox(nonce: nonce, ciphertext: body.dropLast(16), tag: body.suffix(16)),
      let plain = try? ChaChaPoly.open(box, using: key, authenticating: head.line + Array(label.utf8))
    else { throw SealHead.damaged("the sealed file is damaged, or another one was put in its place", path) }
    if current == nil { current = head }
    return Array(plain)
  }

  /// `bytes` sealed as `label`, with the key of the store at `storePath` if that is sealed, so that a process that opens
  /// both makes one key. The nonce is fresh.
  func seal(_ bytes: [UInt8], as label: String, near storePath: String) async throws(Fault) -> [UInt8] {
    try await seal(bytes, as: label, storePath, with: try await head(near: storePath))
  }

  /// The same with a key that no file has yet, which those after it get as well.
  func sealAnew(_ bytes: [UInt8], as label: String, path: String) async throws(Fault) -> [UInt8] {
    try await seal(bytes, as: label, path, with: try await newHead(path))
  }

  private func seal(
    _ bytes: [UInt8], as label: String, _ storePath: String, with given: SealHead
  ) async throws(Fault) -> [UInt8] {
    var head = given
    head.nonce = Self.random(12)
    let key = try await key(head, path: storePath)
    guard let nonce = try? ChaChaPoly.Nonce(data: head.nonce),
      let box = try? ChaChaPoly.seal(bytes, using: key, nonce: nonce, authenticating: head.line + Array(label.utf8))
    else {
      throw Fault("CREDENTIAL-FILE", "the file cannot be sealed", place: storePath, recovery: .stopRun)
    }
    current = head
    return head.line + box.ciphertext + box.tag
  }

  private func head(near storePath: String) async throws(Fault) -> SealHead {
    if let bytes = try CredentialStore.beginning(of: storePath), SealHead.begins(bytes) {
      return try SealHead(bytes, path: storePath)
    }
    if let current { return current }
    let made = try await newHead(storePath)
    // Another task may have made one meanwhile; all use the first.
    if let current { return current }
    current = made
    return made
  }

  private func newHead(_ path: String) async throws(Fault) -> SealHead {
    let salt = Self.random(16)
    let key = try await key(KeyID(cost: cost, salt: salt), path: path)
    return SealHead(cost: cost, salt: salt, check: key.check, nonce: Self.random(12))
  }

  // MARK: A change of the passphrase

  /// The key of the file that begins with `head`. Throws what opening it throws.
  func spareKey(_ head: SealHead, path: String) async throws(Fault) -> SpareKey {
    let bytes = try await key(head, path: path).withUnsafeBytes { Array($0) }
    return SpareKey(cost: head.cost, salt: head.salt, check: head.check, key: bytes)
  }

  /// Opens files that are still sealed with these.
  func learn(_ keys: [SpareKey]) {
    for key in keys {
      earlier[KeyID(cost: key.cost, salt: key.salt)] = Key(key: SymmetricKey(data: key.key), check: key.check)
    }
  }

  // MARK: Keys

  private func key(_ head: SealHead, path: String) async throws(Fault) -> SymmetricKey {
    let id = KeyID(cost: head.cost, salt: head.salt)
    if let earlier = earlier[id], earlier.check == head.check { return earlier.key }
    let found = try await key(id, path: path)
    guard found.check == head.check else {
      // The next one who needs it may be asked again.
      asked = nil
      keys = [:]
      throw Fault(
        "CREDENTIAL-PASSPHRASE", "it is sealed with another passphrase", place: path, recovery: .stopRun,
        advice: "Give the passphrase it was sealed with")
    }
    return found.key
  }

  private func key(_ id: KeyID, path: String) async throws(Fault) -> Key {
    let passphrase = try await passphrase(for: path)
    let making = keys[id] ?? Task { await Self.derive(id, passphrase) }
    keys[id] = making
    guard let key = await making.value else {
      keys[id] = nil
      throw Fault(
        "CREDENTIAL-FILE", "there is no memory to make its key", place: path, recovery: .stopRun,
        advice: "\(ByteCount.text(Int64(1) << (id.cost.rounds + 10))) must be free for a moment")
    }
    return key
  }

  private static func derive(_ id: KeyID, _ passphrase: Secret) async -> Key? {
    await withCheckedContinuation { done in
      // A fraction of a second of work: not on one of the few threads that carry all tasks.
      DispatchQueue.global().async {
        let made = try? KDF.Scrypt.deriveKey(
          from: Array(passphrase.reveal().utf8), salt: id.salt, outputByteCount: 48, rounds: 1 << id.cost.rounds,
          blockSize: SealCost.blockSize, parallelism: id.cost.lanes)
        let bytes = made?.withUnsafeBytes { Array($0) }
        done.resume(returning: bytes.map { Key(key: SymmetricKey(data: $0[..<32]), check: Array($0[32...])) })
      }
    }
  }

  private static func random(_ count: Int) -> [UInt8] {
    // getrandom(2).
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
  }

  // MARK: The passphrase

  private func passphrase(for path: String) async throws(Fault) -> Secret {
    if let secret = try await configuredPassphrase() { return secret }
    if let secret = await askedPassphrase() { return secret }
    throw Fault(
      "CREDENTIAL-SEALED", "the secrets are sealed, and no passphrase is at hand", place: path, recovery: .stopRun,
      advice: PassphraseWays.advice)
  }

  private func askedPassphrase() async -> Secret? {
    guard let ask else { return nil }
    let asking = asked ?? Task { await ask() }
    asked = asking
    return await asking.value
  }
}
