/// What any issuer may refuse, by the words of RFC 6749 §5.2, RFC 6749 §4.1.2.1 and RFC 8628 §3.5. Taken when none of an
/// issuer's own rows fits.
enum CommonRefusals {
  static let rows: [RefusalRow] = [
    RefusalRow("throttled", "", .oauthThrottled, .passing, "the issuer asks for patience", ""),
    RefusalRow("slow_down", "", .oauthThrottled, .passing, "the issuer asks for patience", ""),
    RefusalRow("temporarily_unavailable", "", .oauthTransient, .passing, "the issuer has a trouble of its own", ""),
    RefusalRow("server_error", "", .oauthTransient, .passing, "the issuer has a trouble of its own", ""),
    RefusalRow(
      "invalid_client", "", .oauthSecret, "the issuer does not accept the app's secret or certificate",
      "Compare app {client} with what is stored: postduif credential show {credential}"),
    RefusalRow(
      "expired_token", "", .oauthCodeExpired, .mailbox, "the code was not entered in time",
      "Begin again: postduif credential sign-in {credential}"),
    RefusalRow(
      "bad_verification_code", "", .oauthCodeExpired, .mailbox, "the issuer does not know the code any more",
      "Begin again: postduif credential sign-in {credential}"),
    RefusalRow(
      "access_denied", "", .oauthDeclined, .mailbox, "the person declined",
      "Sign in again and accept: postduif credential sign-in {credential}"),
    RefusalRow(
      "authorization_declined", "", .oauthDeclined, .mailbox, "the person declined",
      "Sign in again and accept: postduif credential sign-in {credential}"),
    RefusalRow(
      "consent_required", "", .oauthConsent, "nobody has agreed that the app may do this",
      "Grant admin consent to app {client}."),
    RefusalRow(
      "interaction_required", "", .oauthMFA, .mailbox, "the issuer wants to ask the person something",
      "Sign in again: postduif credential sign-in {credential}"),
    RefusalRow(
      "login_required", "", .oauthSignInAgain, .mailbox, "the sign-in has ended",
      "Sign in again: postduif credential sign-in {credential}"),
    RefusalRow(
      "invalid_scope", "", .oauthScope, "the issuer does not know what was asked for",
      "Check the credential's cloud; the names of permissions differ between clouds."),
    RefusalRow(
      "invalid_resource", "", .oauthNoExchange, "the tenant does not have the service the token is for",
      "Check that the tenant has Exchange Online, and the credential's cloud."),
    RefusalRow(
      "unauthorized_client", "", .oauthAppUnknown, "the app may not ask in this way",
      "Compare app {client} and the tenant with what is stored: postduif credential show {credential}"),
    RefusalRow(
      "invalid_grant", "", .oauthSignInAgain, .mailbox, "the sign-in has ended, or was taken back",
      "Sign in again: postduif credential sign-in {credential}"),
  ]
}
