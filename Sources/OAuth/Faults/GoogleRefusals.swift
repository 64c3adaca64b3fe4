/// What Google refuses, by `error` and words of the description. The first row that fits is taken.
enum GoogleRefusals {
  static let rows: [RefusalRow] = serviceAccounts + people + apps

  private static let delegation =
    "Google admin console, Security, Access and data control, API controls, Domain-wide delegation: add client {client}"
    + " with the scope https://mail.google.com/"

  private static let serviceAccounts: [RefusalRow] = [
    RefusalRow(
      "unauthorized_client", "any of the scopes requested", .oauthDelegation,
      "the service account may not speak for the domain's mailboxes, or not for this scope",
      "\(delegation). A new entry may take an hour, at worst a day."),
    RefusalRow(
      "unauthorized_client", "using this method", .oauthDelegation,
      "the service account may not speak for the domain's mailboxes",
      "\(delegation). A new entry may take an hour, at worst a day."),
    RefusalRow(
      "access_denied", "requested client not authorized", .oauthDelegation,
      "the service account may not speak for the domain's mailboxes with this scope", "\(delegation)."),
    RefusalRow(
      "invalid_grant", "short-lived token", .oauthClock, "the signed proof is not from now, by Google's clock",
      "Set this machine's clock: sudo timedatectl set-ntp true"),
    RefusalRow(
      "invalid_grant", "invalid jwt signature", .oauthServiceKey,
      "Google does not accept the signature: the key was deleted, or is of another account",
      "Google Cloud console, the service account, Keys: make a new one and store it: postduif credential set {credential}"
    ),
    RefusalRow(
      "invalid_grant", "invalid email or user id", .oauthUserUnknown, .mailbox, "Google does not know this mailbox",
      "Compare {mailbox} with the primary address in the Google admin console, Users; an alias does not do."),
    RefusalRow(
      "invalid_grant", "account not found", .oauthServiceKey, "Google does not know the service account",
      "It was deleted, or the key file is of another project: store the right one: postduif credential set {credential}"
    ),
    RefusalRow(
      "invalid_grant", "not a valid email", .oauthUserUnknown, .mailbox, "Google does not know this mailbox",
      "Compare {mailbox} with the Google admin console, Users."),
    RefusalRow(
      "disabled_client", "", .oauthAppDisabled, "the service account or the app is switched off",
      "Google Cloud console, Service accounts: switch it on."),
    RefusalRow(
      "invalid_client", "disabled", .oauthAppDisabled, "the service account or the app is switched off",
      "Google Cloud console: switch it on."),
  ]

  private static let people: [RefusalRow] = [
    RefusalRow(
      "invalid_grant", "account has been deleted", .oauthUserUnknown, .mailbox, "the account has been deleted",
      "Google admin console, Users: a deleted person can be restored for 20 days."),
    RefusalRow(
      "invalid_grant", "account disabled", .oauthUserDisabled, .mailbox, "the person's account is suspended",
      "Google admin console, Users, {mailbox}: Reactivate."),
    RefusalRow(
      "invalid_grant", "account has been disabled", .oauthUserDisabled, .mailbox, "the person's account is suspended",
      "Google admin console, Users, {mailbox}: Reactivate."),
    RefusalRow(
      "invalid_grant", "invalid_rapt", .oauthMFA, .mailbox,
      "the organisation wants people to sign in again after some hours",
      "Sign in again: postduif credential sign-in {credential}. Google admin console, Security, Google Cloud session"
        + " control: trusted apps can be exempt."),
    RefusalRow(
      "invalid_grant", "expired or revoked", .oauthSignInAgain, .mailbox,
      "the sign-in has ended: it was taken back, the password was changed, or the app is in testing, where Google ends"
        + " sign-ins after 7 days",
      "Sign in again: postduif credential sign-in {credential}. To keep sign-ins longer: Google Cloud console, OAuth"
        + " consent screen, Publish app, or user type Internal."),
    RefusalRow(
      "invalid_grant", "malformed auth code", .oauthCodeExpired, .mailbox, "the browser brought back a broken code",
      "Begin again: postduif credential sign-in {credential}"),
    RefusalRow(
      "invalid_grant", "bad request", .oauthSignInAgain, .mailbox,
      "the sign-in is not one of this app, or has ended (in testing, Google ends sign-ins after 7 days)",
      "Sign in again: postduif credential sign-in {credential}"),
    RefusalRow(
      "admin_policy_enforced", "", .oauthPolicy, "the organisation's administrator does not allow the app",
      "Google admin console, Security, API controls, App access control: trust client {client}."),
    RefusalRow(
      "org_internal", "", .oauthPolicy, .mailbox, "the app is for people of its own organisation only",
      "Sign in with an account of the organisation that owns the app."),
    RefusalRow(
      "access_denied", "", .oauthDeclined, .mailbox, "the person declined, or is no test user of an app in testing",
      "Sign in again and accept; for an app in testing, add the person as a test user on the OAuth consent screen."),
  ]

  private static let apps: [RefusalRow] = [
    RefusalRow(
      "redirect_uri_mismatch", "", .oauthRedirect, "the app does not know the address the browser comes back to",
      "Google Cloud console, Credentials: the client must be of type Desktop app."),
    RefusalRow(
      "invalid_client", "invalid client type", .oauthPublicClient, "the app is not of the right type",
      "Google Cloud console, Credentials: make a client of type Desktop app."),
    RefusalRow(
      "invalid_client", "not found", .oauthAppUnknown, "Google does not know the app {client}",
      "Google Cloud console, Credentials: copy Client ID again."),
    RefusalRow(
      "deleted_client", "", .oauthAppUnknown, "the app {client} has been deleted",
      "Google Cloud console, Credentials: make a new client of type Desktop app."),
    RefusalRow(
      "invalid_client", "", .oauthSecret, "the client secret is not the app's",
      "Google Cloud console, Credentials: copy Client secret and store it: postduif credential set {credential}"),
    RefusalRow(
      "invalid_request", "client_secret is missing", .oauthSecret, "Google wants the app's client secret as well",
      "Google Cloud console, Credentials: copy Client secret and store it: postduif credential set {credential}"),
    RefusalRow(
      "invalid_scope", "", .oauthScope, "Google does not give this scope to the app",
      "Google Cloud console, OAuth consent screen, Data access: add https://mail.google.com/. For a sign-in by code, take"
        + " the browser instead: Google does not offer mail there."),
    RefusalRow("rate_limit_exceeded", "", .oauthThrottled, .passing, "Google asks for patience", ""),
    RefusalRow("quota_exceeded", "", .oauthThrottled, .passing, "Google asks for patience", ""),
    RefusalRow("internal_failure", "", .oauthTransient, .passing, "Google has a trouble of its own", ""),
  ]
}
