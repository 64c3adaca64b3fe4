internal import Core

/// What the parts of a registration may look like. A slip is said here, in the words of the place it was copied from,
/// before an issuer answers with a number.
enum RegistrationCheck {
  /// The largest text of a field; certificates with their chains are the longest.
  static let largestField = 65_536

  static func tenant(_ text: String, for kind: Registration.Kind) throws(Fault) -> String {
    let lower = text.lowercased()
    if lower == "organizations" || lower == "common" {
      if kind == .microsoftUser { return lower }
      throw wrong(
        "tenant", "an app that signs in as itself belongs to one tenant",
        "Write the tenant's id or its domain, such as contoso.onmicrosoft.com.")
    }
    guard isGUID(text) || isDomain(text) else {
      throw wrong(
        "tenant", "this is neither a tenant's id nor a domain",
        "Entra admin centre, Overview: copy Tenant ID, or write a domain such as contoso.onmicrosoft.com.")
    }
    return lower
  }

  /// Microsoft's are GUIDs; only an issuer of one's own may have others.
  static func clientID(_ text: String, isMicrosoft: Bool) throws(Fault) -> String {
    if isMicrosoft ? isGUID(text) : isWord(text, most: 255) { return text }
    throw wrong(
      "client-id", "this is no id of an app",
      isMicrosoft
        ? "Entra admin centre, App registrations, the app, Overview: copy Application (client) ID."
        : "Google Cloud console, APIs and services, Credentials: copy the Client ID.")
  }

  static func secret(_ text: String, isMicrosoft: Bool) throws(Fault) -> Secret {
    if isMicrosoft, isGUID(text) {
      throw wrong(
        "client-secret", "this looks like the id of a client secret, not like the secret",
        "Entra admin centre, the app, Certificates and secrets: copy Value, which is shown only once. Make a new one if"
          + " it is gone.")
    }
    guard isWord(text, most: 4096) else {
      throw wrong("client-secret", "a client secret is one word without spaces", "Copy its value again.")
    }
    return Secret(text)
  }

  static func cloud(_ text: String?) throws(Fault) -> String {
    guard let text, !text.isEmpty else { return Clouds.defaultID }
    if Clouds.named(text) != nil { return text }
    let known = Clouds.all.map(\.id)
    let hint = suggestion(for: text, among: known).map { " Did you mean \($0)?" } ?? ""
    throw wrong("cloud", "there is no such cloud", "Write one of \(known.joined(separator: ", ")).\(hint)")
  }

  static func authority(_ text: String?) throws(Fault) -> String? {
    guard let text, !text.isEmpty else { return nil }
    if let address = WebAddress(text), address.mayCarrySecrets, !address.path.contains("?") { return text }
    throw wrong(
      "authority", "secrets cannot be sent to this address",
      "Write https://…, or http:// for an issuer on this machine; leave it out for Microsoft and Google themselves.")
  }

  static func isGUID(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && text.utf8.allSatisfy { $0 == 0x2D || Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }
  }

  /// At least two labels of letters, digits and inner hyphens. RFC 1123 §2.1.
  static func isDomain(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    return text.utf8.count <= 253 && labels.count >= 2
      && labels.allSatisfy { label in
        (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
          && label.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: true
            default: false
            }
          }
      }
  }

  /// Visible ASCII.
  static func isWord(_ text: String, most: Int) -> Bool {
    (1...most).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  static func wrong(_ field: String, _ what: String, _ advice: String) -> Fault {
    Fault(.oauthSettings, "\(field): \(what)", recovery: .stopMailbox, advice: advice)
  }
}
