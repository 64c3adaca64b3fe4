/// Mailing lists and newsletters.
enum MailingLists {
  private static let list = Provenance.published("RFC 2369")

  static let rules =
    links + [
      FieldRule(
        "List-Id", "Mailing list", .published("RFC 2919 §3"), as: .own(ListReader.identifier),
        [.anything(.note, "the name of the list, which stays when its address changes: good for a rule that sorts")]),
      FieldRule(
        "List-Unsubscribe-Post", "Unsubscribe with one click", .published("RFC 8058 §3.1"),
        [
          .word("List-Unsubscribe=One-Click", .good, "mail programs may offer a button that unsubscribes at once"),
          .anything(.warning, "not as the standard has it, so no button is offered"),
        ]),
      FieldRule(
        "Precedence", "Kind of mail", .published("RFC 3834 §3.1.8"),
        [
          .word("bulk", .note, "bulk mail: out-of-office answers are not sent to it"),
          .word("list", .note, "mailing list: out-of-office answers are not sent to it"),
          .word("junk", .note, "least important: no answers, no bounces"),
          .word("first-class", .note, "ordinary mail"), .word("normal", .note, "ordinary mail"),
          .word("special-delivery", .note, "urgent; no server heeds that today"),
          .word("auto_reply", .note, "an answer by a machine"),
        ]),
      FieldRule(
        "X-BeenThere", "Mailing list", .observed,
        [.anything(.note, "the list it went through (Mailman), against loops")]),
      FieldRule("X-Mailman-Version", "List program", .observed, [.anything(.note, "Mailman, this version")]),
      FieldRule(
        "X-Mailman-Approved-At", "List program", .observed, [.anything(.note, "when a moderator let it through")]),
      FieldRule("X-Mailing-List", "Mailing list", .observed, [.anything(.note, "the list it went through")]),
      FieldRule("Mailing-List", "Mailing list", .observed, [.anything(.note, "the list it went through (ezmlm)")]),
      FieldRule("X-Loop", "Loop mark", .observed, [.anything(.note, "a program marks its own mail, against loops")]),
      FieldRule("X-List", "Mailing list", .observed, [.anything(.note, "the list it went through")]),
      FieldRule("X-ML-Name", "Mailing list", .observed, [.anything(.note, "the list it went through")]),
      FieldRule("X-List-Received-Date", "Mailing list", .observed, [.anything(.note, "when the list took it in")]),
      FieldRule("List-Software", "List program", .observed, [.anything(.note, "the program that runs the list")]),
      FieldRule(
        "Archived-At", "Archive", .published("RFC 5064"), [.anything(.note, "where this message stands in an archive")]),
    ]

  private static let links: [FieldRule] = [
    FieldRule("List-Unsubscribe", "How to unsubscribe", list, as: .own(ListReader.links), unsubscribe),
    FieldRule("List-Subscribe", "How to subscribe", list, as: .own(ListReader.links), targets("subscribe")),
    FieldRule("List-Help", "Help of the list", list, as: .own(ListReader.links), targets("help")),
    FieldRule("List-Post", "How to write to the list", list, as: .own(ListReader.links), targets("writing to all")),
    FieldRule("List-Owner", "Owner of the list", list, as: .own(ListReader.links), targets("the owner")),
    FieldRule("List-Archive", "Archive of the list", list, as: .own(ListReader.links), targets("the archive")),
  ]

  private static let unsubscribe: [ValueRule] = [
    .prefix(
      "https:", .good, "unsubscribing through a page",
      next: "Safe for senders one knows; spam learns from it that the address lives"),
    .prefix("http:", .warning, "unsubscribing through an unencrypted page; large services ask for https"),
    .prefix("mailto:", .note, "unsubscribing by a message to this address"),
  ]

  private static func targets(_ what: String) -> [ValueRule] {
    [
      .prefix("https:", .note, "\(what): a page"), .prefix("http:", .note, "\(what): an unencrypted page"),
      .prefix("mailto:", .note, "\(what): a message to this address"),
    ]
  }
}
