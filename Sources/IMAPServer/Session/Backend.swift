public import Core
internal import IMAP

/// What all sessions of a server share.
final class Backend: Sendable {
  let accounts: [String: Account]
  /// Users who may open any mailbox.
  let masters: [String: Secret]
  let checkToken: (@Sendable (_ user: String, _ token: String) -> Bool)?
  let store: MailStore
  let plan: FaultPlan

  init(
    accounts: [Account], masters: [String: Secret],
    checkToken: (@Sendable (_ user: String, _ token: String) -> Bool)?, store: MailStore, personality: Personality
  ) {
    self.accounts = Dictionary(accounts.map { ($0.user.lowercased(), $0) }, uniquingKeysWith: { $1 })
    self.masters = masters
    self.checkToken = checkToken
    self.store = store
    plan = FaultPlan(personality)
  }

  func account(_ user: String) -> Account? { accounts[user.lowercased()] }

  /// The account `user` and `password` open. `jan*master` with the master's password opens Jan's.
  func signIn(user: String, password: String) -> Account? {
    if let star = user.lastIndex(of: "*") {
      let master = String(user[user.index(after: star)...])
      return signIn(master: master, password: password, for: String(user[..<star]))
    }
    guard let account = account(user), Self.matches(account.password, password) else { return nil }
    return account
  }

  /// SASL PLAIN with an authorization identity. RFC 4616 §2.
  func signIn(master: String, password: String, for user: String) -> Account? {
    guard let secret = masters[master], Self.matches(secret, password) else { return nil }
    return account(user)
  }

  /// Takes the same time wherever the difference lies.
  static func matches(_ secret: Secret, _ given: String) -> Bool {
    let wanted = Array(secret.reveal().utf8)
    let given = Array(given.utf8)
    var difference = wanted.count ^ given.count
    for (index, byte) in given.enumerated() {
      difference |= Int(byte ^ (wanted.isEmpty ? 1 : wanted[index % wanted.count]))
    }
    return difference == 0
  }

  static let everything: [String] = [
    "IMAP4REV1", "SASL-IR", "LITERAL+", "UIDPLUS", "MULTIAPPEND", "CONDSTORE", "QRESYNC", "ESEARCH", "ENABLE", "ID",
    "QUOTA", "QUOTA=RES-STORAGE", "APPENDLIMIT", "OBJECTID", "UNSELECT", "MOVE", "LIST-EXTENDED", "LIST-STATUS",
    "SPECIAL-USE", "CREATE-SPECIAL-USE", "STATUS=SIZE", "UTF8=ACCEPT", "IDLE", "NAMESPACE", "CHILDREN",
    "COMPRESS=DEFLATE",
  ]

  /// Answered only where a personality announces it.
  static let gmail = "X-GM-EXT-1"

  /// `transport` adds what the connection allows: STARTTLS, LOGINDISABLED.
  func capabilities(_ personality: Personality, isSignedIn: Bool, transport: Transport) -> Capabilities {
    var names = Capabilities(Self.everything)
    if let limit = personality.maxMessageBytes {
      names.remove("APPENDLIMIT")
      names.insert("APPENDLIMIT=\(limit)")
    }
    if !isSignedIn {
      if transport.offersTLS { names.insert("STARTTLS") }
      if transport.allowsPlainSignIn {
        for name in ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"] { names.insert("AUTH=\(name)") }
        if checkToken != nil { for name in ["XOAUTH2", "OAUTHBEARER"] { names.insert("AUTH=\(name)") } }
      } else {
        names.insert("LOGINDISABLED")
      }
    }
    if transport.isCompressed { names.remove("COMPRESS=DEFLATE") }
    for name in personality.removedCapabilities {
      names.remove(name)
      if name == "APPENDLIMIT", let limit = personality.maxMessageBytes { names.remove("APPENDLIMIT=\(limit)") }
      if name == "QUOTA" { names.remove("QUOTA=RES-STORAGE") }
    }
    for name in personality.addedCapabilities { names.insert(name) }
    return names
  }
}

/// What the bytes travel on.
struct Transport: Sendable, Hashable {
  var isEncrypted = false
  var offersTLS = false
  var isCompressed = false
  /// Passwords may be sent as things stand.
  var allowsPlainSignIn = true
}

/// Somebody who may sign in, and the mailbox of the same name.
public struct Account: Sendable, Hashable {
  public var user: String
  public var password: Secret
  public init(user: String, password: Secret) {
    self.user = user
    self.password = password
  }
}
