public import Core

extension Registration {
  /// The service account whose key file (JSON, from the Google Cloud console) this is. Its `token_uri` is not followed:
  /// a file that somebody sent may not say where its assertions go.
  ///
  /// Throws `OAUTH-SETTINGS` for another kind of file, with the kind when it is a known mistake.
  public init(googleKeyFile bytes: [UInt8], authority: String? = nil) throws(Fault) {
    let advice = "Google Cloud console, Service accounts, the account, Keys, Add key, JSON."
    guard bytes.count <= RegistrationCheck.largestField, let json = LooseJSON(bytes) else {
      throw RegistrationCheck.wrong("key file", "this is no JSON file from Google", advice)
    }
    guard json.text("type") == "service_account" else {
      // A client's file has one object, `installed` or `web`, and no type.
      let what =
        json.text("type").map { _ in "this is a key file for something else than a service account" }
        ?? "this is no service account's key file; one for an app that people sign in to, perhaps"
      throw RegistrationCheck.wrong("key file", what, advice)
    }
    var fields: [String: String] = [:]
    fields[Field.email] = json.text("client_email")
    fields[Field.keyID] = json.text("private_key_id")
    fields[Field.privateKey] = json.text("private_key")
    fields[Field.clientID] = json.text("client_id")
    fields[Field.authority] = authority
    try self.init(kind: .googleServiceAccount, fields: fields)
  }
}
