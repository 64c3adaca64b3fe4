/// X-Forefront-Antispam-Report: how Exchange Online Protection judged a message and why.
enum ForefrontReport {
  static let source = Provenance.published("Microsoft: Anti-spam message headers in cloud organizations")
  static let levels = Provenance.published("Microsoft: Spam confidence level (SCL) in cloud organizations")

  static let rules = [
    FieldRule("X-Forefront-Antispam-Report", .report, source, isVerdict: true, keys: keys + ForefrontReportDetails.keys)
  ]

  private static let keys: [KeyRule] = [
    KeyRule("SFV", "Spam filter verdict (SFV)", verdicts),
    KeyRule("SCL", "Spam confidence level (SCL)", from: levels, confidence),
    KeyRule("CAT", "Kind of threat (CAT)", categories),
    KeyRule("SFTY", "Safety tip (SFTY)", safety),
    KeyRule("IPV", "Reputation of the connecting address (IPV)", reputation),
    KeyRule(
      "SRV", "Bulk verdict (SRV)",
      [
        .empty("not taken for bulk mail"),
        .word(
          "BULK", .warning, "bulk mail at or above the complaint limit of the anti-spam policy",
          next: "Wanted newsletters: raise the bulk threshold a little, or let the reader add a safe sender"),
      ]),
  ]

  private static let verdicts: [ValueRule] = [
    .word("NSPM", .good, "the filter looked at it and found no spam"),
    .word(
      "SPM", .bad, "the filter took it for spam; CAT and X-CustomSpam say why",
      next: "Wanted mail: submit it as not junk (Defender portal, Submissions), which can make a dated allow entry"),
    .word(
      "SKN", .note, "passed by before the filter: a transport rule says to bypass spam filtering",
      next: "Not meant: look through the transport rules for one that sets SCL -1 and narrow it"),
    .word(
      "SKS", .bad, "marked as spam before the filter, by a transport rule or by an Exchange server in front",
      next: "Wanted mail: look through the transport rules for one that sets SCL 5 or more"),
    .word(
      "SKA", .note, "not filtered: sender or domain is allowed in an anti-spam policy",
      next: "A whole domain in that list lets its forgeries in too: prefer the Tenant Allow/Block List"),
    .word(
      "SKB", .bad, "taken for spam because sender or domain is blocked in an anti-spam policy",
      next: "Wanted mail: take the entry out of the blocked senders or domains of that policy"),
    .word(
      "SKI", .note, "not filtered: from an address in the IP allow list (then IPV:CAL), or mail within the organization"
    ),
    .word("SKQ", .note, "somebody released it from quarantine"),
    .word(
      "SFE", .note, "not filtered: the sender is among the recipient's own safe senders",
      next: "Unwanted: take the sender out of the mailbox's safe senders (Set-MailboxJunkEmailConfiguration)"),
    .word(
      "BLK", .bad, "put away unfiltered: the sender is among the recipient's own blocked senders",
      next: "Wanted mail: take the sender out of the mailbox's blocked senders (Set-MailboxJunkEmailConfiguration)"),
    .word(
      "DMS", .warning, "the verdict was not carried out because of a setting of the organization",
      next: "Look for a transport rule or a connector that keeps verdicts from being carried out"),
  ]

  /// What spam confidence levels mean, in whichever field they stand.
  static let confidence: [ValueRule] = [
    .numbers(
      -1 ... -1, .note, "not filtered: a safe sender, an allowed address or a transport rule",
      next: "SFV and IPV in X-Forefront-Antispam-Report say which"),
    .numbers(0...1, .good, "no spam, goes to the Inbox"),
    .numbers(
      2...4, .note, "no spam yet; the filter of Exchange Online never writes this, a rule or another product did"),
    .numbers(
      5...6, .bad, "spam: goes to the Junk Email folder, under the strict preset policy to quarantine",
      next: "The anti-spam policy says what happens to Spam"),
    .numbers(
      7...9, .bad, "spam with high confidence: Junk Email folder, under the preset policies quarantine",
      next: "The anti-spam policy says what happens to High confidence spam"),
  ]

  private static let categories: [ValueRule] = [
    .word("NONE", .good, "no policy against threats was applied"),
    .empty("nothing was found"),
    .word("AMP", .bad, "malware, found by the anti-malware policy"),
    .word("MALW", .bad, "malware", next: "Allow lists do not help here; a wrong verdict is reported under Submissions"),
    .word(
      "FTBP", .bad, "an attachment of a type that the anti-malware policy blocks",
      next: "Wanted: change the common attachments filter of the policy, or have the file sent another way"),
    .word("SAP", .bad, "Safe Attachments opened an attachment in isolation and found it harmful"),
    .word("BIMP", .bad, "poses as a well-known brand"),
    .word(
      "DIMP", .bad, "the sender's domain looks like one of the protected domains",
      next: "Genuine: add the domain to the trusted domains of the anti-phishing policy"),
    .word(
      "UIMP", .bad, "the sender looks like one of the protected persons",
      next: "Genuine: add the address to the trusted senders of the anti-phishing policy"),
    .word(
      "GIMP", .bad, "the sender looks like somebody the recipient often writes with, but is not (mailbox intelligence)",
      next:
        "Genuine, such as a private address of a colleague: add it to the trusted senders of the anti-phishing policy"),
    .word("BULK", .warning, "bulk mail above the limit of the anti-spam policy"),
    .word("SPM", .bad, "spam"),
    .word("HSPM", .bad, "spam with high confidence"),
    .word(
      "OSPM", .bad, "spam that an account of the sending organization gave out",
      next: "Own account: look for a stolen password, reset it, then lift the block under Restricted entities"),
    .word("PHSH", .bad, "phishing", next: "A wrong verdict is reported under Submissions in the Defender portal"),
    .word("HPHSH", .bad, "phishing with high confidence: quarantined, no allow list changes that"),
    .word("HPHISH", .bad, "phishing with high confidence: quarantined, no allow list changes that"),
    .word("INTOS", .bad, "phishing from within the organization", next: "Look whether the sending account is stolen"),
    .word(
      "SPOOF", .bad, "the sender's address is forged, or used by a server its domain does not vouch for",
      next: "Genuine: mend SPF, DKIM, DMARC of the domain; until then allow the pair under Spoofed senders"),
  ]

  private static let safety: [ValueRule] = [
    .empty("no safety tip"),
    .word("9.19", .bad, "tip shown: the domain resembles a protected domain"),
    .word("9.20", .bad, "tip shown: the sender resembles a person of the organization or a protected one"),
    .word("9.25", .note, "tip shown: the recipient seldom or never had mail from this sender"),
  ]

  private static let reputation: [ValueRule] = [
    .word(
      "CAL", .note, "in the organization's IP allow list: spam filtering may be skipped for it",
      next: "Not meant: take the address out of the connection filter policy"),
    .word("NLI", .note, "on no list of good or bad addresses"),
    .empty("not looked up"),
  ]
}
