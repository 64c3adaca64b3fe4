import Core
import Crypto
import Foundation
import Synchronization
import TestKit
import Testing

/// An issuer with a clock of the test's own, asked by raw HTTP.
struct IssuerDriver {
  let issuer: Issuer
  let http: RawHTTP
  let time: Time

  final class Time: Sendable {
    let seconds = Mutex(Issuer.systemClock())
    func pass(_ seconds: Int64) { self.seconds.withLock { $0 += seconds } }
  }

  init(_ state: IssuerState = .peeters) async throws {
    let time = Time()
    issuer = try await Issuer(state, clock: { time.seconds.withLock { $0 } })
    http = RawHTTP(port: issuer.port)
    self.time = time
  }

  typealias Form = KeyValuePairs<String, String>

  func token(_ form: Form, tenant: String = PeetersIDs.tenant, dropping: String? = nil) async throws -> Answer {
    try await post("/\(tenant)/oauth2/v2.0/token", form, dropping: dropping)
  }

  func post(_ target: String, _ form: Form, dropping: String? = nil) async throws -> Answer {
    let pairs = form.filter { $0.key != dropping }.map { (name: $0.key, value: $0.value) }
    return Answer(try await http.post(target, pairs))
  }

  /// A JSON answer.
  struct Answer {
    var reply: RawHTTP.Reply
    var members: [String: Any]
    var status: Int { reply.status }

    init(_ reply: RawHTTP.Reply) {
      self.reply = reply
      members = (try? JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]) ?? [:]
    }

    subscript(_ name: String) -> String? { members[name] as? String }
    func number(_ name: String) -> Int? { members[name] as? Int }
    var error: String? { self["error"] }
    /// The AADSTS number, if text and list agree about it.
    var aadsts: Int? {
      guard let number = (members["error_codes"] as? [Int])?.first,
        self["error_description"]?.hasPrefix("AADSTS\(number): ") == true
      else { return nil }
      return number
    }
    var access: TokenParts? { self["access_token"].flatMap { TokenParts($0) } }
  }

  // MARK: The forms of well-behaved clients

  static let appScope = "https://outlook.office365.com/.default"
  static let userScope = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
  static let verifier = String(repeating: "abcDEF12", count: 6)

  func device() async throws -> Answer {
    try await post(
      "/\(PeetersIDs.tenant)/oauth2/v2.0/devicecode", ["client_id": PeetersIDs.userApp, "scope": Self.userScope])
  }

  func poll(_ device: Answer) async throws -> Answer {
    try await token([
      "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "client_id": PeetersIDs.userApp,
      "device_code": device["device_code"] ?? "",
    ])
  }

  /// Through the browser; nil when no code came.
  func code(
    scope: String = userScope, redirect: String = "http://localhost:4711/done", challenge: String? = nil,
    state: String = "st&te"
  ) async throws -> (code: String?, address: String?) {
    issuer.change { $0.apps[1].redirects = ["http://localhost/done"] }
    let reply = try await http.get(
      "/\(PeetersIDs.tenant)/oauth2/v2.0/authorize?"
        + FormCoding.encode([
          ("client_id", PeetersIDs.userApp), ("response_type", "code"), ("redirect_uri", redirect), ("scope", scope),
          ("state", state), ("code_challenge", challenge ?? Self.challenge), ("code_challenge_method", "S256"),
        ]))
    let address = reply.header("Location")
    return (address.flatMap { Self.parameter("code", in: $0) }, address)
  }

  static let challenge = Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8))))

  static func parameter(_ name: String, in address: String) -> String? {
    URLComponents(string: address)?.queryItems?.first { $0.name == name }?.value
  }

  func redeem(_ code: String, verifier: String = verifier, redirect: String = "http://localhost:4711/done") async throws
    -> Answer
  {
    try await token([
      "grant_type": "authorization_code", "client_id": PeetersIDs.userApp, "code": code, "redirect_uri": redirect,
      "code_verifier": verifier,
    ])
  }

  func refresh(_ token: String, scope: String = userScope) async throws -> Answer {
    try await self.token([
      "grant_type": "refresh_token", "client_id": PeetersIDs.userApp, "refresh_token": token, "scope": scope,
    ])
  }
}
