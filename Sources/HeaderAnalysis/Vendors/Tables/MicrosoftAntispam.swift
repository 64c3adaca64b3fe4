/// X-Microsoft-Antispam, X-Microsoft-Antispam-Mailbox-Delivery, X-CustomSpam and their companions.
enum MicrosoftAntispam {
  static let bulkSource = Provenance.published("Microsoft: Bulk complaint level (BCL)")
  static let optionSource = Provenance.published("Microsoft: Advanced Spam Filter (ASF) settings")

  static let rules = [
    FieldRule("X-Microsoft-Antispam", .report, ForefrontReport.source, isVerdict: true, keys: keys),
    FieldRule(
      "X-Microsoft-Antispam-Message-Info", "Filter data", .observed,
      sealed: "sealed data of Microsoft's filter; a support case can make use of it"),
    FieldRule(
      "X-Microsoft-Antispam-Message-Info-Original", "Filter data of the sender's service", .observed,
      sealed: "sealed data that the filter of the sending organization left"),
    FieldRule(
      "X-Microsoft-Antispam-PRVS", "Filter data", .observed, opaque: "the message's number in the sending service"),
    FieldRule(
      "X-Microsoft-Antispam-Report-CFA-Test", "Filter data", .observed,
      opaque: "results of rules that Microsoft was trying out; they decide nothing"),
    FieldRule(
      "X-Exchange-Antispam-Report-CFA-Test", "Filter data", .observed,
      opaque: "results of rules that Microsoft was trying out; they decide nothing"),
    FieldRule(
      "X-Exchange-Antispam-Report-Test", "Filter data", .observed,
      opaque: "results of rules that Microsoft was trying out; they decide nothing"),
    FieldRule(
      "X-Forefront-PRVS", "Filter data", .observed, opaque: "the message's number in the sending service"),
    FieldRule(
      "X-MS-Oob-TLC-OOBClassifiers", "Classifiers (OLM)", .observed,
      opaque: "classes of Microsoft's filter by number; their meaning is not public"),
    FieldRule("X-CustomSpam", "Advanced spam filter option", optionSource, options),
    FieldRule(
      "SpamDiagnosticOutput", "Spam diagnosis", .observed, opaque: "an older summary of Microsoft's filter"),
    FieldRule(
      "SpamDiagnosticMetadata", "Spam diagnosis", .observed,
      [
        .word("NSPM", .good, "an older summary of Microsoft's filter: no spam"),
        .word("Default", .note, "an older summary of Microsoft's filter: nothing special"),
        .word("SPM", .bad, "an older summary of Microsoft's filter: spam"),
      ]),
  ]

  private static let keys: [KeyRule] = [
    KeyRule("BCL", "Bulk complaint level (BCL)", from: bulkSource, complaints),
    KeyRule("PCL", "Phishing confidence level (PCL)", from: ExchangeStamps.source, ExchangeStamps.phishing),
    ForefrontReportDetails.internalKey("ARA", "Rules that matched (ARA)"),
    ForefrontReportDetails.internalKey("RULEID", "Rules that matched (RULEID)"),
    ForefrontReportDetails.internalKey("SRVR", "Server that judged (SRVR)"),
    ForefrontReportDetails.internalKey("UriScan", "Links looked at (UriScan)"),
  ]

  static let complaints: [ValueRule] = [
    .numbers(0...0, .good, "not from a bulk sender"),
    .numbers(1...3, .note, "bulk sender about whom few complain"),
    .numbers(
      4...6, .warning,
      "bulk sender with mixed complaints; below the default limit of 7, not below those of the presets",
      next: "The preset policies act from 6 (Standard) and 5 (Strict)"),
    .numbers(
      7...7, .warning, "bulk sender with mixed complaints; reaches the default limit and is treated as bulk mail",
      next: "Wanted newsletters: raise the bulk threshold of the anti-spam policy, or let the reader add a safe sender"),
    .numbers(8...9, .bad, "bulk sender about whom many complain"),
  ]

  private static let options: [ValueRule] = [
    option("Image links to remote sites", "HTML with pictures from web servers"),
    option("Numeric IP in URL", "a link to a bare IP address"),
    option("URL redirect to other port", "a link to an unusual port"),
    option("URL to .biz or .info websites", "a link to a .biz or .info site"),
    option("Empty Message", "no subject, no text and no attachment"),
    option("Embed tag in html", "an <embed> tag in HTML"),
    option("Javascript or VBscript tags in HTML", "a script in HTML"),
    option("Form tag in html", "a form in HTML"),
    option("IFRAME or FRAME in HTML", "a frame in HTML"),
    option("Web bug", "a tracking pixel, as nearly every newsletter has"),
    option("Object tag in html", "an <object> tag in HTML"),
    option("Sensitive word in subject/body", "a word of Microsoft's list of sensitive words"),
    option("SPF Record Fail", "SPF failed hard"),
    option("SPF From Record Fail", "the Sender ID check failed, a method long given up"),
    option("Backscatter NDR", "a bounce for mail that nobody here sent"),
    .prefix(
      "This message was filtered by the custom spam filter option", .note,
      "an advanced spam filter option in test mode would have caught it"),
  ]

  private static func option(_ value: String, _ reason: String) -> ValueRule {
    .word(
      value, .bad, "made spam by an advanced spam filter option: \(reason)",
      next: "Wanted mail: turn this option off in the anti-spam policy; Microsoft itself advises against these options")
  }
}
