/// What Exchange Online writes into Authentication-Results beyond RFC 8601: `compauth`, its `reason`, DMARC's `action`.
enum MicrosoftAuthentication {
  static let source = ForefrontReport.source

  static let keys: [KeyRule] = [
    KeyRule("compauth", "Microsoft's combined check (compauth)", from: source, combined),
    KeyRule("reason", "Why, in Microsoft's code (reason)", from: source, reasons),
    KeyRule("action", "What DMARC led to (action)", from: source, actions),
  ]

  static let combined: [ValueRule] = [
    .word(
      "pass", .good, "the sender in From is who he says: SPF, DKIM, DMARC or what Microsoft knows besides vouch for it"),
    .word(
      "softpass", .note, "nothing published vouches for the sender, but what Microsoft knows of the domain does",
      next: "The sending domain should publish SPF, DKIM and DMARC instead of living on goodwill"),
    .word(
      "fail", .bad, "the sender in From is not proved; alone this need not put the message away",
      next: "The reason code says which kind of failure it is"),
    .word("none", .note, "not checked, or the check was stepped over"),
  ]

  static let reasons: [ValueRule] = [
    .word(
      "000", .bad, "DMARC failed and the domain asks for quarantine or rejection",
      next:
        "Genuine mail: the sending service must sign with the domain's DKIM, or stand in its SPF with a matching sender"
    ),
    .word(
      "001", .bad,
      "the domain publishes nothing, or nothing strict, that proves the sender, and Microsoft does not know the pair",
      next:
        "Genuine mail: publish SPF, DKIM and DMARC for the sending domain; until then allow the pair under Spoofed senders"
    ),
    .word(
      "002", .bad, "an administrator forbade this server to send for this domain",
      next: "Not meant: Tenant Allow/Block List, Spoofed senders, remove the block entry"),
    .word(
      "010", .bad, "DMARC failed with a strict policy, and the domain is one of the organization's own",
      next: "Own printers, scanners, newsletters: put them into SPF and sign with DKIM, or send through a connector"),
    .word("130", .good, "DMARC failed, but a trusted ARC seal of the forwarder vouches for the original result"),
    .numbers(100...199, .good, "proved; the other digits are Microsoft's own"),
    .numbers(200...299, .note, "let pass without proof; the other digits are Microsoft's own"),
    .numbers(300...399, .note, "not checked for the combined result"),
    .numbers(400...499, .note, "the combined check was stepped over; the other digits are Microsoft's own"),
    .numbers(
      600...699, .bad, "no proof, and the domain is one of the organization's own",
      next: "Own printers, scanners, newsletters: put them into SPF and sign with DKIM, or send through a connector"),
    .numbers(700...799, .good, "proved; the other digits are Microsoft's own"),
    .numbers(900...999, .note, "the combined check was stepped over; the other digits are Microsoft's own"),
  ]

  static let actions: [ValueRule] = [
    .word("none", .note, "DMARC asked for nothing, or had nothing to say"),
    .word("quarantine", .bad, "DMARC failed and the domain asks for quarantine"),
    .word("reject", .bad, "DMARC failed and the domain asks for rejection"),
    .word(
      "oreject", .bad, "DMARC failed and the domain asks for rejection; the message was let in as spam instead",
      next: "The anti-phishing policy says what happens when DMARC asks for rejection (honor DMARC record policy)"),
    .word("o.reject", .bad, "DMARC failed and the domain asks for rejection; the message was let in as spam instead"),
    .word(
      "pct.quarantine", .warning,
      "DMARC failed, but the domain asks for quarantine of a share only (pct) and this one was spared"),
    .word(
      "pct.reject", .warning,
      "DMARC failed, but the domain asks for rejection of a share only (pct) and this one was spared"),
    .word("permerror", .warning, "the domain's DMARC record cannot be read", next: "The domain's owner must mend it"),
    .word("temperror", .note, "DNS did not answer; the same message later may be judged otherwise"),
  ]
}
