internal import Core

/// Questions to issuers, each a pure value. RFC 6749, RFC 7523, RFC 8628.
enum TokenRequests {
  /// An app in its own name, by a secret or by an assertion. RFC 6749 §4.4.2, RFC 7523 §2.2.
  static func clientCredentials(
    _ app: Registration.MicrosoftApp, scope: String, _ endpoints: Endpoints, now: Int64, id: String
  ) async throws(Fault) -> HTTPQuestion {
    var form: [(name: String, value: String)] = [
      ("grant_type", "client_credentials"), ("client_id", app.clientID), ("scope", scope),
    ]
    switch app.proof {
    case .secret(let secret): form.append(("client_secret", secret.reveal()))
    case .certificate(let pem, let key):
      form.append(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
      form.append(
        (
          "client_assertion",
          try await Assertion.microsoft(app, pem: pem, key: key, endpoint: endpoints.token, now: now, id: id)
        ))
    }
    return HTTPQuestion(url: endpoints.token, form: form)
  }

  /// A service account in the name of a mailbox. RFC 7523 §2.1.
  static func serviceAccount(
    _ account: Registration.ServiceAccount, mailbox: String, scope: String, _ endpoints: Endpoints, now: Int64
  ) async throws(Fault) -> HTTPQuestion {
    let assertion = try await Assertion.google(
      account, mailbox: mailbox, scope: scope, endpoint: endpoints.token, now: now)
    return HTTPQuestion(
      url: endpoints.token,
      form: [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion)])
  }

  /// A further token in a person's name. RFC 6749 §6.
  static func refresh(
    _ token: Secret, for registration: Registration, scope: String, _ endpoints: Endpoints
  ) -> HTTPQuestion {
    var form = [("grant_type", "refresh_token")] + client(registration)
    // Google's answer keeps what was granted; Microsoft's needs to know which service the token is for.
    if registration.isMicrosoft { form.append(("scope", scope)) }
    form.append(("refresh_token", token.reveal()))
    return HTTPQuestion(url: endpoints.token, form: form)
  }

  /// Begins a sign-in on another device. Nil when the issuer knows none. RFC 8628 §3.1.
  static func deviceStart(
    for registration: Registration, scope: String, _ endpoints: Endpoints
  ) -> HTTPQuestion? {
    endpoints.deviceCode.map {
      HTTPQuestion(url: $0, form: [("client_id", registration.clientID), ("scope", scope)])
    }
  }

  /// Asks whether the person is done. RFC 8628 §3.4.
  static func devicePoll(_ code: Secret, for registration: Registration, _ endpoints: Endpoints) -> HTTPQuestion {
    HTTPQuestion(
      url: endpoints.token,
      form: [("grant_type", "urn:ietf:params:oauth:grant-type:device_code")] + client(registration)
        + [("device_code", code.reveal())])
  }

  /// Turns what the browser brought back into tokens. RFC 6749 §4.1.3, RFC 7636 §4.5.
  static func redeem(
    _ code: Secret, verifier: Secret, redirect: String, for registration: Registration, _ endpoints: Endpoints
  ) -> HTTPQuestion {
    HTTPQuestion(
      url: endpoints.token,
      form: [("grant_type", "authorization_code")] + client(registration)
        + [("code", code.reveal()), ("redirect_uri", redirect), ("code_verifier", verifier.reveal())])
  }

  /// Who asks. Google wants the installed program's "secret" as well.
  private static func client(_ registration: Registration) -> [(name: String, value: String)] {
    var form: [(name: String, value: String)] = [("client_id", registration.clientID)]
    if case .googleUser(let user) = registration, let secret = user.clientSecret {
      form.append(("client_secret", secret.reveal()))
    }
    return form
  }
}
