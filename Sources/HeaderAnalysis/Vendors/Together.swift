/// What two fields say together: verdicts that the mailbox did not follow, and fields that stand there twice.
enum Together {
  /// A value in a field, by upper-case key; the key is empty where the field is one value.
  struct Fact: Hashable, Sendable {
    /// Lower case.
    var field: String
    var key: String
    /// Upper case.
    var value: String
  }

  private struct Pair {
    var first: Fact
    var second: Fact
    var meaning: Meaning
  }

  private static func verdict(_ value: String) -> Fact {
    Fact(field: "x-forefront-antispam-report", key: "SFV", value: value)
  }
  private static func place(_ value: String) -> Fact {
    Fact(field: "x-microsoft-antispam-mailbox-delivery", key: "DEST", value: value)
  }
  private static func threat(_ value: String) -> Fact {
    Fact(field: "x-forefront-antispam-report", key: "CAT", value: value)
  }

  private static let pairs: [Pair] = [
    Pair(
      first: verdict("SPM"), second: place("I"),
      meaning: Meaning(
        .warning, "the filter took it for spam, and it lies in the Inbox all the same",
        next: "Look at the action for Spam in the anti-spam policy, the mailbox's safe senders and its junk rule")),
    Pair(
      first: verdict("NSPM"), second: place("J"),
      meaning: Meaning(
        .warning, "the filter found no spam, and it lies in Junk Email: a setting of the mailbox put it there",
        next:
          "Get-MailboxJunkEmailConfiguration: blocked senders, and TrustedListsOnly, which lets only safe senders in")),
    Pair(
      first: verdict("SPM"), second: place("C"),
      meaning: Meaning(
        .warning, "the filter took it for spam, and a rule of the mailbox put it into a folder of its own",
        next: "Look through the Inbox rules")),
    Pair(
      first: verdict("NSPM"), second: place("C"),
      meaning: Meaning(.note, "the filter found no spam, and a rule of the mailbox sorted it")),
    Pair(
      first: verdict("NSPM"), second: place("I"), meaning: Meaning(.good, "no spam, and it lies in the Inbox")),
    Pair(
      first: verdict("SPM"), second: place("J"), meaning: Meaning(.bad, "spam, and it lies in Junk Email")),
    Pair(
      first: verdict("SKN"), second: place("J"),
      meaning: Meaning(
        .warning, "a transport rule let it pass the filter, and the mailbox put it into Junk Email all the same",
        next: "Get-MailboxJunkEmailConfiguration: blocked senders and TrustedListsOnly")),
    Pair(
      first: threat("HPHSH"), second: place("I"),
      meaning: Meaning(
        .bad, "phishing with high confidence lies in the Inbox",
        next: "Remove it from the mailboxes (Defender portal, Explorer) and look for the rule or policy that let it in")
    ),
    Pair(
      first: threat("PHSH"), second: place("I"),
      meaning: Meaning(
        .bad, "phishing lies in the Inbox",
        next: "Look at the action for Phishing in the anti-spam policy and at the rules that bypass the filter")),
  ]

  /// - Parameter facts: Where each fact stands for the first time.
  static func statements(of facts: [Fact: Statement]) -> [Statement] {
    pairs.compactMap { pair in
      guard let first = facts[pair.first], let second = facts[pair.second] else { return nil }
      return Statement(
        pair.meaning.weight, "Verdict and place together",
        value: "\(pair.first.key):\(first.value), \(pair.second.key.lowercased()):\(second.value)",
        pair.meaning.sentence,
        field: second.field, offset: second.offset)
    }
  }
}
