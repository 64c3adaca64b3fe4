public import Core

/// What a mail server means when it refuses a token that the issuer gave: its own words say little, the token's claims
/// say more.
public enum SignInRefusal {
  public enum Stage: Sendable, Hashable {
    /// AUTHENTICATE of IMAP, or AUTH of SMTP.
    case authenticate
    /// The first command about a folder.
    case select
    /// MAIL FROM or DATA of SMTP.
    case send
  }

  /// Nil when neither the words nor the claims tell more than the server's own fault does.
  ///
  /// `serverText` is the server's answer without its tag; `claims` those of the token that was refused.
  public static func explain(
    serverText: String, registration: Registration, claims: TokenClaims?, mailbox: String, stage: Stage
  ) -> Fault? {
    let words = serverText.prefix(2000).lowercased()
    let refusal = Case(words: words, registration: registration, claims: claims, mailbox: mailbox, stage: stage)
    return registration.isMicrosoft ? refusal.microsoft() : refusal.google()
  }
}

private struct Case {
  var words: String
  var registration: Registration
  var claims: TokenClaims?
  var mailbox: String
  var stage: SignInRefusal.Stage

  private func has(_ text: String) -> Bool { words.contains(text) }

  private func fault(_ code: Fault.Code, _ message: String, _ advice: String) -> Fault {
    Fault(code, message, recovery: .stopMailbox, advice: advice)
  }

  private var remedies: Remedies {
    Remedies(cloud: registration.cloud, clientID: registration.clientID, objectID: claims?.objectID)
  }

  private func shell(_ lines: [String]) -> String { "In PowerShell: \(lines.joined(separator: "; "))" }

  // MARK: Microsoft

  func microsoft() -> Fault? {
    if let fault = smtp() { return fault }
    if has("imap is disabled") || has("not enabled for imap") || has("imap access is disabled")
      || has("protocol is disabled") || has("imap4 is disabled")
    {
      return imapOff()
    }
    let isConnectRefusal = has("authenticated but not connected")
    guard
      isConnectRefusal || stage == .select || has("authenticate failed") || has("authentication unsuccessful")
        || has("auth=")
    else { return nil }
    // The token itself explains most refusals, better than the server does.
    if let fault = aboutToken() { return fault }
    return isConnectRefusal || stage == .select ? notConnected() : nil
  }

  private func aboutToken() -> Fault? {
    guard let claims else { return nil }
    if let fault = audience(claims) { return fault }
    let isSending = stage == .send || has("535")
    if registration.needsPerson { return personalPermission(claims, isSending: isSending) }
    let role = isSending ? "SMTP.SendAsApp" : "IMAP.AccessAsApp"
    guard !claims.roles.contains(role) else { return nil }
    return fault(
      .oauthTokenRole, "the app's token lacks the permission \(role)",
      "Entra admin centre, app \(registration.clientID), API permissions: add Office 365 Exchange Online, Application"
        + " permissions, \(role), and Grant admin consent; then wait some minutes.")
  }

  private func audience(_ claims: TokenClaims) -> Fault? {
    guard let cloud = registration.cloud, !claims.audience.isEmpty else { return nil }
    // Exchange's own id as a resource is the same everywhere.
    let ours = [cloud.outlook, cloud.outlookUser, "00000002-0000-0ff1-ce00-000000000000"]
    let fits = claims.audience.contains { audience in
      ours.contains { audience == $0 || audience == $0 + "/" }
    }
    guard !fits else { return nil }
    return fault(
      .oauthTokenAudience, "the token is for another service than this cloud's Exchange",
      "Set the credential's cloud to the one the mailbox is in; the token is for \(claims.audience[0]).")
  }

  private func personalPermission(_ claims: TokenClaims, isSending: Bool) -> Fault? {
    let scope = isSending ? "SMTP.Send" : "IMAP.AccessAsUser.All"
    guard !claims.scopes.isEmpty, !claims.scopes.contains(scope) else { return nil }
    return fault(
      .oauthTokenRole, "the person has not agreed to \(scope)",
      "Add the delegated permission \(scope) of Office 365 Exchange Online to app \(registration.clientID), then sign in"
        + " again.")
  }

  private func notConnected() -> Fault {
    if registration.needsPerson {
      return fault(
        .authConnected, "Exchange accepted the token and has no mailbox to open for it",
        "Whoever signed in must be the owner of \(mailbox) or have Full Access to it; it needs a licence, and IMAP on. "
          + shell([remedies.connect, Remedies.enableIMAP(mailbox)]))
    }
    return fault(
      .authConnected, "Exchange accepted the app's token, and the app may not open this mailbox",
      shell(remedies.grantingAccess(to: [mailbox]) + [Remedies.enableIMAP(mailbox)])
        + ". The object id must be the enterprise application's; changes take up to an hour.")
  }

  private func imapOff() -> Fault {
    fault(
      .imapDisabled, "IMAP is switched off for this mailbox",
      shell([remedies.connect, Remedies.enableIMAP(mailbox)]))
  }

  private func smtp() -> Fault? {
    if has("smtpclientauthentication is disabled for the tenant") {
      return fault(
        .smtpAuthTenant, "sending by SMTP with a sign-in is off for the whole tenant",
        "For this mailbox alone it can be switched on. " + shell([remedies.connect, Remedies.enableSMTP(mailbox)])
          + ". For all: \(Remedies.enableSMTPForAll)")
    }
    if has("smtpclientauthentication is disabled for the mailbox") {
      return fault(
        .smtpAuthMailbox, "sending by SMTP with a sign-in is off for this mailbox",
        shell([remedies.connect, Remedies.enableSMTP(mailbox)]))
    }
    guard has("5.7.139") || has("5.7.3 ") || has("5.7.57") else { return nil }
    if has("security defaults") {
      return fault(
        .oauthPolicy, "the tenant's security defaults forbid this sign-in",
        "Entra admin centre, Overview, Properties, Manage security defaults; or an app in place of a person.")
    }
    if has("locked") {
      return fault(
        .oauthUserLocked, "the account is locked after too many wrong sign-ins",
        "Entra admin centre, Sign-in logs, says why; unblock the account or wait.")
    }
    if has("basic authentication is disabled") || has("did not meet the criteria") {
      return fault(
        .oauthPolicy, "a policy of the tenant forbids this sign-in",
        "Entra admin centre, Sign-in logs, names the policy.")
    }
    return aboutToken()
      ?? fault(
        .smtpAuthRefused, "the server refused the token for sending",
        shell([remedies.connect, Remedies.enableSMTP(mailbox)]) + permissionLines)
  }

  /// For an app the mailbox must also be its own.
  private var permissionLines: String {
    registration.needsPerson
      ? "" : "; " + [remedies.servicePrincipal(), remedies.mailboxPermission(mailbox)].joined(separator: "; ")
  }

  // MARK: Google

  func google() -> Fault? {
    if has("imap access is disabled for your domain") || has("disabled for your domain") {
      return fault(
        .imapDisabled, "IMAP is switched off for the whole domain",
        "Google admin console, Apps, Google Workspace, Gmail, End User Access: POP and IMAP access.")
    }
    if has("not enabled for imap") || has("imap access is disabled") || has("enable imap") {
      return fault(
        .imapDisabled, "IMAP is switched off for this mailbox",
        "Gmail of the person: Settings, See all settings, Forwarding and POP/IMAP: Enable IMAP.")
    }
    guard has("invalid credentials") || has("username and password not accepted") || has("authenticationfailed") else {
      return nil
    }
    let isService = !registration.needsPerson
    return fault(
      .auth, "Google does not accept the token for this mailbox",
      isService
        ? "Compare \(mailbox) with the primary address in the Google admin console, Users, and see that Gmail is on for it."
        : "Whoever signed in must be the owner of \(mailbox): Google opens no other mailbox with a person's token.")
  }
}
