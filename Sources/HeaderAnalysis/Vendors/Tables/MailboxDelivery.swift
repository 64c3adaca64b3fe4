/// X-Microsoft-Antispam-Mailbox-Delivery: into which folder the mailbox put the message. Microsoft publishes nothing about
/// it; what stands here is what administrators found.
enum MailboxDelivery {
  static let rules = [
    FieldRule("X-Microsoft-Antispam-Mailbox-Delivery", .report, .observed, isVerdict: true, keys: keys)
  ]

  private static let keys: [KeyRule] = [
    KeyRule(
      "dest", "Where the mailbox put it (dest)",
      [
        .word("I", .good, "the Inbox"),
        .word(
          "J", .bad, "the Junk Email folder",
          next: "OFR and RF beside it, and SFV in X-Forefront-Antispam-Report, say who wanted that"),
        .word("C", .note, "a folder that a rule of the mailbox chose", next: "Look through the Inbox rules"),
        .word("D", .warning, "deleted by a rule of the mailbox", next: "Look through the Inbox rules"),
      ]),
    KeyRule(
      "OFR", "What overrode the filter (OFR)",
      [
        .word(
          "CustomRules", .note, "an Inbox rule of the mailbox",
          next: "Get-InboxRule shows the rules; a stolen mailbox often has one that hides mail"),
        .word(
          "SpamFilterAuthJ", .warning, "the junk setting of the mailbox, though the filter may have found nothing",
          next:
            "Get-MailboxJunkEmailConfiguration: blocked senders, and TrustedListsOnly, which lets only safe senders in"),
        .word("SpamFilterPass", .note, "the spam filter let it pass"),
        .word("SpamFilterFail", .warning, "the spam filter caught it"),
        .word("ExclusiveSettings", .warning, "the mailbox takes mail from safe senders only"),
      ]),
    KeyRule(
      "RF", "Rule of the folder (RF)",
      [.word("JunkEmail", .warning, "the junk rule of the mailbox moved it")]),
    flag("ucf", "A rule of the user (ucf)", "no rule of the user was applied", "a rule of the user was applied"),
    flag("jmr", "Junk rule (jmr)", "the junk rule did not take it", "the junk rule took it", .warning),
    flag("auth", "Sender proved (auth)", "the sender is not proved", "the sender is proved"),
    flag("ex", "Exception (ex)", "no exception", "an exception was made; for what is not public"),
    list("wl"), list("pcwl"), list("abwl"), list("iwl"), list("dwl"), list("rwl"), list("kl"), list("dkl"), list("ijl"),
    ForefrontReportDetails.internalKey("ENG", "Rules that matched (ENG)"),
    KeyRule("WIMS-SenderIP", "Sending address (WIMS-SenderIP)", [.anything(.note, "the server that handed it over")]),
    KeyRule("WIMS-SPF", "Domain for SPF (WIMS-SPF)", [.anything(.note, "the domain that SPF was asked about")]),
    KeyRule("WIMS-DKIM", "Domain for DKIM (WIMS-DKIM)", [.anything(.note, "the domain that signed")]),
    KeyRule("WIMS-822", "Address in From (WIMS-822)", [.anything(.note, "the address readers see")]),
    KeyRule("WIMS-PRA", "Responsible address (WIMS-PRA)", [.anything(.note, "the address held responsible")]),
    KeyRule(
      "WIMS-AUTH", "Sender proved (WIMS-AUTH)",
      [.word("PASS", .good, "the sender is proved"), .word("FAIL", .bad, "the sender is not proved")]),
  ]

  private static func flag(
    _ key: String, _ subject: String, _ off: String, _ on: String, _ weight: Statement.Weight = .note
  ) -> KeyRule {
    KeyRule(key, subject, [.word("0", .note, off), .word("1", weight, on)])
  }

  /// Lists of addresses, going by their names: which list is which nobody outside knows.
  private static func list(_ key: String) -> KeyRule {
    flag(key, "A list of addresses (\(key))", "not on it", "on it; which list this is, Microsoft does not say")
  }
}
