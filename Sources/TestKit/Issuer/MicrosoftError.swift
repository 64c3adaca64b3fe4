import Core

/// An error of Microsoft's identity platform: number, OAuth error code, HTTP status and text, after Microsoft's published
/// list of AADSTS errors and what the service is known to answer.
struct MicrosoftError: Error, Sendable {
  var number: Int
  var error: String
  var status: Int
  var text: String
  var suberror: String?

  /// - Parameter detail: takes the place of `%` in the text.
  init(_ number: Int, _ detail: String = "") {
    let known = Self.known[number] ?? Known("invalid_request", 400, "Unknown error.")
    self.number = number
    error = known.error
    status = known.status
    text = known.text.replacing("%", with: detail)
    suberror = known.suberror
  }

  private struct Known: Sendable {
    var error: String
    var status: Int
    var text: String
    var suberror: String?
    init(_ error: String, _ status: Int, _ text: String, _ suberror: String? = nil) {
      (self.error, self.status, self.text, self.suberror) = (error, status, text, suberror)
    }
  }

  func answer(time: Int64) -> IssuerAnswer {
    let stamp = ZonedTime(seconds: time).rfc3339.replacing("T", with: " ").replacing("+00:00", with: "Z")
    let (trace, correlation) = (RandomText.guid(), RandomText.guid())
    var members: [JSONValue.Member] = [
      .init("error", .string(error)),
      .init(
        "error_description",
        .string(
          "AADSTS\(number): \(text) Trace ID: \(trace) Correlation ID: \(correlation) Timestamp: \(stamp)")),
      .init("error_codes", .array([.init(number)])), .init("timestamp", .string(stamp)),
      .init("trace_id", .string(trace)), .init("correlation_id", .string(correlation)),
      .init("error_uri", .string("https://login.microsoftonline.com/error?code=\(number)")),
    ]
    if let suberror { members.append(.init("suberror", .string(suberror))) }
    return .json(members, status: status)
  }

  private static let known: [Int: Known] = [
    // requests
    900144: Known("invalid_request", 400, "The request body must contain the following parameter: '%'."),
    900561: Known("invalid_request", 400, "The endpoint only accepts POST requests. Received a % request."),
    9000411: Known("invalid_request", 400, "The request is not properly formatted. The parameter '%' is duplicated."),
    90002: Known(
      "invalid_request", 400,
      "Tenant '%' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud."
        + " Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
    ),
    900382: Known("invalid_request", 400, "Confidential Client is not supported in Cross Cloud request."),
    50059: Known(
      "invalid_request", 400,
      "No tenant-identifying information found in either the request or implied by any provided credentials."),
    70003: Known("unsupported_grant_type", 400, "The app requested an unsupported grant type '%'."),
    // scopes and resources
    70011: Known(
      "invalid_scope", 400, "The provided request must include a 'scope' input parameter. The scope % is not valid."),
    28000: Known(
      "invalid_request", 400,
      "Provided value for the input parameter scope is not valid because it contains more than one resource. Scope % is not"
        + " valid."),
    1002012: Known(
      "invalid_scope", 400,
      "The provided value for scope % is not valid. Client credential flows must have a scope value with /.default suffixed"
        + " to the resource identifier (application ID URI)."),
    500011: Known(
      "invalid_resource", 400,
      "The resource principal named % was not found in the tenant. This can happen if the application has not been installed"
        + " by the administrator of the tenant or consented to by any user in the tenant."),
    650053: Known(
      "invalid_client", 400,
      "The application asked for scope '%' that doesn't exist on the resource. Contact the app vendor."),
    65001: Known(
      "invalid_grant", 400,
      "The user or administrator has not consented to use the application with ID '%'. Send an interactive authorization"
        + " request for this user and resource.", "consent_required"),
    65004: Known("access_denied", 400, "User declined to consent to access the app."),
    // who asks
    700016: Known(
      "unauthorized_client", 400,
      "Application with identifier '%' was not found in the directory. This can happen if the application has not been"
        + " installed by the administrator of the tenant or consented to by any user in the tenant."),
    7000215: Known(
      "invalid_client", 401,
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client"
        + " secret ID, for a secret added to app '%'."),
    7000222: Known(
      "invalid_client", 401,
      "The provided client secret keys for app '%' are expired. Visit the Azure portal to create new keys for your app."
    ),
    7000216: Known(
      "invalid_client", 401,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type."),
    7000218: Known(
      "invalid_client", 401,
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."),
    700025: Known(
      "invalid_client", 401,
      "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."),
    700021: Known(
      "invalid_client", 401, "Client assertion application identifier doesn't match 'client_id' parameter."),
    700023: Known("invalid_client", 401, "Client assertion audience claim does not match Realm issuer. Expected '%'."),
    700024: Known("invalid_client", 401, "Client assertion is not within its valid time range. %"),
    700027: Known(
      "invalid_client", 401,
      "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key"
        + " was not found., Thumbprint of key used by client: '%']"),
    50012: Known("invalid_client", 401, "Client assertion contains an invalid signature."),
    50027: Known("invalid_client", 401, "JWT token is invalid or malformed. %"),
    5002723: Known(
      "invalid_client", 401,
      "Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in token"
        + " header."),
    5002738: Known("invalid_client", 401, "Invalid JWT token. '%' is not a supported signature algorithm."),
    // grants
    70000: Known("invalid_grant", 400, "Provided grant is invalid or malformed."),
    70008: Known(
      "invalid_grant", 400, "The provided authorization code or refresh token has expired due to inactivity."),
    700082: Known("invalid_grant", 400, "The refresh token has expired due to inactivity."),
    50173: Known(
      "invalid_grant", 400,
      "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or"
        + " reset their password.", "bad_token"),
    54005: Known(
      "invalid_grant", 400,
      "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."
    ),
    50148: Known(
      "invalid_grant", 400,
      "The code_verifier does not match the code_challenge supplied in the authorization request for PKCE."),
    501481: Known(
      "invalid_grant", 400, "The Code_Verifier does not match the code_challenge supplied in the authorization request."
    ),
    50011: Known(
      "invalid_request", 400,
      "The redirect URI '%' specified in the request does not match the redirect URIs configured for the application."),
    500112: Known(
      "invalid_grant", 400, "The reply address '%' does not match the reply address provided when requesting the code."),
    // people
    50034: Known("invalid_grant", 400, "The user account does not exist in the directory."),
    50057: Known("invalid_grant", 400, "The user account is disabled."),
    50076: Known(
      "invalid_grant", 400,
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must use"
        + " multi-factor authentication to access '%'.", "basic_action"),
    53003: Known(
      "invalid_grant", 400,
      "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
      "message_only"),
    // device code
    70016: Known(
      "authorization_pending", 400, "OAuth 2.0 device flow error. Authorization is pending. Continue polling."),
    70018: Known("bad_verification_code", 400, "Invalid verification code. The 'device_code' was not recognized."),
    70019: Known("expired_token", 400, "The verification code has expired. Have the user retry the sign-in."),
    // service
    90055: Known("temporarily_unavailable", 429, "TenantThrottlingError - There are too many incoming requests."),
    90033: Known("temporarily_unavailable", 503, "A transient error has occurred. Please try again."),
    90024: Known("temporarily_unavailable", 503, "RequestBudgetExceededError - A transient error has occurred."),
  ]
}
