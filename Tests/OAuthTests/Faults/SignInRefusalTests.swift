import Core
import Testing

@testable import OAuth

@Suite struct SignInRefusalTests {
  private static let app = Registration.microsoftApp(Sample.app)
  private static let person = Registration.microsoftUser(Sample.user)
  private static let service = Registration.googleServiceAccount(Sample.account)
  private static let good =
    #"{"aud":"https://outlook.office365.com","oid":"obj-1","roles":["IMAP.AccessAsApp","SMTP.SendAsApp"]}"#

  struct Row: Sendable, CustomTestStringConvertible {
    var registration: Registration
    var words: String
    var claims: String?
    var stage = SignInRefusal.Stage.authenticate
    var code: Fault.Code?
    var says: [String] = []
    var testDescription: String { "\(words) \(code?.rawValue ?? "-")" }
  }

  private static let rows: [Row] = [
    Row(
      registration: app, words: "BAD User is authenticated but not connected.", claims: good, stage: .select,
      code: "IMAP-AUTH-CONNECTED",
      says: [
        "Connect-ExchangeOnline; New-ServicePrincipal -AppId '\(Sample.client)' -ObjectId 'obj-1' -DisplayName 'Postduif'",
        "Add-MailboxPermission -Identity 'tim@school.example' -User 'obj-1' -AccessRights FullAccess",
        "Set-CASMailbox -Identity 'tim@school.example' -ImapEnabled $true",
      ]),
    Row(
      registration: app, words: "NO SELECT failed.", claims: good, stage: .select, code: "IMAP-AUTH-CONNECTED",
      says: ["Add-MailboxPermission"]),
    Row(
      registration: app, words: "NO AUTHENTICATE failed.",
      claims: #"{"aud":"https://outlook.office365.com","oid":"o"}"#,
      code: .oauthTokenRole, says: ["IMAP.AccessAsApp", Sample.client]),
    Row(
      registration: app, words: "BAD User is authenticated but not connected.",
      claims: #"{"aud":"https://outlook.office365.com","roles":["Mail.Read"]}"#, stage: .select, code: .oauthTokenRole),
    Row(
      registration: app, words: "NO AUTHENTICATE failed.",
      claims: #"{"aud":"https://graph.microsoft.com","roles":["IMAP.AccessAsApp"]}"#, code: .oauthTokenAudience,
      says: ["https://graph.microsoft.com"]),
    Row(registration: app, words: "NO AUTHENTICATE failed.", claims: good, code: nil),
    Row(registration: app, words: "NO AUTHENTICATE failed.", claims: nil, code: nil),
    Row(registration: app, words: "NO [THROTTLED] later", claims: good, code: nil),
    Row(
      registration: person, words: "NO AUTHENTICATE failed.",
      claims: #"{"aud":"https://outlook.office.com/","scp":"Mail.Read"}"#, code: .oauthTokenRole,
      says: ["IMAP.AccessAsUser.All", "delegated"]),
    Row(
      registration: person, words: "BAD User is authenticated but not connected.",
      claims: #"{"aud":"https://outlook.office.com","scp":"IMAP.AccessAsUser.All"}"#, stage: .select,
      code: "IMAP-AUTH-CONNECTED", says: ["Full Access"]),
    Row(
      registration: app, words: "NO IMAP is disabled for this mailbox", claims: good, code: "IMAP-DISABLED",
      says: ["-ImapEnabled $true"]),
    Row(
      registration: app,
      words: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit"
        + " https://aka.ms/smtp_auth_disabled", claims: good, code: .smtpAuthTenant,
      says: [
        "Set-CASMailbox -Identity 'tim@school.example' -SmtpClientAuthenticationDisabled $false", "Set-TransportConfig",
      ]
    ),
    Row(
      registration: app,
      words: "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
      code: .smtpAuthMailbox, says: ["-SmtpClientAuthenticationDisabled $false"]),
    Row(
      registration: person,
      words: "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
      code: .oauthPolicy, says: ["security defaults"]),
    Row(
      registration: person, words: "535 5.7.139 Authentication unsuccessful, the user account is locked.",
      code: .oauthUserLocked),
    Row(
      registration: person, words: "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
      code: .oauthPolicy),
    Row(
      registration: app, words: "535 5.7.3 Authentication unsuccessful", claims: good, code: .smtpAuthRefused,
      says: ["New-ServicePrincipal", "Add-MailboxPermission"]),
    Row(
      registration: app, words: "535 5.7.3 Authentication unsuccessful",
      claims: #"{"aud":"https://outlook.office365.com","roles":["IMAP.AccessAsApp"]}"#, code: .oauthTokenRole,
      says: ["SMTP.SendAsApp"]),
    Row(
      registration: service, words: "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", code: "IMAP-AUTH",
      says: ["primary address"]),
    Row(
      registration: .googleUser(Sample.googleUser), words: "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
      code: "IMAP-AUTH", says: ["Whoever signed in"]),
    Row(
      registration: service,
      words: "NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator",
      code: "IMAP-DISABLED", says: ["admin console"]),
    Row(
      registration: service, words: "NO [ALERT] Your account is not enabled for IMAP use.", code: "IMAP-DISABLED",
      says: ["Enable IMAP"]),
    Row(registration: service, words: "NO [OVERQUOTA] full", code: nil),
  ]

  @Test(arguments: rows)
  func whatTheServerMeans(_ row: Row) {
    let fault = SignInRefusal.explain(
      serverText: row.words, registration: row.registration,
      claims: row.claims.flatMap { TokenClaims(Sample.token($0)) },
      mailbox: "tim@school.example", stage: row.stage)
    #expect(fault?.code == row.code, "\(fault?.description ?? "nothing")")
    let text = fault.map { "\($0.message) \($0.advice)" } ?? ""
    for part in row.says { #expect(text.contains(part), "\(text)") }
    #expect(fault?.description.contains("school.example") != true)
  }

  @Test func everyCodeHasAText() {
    for code in Self.rows.compactMap(\.code) { #expect(FindingCatalogue.text(for: code.rawValue) != nil, "\(code)") }
  }

  @Test func linesForNationalClouds() {
    let remedies = Remedies(cloud: Clouds.named("us-gov-high"), clientID: Sample.client, objectID: nil)
    #expect(remedies.connect == "Connect-ExchangeOnline -ExchangeEnvironmentName O365USGovGCCHigh")
    #expect(
      remedies.servicePrincipal()
        == "New-ServicePrincipal -AppId '\(Sample.client)' -ObjectId (Get-MgServicePrincipal -Filter \"AppId eq"
        + " '\(Sample.client)'\").Id -DisplayName 'Postduif'")
    #expect(remedies.grantingAccess(to: ["a@b.nl", "c@d.nl"]).count == 4)
  }

  @Test(arguments: [
    ("o'neill@a.nl", "'o''neill@a.nl'"), ("a\u{2019}; Remove-Mailbox b", "'a\u{2019}\u{2019}; Remove-Mailbox b'"),
    ("$(calc)\"`n", "'$(calc)\"`n'"), ("a\nb", "'a?b'"), ("a\u{202e}b", "'a?b'"),
  ])
  func hostileNamesStayNames(_ mailbox: String, _ quoted: String) {
    #expect(Remedies.enableIMAP(mailbox) == "Set-CASMailbox -Identity \(quoted) -ImapEnabled $true")
    let remedies = Remedies(cloud: nil, clientID: "a'\") ; rm", objectID: nil)
    #expect(remedies.servicePrincipal().contains("eq 'arm'"))
  }
}
