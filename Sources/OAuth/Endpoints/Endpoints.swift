internal import Core

/// Where an issuer takes which question. RFC 8414 §2.
struct Endpoints: Sendable, Hashable {
  var token: String
  /// Nil when the issuer knows no device codes.
  var deviceCode: String?
  var authorization: String
}

extension Endpoints {
  /// Known beforehand; nil for a registration that names an issuer of its own, which has to be asked.
  static func known(for registration: Registration) throws(Fault) -> Endpoints? {
    guard registration.authority == nil else { return nil }
    guard let tenant = registration.tenant else { return google }
    let base = "\(try registration.knownCloud().authority)/\(FormText.escape(tenant))/oauth2/v2.0"
    return Endpoints(
      token: "\(base)/token", deviceCode: "\(base)/devicecode", authorization: "\(base)/authorize")
  }

  static let google = Endpoints(
    token: "https://oauth2.googleapis.com/token", deviceCode: "https://oauth2.googleapis.com/device/code",
    authorization: "https://accounts.google.com/o/oauth2/v2/auth")

  /// The document in which an issuer says where it is asked. OpenID Connect Discovery 1.0 §4, RFC 8414 §3.
  static func discovery(for registration: Registration) -> HTTPQuestion? {
    guard var authority = registration.authority else { return nil }
    while authority.hasSuffix("/") { authority.removeLast() }
    let path = registration.tenant.map { "/\(FormText.escape($0))/v2.0" } ?? ""
    return HTTPQuestion(url: "\(authority)\(path)/.well-known/openid-configuration")
  }

  /// The answer to it. Endpoints and the issuer's own name must be where secrets may go, an issuer behind TLS may not
  /// send them out of it, and the name must be of the place that was asked. RFC 8414 §3.3.
  static func read(_ reply: HTTPReply, authority: String) throws(Fault) -> Endpoints {
    guard let asked = WebAddress(authority) else { throw wrong("the issuer's address cannot be used", authority) }
    guard reply.status == 200, let json = LooseJSON(reply.body) else {
      throw wrong("no description of an issuer at this address (status \(reply.status))", asked.place)
    }
    func place(_ name: String) throws(Fault) -> String? {
      guard let text = json.text(name) else { return nil }
      guard let address = WebAddress(text.replacing("{tenantid}", with: "tenant")), address.mayCarrySecrets,
        address.isEncrypted || !asked.isEncrypted
      else { throw wrong("the issuer names an address that is not one for secrets (\(name))", asked.place) }
      return text
    }
    guard let issuer = try place("issuer"), let token = try place("token_endpoint"),
      let authorization = try place("authorization_endpoint")
    else { throw wrong("the description of the issuer lacks an address", asked.place) }
    guard let named = WebAddress(issuer.replacing("{tenantid}", with: "tenant")),
      named.host == asked.host, named.port == asked.port
    else { throw wrong("the issuer at this address says it is another", asked.place) }
    return Endpoints(
      token: token, deviceCode: try place("device_authorization_endpoint"), authorization: authorization)
  }

  /// Those known beforehand, or those the registration's own issuer names.
  static func of(_ registration: Registration, _ exchange: any HTTPExchange) async throws(Fault) -> Endpoints {
    if let known = try known(for: registration) { return known }
    guard let question = discovery(for: registration), let authority = registration.authority else {
      throw wrong("the issuer has no address", "")
    }
    let reply = try await exchange.ask(question)
    // Microsoft says here already that it does not know the tenant.
    if reply.status != 200, let json = LooseJSON(reply.body), let refusal = Refusal(json, reply) {
      throw RefusalFault.fault(
        refusal, registration, credential: "", mailbox: "", place: WebAddress(authority)?.place ?? "",
        now: reply.date ?? 0)
    }
    return try read(reply, authority: authority)
  }

  private static func wrong(_ what: String, _ place: String) -> Fault {
    Fault(
      .oauthSettings, what, place: place, recovery: .stopMailbox,
      advice: "Check the credential's authority; leave it out to ask Microsoft or Google themselves.")
  }
}
