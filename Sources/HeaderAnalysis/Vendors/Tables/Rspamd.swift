/// What Rspamd writes.
enum Rspamd {
  static let headers = Provenance.published("Rspamd: Milter headers module")
  static let symbolSource = Provenance.published("Rspamd: symbols and their descriptions, conf/scores.d")

  static let rules = [
    FieldRule("X-Spamd-Result", .own(SymbolReader.readings), headers, isVerdict: true, keys: [symbols]),
    FieldRule("X-Rspamd-Report", .own(SymbolReader.readings), .observed, isVerdict: true, keys: [symbols]),
    FieldRule("X-Spam-Result", .own(SymbolReader.readings), .observed, isVerdict: true, keys: [symbols]),
    FieldRule("X-Rspamd-Score", "Rspamd points", .observed, [], judge: points),
    FieldRule("X-Spamd-Bar", "Spam points as signs", headers, [], judge: SpamAssassin.bar),
    FieldRule("X-Rspamd-Bar", "Spam points as signs", .observed, [], judge: SpamAssassin.bar),
    FieldRule("X-Rspamd-Server", "Filter", headers, [.anything(.note, "the host that looked at it")]),
    FieldRule(
      "X-Rspamd-Queue-Id", "Number in the mail server", headers,
      [.anything(.note, "finds the message in the server's log")]),
    FieldRule(
      "X-Rspamd-UID", "Number in the filter", .observed, [.anything(.note, "finds the message in Rspamd's log")]),
    FieldRule("X-Rspamd-Action", "What was done", .observed, actions),
    FieldRule(
      "X-Rspamd-Pre-Result", "Decided early", .observed, [.anything(.note, "a module decided before all tests had run")]
    ),
  ]

  private static let actions: [ValueRule] = [
    .word("no action", .good, "let through"),
    .word("greylist", .warning, "was asked to come again later, which costs minutes"),
    .word("add header", .bad, "spam: marked, the mailbox puts it away"),
    .word("rewrite subject", .bad, "spam: the subject was marked"),
    .word("soft reject", .warning, "was refused for the time being"), .word("reject", .bad, "was to be refused"),
    .word("quarantine", .bad, "spam: put into quarantine"), .word("discard", .bad, "was to be thrown away"),
  ]

  private static let points: @Sendable (String) -> Meaning? = { value in
    guard let number = Double(value) else { return nil }
    switch number {
    case 15...: return Meaning(.bad, "at or above 15, where Rspamd refuses by default")
    case 6..<15: return Meaning(.bad, "at or above 6, where Rspamd marks spam by default")
    case 4..<6: return Meaning(.warning, "at or above 4, where Rspamd asks to come again later by default")
    default: return Meaning(.good, "below every limit that Rspamd has by default")
    }
  }

  private static let symbols = KeyRule("", "Test that matched", from: symbolSource, meanings + families)

  private static let meanings: [ValueRule] = [
    .word("R_SPF_ALLOW", .good, "SPF names the sending server"),
    .word("SPF_ALLOW", .good, "SPF names the sending server"),
    .word("R_SPF_FAIL", .bad, "SPF forbids the sending server"),
    .word("R_SPF_SOFTFAIL", .warning, "SPF does not name the sending server"),
    .word("R_SPF_NEUTRAL", .note, "SPF says nothing about the sending server"),
    .word("R_SPF_NA", .warning, "the sender's domain has no SPF record"),
    .word("R_SPF_DNSFAIL", .note, "DNS did not answer the SPF question"),
    .word("R_SPF_PERMFAIL", .warning, "the SPF record cannot be read"),
    .word("R_SPF_PLUSALL", .bad, "the SPF record lets everybody send"),
    .word("R_DKIM_ALLOW", .good, "a DKIM signature is valid"),
    .word("R_DKIM_REJECT", .bad, "the DKIM signature does not fit"),
    .word("R_DKIM_TEMPFAIL", .note, "DNS did not answer the DKIM question"),
    .word("R_DKIM_PERMFAIL", .warning, "the DKIM signature or its key cannot be read"),
    .word("R_DKIM_NA", .note, "no DKIM signature"), .word("DKIM_SIGNED", .note, "this server signed it"),
    .word("DMARC_POLICY_ALLOW", .good, "DMARC passed"),
    .word("DMARC_POLICY_ALLOW_WITH_FAILURES", .good, "DMARC passed, one of SPF and DKIM did not"),
    .word("DMARC_POLICY_REJECT", .bad, "DMARC failed, and the domain asks for rejection"),
    .word("DMARC_POLICY_QUARANTINE", .bad, "DMARC failed, and the domain asks for quarantine"),
    .word("DMARC_POLICY_SOFTFAIL", .warning, "DMARC failed, and the domain asks for nothing"),
    .word("DMARC_NA", .note, "the domain has no DMARC record"),
    .word("DMARC_BAD_POLICY", .warning, "the DMARC record cannot be read"),
    .word("DMARC_DNSFAIL", .note, "DNS did not answer the DMARC question"),
    .word("ARC_ALLOW", .good, "the forwarders' seals are valid (ARC)"),
    .word("ARC_REJECT", .warning, "the forwarders' seals do not fit (ARC)"),
    .word("ARC_NA", .note, "no forwarder sealed it (ARC)"),
    .word("ARC_INVALID", .warning, "the forwarders' seals cannot be read (ARC)"),
    .word("ARC_SIGNED", .note, "this server sealed it (ARC)"),
    .word("WHITELIST_DMARC", .good, "a well-known domain, proved by DMARC"),
    .word("WHITELIST_SPF_DKIM", .good, "a well-known domain, proved by SPF and DKIM"),
    .word("BAYES_HAM", .good, "after what was learned, no spam"),
    .word("BAYES_SPAM", .bad, "after what was learned, spam"),
    .word("NEURAL_HAM", .good, "after what the neural network learned, no spam"),
    .word("NEURAL_SPAM", .bad, "after what the neural network learned, spam"),
    .word("FUZZY_DENIED", .bad, "nearly the same text was reported as spam"),
    .word("FUZZY_BLOCKED", .warning, "the service for similar texts refused to answer: too many questions"),
    .word("MIME_GOOD", .good, "built as usual"), .word("MIME_BAD", .warning, "an attachment of a doubtful type"),
    .word("MIME_BAD_ATTACHMENT", .bad, "an attachment of a dangerous type"),
    .word("MIME_HTML_ONLY", .note, "HTML without a plain text version"),
    .word("FORGED_SENDER", .note, "From and envelope have different senders"),
    .word("FORGED_SENDER_MAILLIST", .note, "From and envelope have different senders, as lists do"),
    .word("FORGED_RECIPIENTS", .warning, "To and envelope have different recipients"),
    .word("FORGED_RECIPIENTS_MAILLIST", .note, "To and envelope have different recipients, as lists do"),
    .word("ONCE_RECEIVED", .note, "came straight here, without a server in between"),
    .word("ONCE_RECEIVED_STRICT", .bad, "came straight here, from a machine that looks like a line at home"),
    .word(
      "RDNS_NONE", .warning, "the sending address has no name in DNS",
      next: "Own server: have the provider set a PTR record"),
    .word("RDNS_DNSFAIL", .note, "DNS did not answer the question for the server's name"),
    .word("HFILTER_HOSTNAME_UNKNOWN", .warning, "the sending address has no name in DNS"),
    .word("MAILLIST", .good, "looks like a mailing list"), .word("HAS_LIST_UNSUB", .good, "says how to unsubscribe"),
    .word("PRECEDENCE_BULK", .note, "calls itself bulk mail"), .word("BOUNCE", .note, "looks like a bounce"),
    .word(
      "DBL_BLOCKED_OPENRESOLVER", .warning, "Spamhaus does not answer public resolvers",
      next: "Give the mail server a DNS resolver of its own"),
    .word(
      "RBL_SPAMHAUS_BLOCKED_OPENRESOLVER", .warning, "Spamhaus does not answer public resolvers",
      next: "Give the mail server a DNS resolver of its own"),
    .word("RBL_SPAMHAUS_SBL", .bad, "the server is on the Spamhaus list of spammers"),
    .word("RBL_SPAMHAUS_XBL", .bad, "the server is on the Spamhaus list of hijacked machines"),
    .word("RBL_SPAMHAUS_PBL", .bad, "sent straight from an address that should not send mail"),
    .word("DBL_SPAM", .bad, "a domain in it is on the Spamhaus list"),
    .word("DBL_PHISH", .bad, "a domain in it is on the Spamhaus list, for phishing"),
    .word("PHISHING", .bad, "a link shows another address than it leads to"),
    .word("R_MIXED_CHARSET", .warning, "letters of different alphabets in one word"),
    .word("R_MISSING_CHARSET", .note, "the character set is not named"),
    .word("R_SUSPICIOUS_URL", .warning, "an odd link"),
    .word("SUSPICIOUS_RECIPS", .warning, "recipients with look-alike addresses"),
    .word("MISSING_TO", .warning, "no To field"),
    .word("MISSING_DATE", .warning, "no Date field"), .word("MISSING_MID", .warning, "no Message-ID"),
    .word("MISSING_MIME_VERSION", .warning, "no MIME-Version"),
    .word("MISSING_XM_UA", .note, "does not say which program wrote it"),
    .word("MID_CONTAINS_FROM", .note, "the Message-ID holds the sender's address"),
    .word("SIGNED_PGP", .good, "signed with PGP"),
    .word("SIGNED_SMIME", .good, "signed with S/MIME"),
    .word("DATE_IN_PAST", .warning, "the date lies well before the arrival"),
    .word("DATE_IN_FUTURE", .warning, "the date lies in the future"),
    .word("MX_GOOD", .good, "the sender's domain takes mail"),
    .word("MX_INVALID", .warning, "the sender's domain takes no mail"),
    .word("CLAM_VIRUS", .bad, "malware, found by ClamAV"),
    .word("REPLYTO_DOM_NEQ_FROM_DOM", .note, "answers go to another domain than the sender's"),
    .word("SPOOF_DISPLAY_NAME", .bad, "the sender's name shows another address than the sender's"),
    .word("FREEMAIL_FROM", .note, "the sender uses a free mail service"),
    .word("GTUBE", .bad, "the text that is made for testing spam filters"),
    .word("ASN", .note, "the network of the sending server"),
    .word("FROM_NEQ_ENVFROM", .note, "From and envelope have different addresses"),
    .word("FROM_EQ_ENVFROM", .note, "From and envelope have the same address"),
  ]

  private static let families: [ValueRule] = [
    .prefix("RBL_", .warning, "the sending server is on a list"),
    .prefix("RCVD_IN_DNSWL_", .good, "on a list of good servers"),
    .prefix("DBL_", .bad, "a domain in it is on the Spamhaus list"),
    .prefix("URIBL_", .bad, "links to a domain that is on a list"),
    .prefix("SURBL_", .bad, "links to a domain that is on a list"),
    .prefix("BAYES_", .note, "what the filter learned from earlier mail"),
    .prefix("NEURAL_", .note, "what the neural network learned"),
    .prefix("FUZZY_", .bad, "nearly the same text was reported"),
    .prefix("HFILTER_", .warning, "something about the server's name"), .prefix("RCVD_", .note, "about the hops"),
    .prefix("RCPT_", .note, "about the recipients"), .prefix("TO_", .note, "about the recipients"),
    .prefix("FROM_", .note, "about the sender"),
    .prefix("MIME_", .note, "about how the message is built"), .prefix("MID_", .note, "about the Message-ID"),
    .prefix("FREEMAIL_", .note, "about a free mail address"),
    .prefix("TAGGED_", .note, "an address with a mark behind + or ="),
    .prefix("HAS_", .note, "a field or part that is there"), .prefix("REPLYTO_", .note, "about the answer address"),
    .prefix("DKIM_", .note, "about DKIM"),
    .prefix("PREVIOUSLY_DELIVERED", .note, "the recipient stands in Delivered-To already"),
  ]
}
