internal import Core

/// What a person is shown: open the address, enter the code.
public struct DevicePrompt: Sendable, Hashable {
  public var address: String
  /// The address with the code in it, where the issuer gives one; good for a QR code.
  public var addressWithCode: String?
  public var code: String
  /// Whole minutes until the code ends, rounded up.
  public var minutesLeft: Int
}

/// The issuer's answer to the first question. RFC 8628 §3.2.
struct DeviceCode: Sendable, Hashable {
  var deviceCode: Secret
  var userCode: String
  var address: String
  var addressWithCode: String?
  /// Seconds, 1...3600.
  var lifetime: Int64
  /// Seconds between questions, 1...300.
  var interval: Int64

  static func read(_ reply: HTTPReply, place: String) throws(Fault) -> Result<DeviceCode, Refusal> {
    guard let json = LooseJSON(reply.body) else {
      if let refusal = Refusal(bare: reply) { return .failure(refusal) }
      throw unreadable(place)
    }
    if let refusal = Refusal(json, reply) { return .failure(refusal) }
    // Google says verification_url.
    guard reply.status == 200, let device = json.text("device_code"), RegistrationCheck.isWord(device, most: 8192),
      let code = json.text("user_code"), isShowable(code),
      let address = json.text("verification_uri") ?? json.text("verification_url"), isOpenable(address)
    else { throw unreadable(place) }
    return .success(
      DeviceCode(
        deviceCode: Secret(device), userCode: code, address: address,
        addressWithCode: json.text("verification_uri_complete").flatMap { isOpenable($0) ? $0 : nil },
        lifetime: min(max(json.number("expires_in") ?? 900, 1), 3600),
        interval: min(max(json.number("interval") ?? 5, 1), 300)))
  }

  /// It goes to a terminal: letters, digits, blanks and hyphens, and not many.
  private static func isShowable(_ code: String) -> Bool {
    (1...40).contains(code.utf8.count)
      && code.utf8.allSatisfy { byte in
        switch byte {
        case 0x20, 0x2D, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
      }
  }

  private static func isOpenable(_ address: String) -> Bool { WebAddress(address)?.mayCarrySecrets ?? false }

  private static func unreadable(_ place: String) -> Fault {
    Fault(
      .oauthAnswer, "the issuer gave no code to sign in with", place: place, recovery: .stopMailbox,
      advice: "Check the address of the issuer, or sign in by browser.")
  }
}
