/// What Microsoft's identity platform refuses, by the number behind AADSTS. The first row that fits is taken; numbers
/// are from Microsoft's reference of error codes.
enum MicrosoftRefusals {
  static let rows: [RefusalRow] = consent + tenants + apps + proofs + rules + people + grants + services

  private static let consent: [RefusalRow] = [
    RefusalRow(
      [90094, 90095, 90093, 90008], .oauthAdminConsent, "an administrator has not agreed to what the app asks for",
      "Entra admin centre, App registrations, app {client}, API permissions: Grant admin consent."),
    RefusalRow(
      [65001, 65005, 650056, 650057, 9002341, 90099], .oauthConsent,
      "nobody has agreed that the app may do this in the tenant",
      "Add the permissions to app {client} in the Entra admin centre, API permissions, and Grant admin consent."),
    RefusalRow(
      [65004], .oauthDeclined, .mailbox, "the person declined what the app asks for",
      "Sign in again and accept: postduif credential sign-in {credential}"),
  ]

  private static let tenants: [RefusalRow] = [
    RefusalRow(
      [90002, 50059, 50128, 90019, 50049], .oauthTenant, "the tenant {tenant} is not known in this cloud",
      "Compare with Tenant ID in the Entra admin centre, Overview; for a national cloud, set the credential's cloud."),
    RefusalRow(
      [90038, 90043, 90051, 900382, 900432, 1000104], .oauthTenant, "the tenant {tenant} belongs to another cloud",
      "Set the credential's cloud to the national cloud of the tenant."),
    RefusalRow(
      [50194, 9001023, 90124, 90130, 9002332, 50002, 500021, 500022, 500212, 500213, 700005], .oauthTenant,
      "the app cannot be used from this tenant",
      "Write the tenant's own id as the credential's tenant, not common or organizations."),
  ]

  private static let apps: [RefusalRow] = [
    RefusalRow(
      [700016, 70001, 700011], .oauthAppUnknown, "the tenant {tenant} does not know the app {client}",
      "Compare Application (client) ID and the tenant with the app's Overview page; the app must be of this tenant."),
    RefusalRow(
      [7000112, 1000031], .oauthAppDisabled, "the app {client} is switched off in the tenant",
      "Entra admin centre, Enterprise applications, the app, Properties: Enabled for users to sign in: Yes."),
    RefusalRow(
      [50105], .oauthNotAssigned, .mailbox, "the app is for assigned people only, and this person is not among them",
      "Entra admin centre, Enterprise applications, the app, Users and groups: assign {mailbox}."),
    RefusalRow(
      [50011, 70004, 900971, 500112], .oauthRedirect, "the app does not know the address the browser comes back to",
      "App {client}, Authentication, Mobile and desktop applications: add the redirect URI http://localhost"),
    RefusalRow(
      [7000218, 700025], .oauthPublicClient, "the app is not registered for signing in from a program",
      "App {client}, Authentication: Allow public client flows: Yes."),
  ]

  private static let proofs: [RefusalRow] = [
    RefusalRow(
      [7000222], .oauthSecretExpired, "the app's client secret has expired",
      "App {client}, Certificates and secrets: make a new one and store its value: postduif credential set {credential}"
    ),
    RefusalRow(
      [7000215, 70002], .oauthSecret, "the app's client secret is not the right one",
      "App {client}, Certificates and secrets: make a new one, copy Value (not Secret ID): postduif credential set"
        + " {credential}"),
    RefusalRow(
      [700024, 500133], .oauthClock, "the signed proof is not from now, by the issuer's clock",
      "Set this machine's clock: sudo timedatectl set-ntp true"),
    RefusalRow(
      [700027, 50012, 700030, 50017, 900384], .oauthCertificate,
      "the certificate is not registered for the app, or has expired there",
      "App {client}, Certificates and secrets: upload the certificate and compare its thumbprint."),
  ]

  private static let rules: [RefusalRow] = [
    RefusalRow(
      [
        53003, 530032, 53000, 53001, 53002, 53004, 53010, 53011, 50131, 50005, 50097, 50129, 50155, 50158, 530034,
        530036,
      ],
      .oauthPolicy, "a conditional access policy of the tenant does not allow this sign-in",
      "Entra admin centre, Sign-in logs, the entry of this moment, Conditional Access names the policy; exclude the app or"
        + " sign in by browser: postduif credential sign-in {credential} --browser"),
    RefusalRow(
      [530035], .oauthPolicy, "the tenant's security defaults do not allow this sign-in",
      "Sign in by browser: postduif credential sign-in {credential} --browser"),
    RefusalRow(
      [50076, 50079, 50074, 50072, 50078, 50125, 50187, 50199, 700020, 16001], .oauthMFA, .mailbox,
      "a second factor is needed, which only the person can give",
      "Have the person sign in again: postduif credential sign-in {credential}"),
  ]

  private static let people: [RefusalRow] = [
    RefusalRow(
      [50034, 51004, 50020, 16000, 50014, 16003, 90072, 90125, 50197, 500208], .oauthUserUnknown, .mailbox,
      "the tenant does not know this person", "Sign in with an account of the tenant {tenant}."),
    RefusalRow(
      [50057], .oauthUserDisabled, .mailbox, "the person's account is switched off",
      "Microsoft 365 admin centre, Active users, {mailbox}: Unblock sign-in."),
    RefusalRow(
      [50053], .oauthUserLocked, .mailbox, "the account is locked after too many wrong sign-ins",
      "Wait, or unblock the account: Entra admin centre, Sign-in logs, error 50053 says which of the two it is."),
    RefusalRow(
      [50055, 50144, 50135], .oauthPasswordExpired, .mailbox, "the person's password has expired",
      "Have the person choose a new one, then sign in again: postduif credential sign-in {credential}"),
    RefusalRow(
      [50126, 50056, 50064], .oauthSignInAgain, .mailbox, "the name or the password was wrong",
      "Sign in again: postduif credential sign-in {credential}"),
  ]

  private static let grants: [RefusalRow] = [
    RefusalRow(
      [50173, 50132, 50133], .oauthSignInAgain, .mailbox,
      "the sign-in was taken back: the password was changed, or an administrator revoked it",
      "Sign in again: postduif credential sign-in {credential}"),
    RefusalRow(
      [700082, 70008, 70043, 700084, 50089, 70000, 50085, 54005], .oauthSignInAgain, .mailbox,
      "the sign-in has ended", "Sign in again: postduif credential sign-in {credential}"),
    RefusalRow(
      [70019, 70018, 70020, 90119, 90120], .oauthCodeExpired, .mailbox,
      "the code was not entered in time, or not rightly",
      "Begin again: postduif credential sign-in {credential}"),
  ]

  private static let services: [RefusalRow] = [
    RefusalRow(
      [500011, 650052, 650054, 50001], .oauthNoExchange, "the tenant has no Exchange Online, or has never used it",
      "Microsoft 365 admin centre, Billing: the tenant needs a plan with Exchange; in another cloud, set the cloud."),
    RefusalRow(
      [70011, 28002, 28003, 700022], .oauthScope, "the issuer does not know what was asked for",
      "Check the credential's cloud; the names of permissions differ between clouds."),
    RefusalRow(
      [90055, 50196, 50088, 50166], .oauthThrottled, .passing, "the issuer asks for patience", ""),
    RefusalRow(
      [90033, 90006, 90012, 90024, 90090, 90091, 50033, 50087, 70012, 40010, 80002, 80005, 80014], .oauthTransient,
      .passing, "the issuer has a trouble of its own", ""),
  ]
}
