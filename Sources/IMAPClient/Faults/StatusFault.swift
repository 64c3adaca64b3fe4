public import Core
public import IMAP

extension Fault {
  /// What a NO, BAD or BYE means. The response code decides where there is one (RFC 5530); otherwise the words, which are
  /// those of servers in the field.
  ///
  /// - Parameter command: first words of the command it answers; nil for a greeting or an unasked BYE.
  public static func refusal(
    _ status: Status, command: String?, place: String, provider: Provider? = nil
  ) -> Fault {
    let reading = StatusReading(status, command: command, provider: provider)
    let asked = command.map { "\($0): " } ?? ""
    return Fault(
      reading.code, "\(asked)\(StatusReading.shown(status))", place: place, recovery: reading.recovery,
      advice: reading.advice)
  }
}

/// The judgement over one status: its code, what the engine does, what a person does.
struct StatusReading {
  var code: Fault.Code
  var recovery: Fault.Recovery
  var advice: String

  init(_ status: Status, command: String?, provider: Provider?) {
    let words = status.words.lowercased()
    let isSignIn = command.map { $0.hasPrefix("AUTHENTICATE") || $0 == "LOGIN" } ?? false
    // What a code calls a full mailbox may be a download limit (Gmail): words that ask for patience go first.
    let patience = words.contains("bandwidth limits") ? Fault.Code.throttled : nil
    let verdict =
      patience ?? Self.byCode(status) ?? Self.byWords(words, isSignIn: isSignIn, provider: provider)
      ?? Self.byCondition(status.condition, command: command, isSignIn: isSignIn)
    code = verdict
    let wait = Self.suggestedBackoff(words)
    (recovery, advice) = Self.remedy(verdict, wait: wait, isSignIn: isSignIn, condition: status.condition)
  }

  /// Server's words, made fit for one line of a report: control characters out, 300 characters at most, secrets removed.
  static func shown(_ status: Status) -> String {
    let name =
      switch status.code {
      case .word(let word): "[\(word)] "
      case .tryCreate: "[TRYCREATE] "
      case .other(let name, _): "[\(name)] "
      default: ""
      }
    let clean = String(
      String.UnicodeScalarView(status.words.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
    return Redactor.shared.redact("\(status.condition.rawValue) \(name)\(clean.prefix(300))")
  }

  private static func byCode(_ status: Status) -> Fault.Code? {
    switch status.code {
    case .tryCreate: return .noFolder
    case .word(let word):
      switch word {
      case "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED": return .auth
      case "OVERQUOTA": return .quota
      case "TOOBIG": return .tooBig
      case "THROTTLED", "UNAVAILABLE", "INUSE", "SERVERBUG": return .throttled
      case "LIMIT": return .limit
      case "NONEXISTENT": return .noFolder
      case "CONTACTADMIN", "PRIVACYREQUIRED": return .disabled
      default: return nil
      }
    default: return nil
    }
  }

  /// Sentences that give a reason away, lower case. First match wins.
  private static let sentences: [(sign: String, code: Fault.Code)] = [
    ("authenticated but not connected", .authConnected),
    ("suggested backoff time", .throttled),
    ("request is throttled", .throttled),
    ("rate limit", .throttled),
    ("try again later", .throttled),
    ("temporarily unavailable", .throttled),
    ("too many simultaneous connections", .limit),
    ("too many concurrent", .limit),
    ("maximum number of connections", .limit),
    ("too many connections", .limit),
    ("session limit", .limit),
    ("connection limit", .limit),
    ("over quota", .quota),
    ("overquota", .quota),
    ("quota exceeded", .quota),
    ("mailbox is full", .quota),
    ("exceeded storage", .quota),
    ("maximum size of appendable message", .tooBig),
    ("message too large", .tooBig),
    ("message size exceeds", .tooBig),
    ("too big", .tooBig),
  ]
  private static let signInSentences: [(sign: String, code: Fault.Code)] = [
    ("application-specific password required", .authMethod),
    ("web login required", .disabled),
    ("imap access is disabled", .disabled),
    ("not enabled for imap", .disabled),
    ("basicauthblocked", .disabled),
    ("basic authentication is disabled", .disabled),
    ("logindisabled", .disabled),
    ("account is disabled", .disabled),
    ("account disabled", .disabled),
  ]

  private static func byWords(_ words: String, isSignIn: Bool, provider: Provider?) -> Fault.Code? {
    if let provider, provider.throttleSigns.contains(where: { !$0.isEmpty && words.contains($0.lowercased()) }) {
      return .throttled
    }
    if isSignIn, let hit = signInSentences.first(where: { words.contains($0.sign) }) { return hit.code }
    return sentences.first { words.contains($0.sign) }?.code
  }

  private static func byCondition(_ condition: Status.Condition, command: String?, isSignIn: Bool) -> Fault.Code {
    switch condition {
    case .bye: command == nil ? .lost : .serverRefused
    case .bad: .bad
    default: isSignIn ? .auth : .serverRefused
    }
  }

  /// `Suggested Backoff Time: 299609 milliseconds`, Exchange's way to say how long to wait. An hour at the most.
  static func suggestedBackoff(_ words: String) -> Duration? {
    guard let start = words.range(ofASCII: "backoff time:") else { return nil }
    let digits = words.utf8[start...].drop { $0 == 0x20 }.prefix { $0 &- 0x30 < 10 }.prefix(10)
    guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
    return .milliseconds(min(number, 3_600_000))
  }

  private static func remedy(
    _ code: Fault.Code, wait: Duration?, isSignIn: Bool, condition: Status.Condition
  ) -> (Fault.Recovery, String) {
    switch code {
    case .auth:
      (
        .stopMailbox,
        "Check the user name and the password or token; where two-step sign-in is on, an app password or OAuth is needed."
      )
    case .authMethod:
      (.stopMailbox, "Choose a way to sign in that the server offers, or make an app password.")
    case .authConnected:
      (
        .stopMailbox,
        "The password is right but the mailbox cannot be opened: check that it exists, has a licence, that IMAP is enabled for it, and the spelling of a shared mailbox."
      )
    case .disabled: (.stopMailbox, "Enable IMAP, and this way of signing in, for the mailbox at the server.")
    case .limit: (.retry(after: wait), "Use fewer connections, or close other programs that read this mailbox.")
    case .throttled: (.retry(after: wait), "")
    case .quota: (.stopMailbox, "Make room in the target mailbox or raise its quota.")
    case .tooBig: (.skipItem, "Raise the server's message size limit, or leave the message out.")
    case .noFolder: (.skipFolder, "Check that the folder still exists.")
    case .lost: (.reconnect, "")
    default: (condition == .bye ? .reconnect : .skipItem, "")
    }
  }
}

extension String {
  /// The index just behind the first occurrence of `needle`.
  fileprivate func range(ofASCII needle: String) -> String.Index? {
    var start = utf8.startIndex
    while start < utf8.endIndex {
      if utf8[start...].starts(with: needle.utf8) { return utf8.index(start, offsetBy: needle.utf8.count) }
      start = utf8.index(after: start)
    }
    return nil
  }
}
