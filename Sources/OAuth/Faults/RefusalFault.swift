internal import Core

/// An issuer's refusal in the words of the four questions.
enum RefusalFault {
  /// More than this, and a refusal of a signed proof is the clock's. Issuers allow five minutes.
  private static let skewThatCounts: Int64 = 120

  /// `now` is this machine's clock, seconds since 1970, when the refusal came.
  static func fault(
    _ refusal: Refusal, _ registration: Registration, credential: String, mailbox: String, place: String, now: Int64
  ) -> Fault {
    let names = RefusalRow.Names(
      tenant: registration.tenant ?? "", client: registration.clientID, credential: plain(credential),
      mailbox: plain(mailbox))
    let row = row(for: refusal, registration)
    var sentence = row.map { RefusalRow.fill($0.sentence, names) } ?? unknown(refusal)
    if row?.code == .oauthClock { sentence += skew(refusal, now: now) }
    let traces = refusal.traces
    return Fault(
      row?.code ?? .oauthRefused, traces.isEmpty ? sentence : "\(sentence) (\(traces))", place: place,
      recovery: recovery(row, refusal),
      advice: row.map { RefusalRow.fill($0.next, names) } ?? advice(refusal))
  }

  /// Words that mean one thing, whatever number comes with them.
  private static let unmistakable: Set = ["authorization_declined", "expired_token", "bad_verification_code"]

  private static func row(for refusal: Refusal, _ registration: Registration) -> RefusalRow? {
    if unmistakable.contains(refusal.error) { return CommonRefusals.rows.first { $0.matches(refusal) } }
    let own = registration.isMicrosoft ? MicrosoftRefusals.rows : GoogleRefusals.rows
    if let row = own.first(where: { $0.matches(refusal) }) { return row }
    if let row = CommonRefusals.rows.first(where: { $0.matches(refusal) }) {
      // Nobody signs in for an app's own token, so nobody can do so again.
      if row.code == .oauthSignInAgain, !registration.needsPerson { return nil }
      return row
    }
    return refusal.status == 429 || refusal.status >= 500
      ? CommonRefusals.rows.first { $0.error == (refusal.status == 429 ? "throttled" : "server_error") } : nil
  }

  private static func recovery(_ row: RefusalRow?, _ refusal: Refusal) -> Fault.Recovery {
    switch row?.kind {
    case .passing: .retry(after: refusal.retryAfter.map { .seconds(min($0, 3600)) })
    case .credential, .mailbox, nil: .stopMailbox
    }
  }

  /// By how much this machine's clock is off, when the reply says what time it is there.
  private static func skew(_ refusal: Refusal, now: Int64) -> String {
    guard let date = refusal.date else { return "" }
    let off = now - date
    guard abs(off) >= skewThatCounts else {
      return "; this machine's clock agrees with the issuer's within \(skewThatCounts / 60) minutes"
    }
    return "; this machine's clock is \(span(abs(off))) \(off > 0 ? "ahead" : "behind")"
  }

  /// The two largest units.
  static func span(_ seconds: Int64) -> String {
    let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")]
    var rest = seconds
    var parts: [String] = []
    for (size, name) in units where rest >= size && parts.count < 2 {
      parts.append("\(rest / size) \(name)")
      rest %= size
    }
    return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
  }

  private static func unknown(_ refusal: Refusal) -> String {
    let said = saidPlainly(refusal.text)
    return said.isEmpty ? "the issuer refused" : "the issuer refused: \(said)"
  }

  private static func advice(_ refusal: Refusal) -> String {
    guard let code = refusal.codes.first else { return "Ask the issuer's support, with the ids above." }
    return "Look it up: https://login.microsoftonline.com/error?code=\(code)"
  }

  /// The first line of what the issuer said, without what names accounts or looks like a token, and not for long.
  static func saidPlainly(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first ?? ""
    let words = line.prefix(400).split(separator: " ").prefix(40).map { word -> String in
      let isAddress = word.contains("@")
      let isLong = word.utf8.count > 60
      return isAddress ? "(address)" : isLong ? "(…)" : String(word)
    }
    return plain(words.joined(separator: " "))
  }

  /// Nothing that moves a cursor or turns writing around.
  static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: "?"
          default: scalar
          }
        }))
  }
}
