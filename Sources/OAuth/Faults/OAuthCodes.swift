public import Core

/// What an issuer refuses, told apart because the remedies differ.
extension Fault.Code {
  /// A person has not agreed that the app may act for them.
  public static let oauthConsent: Self = "OAUTH-CONSENT"
  /// An administrator has not agreed to what the app asks for.
  public static let oauthAdminConsent: Self = "OAUTH-ADMIN-CONSENT"
  /// The tenant is not there, or belongs to another cloud.
  public static let oauthTenant: Self = "OAUTH-TENANT"
  /// The tenant, or Google, does not know the app.
  public static let oauthAppUnknown: Self = "OAUTH-APP-UNKNOWN"
  public static let oauthAppDisabled: Self = "OAUTH-APP-DISABLED"
  /// The app is for assigned people only, and this one is not among them.
  public static let oauthNotAssigned: Self = "OAUTH-NOT-ASSIGNED"
  public static let oauthSecret: Self = "OAUTH-SECRET"
  public static let oauthSecretExpired: Self = "OAUTH-SECRET-EXPIRED"
  /// The certificate is not the registered one.
  public static let oauthCertificate: Self = "OAUTH-CERTIFICATE"
  public static let oauthCertificateExpired: Self = "OAUTH-CERTIFICATE-EXPIRED"
  /// This machine's clock and the issuer's differ too much.
  public static let oauthClock: Self = "OAUTH-CLOCK"
  /// A rule of the organisation (conditional access, restricted apps) says no.
  public static let oauthPolicy: Self = "OAUTH-POLICY"
  /// A second factor is needed, and only a person can give it.
  public static let oauthMFA: Self = "OAUTH-MFA"
  /// The app is not registered for signing in from a program like this one.
  public static let oauthPublicClient: Self = "OAUTH-PUBLIC-CLIENT"
  public static let oauthUserUnknown: Self = "OAUTH-USER-UNKNOWN"
  public static let oauthUserDisabled: Self = "OAUTH-USER-DISABLED"
  public static let oauthUserLocked: Self = "OAUTH-USER-LOCKED"
  public static let oauthPasswordExpired: Self = "OAUTH-PASSWORD-EXPIRED"
  /// What a person granted has ended or was taken back.
  public static let oauthSignInAgain: Self = "OAUTH-SIGN-IN-AGAIN"
  /// Nobody has signed in yet.
  public static let oauthNotSignedIn: Self = "OAUTH-NOT-SIGNED-IN"
  public static let oauthCodeExpired: Self = "OAUTH-CODE-EXPIRED"
  public static let oauthDeclined: Self = "OAUTH-DECLINED"
  public static let oauthScope: Self = "OAUTH-SCOPE"
  /// The tenant has no Exchange Online.
  public static let oauthNoExchange: Self = "OAUTH-NO-EXCHANGE"
  public static let oauthThrottled: Self = "OAUTH-THROTTLED"
  /// The issuer has a trouble of its own.
  public static let oauthTransient: Self = "OAUTH-TRANSIENT"
  public static let oauthRedirect: Self = "OAUTH-REDIRECT"
  /// The service account may not speak for the mailbox.
  public static let oauthDelegation: Self = "OAUTH-DELEGATION"
  /// Google does not accept the service account's key.
  public static let oauthServiceKey: Self = "OAUTH-SERVICE-KEY"
  /// Another refusal.
  public static let oauthRefused: Self = "OAUTH-REFUSED"
  /// What came back is no answer of an issuer.
  public static let oauthAnswer: Self = "OAUTH-ANSWER"

  /// What the credential says cannot be.
  public static let oauthSettings: Self = "OAUTH-SETTINGS"
  /// The waiting task was cancelled.
  public static let oauthCancelled: Self = "OAUTH-CANCELLED"
  /// The browser did not come back.
  public static let oauthBrowser: Self = "OAUTH-BROWSER"
  /// New tokens could not be kept.
  public static let oauthNotSaved: Self = "OAUTH-NOT-SAVED"

  /// The mail server refuses tokens that the issuer has only just made.
  public static let oauthTokenRefused: Self = "OAUTH-TOKEN-REFUSED"
  /// The token is good and lacks the permission for IMAP or SMTP.
  public static let oauthTokenRole: Self = "OAUTH-TOKEN-ROLE"
  /// The token is for another service than Exchange.
  public static let oauthTokenAudience: Self = "OAUTH-TOKEN-AUDIENCE"
  /// SMTP AUTH is off for all mailboxes.
  public static let smtpAuthTenant: Self = "SMTP-AUTH-TENANT"
  /// SMTP AUTH is off for the mailbox.
  public static let smtpAuthMailbox: Self = "SMTP-AUTH-MAILBOX"
  public static let smtpAuthRefused: Self = "SMTP-AUTH-REFUSED"
}

/// Codes of connections and of IMAP, as the module that speaks IMAP has them.
extension Fault.Code {
  static let dns: Self = "NET-DNS"
  static let refused: Self = "NET-REFUSED"
  static let timeout: Self = "NET-TIMEOUT"
  static let lost: Self = "NET-LOST"
  static let proxy: Self = "NET-PROXY"
  static let tlsName: Self = "TLS-NAME"
  static let tlsExpired: Self = "TLS-EXPIRED"
  static let tlsUntrusted: Self = "TLS-UNTRUSTED"
  static let tlsPlain: Self = "TLS-PLAIN"
  static let tlsHandshake: Self = "TLS-HANDSHAKE"
  static let tlsSettings: Self = "TLS-SETTINGS"
  static let auth: Self = "IMAP-AUTH"
  static let authConnected: Self = "IMAP-AUTH-CONNECTED"
  static let imapDisabled: Self = "IMAP-DISABLED"
}
