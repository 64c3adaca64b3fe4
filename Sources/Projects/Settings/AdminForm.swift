/// How a server wants an administrator's name and the mailbox's name written together. The forms are those of
/// Microsoft's CSV files for IMAP migration batches, and SASL's own.
public enum AdminForm: String, Sendable, Hashable, CaseIterable {
  /// `Domain/Admin/User` (Exchange).
  case exchange
  /// `User*Admin`, with a separator the server's administrator chose (Dovecot, Cyrus).
  case separator
  /// `#user@domain#Admin#` (Mirapoint).
  case mirapoint
  /// Two names in two fields: authorization identity and authentication identity of SASL PLAIN (RFC 4616 §2).
  case authzid
  /// The administrator's own name; the mailbox is a folder of theirs, named as its root (Courier).
  case plain
}

/// The names that are sent to sign in.
public struct SignInIdentity: Sendable, Hashable {
  /// Whose password it is: the authentication identity, or the name for LOGIN.
  public var login: String
  /// Whose mailbox is opened, where it travels apart; else nil.
  public var authorization: String?
  /// Folder that counts as the mailbox's root.
  public var root: String?
  public init(login: String, authorization: String? = nil, root: String? = nil) {
    self.login = login
    self.authorization = authorization
    self.root = root
  }
}

/// A `UserName` of a batch file taken apart.
public struct AdminName: Sendable, Hashable {
  public var form: AdminForm
  public var admin: String
  public var user: String
  public var domain: String?
  public init(form: AdminForm, admin: String, user: String, domain: String? = nil) {
    self.form = form
    self.admin = admin
    self.user = user
    self.domain = domain
  }
}

extension AdminForm {
  /// The names with which `admin` opens the mailbox of `user`.
  public func identity(
    admin: String, user: String, separator: String = "*", domain: String? = nil, root: String? = nil
  ) -> SignInIdentity {
    switch self {
    case .exchange:
      SignInIdentity(login: ([domain].compactMap(\.self) + [admin, user]).joined(separator: "/"), root: root)
    case .separator: SignInIdentity(login: user + separator + admin, root: root)
    case .mirapoint: SignInIdentity(login: "#\(user)#\(admin)#", root: root)
    case .authzid: SignInIdentity(login: admin, authorization: user, root: root)
    case .plain: SignInIdentity(login: admin, root: root)
    }
  }

  /// The form a `UserName` is written in; nil for a plain name, which opens the user's own mailbox.
  ///
  /// `Domain/Admin/User` has exactly two slashes, `#user@domain#Admin#` three numbers signs at its places. A name holds
  /// the separator once; `separator` may be any text that is not empty.
  public static func parse(_ userName: String, separator: String = "*") -> AdminName? {
    let slashed = userName.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if slashed.count == 3, slashed.allSatisfy({ !$0.isEmpty }) {
      return AdminName(form: .exchange, admin: slashed[1], user: slashed[2], domain: slashed[0])
    }
    if userName.hasPrefix("#"), userName.hasSuffix("#") {
      let parts = userName.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
      if parts.count == 4, !parts[1].isEmpty, !parts[2].isEmpty {
        return AdminName(form: .mirapoint, admin: parts[2], user: parts[1])
      }
    }
    guard !separator.isEmpty else { return nil }
    let parts = userName.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    return AdminName(form: .separator, admin: parts[1], user: parts[0])
  }
}
