/// The stamps of the filter agents in Exchange Server: X-MS-Exchange-Organization-SCL, -PCL, -Antispam-Report and others.
enum ExchangeStamps {
  static let source = Provenance.published("Microsoft: Antispam stamps in Exchange Server")

  static let rules = [
    FieldRule(
      "X-MS-Exchange-Organization-SCL", "Spam confidence level (SCL)", source, isVerdict: true,
      ForefrontReport.confidence),
    FieldRule("X-MS-Exchange-Organization-PCL", "Phishing confidence level (PCL)", source, phishing),
    FieldRule("X-MS-Exchange-Organization-BCL", "Bulk complaint level (BCL)", .observed, MicrosoftAntispam.complaints),
    FieldRule("X-MS-Exchange-Organization-SenderIdResult", "Sender ID", source, senderID),
    FieldRule(
      "X-MS-Exchange-Organization-PRD", "Responsible domain (PRD)",
      .published("[MS-OXCMAIL], Purported Sender Domain"),
      [.anything(.note, "the domain that the Sender ID check held responsible")]),
    FieldRule("X-MS-Exchange-Organization-Antispam-Report", .report, source, isVerdict: true, keys: keys),
    FieldRule(
      "X-MS-Exchange-Organization-AVStamp-Enterprise", "Virus scan", .observed,
      opaque: "Exchange Server looked for malware; the value is the stamp's version"),
    FieldRule(
      "X-MS-Exchange-Organization-AVStamp-Mailbox", "Virus scan", .observed,
      opaque: "a scanner in the mailbox server looked for malware; the value names it"),
    FieldRule(
      "X-MS-Exchange-Organization-AVStamp-Service", "Virus scan", .observed,
      opaque: "Exchange Online looked for malware; the value is the stamp's version"),
    FieldRule(
      "X-MS-Exchange-Organization-OriginalSCL", "Spam confidence level before a change", .observed,
      ForefrontReport.confidence),
  ]

  static let phishing: [ValueRule] = [
    .numbers(0...3, .good, "the text does not look like phishing"),
    .numbers(4...8, .bad, "the text looks like phishing; Outlook turns its links off"),
    .prefix("PhishingLevel SUSPICIOUS", .bad, "the text looks like phishing"),
    .prefix("PhishingLevel NEUTRAL", .good, "the text does not look like phishing"),
  ]

  private static let senderID: [ValueRule] = [
    .word("Pass", .good, "the sending server may send for the domain"),
    .word("Neutral", .note, "the domain says nothing about this server"),
    .word("SoftFail", .warning, "the domain does not name this server"),
    .word("Fail", .bad, "the domain says that this server must not send for it, or the domain does not exist"),
    .word("None", .note, "the domain publishes nothing"),
    .word("TempError", .note, "DNS did not answer"),
    .word("PermError", .warning, "the record in DNS cannot be read"),
  ]

  private static let keys: [KeyRule] = [
    KeyRule(
      "SID", "Sender ID (SID)",
      senderID.compactMap { rule in
        guard case .word(let word) = rule.pattern else { return nil }
        return ValueRule(pattern: .word("SenderIDStatus \(word)"), meaning: rule.meaning)
      } + senderID),
    KeyRule("PCL", "Phishing confidence level (PCL)", phishing),
    KeyRule("SCL", "Spam confidence level (SCL)", ForefrontReport.confidence),
    KeyRule("BCL", "Bulk complaint level (BCL)", from: .observed, MicrosoftAntispam.complaints),
    KeyRule("DV", "Version of the filter's data (DV)", [.anything(.note, "no updates since November 2016")]),
    KeyRule("SV", "Version of the signatures (SV)", [.anything(.note, "which signatures were used")]),
    KeyRule(
      "SA", "Signature found (SA)", [.anything(.warning, "a signature matched; the message was changed or held")]),
    KeyRule(
      "CW", "Word list (CW)",
      [
        .anything(
          .note, "a word or phrase of the organization's own lists decided",
          next: "Get-ContentFilterPhrase shows the lists")
      ]),
    KeyRule("PP", "Postmark (PP)", [.anything(.good, "the sender had paid with computing time; Outlook once did")]),
    KeyRule("TIME", "Delay (TIME)", [.anything(.warning, "long between sending and arriving, which made it worse")]),
    KeyRule("MIME", "Form of the message (MIME)", [.anything(.warning, "the message is not built as MIME asks")]),
    KeyRule("P100", "Phishing link (P100)", [.anything(.bad, "a link that stands in the list of phishing links")]),
    KeyRule("OrigIP", "Original address (OrigIP)", from: .observed, [.anything(.note, "the server it came from")]),
    KeyRule("Service", "Service (Service)", from: .observed, [.anything(.note, "the filter service in front")]),
    KeyRule(
      "IPOnAllowList", "IP allow list", [.anything(.note, "not filtered: the address is in the IP allow list")]),
    KeyRule(
      "MessageSecurityAntispamBypass", "Not filtered",
      [.anything(.note, "the sender may bypass the filter, for instance through a receive connector's permission")]),
    KeyRule("SenderBypassed", "Not filtered", [.anything(.note, "the filter passes this sender by")]),
    KeyRule(
      "AllRecipientsBypassed", "Not filtered",
      [.anything(.note, "every recipient passes the filter by: mailbox setting, safe senders or an exception")]),
  ]
}
