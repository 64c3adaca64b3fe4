import ArgumentParser
import Core
import OAuth
import Projects

/// Where a secret comes from when it is stored. No flag takes the secret itself.
struct SecretOptions: ParsableArguments {
  @Flag(help: "Take the first line of standard input.") var stdin = false
  @Option(
    name: .customLong("password-command"), help: ArgumentHelp("Take what this command prints.", valueName: "cmd"))
  var command: String?
  @Option(
    name: .customLong("password-file"),
    help: ArgumentHelp("Take the first line of this file, readable by you alone.", valueName: "file")) var file: String?

  var isGiven: Bool { stdin || command != nil || file != nil }

  /// Throws `CREDENTIAL-ASKED` when there is nothing to take and nobody to ask. `again` is the command to repeat.
  func take(
    _ what: String, for name: String, _ session: Session, store: CredentialStore, again: String? = nil
  ) async throws -> Secret {
    guard [stdin, command != nil, file != nil].count(where: { $0 }) <= 1 else {
      throw CommandFailure(
        .misused, "USAGE", "a secret comes from one place only",
        next: "Give one of --stdin, --password-command, --password-file")
    }
    let secret: Secret?
    if stdin {
      secret = session.context.pipedLine().map { Secret($0) }
    } else if command != nil || file != nil {
      let reference = CredentialReference(
        name: name, command: command, file: file.map { ProjectFolder.absolute($0, in: session.context.directory) })
      // The environment would go before what was named here.
      var environment = session.context.environment
      environment[reference.environmentName] = nil
      secret = try await CredentialResolver(store: store, environment: environment).resolve(reference)
    } else {
      secret = session.askSecret("\(what) for \(name)")
    }
    guard let secret, !secret.isEmpty else {
      throw CommandFailure(
        .misused, "CREDENTIAL-ASKED", "no secret was typed, or there is no terminal to ask on",
        next: "Give it through a pipe: postduif \(again ?? "credential set \(name)") --stdin")
    }
    return secret
  }
}

/// What Microsoft or Google know the program by. What is left out is taken from the credential stored before.
struct RegistrationOptions: ParsableArguments {
  @Option(help: "The customer's tenant: its id or one of its domains.") var tenant: String?
  @Option(name: .customLong("client-id"), help: "The app's id (Application ID, OAuth client ID).")
  var clientID: String?
  @Option(help: "Microsoft's cloud: global, us-gov-high, us-dod or china.") var cloud: String?
  @Option(help: ArgumentHelp("The certificate registered for the app (PEM).", valueName: "file"))
  var certificate: String?
  @Option(help: ArgumentHelp("The certificate's private key (PEM), readable by you alone.", valueName: "file"))
  var key: String?
  @Option(
    name: .customLong("key-file"),
    help: ArgumentHelp("A service account's key (JSON), readable by you alone.", valueName: "file"))
  var keyFile: String?
  @Option(help: ArgumentHelp("Another issuer than the service's own, for tests.", valueName: "url"))
  var authority: String?

  /// The fields given, over those that are known already.
  func fields(over known: [String: String], in directory: String) throws -> [String: String] {
    var fields = known
    for (name, value) in [
      (Registration.Field.tenant, tenant), (Registration.Field.clientID, clientID), (Registration.Field.cloud, cloud),
      (Registration.Field.authority, authority),
    ] {
      if let value { fields[name] = value }
    }
    if let certificate {
      fields[Registration.Field.certificate] = try text(
        PrivateFile.readPublic(ProjectFolder.absolute(certificate, in: directory)), certificate)
    }
    if let key {
      fields[Registration.Field.privateKey] = try text(
        PrivateFile.read(ProjectFolder.absolute(key, in: directory)), key)
    }
    // A secret and a certificate are two proofs; the new one takes the old one's place.
    if certificate != nil || key != nil { fields[Registration.Field.clientSecret] = nil }
    return fields
  }

  private func text(_ bytes: [UInt8], _ place: String) throws -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw CommandFailure(
      .inputDamaged, "CREDENTIAL-FILE", "the file is not text", place: place,
      next: "Certificates and keys are wanted in PEM form")
  }
}
