extension FindingCatalogue {
  /// What Microsoft and Google say when they are asked for tokens.
  static var oauth: [FindingText] { oauthApps + oauthPeople + oauthIssuers + oauthMailServers }

  private static let oauthApps: [FindingText] = [
    FindingText(
      "OAUTH-CONSENT", "nobody has agreed to the app", exit: .refused,
      "The app may not do in this tenant what it asks for: its permissions are missing, or nobody has agreed to them.",
      do: [
        "Entra admin centre, App registrations, the app, API permissions: add Office 365 Exchange Online,"
          + " IMAP.AccessAsApp for an app, IMAP.AccessAsUser.All for people.",
        "On the same page: Grant admin consent.",
      ]),
    FindingText(
      "OAUTH-ADMIN-CONSENT", "an administrator must agree to the app", exit: .refused,
      "What the app asks for can only be granted by an administrator of the tenant, for everybody at once.",
      do: ["Entra admin centre, App registrations, the app, API permissions: Grant admin consent."]),
    FindingText(
      "OAUTH-TENANT", "the tenant is not the right one", exit: .wrongSettings,
      "Microsoft does not know the tenant in this cloud, or the app cannot be used from it. National clouds know their own"
        + " tenants only.",
      do: [
        "Copy Tenant ID from the Entra admin centre, Overview: postduif credential set NAME",
        "For a tenant in a national cloud, set the credential's cloud.",
      ]),
    FindingText(
      "OAUTH-APP-UNKNOWN", "the app is not known", exit: .wrongSettings,
      "The tenant, or Google, does not know an app of this id. Often the app is registered in another tenant, or the secret's"
        + " id was copied in place of the app's.",
      do: ["Compare Application (client) ID with the app's Overview page: postduif credential show NAME"]),
    FindingText(
      "OAUTH-APP-DISABLED", "the app is switched off", exit: .refused,
      "The app, or the service account, exists and may not be used at the moment.",
      do: [
        "Microsoft: Entra admin centre, Enterprise applications, the app, Properties, Enabled for users to sign in.",
        "Google: Cloud console, Service accounts, the account: Enable.",
      ]),
    FindingText(
      "OAUTH-NOT-ASSIGNED", "the person is not assigned to the app", exit: .refused,
      "The app is open to assigned people only, and whoever signed in is not among them.",
      do: ["Entra admin centre, Enterprise applications, the app, Users and groups: add the person."]),
    FindingText(
      "OAUTH-SECRET", "the client secret is wrong", exit: .refused,
      "The issuer does not accept the app's secret. The usual slip: Secret ID was copied in place of Value, which is shown"
        + " only once, right after the secret is made.",
      do: ["Make a new secret for the app, and store its value: postduif credential set NAME"]),
    FindingText(
      "OAUTH-SECRET-EXPIRED", "the client secret has expired", exit: .refused,
      "Secrets of apps end after the time chosen when they were made, two years at most.",
      do: [
        "Make a new secret for the app, and store its value: postduif credential set NAME",
        "A certificate in place of a secret lasts longer and never leaves this machine.",
      ]),
    FindingText(
      "OAUTH-CERTIFICATE", "the certificate is not the app's", exit: .refused,
      "The certificate that signs is not registered for the app, or the registered one has ended.",
      do: [
        "Entra admin centre, the app, Certificates and secrets, Certificates: upload the certificate, and compare its"
          + " thumbprint."
      ]),
    FindingText(
      "OAUTH-CERTIFICATE-EXPIRED", "the certificate has expired", exit: .refused,
      "The stored certificate is out of date by this machine's clock. Nothing was sent.",
      do: [
        "If the clock is wrong: sudo timedatectl set-ntp true",
        "Otherwise make a new certificate, register it for the app, and store it: postduif credential set NAME",
      ]),
    FindingText(
      "OAUTH-PUBLIC-CLIENT", "the app is not for programs", exit: .refused,
      "Signing in by code or browser needs an app that is registered as a public client.",
      do: [
        "Microsoft: Entra admin centre, the app, Authentication, Allow public client flows: Yes.",
        "Google: Cloud console, Credentials: make a client of type Desktop app.",
      ]),
    FindingText(
      "OAUTH-REDIRECT", "the way back from the browser is not registered", exit: .wrongSettings,
      "The browser may only come back to addresses the app knows. A program on this machine needs http://localhost.",
      do: [
        "Microsoft: the app, Authentication, Mobile and desktop applications: add http://localhost",
        "Google: make a client of type Desktop app.",
      ]),
    FindingText(
      "OAUTH-DELEGATION", "the service account may not open mailboxes", exit: .refused,
      "A service account speaks for the people of a domain only after the domain's administrator has said so, for its number"
        + " and for this very scope.",
      do: [
        "Google admin console, Security, Access and data control, API controls, Domain-wide delegation: add the account's"
          + " number with the scope https://mail.google.com/",
        "Wait: a new entry may take an hour, at worst a day.",
      ]),
    FindingText(
      "OAUTH-SERVICE-KEY", "the service account's key is not accepted", exit: .refused,
      "The key was deleted at Google, or is one of another account or project.",
      do: ["Google Cloud console, Service accounts, Keys: make a new one: postduif credential set NAME"]),
    FindingText(
      "OAUTH-SETTINGS", "the credential cannot be used as it is", exit: .wrongSettings,
      "A part of the credential is missing or cannot be what it says; the message names it.",
      do: ["Enter it again: postduif credential set NAME"]),
  ]

  private static let oauthPeople: [FindingText] = [
    FindingText(
      "OAUTH-NOT-SIGNED-IN", "nobody has signed in yet", exit: .refused,
      "The credential works in a person's name, and that person has not signed in.",
      do: ["Sign in: postduif credential sign-in NAME"]),
    FindingText(
      "OAUTH-SIGN-IN-AGAIN", "the sign-in has ended", exit: .refused,
      "What the person granted was taken back, or has ended: a changed password, an administrator, long disuse, or an app"
        + " that is still in testing at Google, where sign-ins end after seven days.",
      do: [
        "Sign in again: postduif credential sign-in NAME",
        "Google: publish the app (OAuth consent screen), or make it Internal.",
      ]),
    FindingText(
      "OAUTH-CODE-EXPIRED", "the code was not entered in time", exit: .refused,
      "Codes for signing in are good for a quarter of an hour.",
      do: ["Begin again: postduif credential sign-in NAME"]),
    FindingText(
      "OAUTH-DECLINED", "the sign-in was declined", exit: .refused,
      "Whoever signed in did not agree, or may not use the app.",
      do: ["Sign in again and accept: postduif credential sign-in NAME"]),
    FindingText(
      "OAUTH-BROWSER", "the browser did not come back", exit: .refused,
      "A page was opened and nobody finished it in time, or the port on this machine could not be opened.",
      do: [
        "Try again: postduif credential sign-in NAME --browser",
        "On a machine without a browser, sign in by code: postduif credential sign-in NAME",
      ]),
    FindingText(
      "OAUTH-MFA", "a second factor is needed", exit: .refused,
      "The issuer wants something from the person that no program can give: a second factor, new security details, a"
        + " confirmation.",
      do: [
        "Have the person sign in again: postduif credential sign-in NAME",
        "For many mailboxes, use an app in place of people: it is asked for no second factor.",
      ]),
    FindingText(
      "OAUTH-POLICY", "a rule of the organisation forbids it", exit: .refused,
      "Conditional access, security defaults or restricted apps: the organisation does not allow this kind of sign-in."
        + " Many tenants block sign-in by code.",
      do: [
        "Sign in by browser: postduif credential sign-in NAME --browser",
        "Microsoft: Entra admin centre, Sign-in logs, names the policy; exclude the app from it for the move.",
        "Google: admin console, Security, API controls, App access control: trust the app.",
      ]),
    FindingText(
      "OAUTH-USER-UNKNOWN", "the person is not known there", exit: .refused,
      "The tenant or the domain has no such person. Aliases do not do: the primary address is needed.",
      do: ["Compare the address: postduif mailbox show ADDRESS"]),
    FindingText(
      "OAUTH-USER-DISABLED", "the person's account is switched off", exit: .refused,
      "The account exists and may not sign in.",
      do: ["Switch it on in the admin centre; or use an app, which needs no sign-in of the person."]),
    FindingText(
      "OAUTH-USER-LOCKED", "the person's account is locked", exit: .refused,
      "Too many wrong sign-ins, or sign-ins from a bad neighbourhood. Trying on makes it last.",
      do: ["Look at the sign-in logs, unblock the account, and find the old device that goes on trying."]),
    FindingText(
      "OAUTH-PASSWORD-EXPIRED", "the person's password has expired", exit: .refused,
      "The person has to choose a new password before anything else.",
      do: ["Then sign in again: postduif credential sign-in NAME"]),
  ]

  private static let oauthIssuers: [FindingText] = [
    FindingText(
      "OAUTH-CLOCK", "this machine's clock is wrong", exit: .wrongSettings,
      "Signed proofs are good for minutes. The issuer's clock and this machine's are too far apart; the message says by how"
        + " much, where the issuer told the time.",
      do: ["Set the clock by the network: sudo timedatectl set-ntp true"]),
    FindingText(
      "OAUTH-SCOPE", "the issuer does not know what was asked for", exit: .wrongSettings,
      "The names of permissions differ between clouds, and an app may only ask for what it lists.",
      do: ["Check the credential's cloud: postduif credential show NAME"]),
    FindingText(
      "OAUTH-NO-EXCHANGE", "the tenant has no Exchange Online", exit: .refused,
      "The tenant does not know Exchange as a service: it has no plan with mail, or none was ever used.",
      do: ["Buy or assign a plan with Exchange, and wait until the first mailbox is there."]),
    FindingText(
      "OAUTH-THROTTLED", "the issuer asks for patience", exit: .notNow,
      "Too many tokens were asked for in a short time. Waiting times that the issuer names are obeyed.",
      do: ["Nothing: the run waits and goes on."]),
    FindingText(
      "OAUTH-TRANSIENT", "the issuer has a trouble of its own", exit: .notNow,
      "Microsoft or Google could not answer just now.",
      do: ["Nothing: it is tried again. If it lasts, look at the service's status page."]),
    FindingText(
      "OAUTH-REFUSED", "the issuer gives no token", exit: .refused,
      "The issuer refused for a reason that is not in this program's list; its own words stand in the message.",
      do: ["Look up the number, and give the issuer's support the trace and correlation ids."]),
    FindingText(
      "OAUTH-ANSWER", "what answers is no issuer", exit: .unreachable,
      "The answer is not one that Microsoft or Google give. A proxy or a sign-in page of the network answers in their place,"
        + " most often.",
      do: ["Open https://login.microsoftonline.com from this machine, and see what answers."]),
    FindingText(
      "OAUTH-NOT-SAVED", "new tokens could not be kept", exit: .cannotWriteState,
      "The tokens are used in this run and will be missing in the next. Where the issuer has replaced the long-lived one,"
        + " the person may have to sign in again.",
      do: ["Make room on the disk, or mend the folder's rights, before the run ends."]),
    FindingText(
      "OAUTH-CANCELLED", "a question to the issuer was withdrawn", exit: .interrupted,
      "The run was stopped while a token was being fetched.", do: []),
  ]

  private static let oauthMailServers: [FindingText] = [
    FindingText(
      "OAUTH-TOKEN-REFUSED", "the mail server refuses fresh tokens", exit: .refused,
      "A token that the issuer has only just made is refused by the mail server. Another one will be as well: the mailbox, or"
        + " the permission for it, is what is wrong.",
      do: [
        "Check that the mailbox exists, has a licence, and that the app or the person may open it.",
        "What the token is good for: postduif credential show NAME",
      ]),
    FindingText(
      "OAUTH-TOKEN-ROLE", "the token lacks a permission", exit: .refused,
      "The issuer gave a token without the permission for IMAP (or SMTP): it was never added to the app, or added and not"
        + " granted.",
      do: [
        "Entra admin centre, the app, API permissions: Office 365 Exchange Online, IMAP.AccessAsApp (for sending:"
          + " SMTP.SendAsApp), Grant admin consent.",
        "Wait some minutes, then: postduif migrate",
      ]),
    FindingText(
      "OAUTH-TOKEN-AUDIENCE", "the token is for another service", exit: .wrongSettings,
      "Tokens are for one service. This one is for another than the Exchange of the cloud the mailbox is in.",
      do: ["Check the credential's cloud: postduif credential show NAME"]),
    FindingText(
      "SMTP-AUTH-TENANT", "SMTP with sign-in is off for the tenant", exit: .refused,
      "Exchange refuses sending by SMTP with a sign-in for all mailboxes that do not say otherwise. That is the rule in newer"
        + " tenants.",
      do: [
        "Allow it for the mailbox: Set-CASMailbox -Identity ADDRESS -SmtpClientAuthenticationDisabled $false",
        "Or for all: Set-TransportConfig -SmtpClientAuthenticationDisabled $false",
      ]),
    FindingText(
      "SMTP-AUTH-MAILBOX", "SMTP with sign-in is off for the mailbox", exit: .refused,
      "Exchange refuses sending by SMTP with a sign-in for this mailbox.",
      do: ["Allow it: Set-CASMailbox -Identity ADDRESS -SmtpClientAuthenticationDisabled $false"]),
    FindingText(
      "SMTP-AUTH-REFUSED", "the server refuses the token for sending", exit: .refused,
      "Exchange does not take the token for this mailbox: sending by SMTP is off, or the app may not open the mailbox.",
      do: [
        "Allow it: Set-CASMailbox -Identity ADDRESS -SmtpClientAuthenticationDisabled $false",
        "For an app, see that New-ServicePrincipal had the enterprise application's object id.",
      ]),
  ]
}
