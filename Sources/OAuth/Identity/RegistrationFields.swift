public import Core

/// A registration as named texts, secret ones included: what a store keeps and a command asks for.
extension Registration {
  /// Names of ``fields``.
  public enum Field {
    public static let tenant = "tenant"
    public static let clientID = "client-id"
    public static let clientSecret = "client-secret"
    public static let certificate = "certificate"
    public static let privateKey = "private-key"
    public static let keyID = "key-id"
    public static let email = "email"
    public static let cloud = "cloud"
    public static let authority = "authority"

    /// Those that are never shown.
    public static let secret: Set<String> = [clientSecret, privateKey]
  }

  /// Those that `kind` knows, in the order to ask for them.
  public static func fieldNames(of kind: Kind) -> [String] {
    switch kind {
    case .microsoftApp:
      [
        Field.tenant, Field.clientID, Field.clientSecret, Field.certificate, Field.privateKey, Field.cloud,
        Field.authority,
      ]
    case .microsoftUser: [Field.tenant, Field.clientID, Field.cloud, Field.authority]
    case .googleUser: [Field.clientID, Field.clientSecret, Field.authority]
    case .googleServiceAccount: [Field.email, Field.keyID, Field.privateKey, Field.clientID, Field.authority]
    }
  }

  /// Throws `OAUTH-SETTINGS` for a field that is missing, unknown, or cannot be what it says. Blanks around texts are
  /// dropped: they come along when one copies from a web page.
  public init(kind: Kind, fields: [String: String]) throws(Fault) {
    let known = Self.fieldNames(of: kind)
    if let stranger = fields.keys.sorted().first(where: { !known.contains($0) }) {
      let hint = suggestion(for: stranger, among: known).map { "Did you mean \($0)?" } ?? ""
      throw RegistrationCheck.wrong(stranger, "a \(kind.rawValue) has no such field", hint)
    }
    if let long = fields.first(where: { $0.value.utf8.count > RegistrationCheck.largestField }) {
      throw RegistrationCheck.wrong(long.key, "the text is too long", "Check that it is the right one.")
    }
    let given = Given(fields: fields)
    switch kind {
    case .microsoftApp: self = .microsoftApp(try given.microsoftApp())
    case .microsoftUser: self = .microsoftUser(try given.microsoftUser())
    case .googleUser: self = .googleUser(try given.googleUser())
    case .googleServiceAccount: self = .googleServiceAccount(try given.serviceAccount())
    }
  }

  /// Everything, secret texts included.
  public var fields: [String: String] {
    var fields = [Field.clientID: clientID]
    fields[Field.authority] = authority
    fields[Field.tenant] = tenant
    switch self {
    case .microsoftApp(let app):
      fields[Field.cloud] = app.cloud
      switch app.proof {
      case .secret(let secret): fields[Field.clientSecret] = secret.reveal()
      case .certificate(let pem, let key):
        fields[Field.certificate] = pem
        fields[Field.privateKey] = key.reveal()
      }
    case .microsoftUser(let user): fields[Field.cloud] = user.cloud
    case .googleUser(let user): fields[Field.clientSecret] = user.clientSecret?.reveal()
    case .googleServiceAccount(let account):
      fields[Field.email] = account.email
      fields[Field.keyID] = account.keyID
      fields[Field.privateKey] = account.key.reveal()
    }
    return fields
  }
}

/// Fields on their way to a registration.
private struct Given {
  var fields: [String: String]

  private func optional(_ name: String) -> String? {
    guard let text = fields[name] else { return nil }
    let isBlank: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
    let start = text.drop(while: isBlank)
    let end = start.lastIndex { !isBlank($0) }
    return end.map { String(start[...$0]) }
  }

  private func needed(_ name: String) throws(Fault) -> String {
    guard let text = optional(name) else { throw RegistrationCheck.wrong(name, "is missing", "Give it.") }
    return text
  }

  private var authority: String? {
    get throws(Fault) { try RegistrationCheck.authority(optional(Registration.Field.authority)) }
  }

  private func microsoftID() throws(Fault) -> String {
    try RegistrationCheck.clientID(try needed(Registration.Field.clientID), isMicrosoft: try authority == nil)
  }

  func microsoftApp() throws(Fault) -> Registration.MicrosoftApp {
    Registration.MicrosoftApp(
      tenant: try RegistrationCheck.tenant(try needed(Registration.Field.tenant), for: .microsoftApp),
      clientID: try microsoftID(), proof: try proof(),
      cloud: try RegistrationCheck.cloud(optional(Registration.Field.cloud)), authority: try authority)
  }

  private func proof() throws(Fault) -> Registration.MicrosoftApp.Proof {
    let secret = optional(Registration.Field.clientSecret)
    let pem = optional(Registration.Field.certificate)
    let key = optional(Registration.Field.privateKey).map { Secret($0) }
    switch (secret, pem, key) {
    case (let secret?, nil, nil):
      return .secret(try RegistrationCheck.secret(secret, isMicrosoft: try authority == nil))
    case (nil, let pem?, let key?):
      _ = try KeyPair.certificate(pem, for: try KeyPair.key(key))
      return .certificate(pem: pem, key: key)
    case (nil, nil, nil):
      throw RegistrationCheck.wrong(
        Registration.Field.clientSecret, "the app has nothing to prove itself by",
        "Give a client secret, or a certificate with its private key.")
    case (nil, _, _):
      throw RegistrationCheck.wrong(
        pem == nil ? Registration.Field.certificate : Registration.Field.privateKey, "is missing",
        "Certificate and private key go together.")
    default:
      throw RegistrationCheck.wrong(
        Registration.Field.clientSecret, "both a secret and a certificate are given", "Give one of them.")
    }
  }

  func microsoftUser() throws(Fault) -> Registration.MicrosoftUser {
    Registration.MicrosoftUser(
      tenant: try RegistrationCheck.tenant(
        optional(Registration.Field.tenant) ?? "organizations", for: .microsoftUser),
      clientID: try microsoftID(), cloud: try RegistrationCheck.cloud(optional(Registration.Field.cloud)),
      authority: try authority)
  }

  func googleUser() throws(Fault) -> Registration.GoogleUser {
    var secret: Secret?
    if let text = optional(Registration.Field.clientSecret) {
      secret = try RegistrationCheck.secret(text, isMicrosoft: false)
    }
    return Registration.GoogleUser(
      clientID: try RegistrationCheck.clientID(try needed(Registration.Field.clientID), isMicrosoft: false),
      clientSecret: secret, authority: try authority)
  }

  func serviceAccount() throws(Fault) -> Registration.ServiceAccount {
    let email = try needed(Registration.Field.email)
    guard RegistrationCheck.isWord(email, most: 320), email.split(separator: "@").count == 2 else {
      throw RegistrationCheck.wrong(
        Registration.Field.email, "this is no address of a service account",
        "It reads name@project.iam.gserviceaccount.com.")
    }
    let keyID = try needed(Registration.Field.keyID)
    guard RegistrationCheck.isWord(keyID, most: 255) else {
      throw RegistrationCheck.wrong(
        Registration.Field.keyID, "this is no id of a key", "It is private_key_id in the key file.")
    }
    let key = Secret(try needed(Registration.Field.privateKey))
    _ = try KeyPair.key(key)
    return Registration.ServiceAccount(
      email: email, keyID: keyID, key: key,
      clientID: try RegistrationCheck.clientID(try needed(Registration.Field.clientID), isMicrosoft: false),
      authority: try authority)
  }
}
