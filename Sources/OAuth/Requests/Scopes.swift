internal import Core

/// The issuers' words for what a token is for.
enum Scopes {
  static let google = "https://mail.google.com/"

  /// What one token is asked for.
  static func token(_ purpose: Purpose, for registration: Registration) throws(Fault) -> String {
    switch registration {
    case .microsoftApp:
      let cloud = try registration.knownCloud()
      return "\(purpose == .graph ? cloud.graph : cloud.outlook)/.default"
    case .microsoftUser:
      return "\(try permission(purpose, try registration.knownCloud())) offline_access"
    case .googleUser, .googleServiceAccount: return google
    }
  }

  /// What a person is asked to agree to. A token is for one service, so Graph cannot be asked together with mail;
  /// the refresh token opens both afterwards.
  static func signIn(_ purposes: [Purpose], for registration: Registration) throws(Fault) -> String {
    guard case .microsoftUser = registration else { return google }
    let cloud = try registration.knownCloud()
    let mail = Purpose.allCases.filter { $0 != .graph && purposes.contains($0) }
    let wanted = mail.isEmpty ? [Purpose.graph] : mail
    var words: [String] = []
    for purpose in wanted { words.append(try permission(purpose, cloud)) }
    return (words + ["offline_access"]).joined(separator: " ")
  }

  /// Purposes that the first token after such a sign-in serves.
  static func served(by purposes: [Purpose], for registration: Registration) -> [Purpose] {
    guard registration.isMicrosoft else { return [.imap, .smtp] }
    let mail = purposes.filter { $0 != .graph }
    return mail.isEmpty ? [.graph] : mail
  }

  private static func permission(_ purpose: Purpose, _ cloud: Cloud) throws(Fault) -> String {
    switch purpose {
    case .imap: "\(cloud.outlookUser)/IMAP.AccessAsUser.All"
    case .smtp: "\(cloud.outlookUser)/SMTP.Send"
    case .graph: "\(cloud.graph)/.default"
    }
  }
}
