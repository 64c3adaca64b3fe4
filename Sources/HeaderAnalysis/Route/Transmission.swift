import MIME

/// How a message came over one hop: the words behind `with` and `via` (RFC 3848, and what programs write).
public struct Transmission: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    case smtp, lmtp, mapi, http, local
    /// Taken from a mailbox by POP or IMAP.
    case fetched
    /// Not said, or by a word of the program's own.
    case other
  }
  public var kind: Kind
  /// `ESMTPSA`, `Microsoft SMTP Server`; empty where nothing is said.
  public var name: String
  /// Somebody signed in (RFC 3848 `A`), or the server names the account.
  public var isSignedIn: Bool
  /// What the word alone says about encryption; nil where it says nothing.
  public var isEncrypted: Bool?

  init(_ received: ReceivedField) {
    name = received.with ?? received.via ?? ""
    let word = name.uppercased()
    kind = Self.kind(word, received)
    isSignedIn = false
    isEncrypted = nil
    if let (signedIn, encrypted) = Self.registered[Self.plain(word)] {
      (isSignedIn, isEncrypted) = (signedIn, encrypted)
    } else if word.hasPrefix("MICROSOFT SMTP SERVER") {
      isEncrypted = received.comments.contains { $0.uppercased().hasPrefix("TLS") }
    } else if word.hasPrefix("HTTPS") {
      isEncrypted = true
    }
    if received.comments.contains(where: { $0.lowercased().hasPrefix("authenticated") }) { isSignedIn = true }
    if received.user != nil, isSignedIn || kind == .smtp && Self.namesAccount(received) { isSignedIn = true }
  }

  /// `(Authenticated sender: an)` of Postfix, `(authenticated as user an)`: not the RFC 1413 name, which proves nothing.
  private static func namesAccount(_ received: ReceivedField) -> Bool {
    received.comments.contains { $0.lowercased().contains("authenticated") || $0.lowercased().contains("auth:") }
  }

  private static func kind(_ word: String, _ received: ReceivedField) -> Kind {
    let plain = plain(word)
    if plain.hasSuffix("LMTP") || plain.hasPrefix("LMTP") || plain.hasPrefix("UTF8LMTP") { return .lmtp }
    if registered[plain] != nil || word.contains("SMTP") || plain == "SUBMISSION" { return .smtp }
    if word.hasPrefix("MAPI") { return .mapi }
    if word.hasPrefix("HTTP") || word == "WEBMAIL" { return .http }
    if word.hasPrefix("POP") || word.hasPrefix("IMAP") { return .fetched }
    if word.hasPrefix("LOCAL") || word.hasPrefix("UUCP") || word == "STDIO" { return .local }
    let isQmail = received.comments.contains { $0.hasPrefix("qmail ") }
    let isUser = word.isEmpty && received.fromAddress == nil && received.comments.contains(where: isOfUser)
    return isQmail || isUser ? .local : .other
  }

  /// `(from root@localhost)` of sendmail, `(Postfix, from userid 33)`.
  private static func isOfUser(_ comment: String) -> Bool {
    comment.hasPrefix("from ") || comment.contains("from userid ") || comment.contains("uid ")
  }

  /// `UTF8` in front means other characters, nothing else (RFC 6531 §4.3).
  private static func plain(_ word: String) -> String {
    word.hasPrefix("UTF8") ? (word.hasPrefix("UTF8S") ? "E" : "") + word.dropFirst(4) : word
  }

  /// Signed in, encrypted. `ASMTP` is what Exim wrote before RFC 3848.
  private static let registered: [String: (Bool, Bool)] = [
    "SMTP": (false, false), "ESMTP": (false, false), "ESMTPA": (true, false), "ESMTPS": (false, true),
    "ESMTPSA": (true, true), "SMTPS": (false, true), "SMTPSA": (true, true), "ASMTP": (true, false),
    "LMTP": (false, false), "LMTPA": (true, false), "LMTPS": (false, true), "LMTPSA": (true, true),
  ]
}
