/// Filters that companies put in front of their mail server.
enum Gateways {
  static let barracudaSource = Provenance.published("Barracuda: Email Gateway Defense, spam scoring")
  static let cisco = Provenance.published("Cisco: X-headers of the Email Security Appliance (118900)")

  static let rules = proofpoint + mimecast + barracuda + ironPort + sophos

  private static let proofpoint = [
    FieldRule(
      "X-Proofpoint-Spam-Details", .pairs(" "), .observed, isVerdict: true,
      keys: [
        KeyRule(
          "rule", "Rule that decided",
          [
            .word("notspam", .good, "no spam"), .word("outbound_notspam", .good, "no spam, on the way out"),
            .word("inbound_notspam", .good, "no spam"), .word("spam", .bad, "spam"),
            .word("outbound_spam", .bad, "spam, on the way out"),
            .word("inbound_spam_definite", .bad, "certainly spam"), .word("spam_definite", .bad, "certainly spam"),
            .word("inbound_policy_notspam", .good, "no spam"), .word("bulk", .warning, "bulk mail"),
            .word("safe", .note, "on a safe list"), .word("block", .bad, "on a blocked list"),
            .anything(.note, "the rule of this installation that decided"),
          ]),
        KeyRule("policy", "Policy", [.anything(.note, "the spam policy that applied")]),
        KeyRule("score", "Points of 100", hundred), KeyRule("spamscore", "Spam, of 100", hundred),
        KeyRule("phishscore", "Phishing, of 100", hundred), KeyRule("malwarescore", "Malware, of 100", hundred),
        KeyRule("suspectscore", "Suspicious, of 100", hundred), KeyRule("bulkscore", "Bulk mail, of 100", hundred),
        KeyRule("adultscore", "Adult content, of 100", hundred), KeyRule("impostorscore", "Impostor, of 100", hundred),
        KeyRule("lowpriorityscore", "Unimportant, of 100", hundred),
        KeyRule("mlxscore", "Learning machine, of 100", hundred),
        diagnostic("mlxlogscore"), diagnostic("clxscore"), diagnostic("priorityscore"), diagnostic("authscore"),
        diagnostic("classifier"), diagnostic("adjust"), diagnostic("reason"), diagnostic("scancount"),
        diagnostic("engine"),
        diagnostic("definitions"), diagnostic("authtc"), diagnostic("authcc"), diagnostic("route"),
        diagnostic("kscore.is_bulkscore"), diagnostic("kscore.compositescore"),
      ]),
    FieldRule(
      "X-Proofpoint-Virus-Version", "Virus scan", .observed,
      [.anything(.note, "Proofpoint looked for malware, with these engines")]),
    FieldRule(
      "X-Proofpoint-GUID", "Number at Proofpoint", .observed,
      [.anything(.note, "finds the message in Proofpoint's log")]),
    FieldRule(
      "X-Proofpoint-ORIG-GUID", "Number at Proofpoint", .observed,
      [.anything(.note, "finds the message in Proofpoint's log")]),
    FieldRule("X-Proofpoint-Spam-Info", "Filter data", .observed, sealed: "sealed data of Proofpoint"),
    FieldRule("X-Proofpoint-Spam-Details-Enc", "Filter data", .observed, sealed: "sealed data of Proofpoint"),
    FieldRule(
      "X-Proofpoint-Spam-Reason", "Reason", .observed,
      [.word("safe", .note, "on a safe list"), .anything(.note, "the reason Proofpoint gives")]),
    FieldRule(
      "X-Proofpoint-UnRewURL", "Links", .observed, [.anything(.note, "links that were put back to what they were")]),
    FieldRule(
      "X-Proofpoint-CrossTenant", "Border between tenants", .observed,
      [.anything(.note, "handed between two customers of Proofpoint")]),
  ]

  private static let hundred: [ValueRule] = [
    .numbers(0...49, .good, "low"), .numbers(50...79, .warning, "raised; 100 is certain"),
    .numbers(80...100, .bad, "high; 100 is certain"),
  ]

  private static func diagnostic(_ key: String) -> KeyRule {
    KeyRule(key, "Diagnosis (\(key))", [.empty("empty"), .anything(.note, "for Proofpoint's own diagnosis")])
  }

  private static let mimecast = [
    FieldRule(
      "X-Mimecast-Spam-Score", "Spam points of Mimecast", .observed, [],
      judge: { value in
        guard let points = Double(value) else { return nil }
        switch points {
        case 28...: return Meaning(.bad, "the most; certainly spam")
        case 7..<28: return Meaning(.bad, "enough for the relaxed setting to call it spam")
        case 3..<7: return Meaning(.warning, "enough for the stricter settings to call it spam")
        default: return Meaning(.good, "low")
        }
      }),
    FieldRule(
      "X-Mimecast-Impersonation-Protect", .pairs(";"), .observed, isVerdict: true,
      keys: [KeyRule("Policy", "Policy", [.anything(.note, "the policy against impostors that applied")])]
        + [
          ("Similar Internal Domain", "the sender's domain resembles one of the own"),
          ("Similar Monitored External Domain", "the sender's domain resembles a watched one"),
          ("Custom External Domain", "the sender's domain is on the own watch list"),
          ("Mimecast External Domain", "the sender's domain is on Mimecast's watch list"),
          ("Newly Observed Domain", "the sender's domain is new"),
          ("Internal User Name", "the sender bears the name of a person of the organization"),
          ("Custom Display Name List", "the sender's name is on the own watch list"),
          ("Reply-to Address Mismatch", "answers go to another address than the sender's"),
          ("Targeted Threat Dictionary", "words that impostors use"),
          ("Mimecast Threat Dictionary", "words that impostors use"),
          ("Custom Threat Dictionary", "words of the own watch list"),
        ].map { KeyRule($0.0, $0.0, [.word("true", .warning, $0.1), .word("false", .good, "no")]) }),
    FieldRule(
      "X-Mimecast-Originator", "Sender's domain", .observed, [.anything(.note, "the domain that sent through Mimecast")]
    ),
    FieldRule(
      "X-Mimecast-Bulk-Signature", "Bulk mail", .observed,
      [.word("yes", .warning, "looks like bulk mail"), .word("no", .good, "no")]),
    FieldRule(
      "X-Mimecast-Spam-Signature", "Known spam", .observed,
      [.word("yes", .bad, "known spam"), .word("no", .good, "no")]),
    FieldRule(
      "X-MC-Unique", "Number at Mimecast", .observed,
      [.anything(.note, "finds the message in Mimecast's message tracking")]),
    FieldRule("X-Mimecast-MFC-AGG-ID", "Number at Mimecast", .observed, opaque: "Mimecast's number of the message"),
    FieldRule("X-Mimecast-MFC-PROC-ID", "Number at Mimecast", .observed, opaque: "Mimecast's number of the message"),
  ]

  private static let barracuda = [
    FieldRule(
      "X-Barracuda-Spam-Status", .own(SpamStatusReader.readings), barracudaSource, isVerdict: true,
      keys: SpamAssassin.statusKeys),
    FieldRule(
      "X-Barracuda-Spam-Score", "Spam points of Barracuda", barracudaSource,
      [
        .atLeast(5, .bad, "many; the limits of this installation stand in X-Barracuda-Spam-Status"),
        .atLeast(3, .warning, "some; the limits of this installation stand in X-Barracuda-Spam-Status"),
        .atLeast(-1_000, .good, "few; the limits of this installation stand in X-Barracuda-Spam-Status"),
      ]),
    FieldRule("X-Barracuda-Spam-Flag", "Spam", barracudaSource, SpamAssassin.flag),
    FieldRule("X-Barracuda-Spam-Report", "Spam report", .observed, opaque: "points and reason per test, in words"),
    FieldRule(
      "X-Barracuda-Bayes", "Learned probability", .observed,
      [
        .prefix("INNOCENT", .good, "after what was learned, no spam"),
        .prefix("SPAM", .bad, "after what was learned, spam"),
        .anything(.note, "what was learned"),
      ]),
    FieldRule(
      "X-Barracuda-Connect", "Connecting server", .observed,
      [.anything(.note, "the server that handed it to the filter")]),
    FieldRule("X-Barracuda-Envelope-From", "Envelope sender", .observed, [.anything(.note, "where bounces go")]),
    FieldRule(
      "X-Barracuda-Effective-Source-IP", "First server outside", .observed,
      [.anything(.note, "the server the filter judged")]),
    FieldRule(
      "X-Barracuda-Apparent-Source-IP", "First server outside", .observed,
      [.anything(.note, "the server the filter judged")]),
    FieldRule("X-Barracuda-Start-Time", "Time", .observed, opaque: "when the filter began, in seconds since 1970"),
    FieldRule(
      "X-Barracuda-URL", "Filter", .observed, [.anything(.note, "where the filter can be told that it was wrong")]),
    FieldRule(
      "X-Barracuda-BRTS-Status", "Barracuda Real-Time System", .observed,
      [.word("0", .note, "not asked, or no answer"), .word("1", .note, "asked"), .anything(.note, "its answer")]),
    FieldRule(
      "X-Barracuda-BRTS-Evidence", "Barracuda Real-Time System", .observed, opaque: "checksums that it was asked about"),
    FieldRule("X-Barracuda-Scan-Msg-Size", "Size", .observed, [.anything(.note, "bytes that were looked at")]),
    FieldRule("X-Barracuda-Encrypted", "Encryption", .observed, [.anything(.note, "how the connection was encrypted")]),
    FieldRule(
      "X-Barracuda-Quarantine-Per-User", "Quarantine", .observed,
      [.anything(.bad, "went to the recipient's quarantine")]),
    FieldRule(
      "X-ASG-Orig-Subj", "Subject before", .observed, [.anything(.note, "the subject before the filter marked it")]),
    FieldRule(
      "X-ASG-Debug-ID", "Number at Barracuda", .observed, [.anything(.note, "finds the message in the filter's log")]),
  ]

  private static let ironPort = [
    FieldRule(
      "X-IronPort-Anti-Spam-Filtered", "Spam filter", cisco,
      [
        .word("true", .note, "Cisco's filter looked at it"),
        .word("false", .warning, "Cisco's filter did not look at it"),
      ]),
    FieldRule("X-IronPort-Anti-Spam-Result", "Filter data", cisco, sealed: "sealed data of Cisco; support can read it"),
    FieldRule(
      "X-IronPort-AV", "Virus scan", cisco,
      [.anything(.note, "a scanner looked for malware: E names it, i its version")]),
    FieldRule(
      "X-Amp-Result", "Malware (AMP)", cisco, isVerdict: true,
      [
        .word("CLEAN", .good, "no malware"), .word("MALICIOUS", .bad, "malware"),
        .word("UNSCANNABLE", .warning, "could not be opened for scanning"), .word("SKIPPED", .note, "not looked at"),
        .word("UNKNOWN", .note, "not known"),
      ]),
    FieldRule(
      "X-Amp-Original-Verdict", "Malware (AMP), first verdict", cisco,
      [
        .word("FILE UNKNOWN", .note, "the file was not known"), .word("VERDICT UNKNOWN", .note, "no verdict yet"),
        .anything(.note, "the first verdict"),
      ]),
    FieldRule(
      "X-Amp-File-Uploaded", "Malware (AMP)", cisco,
      [
        .word("True", .note, "an attachment was sent away for analysis"),
        .word("False", .note, "nothing was sent away"),
      ]),
    FieldRule(
      "X-IronPort-Outbreak-Status", "Outbreak filter", cisco,
      [.word("No", .good, "nothing"), .anything(.warning, "held back or marked because of an outbreak")]),
    FieldRule(
      "X-IronPort-Outbreak-Description", "Outbreak filter", cisco,
      [.anything(.warning, "what the outbreak filter says")]),
    FieldRule(
      "X-IronPort-RemoteIP", "Connecting address", .observed, [.anything(.note, "the server that handed it to Cisco")]),
    FieldRule(
      "X-IronPort-MID", "Number at Cisco", .observed, [.anything(.note, "finds the message in message tracking (MID)")]),
    FieldRule(
      "X-IronPort-Reputation", "Reputation of the server", .published("Cisco: SenderBase reputation, -10 to 10"), [],
      judge: reputation),
    FieldRule(
      "X-SBRS", "Reputation of the server", .published("Cisco: SenderBase reputation, -10 to 10"), [], judge: reputation
    ),
    FieldRule("X-IronPort-Listener", "Listener", .observed, [.anything(.note, "the entrance that took it in")]),
    FieldRule(
      "X-IronPort-SenderGroup", "Sender group", .observed, [.anything(.note, "the group the server belongs to")]),
    FieldRule(
      "X-IronPort-MailFlowPolicy", "Mail flow policy", .observed,
      [
        .word("$TRUSTED", .note, "trusted: not filtered for spam"), .word("$BLOCKED", .bad, "blocked"),
        .word("$THROTTLED", .warning, "slowed down because of a poor name"),
        .word("$ACCEPTED", .note, "accepted and filtered"),
        .word("$RELAYED", .note, "own mail on its way out"), .anything(.note, "a policy of this installation"),
      ]),
    FieldRule(
      "X-ThreatScanner-Verdict", "Threats", .observed,
      [.word("Negative", .good, "nothing found"), .word("Positive", .bad, "a threat was found")]),
    FieldRule("IronPort-Data", "Filter data", .observed, sealed: "sealed data of Cisco"),
    FieldRule("IronPort-HdrOrdr", "Filter data", .observed, sealed: "sealed data of Cisco"),
    FieldRule("IronPort-PHdr", "Filter data", .observed, sealed: "sealed data of Cisco"),
    FieldRule("IronPort-SDR", "Filter data", .observed, sealed: "sealed data of Cisco"),
  ]

  private static let reputation: @Sendable (String) -> Meaning? = { value in
    if value.lowercased() == "none" { return Meaning(.note, "nothing is known of the server") }
    guard let points = Double(value) else { return nil }
    switch points {
    case ...(-3): return Meaning(.bad, "poor; such servers are usually blocked")
    case -3 ..< -1: return Meaning(.warning, "doubtful; such servers are usually slowed down")
    default: return Meaning(.good, "good; from -10 to 10")
    }
  }

  private static let sophos = [
    FieldRule(
      "X-LASED-SpamProbability", "Spam probability of Sophos", .observed, [],
      judge: { value in
        guard let share = Double(value), (0...1).contains(share) else { return nil }
        switch share {
        case 0.8...: return Meaning(.bad, "from 0 to 1: very probably spam")
        case 0.5..<0.8: return Meaning(.warning, "from 0 to 1: probably spam")
        default: return Meaning(.good, "from 0 to 1: probably no spam")
        }
      }),
    FieldRule("X-LASED-Hits", "Filter data", .observed, opaque: "tests of Sophos that matched, with their weight"),
    FieldRule(
      "X-LASED-From-ReplyTo-Diff", "Answer address", .observed, [.anything(.note, "Sophos compared From and Reply-To")]),
    FieldRule(
      "X-LASED-Impersonation", "Impostor", .observed,
      [
        .word("False", .good, "no impostor"), .word("True", .bad, "poses as somebody else"),
        .anything(.note, "what Sophos says of impostors"),
      ]),
    FieldRule(
      "X-Sophos-Email", "Filter", .observed, [.anything(.note, "Sophos Email looked at it: region, engine, data")]),
    FieldRule("X-Sophos-SenderHistory", "Filter data", .observed, opaque: "what Sophos knows of the sending server"),
    FieldRule("X-Sophos-Rescan", "Filter data", .observed, opaque: "Sophos looked at it again"),
    FieldRule(
      "X-Sophos-Email-ID", "Number at Sophos", .observed,
      [.anything(.note, "finds the message in Sophos's message history")]),
    FieldRule(
      "X-SEA-Spam", "Sophos Email Appliance", .observed,
      [.anything(.note, "Gauge shows the probability as signs, Probability in percent")]),
  ]
}
