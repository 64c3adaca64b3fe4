/// X-Forefront-Antispam-Report: how Exchange Online Protection judged a message and why.
enum ForefrontReport {
  static let source = Origin.published("Microsoft: Anti-spam message headers in cloud organizations")
  static let levels = Origin.published("Microsoft: Spam confidence level (SCL) in cloud organizations")

  static let rules = [
    FieldRule("X-Forefront-Antispam-Report", .report, source, isVerdict: true, keys: keys)
  ]

  static let keys: [KeyRule] = [
    KeyRule("SFV", "Spam filter verdict (SFV)", verdicts),
    KeyRule("SCL", "Spam confidence level (SCL)", from: levels, confidence),
    KeyRule("CAT", "Kind of threat (CAT)", categories),
    KeyRule("SFTY", "Safety tip (SFTY)", safety),
    KeyRule("CIP", "Connecting address (CIP)", connectingAddress),
    KeyRule("IPV", "Reputation of that address (IPV)", reputation),
  ]

  static let verdicts: [ValueRule] = [
    .word("NSPM", .good, "the filter looked at it and found no spam"),
    .word(
      "SPM", .bad, "the filter took it for spam",
      next: "Wanted mail: submit it as \"not junk\" (Defender portal, Submissions); that also makes a dated allow entry"
    ),
    .word(
      "SKN", .note, "marked as no spam before the filter ran, so the filter did not run",
      next: "Look for a transport rule that sets SCL -1, or a connector that trusts this sender"),
    .word(
      "SKS", .bad, "marked as spam before the filter ran",
      next: "Look for a transport rule that sets SCL 5 or more"),
    .word(
      "SKA", .note, "not filtered: sender or domain is allowed in an anti-spam policy",
      next: "Whole domains in that list let forgeries in: prefer entries in the Tenant Allow/Block List"),
    .word(
      "SKB", .bad, "taken for spam because sender or domain is blocked in an anti-spam policy",
      next: "Wanted mail: take the entry out of the policy's blocked senders or domains"),
    .word("SKI", .note, "not filtered: the message stayed within the organization"),
    .word("SKQ", .note, "released from quarantine by an administrator or by the recipient"),
    .word(
      "SFE", .note, "not filtered: the sender is on the recipient's own safe-sender list",
      next: "Unwanted: take the sender out of the mailbox's safe senders (Outlook, Junk Email settings)"),
    .word(
      "BLK", .bad, "not filtered but put away: the sender is on the recipient's own blocked-sender list",
      next: "Wanted mail: take the sender out of the mailbox's blocked senders (Outlook, Junk Email settings)"),
    .word(
      "DMS", .warning, "the filter's verdict was not acted on because of a setting of the organization",
      next: "Look for a transport rule or connector that keeps spam verdicts from being carried out"),
  ]

  static let confidence: [ValueRule] = [
    .numbers(
      -1 ... -1, .note, "not filtered at all: a safe sender, an allowed address or a transport rule",
      next: "SFV and IPV in the same report say which"),
    .numbers(0...1, .good, "no spam, goes to the Inbox"),
    .numbers(2...4, .note, "below the spam limit; the filter itself never writes this, a rule or another product did"),
    .numbers(
      5...6, .bad, "spam, goes to the Junk Email folder, or to quarantine under the strict policy",
      next: "What happens is set in the anti-spam policy, action for Spam"),
    .numbers(
      7...9, .bad, "spam with high confidence, goes to the Junk Email folder or to quarantine",
      next: "What happens is set in the anti-spam policy, action for High confidence spam"),
  ]

  static let categories: [ValueRule] = [
    .word("NONE", .good, "no policy against threats was applied"),
    .word("AMP", .bad, "malware, found by the anti-malware policy"),
    .word("MALW", .bad, "malware"),
    .word(
      "FTBP", .bad, "an attachment of a type that the anti-malware policy blocks",
      next: "Wanted: change the policy's common attachments filter, or ask for the file another way"),
    .word("SAP", .bad, "Safe Attachments found the attachment harmful when it was opened in isolation"),
    .word("BIMP", .bad, "pretends to be a well-known brand"),
    .word(
      "DIMP", .bad, "the sender's domain looks like one of the protected domains",
      next: "Genuine: add the domain to the trusted senders of the anti-phishing policy"),
    .word(
      "UIMP", .bad, "the sender's name or address looks like one of the protected persons",
      next: "Genuine: add the address to the trusted senders of the anti-phishing policy"),
    .word("GIMP", .bad, "the sender looks like somebody the recipient often writes with, but is not"),
    .word("BULK", .warning, "bulk mail above the limit of the policy"),
    .word("SPM", .bad, "spam"),
    .word("HSPM", .bad, "spam with high confidence"),
    .word(
      "OSPM", .bad, "spam that an account of the organization was sending out",
      next: "Look whether that account is stolen"),
    .word("PHSH", .bad, "phishing"),
    .word("HPHSH", .bad, "phishing with high confidence: quarantined whatever allow lists say"),
    .word("HPHISH", .bad, "phishing with high confidence: quarantined whatever allow lists say"),
    .word("INTOS", .bad, "phishing from within the organization", next: "Look whether the sending account is stolen"),
    .word(
      "SPOOF", .bad, "the sender's address is forged, or sent by a server that its domain does not name",
      next: "Genuine: mend SPF, DKIM or DMARC of the sending domain; until then allow the pair under Spoofed senders"),
  ]

  static let safety: [ValueRule] = [
    .empty("no safety tip"),
    .word("9.19", .bad, "tip shown: the domain resembles a protected domain"),
    .word("9.20", .bad, "tip shown: the sender resembles a person of the organization or a protected one"),
    .word("9.25", .note, "tip shown: the recipient seldom or never got mail from this sender"),
  ]

  static let connectingAddress: [ValueRule] = [
    .word("255.255.255.255", .note, "no outside address: the message began within Microsoft 365"),
    .empty("no address noted"),
    .anything(.note, "the server that handed the message over; this is the address an IP allow or block list needs"),
  ]

  static let reputation: [ValueRule] = [
    .word(
      "CAL", .note, "in the organization's IP allow list, so spam filtering was skipped",
      next: "Not meant: take the address out of the connection filter policy"),
    .word("NLI", .note, "on no list of good or bad addresses"),
    .empty("not looked up"),
  ]
}
