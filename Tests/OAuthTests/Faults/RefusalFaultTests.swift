import Core
import Testing

@testable import OAuth

/// Bodies in the shape that Microsoft and Google document, each with the code it must become.
@Suite struct RefusalFaultTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var registration: Registration
    var body: String
    var status = 400
    var code: Fault.Code
    var says = ""
    var next = ""
    var recovery = Fault.Recovery.stopMailbox
    var testDescription: String { "\(code) \(body.prefix(90))" }
  }

  private static func microsoft(
    _ number: Int, _ code: Fault.Code, error: String = "invalid_grant", says: String = "", next: String = "",
    status: Int = 400, recovery: Fault.Recovery = .stopMailbox
  ) -> Row {
    let body =
      #"{"error":"\#(error)","error_description":"AADSTS\#(number): What went wrong for tim@school.example. Trace ID:"#
      + #" 0a","error_codes":[\#(number)],"timestamp":"2026-11-23 15:00:00Z","trace_id":"0a0a-0b0b","#
      + #""correlation_id":"0c0c-0d0d"}"#
    return Row(
      registration: .microsoftApp(Sample.app), body: body, status: status, code: code, says: says, next: next,
      recovery: recovery)
  }

  private static func google(
    _ error: String, _ text: String, _ code: Fault.Code, subtype: String? = nil, isService: Bool = true,
    next: String = "", recovery: Fault.Recovery = .stopMailbox
  ) -> Row {
    let more = subtype.map { #","error_subtype":"\#($0)""# } ?? ""
    return Row(
      registration: isService ? .googleServiceAccount(Sample.account) : .googleUser(Sample.googleUser),
      body: #"{"error":"\#(error)","error_description":"\#(text)"\#(more)}"#, code: code, next: next,
      recovery: recovery)
  }

  static let microsoftRows: [Row] = [
    microsoft(65001, .oauthConsent, says: "nobody has agreed", next: Sample.client),
    microsoft(650056, .oauthConsent), microsoft(650057, .oauthConsent, error: "invalid_resource"),
    microsoft(90094, .oauthAdminConsent, says: "administrator"), microsoft(65004, .oauthDeclined),
    microsoft(90002, .oauthTenant, error: "invalid_request", says: Sample.tenant),
    microsoft(50059, .oauthTenant), microsoft(90038, .oauthTenant, says: "another cloud"),
    microsoft(50194, .oauthTenant, next: "tenant's own id"),
    microsoft(700016, .oauthAppUnknown, error: "unauthorized_client", says: "does not know the app"),
    microsoft(700011, .oauthAppUnknown), microsoft(7_000_112, .oauthAppDisabled, error: "unauthorized_client"),
    microsoft(50105, .oauthNotAssigned), microsoft(50011, .oauthRedirect),
    microsoft(7_000_218, .oauthPublicClient, error: "invalid_client", next: "Allow public client flows"),
    microsoft(7_000_215, .oauthSecret, error: "invalid_client", next: "not Secret ID", status: 401),
    microsoft(7_000_222, .oauthSecretExpired, error: "invalid_client", says: "expired", status: 401),
    microsoft(700027, .oauthCertificate, error: "invalid_client", next: "thumbprint"),
    microsoft(700024, .oauthClock, error: "invalid_client"),
    microsoft(53003, .oauthPolicy, error: "access_denied", says: "conditional access", next: "--browser"),
    microsoft(53000, .oauthPolicy), microsoft(530035, .oauthPolicy, says: "security defaults"),
    microsoft(50076, .oauthMFA, error: "interaction_required"), microsoft(50079, .oauthMFA),
    microsoft(50034, .oauthUserUnknown), microsoft(50057, .oauthUserDisabled), microsoft(50053, .oauthUserLocked),
    microsoft(50055, .oauthPasswordExpired), microsoft(50173, .oauthSignInAgain, says: "taken back"),
    microsoft(700082, .oauthSignInAgain, says: "has ended", next: "postduif credential sign-in m365"),
    microsoft(70008, .oauthSignInAgain), microsoft(70019, .oauthCodeExpired, error: "expired_token"),
    microsoft(70018, .oauthDeclined, error: "authorization_declined"), microsoft(70020, .oauthCodeExpired),
    microsoft(500011, .oauthNoExchange, error: "invalid_resource", next: "Exchange"),
    microsoft(650052, .oauthNoExchange), microsoft(70011, .oauthScope, error: "invalid_scope"),
    microsoft(90055, .oauthThrottled, recovery: .retry(after: .seconds(9))),
    microsoft(90033, .oauthTransient, error: "temporarily_unavailable", recovery: .retry(after: .seconds(9))),
    microsoft(90012, .oauthTransient, recovery: .retry(after: .seconds(9))),
    microsoft(
      999_999, .oauthRefused, error: "something_new", says: "What went wrong for (address)", next: "code=999999"),
    microsoft(888_888, .oauthSecret, error: "invalid_client", says: "does not accept"),
    microsoft(888_888, .oauthTransient, error: "odd", status: 502, recovery: .retry(after: .seconds(9))),
  ]

  static let googleRows: [Row] = [
    google(
      "unauthorized_client",
      "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes"
        + " requested.", .oauthDelegation, next: "104729104729"),
    google(
      "unauthorized_client", "Client is unauthorized to retrieve access tokens using this method.", .oauthDelegation),
    google("access_denied", "Requested client not authorized.", .oauthDelegation),
    google(
      "invalid_grant",
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp"
        + " values in the JWT claim.", .oauthClock),
    google("invalid_grant", "Invalid JWT Signature.", .oauthServiceKey),
    google("invalid_grant", "Invalid grant: account not found", .oauthServiceKey),
    google("invalid_grant", "Invalid email or User ID", .oauthUserUnknown, next: "tim@school.example"),
    google("disabled_client", "The OAuth client was disabled.", .oauthAppDisabled),
    google("invalid_grant", "something of an app's own", .oauthRefused),
    google("invalid_grant", "Token has been expired or revoked.", .oauthSignInAgain, isService: false, next: "Publish"),
    google("invalid_grant", "Bad Request", .oauthSignInAgain, isService: false),
    google("invalid_grant", "something of a person's", .oauthSignInAgain, isService: false),
    google(
      "invalid_grant", "reauth related error (invalid_rapt)", .oauthMFA, subtype: "invalid_rapt", isService: false),
    google("invalid_grant", "Account has been deleted", .oauthUserUnknown, isService: false),
    google("invalid_grant", "Account disabled", .oauthUserDisabled, isService: false),
    google("admin_policy_enforced", "", .oauthPolicy, isService: false, next: "App access control"),
    google("access_denied", "The user declined", .oauthDeclined, isService: false, next: "test user"),
    google("redirect_uri_mismatch", "Bad Request", .oauthRedirect, isService: false),
    google("invalid_client", "The OAuth client was not found.", .oauthAppUnknown, isService: false),
    google("deleted_client", "The OAuth client was deleted.", .oauthAppUnknown, isService: false),
    google("invalid_client", "Invalid client type.", .oauthPublicClient, isService: false),
    google("invalid_client", "Unauthorized", .oauthSecret, isService: false),
    google("invalid_request", "client_secret is missing.", .oauthSecret, isService: false),
    google("invalid_scope", "Invalid device flow scope: https://mail.google.com/", .oauthScope, isService: false),
    google(
      "rate_limit_exceeded", "Rate Limit Exceeded", .oauthThrottled, recovery: .retry(after: .seconds(9))),
  ]

  @Test(arguments: microsoftRows + googleRows)
  func eachBecomesItsOwnFault(_ row: Row) throws {
    let fault = try fault(row)
    #expect(fault.code == row.code, "\(fault)")
    #expect(fault.recovery == row.recovery)
    #expect(fault.message.contains(row.says), "\(fault.message)")
    #expect(fault.advice.contains(row.next), "\(fault.advice)")
    #expect(fault.place == "issuer.example")
    // Support needs the ids; nobody needs an address in a log.
    if row.registration.isMicrosoft {
      #expect(fault.message.contains("trace 0a0a-0b0b, correlation 0c0c-0d0d, 2026-11-23 15:00:00Z"))
    }
    #expect(!fault.description.contains("school.example"))
    #expect(!(fault.message + fault.advice).contains("{"))
    if row.recovery == .stopMailbox { #expect(!fault.advice.isEmpty) }
  }

  private func fault(_ row: Row, date: Int64? = nil, now: Int64 = 1000) throws -> Fault {
    let reply = HTTPReply.json(row.body, status: row.status, date: date, retryAfter: 9)
    guard case .failure(let refusal) = try TokenAnswer.read(reply, place: "") else { throw Unexpected() }
    return RefusalFault.fault(
      refusal, row.registration, credential: "m365", mailbox: "tim@school.example", place: "issuer.example", now: now)
  }

  @Test(
    arguments: [
      (4600, "1 h ahead"), (1000 - 86_461, "1 d 1 min behind"), (1000, "agrees"), (1119, "agrees"),
      (1120, "2 min ahead"),
    ] as [(Int64, String)])
  func theClockIsMeasured(_ now: Int64, _ says: String) throws {
    let row = Self.microsoft(700024, .oauthClock)
    #expect(try fault(row, date: 1000, now: now).message.contains(says))
  }

  @Test func withoutADateNothingIsSaidOfTheClock() throws {
    let message = try fault(Self.microsoft(700024, .oauthClock)).message
    #expect(!message.contains("machine"))
  }

  @Test func everyCodeOfTheTablesHasAText() {
    for row in MicrosoftRefusals.rows + GoogleRefusals.rows + CommonRefusals.rows {
      #expect(FindingCatalogue.text(for: row.code.rawValue) != nil, "\(row.code)")
      #expect(!row.sentence.isEmpty && !row.sentence.hasSuffix("."))
      #expect(row.next.isEmpty == (row.kind == .passing), "\(row.sentence)")
    }
  }

  @Test func noNumberStandsInTwoRows() {
    let numbers = MicrosoftRefusals.rows.flatMap(\.codes)
    #expect(Set(numbers).count == numbers.count)
  }

  @Test func namesThatLookLikePlaceholdersStayNames() {
    let names = RefusalRow.Names(tenant: "{client}", client: "c", credential: "", mailbox: "")
    #expect(
      RefusalRow.fill("{tenant} {client} {credential} {mailbox} {other} {", names)
        == "{client} c NAME ADDRESS {other} {")
  }

  @Test func whatIssuersSayIsCutAndCleaned() {
    let long = String(repeating: "x", count: 61)
    #expect(RefusalFault.saidPlainly("one tim@a.nl \(long) \u{1b}[2J two\nthree") == "one (address) (…) ?[2J two")
    #expect(RefusalFault.saidPlainly("").isEmpty)
  }
}
