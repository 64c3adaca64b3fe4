public import Core

/// Sealing what is there, sealing it with another passphrase, and unsealing it. Whatever dies in between, everything opens
/// with one passphrase, and the same again finishes what was begun.
extension CredentialStore {
  /// Seals store and tokens with `passphrase`. The passphrase they were sealed with is the keyring's to find. Nothing
  /// happens when there is no store. Throws what reading throws, and `CREDENTIAL-LOCKED`.
  ///
  /// The new passphrase holds from the moment the store is replaced. What is sealed with the old key until its turn comes
  /// opens by that key, which the store keeps that long.
  public func seal(with passphrase: Secret) async throws(Fault) {
    guard let isSealed = try isSealed() else { return }
    let renewed = CredentialStore(path: path, keyring: Keyring(passphrase: passphrase, like: keyring))
    try await FileLock.hold(path + ".lock") { () async throws(Fault) in
      var table = try await load()
      if isSealed, let bytes = try Self.beginning(of: path), SealHead.begins(bytes) {
        table.earlierKeys.append(try await keyring.spareKey(try SealHead(bytes, path: path), path: path))
      }
      let first = try await renewed.keyring.sealAnew(table.bytes, as: Self.label, path: path)
      try ProjectFile.replace(path, with: first, mode: 0o600)
      await renewed.keyring.learn(table.earlierKeys)
      try await renewed.rewriteTokens(of: table)
      guard !table.earlierKeys.isEmpty else { return }
      table.earlierKeys = []
      let last = try await renewed.keyring.seal(table.bytes, as: Self.label, near: path)
      try ProjectFile.replace(path, with: last, mode: 0o600)
    }
  }

  /// Writes store and tokens as plain text, which their modes alone protect. Nothing happens when there is no store.
  /// Throws what reading throws, and `CREDENTIAL-LOCKED`. Where a passphrase is configured, the next write seals again.
  public func unseal() async throws(Fault) {
    guard try isSealed() != nil else { return }
    try await FileLock.hold(path + ".lock") { () async throws(Fault) in
      var table = try await load()
      // The store last: as long as it is sealed, a passphrase is looked for.
      try await rewriteTokens(of: table, isPlain: true)
      table.earlierKeys = []
      try ProjectFile.replace(path, with: table.bytes, mode: 0o600)
    }
  }

  private func rewriteTokens(of table: CredentialTable, isPlain: Bool = false) async throws(Fault) {
    for (name, entry) in table.entries where entry.kind != StoredCredential.passwordKind {
      try await tokens.rewrite(name, isPlain: isPlain)
    }
  }
}
