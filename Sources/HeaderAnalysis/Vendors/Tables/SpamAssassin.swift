/// What SpamAssassin and those who call it (amavis, MailScanner, Exim, cPanel) write.
enum SpamAssassin {
  static let source = Provenance.published(
    "Apache SpamAssassin: Mail::SpamAssassin::Conf, and the wiki page X Spam Status")

  static let rules = [
    FieldRule("X-Spam-Status", .own(SpamStatusReader.readings), source, isVerdict: true, keys: statusKeys),
    FieldRule("X-Spam-Flag", "Spam", source, flag), FieldRule("X-Spam", "Spam", .observed, flag),
    FieldRule("X-Spam-Score", "Spam points", source, [], judge: points),
    FieldRule("X-Spam_score", "Spam points", .observed, [], judge: points),
    FieldRule("X-Spam-Level", "Spam points as stars", source, [], judge: bar),
    FieldRule("X-Spam-Bar", "Spam points as signs", .observed, [], judge: bar),
    FieldRule("X-Spam_bar", "Spam points as signs", .observed, [], judge: bar),
    FieldRule(
      "X-Spam_score_int", "Spam points, ten times", .observed,
      [.numbers(-9_999...9_999, .note, "ten times the points, a form that rules can compare")]),
    FieldRule("X-Spam-Report", "Spam report", source, opaque: "points and reason per test, in words"),
    FieldRule("X-Spam_report", "Spam report", .observed, opaque: "points and reason per test, in words"),
    FieldRule("X-Ham-Report", "Spam report", .observed, opaque: "points and reason per test, for mail that is no spam"),
    FieldRule(
      "X-Spam_action", "What was done", .observed,
      [.word("no action", .good, "nothing was done"), .anything(.warning, "what the filter asked the server to do")]),
    FieldRule("X-Spam-Checker-Version", "Filter", source, [.anything(.note, "the filter and the host that ran it")]),
    FieldRule(
      "X-Spam-Prev-Subject", "Subject before", source, [.anything(.note, "the subject before the filter marked it")]),
    FieldRule(
      "X-Spam-Relay-Countries", "Countries on the way", .observed,
      [.anything(.note, "the countries of the servers it went through")]),
    FieldRule("X-Spam-Languages", "Language", .observed, [.anything(.note, "the languages the text seems to be in")]),
    FieldRule("X-Spam-ASN", "Network", .observed, [.anything(.note, "the network of the sending server")]),
    FieldRule("X-Spam-DCC", "DCC", .observed, [.anything(.note, "how often the same text was seen elsewhere")]),
    FieldRule("X-Spam-Pyzor", "Pyzor", .observed, [.anything(.note, "how often the same text was reported")]),
    FieldRule("X-Spam-Hammy", "Words for it", .observed, opaque: "words that spoke for the message"),
    FieldRule("X-Spam-Spammy", "Words against it", .observed, opaque: "words that spoke against the message"),
    FieldRule("X-Spam-Checked", "Filter", .observed, [.anything(.note, "a filter looked at it")]),
    FieldRule("X-Spam-Check-By", "Filter", .observed, [.anything(.note, "the host that looked at it")]),
    FieldRule("X-Spam-Processed", "Filter", .observed, [.anything(.note, "a filter looked at it")]),
    FieldRule("X-Spam-Category", "Kind", .observed, [.anything(.note, "the class the filter put it into")]),
    FieldRule("X-Zone-Spam-Status", .own(SpamStatusReader.readings), .observed, isVerdict: true, keys: statusKeys),
    FieldRule(
      "X-Zone-Spam-Resolution", "What was done", .observed,
      [.word("no action", .good, "nothing was done"), .anything(.warning, "what the filter asked the server to do")]),
  ]

  static let statusKeys: [KeyRule] = [
    KeyRule(
      "", "Spam verdict",
      [.word("Yes", .bad, "spam"), .word("No", .good, "not spam"), .anything(.note, "not in the usual form")]),
    KeyRule("tests", "Test that matched", SpamAssassinTests.meanings),
    KeyRule(
      "autolearn", "Learned from it",
      [
        .word("no", .note, "the filter learned nothing from it"),
        .word("ham", .note, "the filter learned it as good mail"),
        .word("spam", .note, "the filter learned it as spam"),
        .word("disabled", .note, "learning is turned off"),
        .word("unavailable", .note, "learning was not possible, usually because another process was at it"),
        .word("failed", .warning, "learning failed", next: "Look whether the filter may write its database"),
      ]),
    KeyRule(
      "autolearn_force", "Learning forced",
      [.word("no", .note, "no test asked for learning"), .word("yes", .note, "a test asked for learning")]),
    KeyRule("version", "Version of the filter", [.anything(.note, "the filter's version")]),
    KeyRule("tag_level", "Marked from", [.anything(.note, "points from which the subject is marked")]),
    KeyRule("tag2_level", "Spam from", [.anything(.note, "points from which it counts as spam")]),
    KeyRule(
      "quarantine_level", "Quarantine from",
      [.anything(.note, "points from which it goes to quarantine; 1000 means never")]),
    KeyRule("kill_level", "Refused from", [.anything(.note, "points from which it is refused; 1000 means never")]),
    KeyRule("tagged_above", "Fields written from", [.anything(.note, "points from which these fields are written")]),
    KeyRule("dsn_cutoff_level", "No bounce from", [.anything(.note, "points from which no bounce is sent")]),
    KeyRule(
      "shortcircuit", "Cut short",
      [.word("no", .note, "all tests ran"), .anything(.note, "a test ended the work early")]),
    KeyRule("bayes", "Learned probability", [.anything(.note, "from 0, good, to 1, spam, after what was learned")]),
  ]

  static let flag: [ValueRule] = [
    .word("YES", .bad, "a filter calls it spam"), .word("NO", .good, "a filter calls it no spam"),
    .word("True", .bad, "a filter calls it spam"), .word("False", .good, "a filter calls it no spam"),
  ]

  /// `7.2`, `7.2 (+++++++)`, `-1.3`: the usual limit is 5.
  static let points: @Sendable (String) -> Meaning? = { value in
    guard let number = value.split(separator: " ").first.flatMap({ Double($0) }) else { return nil }
    switch number {
    case 5...: return Meaning(.bad, "at or above 5, the usual limit for spam")
    case 3..<5: return Meaning(.warning, "close to 5, the usual limit for spam")
    default: return Meaning(.good, "well below 5, the usual limit for spam")
    }
  }

  /// One sign a point: `*****`, `+++`, `--`, `/`.
  static let bar: @Sendable (String) -> Meaning? = { value in
    guard value.allSatisfy("*+-/ s".contains) else { return nil }
    switch value.filter("*+s".contains).count {
    case 5...: return Meaning(.bad, "a sign for each point: at or above 5, the usual limit for spam")
    case 3...4: return Meaning(.warning, "a sign for each point: close to 5, the usual limit for spam")
    default: return Meaning(.good, "a sign for each point: well below 5, the usual limit for spam")
    }
  }
}
