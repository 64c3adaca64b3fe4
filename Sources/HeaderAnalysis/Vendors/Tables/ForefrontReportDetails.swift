/// The keys of X-Forefront-Antispam-Report that describe the connection and the message, and those that Microsoft keeps to
/// itself.
enum ForefrontReportDetails {
  static let keys: [KeyRule] = [
    KeyRule(
      "CIP", "Connecting address (CIP)",
      [
        .word("255.255.255.255", .note, "no outside address: the message began within Microsoft 365"),
        .empty("no address is noted"),
        .anything(.note, "the server that handed the message over: the address that IP allow and block lists mean"),
      ]),
    KeyRule(
      "CTRY", "Country of that address (CTRY)",
      [
        .empty("unknown, or no outside address"),
        .anything(.note, "where the connecting address is registered; the writer may sit elsewhere"),
      ]),
    KeyRule(
      "LANG", "Language (LANG)",
      [
        .empty("not recognized"),
        .anything(.note, "what language the text seems to be in; an anti-spam policy may treat languages as spam"),
      ]),
    KeyRule(
      "H", "Name the server gave (H)",
      [
        .empty("the server gave no name, or the message began within Microsoft 365"),
        .anything(.note, "what the connecting server called itself in HELO or EHLO; nobody checks that"),
      ]),
    KeyRule(
      "PTR", "Name of the address in DNS (PTR)",
      [
        .empty("not looked up, or there is none"),
        .word(
          "InfoDomainNonexistent", .warning, "the connecting address has no name in DNS",
          next: "Own server: have the provider set a PTR record that names the server and leads back to it"),
        .word("InfoNoRecords", .warning, "the connecting address has no name in DNS"),
        .word("ErrorRetry", .note, "DNS did not answer"),
        .anything(.note, "what reverse DNS calls the connecting address"),
      ]),
    KeyRule(
      "DIR", "Direction (DIR)",
      [
        .word("INB", .note, "came in from outside"),
        .word("OUT", .note, "went out: this report is the sending organization's, not the recipient's"),
        .word("INT", .note, "stayed within the organization"),
      ]),
    KeyRule(
      "ARC", "Chain of forwarders (ARC)",
      [
        .empty("no chain"),
        .anything(.note, "what was seen of ARC: AAR the results carried along, AMS and AS the signatures"),
      ]),
    KeyRule(
      "PCL", "Phishing confidence level (PCL)", from: ExchangeStamps.source, ExchangeStamps.phishing),
    KeyRule(
      "SPF", "SPF as the older reports have it (SPF)", from: .observed,
      [
        .word("Pass", .good, "the sending server is named by the sender's domain"),
        .word("Fail", .bad, "the sender's domain says that this server must not send for it"),
        .word("SoftFail", .warning, "the sender's domain does not name this server"),
        .word("Neutral", .note, "the sender's domain says nothing about this server"),
        .word("None", .note, "not checked, as for mail that goes out, or the domain has no SPF record"),
        .word("TempError", .note, "DNS did not answer"),
        .word("PermError", .warning, "the SPF record cannot be read"),
      ]),
    KeyRule(
      "EFV", "Reputation in the older form (EFV)", from: .observed,
      [.word("NLI", .note, "on no list of good or bad addresses")]),
    KeyRule("SKIP", "Filtering skipped (SKIP)", from: .observed, [.word("1", .note, "this filter was passed by")]),
    KeyRule(
      "SFP", "Route out (SFP)", from: .observed,
      [
        .empty("not given"),
        .word("1101", .note, "sent out through the ordinary addresses of Microsoft 365"),
        .word("1102", .note, "sent out through the ordinary addresses of Microsoft 365"),
        .word(
          "1501", .warning, "seen with outgoing mail taken for spam, which leaves through the high-risk pool",
          next: "Own mail: look at the sending account, and at what other services say of its texts"),
      ]),
    internalKey("SFS", "Rules that matched (SFS)"), internalKey("FPR", "Fingerprint (FPR)"),
    internalKey("SRVR", "Server that judged (SRVR)"), internalKey("A", "Diagnosis (A)"),
    internalKey("MX", "Diagnosis (MX)"), internalKey("RD", "Reverse name in the oldest form (RD)"),
    internalKey("EFVD", "Diagnosis (EFVD)"), internalKey("KIP", "Diagnosis (KIP)"),
    internalKey("UIP", "Diagnosis (UIP)"),
  ]

  /// A key whose values Microsoft explains to nobody.
  static func internalKey(_ key: String, _ subject: String) -> KeyRule {
    KeyRule(
      key, subject, from: .observed,
      [
        .empty("empty"),
        .anything(.note, "for Microsoft's own diagnosis; a support case can make use of it"),
      ])
  }
}
