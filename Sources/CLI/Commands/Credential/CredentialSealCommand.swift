import ArgumentParser
import Core
import Projects

struct CredentialSealCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal", abstract: "Encrypts the stored secrets with a passphrase, or with another one.",
    discussion: """
      The passphrase they are sealed with now is found as always: POSTDUIF_PASSPHRASE_COMMAND, POSTDUIF_PASSPHRASE_FILE, a
      credential of systemd, or a question.

      Examples:
        postduif credential seal
        pass show postduif/peeters-2027 | postduif credential seal --stdin
        postduif credential seal --password-file ~/.config/postduif/new-passphrase
      """)
  @OptionGroup(title: "New passphrase (asked for on a terminal)") var secret: SecretOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let store = project.credentials
    let wasSealed = try SealedStore.state(store)
    // Before a new one is asked for: whoever does not know the old one types in vain.
    _ = try await store.names()
    let configured = try await project.keyring.configuredPassphrase()
    let passphrase = try await passphrase(session, store, configured: wasSealed ? nil : configured)
    try await store.seal(with: passphrase)
    session.give(
      SealedStore.answer(
        true, [wasSealed ? "Sealed with the new passphrase." : "Sealed."], next: next(passphrase, configured)))
    return .done
  }

  /// What is given; where the secrets are plain, what is configured; else what a person types twice.
  private func passphrase(_ session: Session, _ store: CredentialStore, configured: Secret?) async throws -> Secret {
    let again = "credential seal"
    if secret.isGiven {
      return try await secret.take("", for: "postduif-passphrase", session, store: store, again: again)
    }
    if let configured { return configured }
    let first = try await secret.take("New passphrase", for: "the secrets", session, store: store, again: again)
    guard session.askSecret("The same again") == first else {
      throw CommandFailure(
        .misused, "CREDENTIAL-ASKED", "the two are not the same",
        next: "Nothing changed; type them again: postduif \(again)")
    }
    return first
  }

  private func next(_ passphrase: Secret, _ configured: Secret?) -> String {
    switch configured {
    case nil: "For runs without a terminal: postduif explain CREDENTIAL-SEALED"
    case passphrase: "postduif credential list"
    default: "Change it where it is configured too: what stands there does not open the secrets any more"
    }
  }
}

struct CredentialUnsealCommand: PostduifCommand {
  static let configuration = CommandConfiguration(
    commandName: "unseal", abstract: "Writes the stored secrets as plain text, guarded by the files' modes alone.",
    discussion: """
      Examples:
        postduif credential unseal
        postduif credential unseal --yes
        postduif credential unseal --dry-run
      """)
  @OptionGroup(title: "Asking") var writing: WritingOptions
  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let project = try session.findProject()
    let store = project.credentials
    guard try SealedStore.state(store) else {
      session.give(SealedStore.answer(false, ["Not sealed."], next: "postduif credential seal"))
      return .done
    }
    _ = try await store.names()
    if writing.dryRun {
      session.give(SealedStore.answer(true, ["Would write the secrets as plain text."], next: nil))
      return .done
    }
    guard try session.confirm("Write the secrets as plain text, guarded by the files' modes alone?", writing) else {
      return .done
    }
    try await store.unseal()
    let next =
      try await project.keyring.isConfigured()
      ? "Take the passphrase out of the configuration: with it, the next write seals again" : "postduif credential list"
    session.give(SealedStore.answer(false, ["Unsealed."], next: next))
    return .done
  }
}

/// What both say.
private enum SealedStore {
  /// Throws `CREDENTIAL-UNKNOWN` when nothing is stored yet.
  static func state(_ store: CredentialStore) throws -> Bool {
    if let isSealed = try store.isSealed() { return isSealed }
    throw CommandFailure(
      .inputNotFound, "CREDENTIAL-UNKNOWN", "nothing is stored in this project yet", place: store.path,
      next: "postduif credential set NAME")
  }

  static func answer(_ isSealed: Bool, _ lines: [String], next: String?) -> Answer {
    Answer(type: "credentials", summary: [.init("sealed", .bool(isSealed))], recordsName: "") { layout in
      lines + Wrap.lines(next.map { "Next: \($0)" } ?? "", width: layout.width).filter { !$0.isEmpty }
    }
  }
}
