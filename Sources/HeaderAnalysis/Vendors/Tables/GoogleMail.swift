/// What Gmail and Google Workspace write.
enum GoogleMail {
  static let routing = Provenance.published("Google Workspace Admin Help: Add Gmail settings for advanced routing")

  static let rules = [
    FieldRule(
      "X-Gm-Spam", "Spam for Gmail", routing, isVerdict: true,
      [
        .word("0", .good, "no spam; for groups Gmail always writes 0"),
        .word(
          "1", .bad, "spam", next: "The server behind should put it away: a routing setting of Workspace asks it to"),
      ]),
    FieldRule(
      "X-Gm-Phishy", "Phishing for Gmail", routing, isVerdict: true,
      [.word("0", .good, "no phishing; for groups Gmail always writes 0"), .word("1", .bad, "phishing")]),
    FieldRule(
      "X-Gm-Original-To", "First recipient", routing,
      [.anything(.note, "the address it was sent to before a routing setting changed the recipient")]),
    FieldRule(
      "X-Gm-Message-State", "Gmail's state", .observed, sealed: "sealed data of Gmail: the message went through Gmail"),
    FieldRule("X-Gm-Features", "Gmail's data", .observed, sealed: "sealed data of Gmail"),
    FieldRule("X-Gm-Gg", "Gmail's data", .observed, sealed: "sealed data of Gmail"),
    FieldRule("X-Gm-Message-Info", "Gmail's data", .observed, sealed: "sealed data of Gmail"),
    FieldRule(
      "X-Gmail-Labels", "Labels", .published("Google Takeout: mail as mbox"),
      opaque: "the labels the message had when it was exported"),
    FieldRule(
      "X-GM-THRID", "Conversation", .published("Google Takeout: mail as mbox"),
      opaque: "Gmail's number of the conversation, from an export"),
    FieldRule(
      "X-Google-Smtp-Source", "Sent by Gmail", .observed, sealed: "sealed: went out through Gmail's own servers"),
    FieldRule("X-Google-Smtp-Msg-Id", "Number in Gmail", .observed, opaque: "Gmail's number of the message"),
    FieldRule(
      "X-Google-DKIM-Signature", "Google's own signature", .observed,
      opaque: "a second DKIM signature that only Google reads; it proves nothing to others"),
    FieldRule(
      "X-Google-Original-From", "First sender", .observed,
      [.anything(.note, "the sender before Google changed From, as groups and aliases do")]),
    FieldRule(
      "X-Google-Sender-Delegation", "Sent by a delegate", .observed,
      [.anything(.note, "the account that sent for another")]),
    FieldRule("X-Google-Sender-Auth", "Account", .observed, sealed: "sealed: the account that was signed in"),
    FieldRule("X-Google-Group-Id", "Google Group", .observed, [.anything(.note, "came through this group")]),
    FieldRule(
      "X-Google-Appengine-App-Id", "App Engine", .observed, [.anything(.note, "sent by this program at Google")]),
    FieldRule("X-Google-Id", "Number at Google", .observed, opaque: "Google's number of an account"),
    FieldRule("X-Google-Loop", "Loop mark", .observed, opaque: "a mark against mail loops of Google Groups"),
    FieldRule(
      "X-Notifications", "Notice of Google", .observed, [.anything(.note, "a notice written by a Google service")]),
    FieldRule(
      "X-Original-Authentication-Results", "Checked before the forwarding", .observed,
      [.anything(.note, "what Google's group server saw when the message came in: the results below were true then")]),
    FieldRule("X-Original-Sender", "First sender", .observed, [.anything(.note, "who wrote to the group")]),
    FieldRule(
      "X-Forwarded-To", "Forwarded to", .observed,
      [
        .anything(
          .note, "Gmail forwards by a setting of the mailbox",
          next: "Not known to the owner: look at Forwarding and at the filters")
      ]),
    FieldRule(
      "X-Forwarded-For", "Forwarded for", .observed, [.anything(.note, "the mailbox that forwards, then the target")]),
    FieldRule(
      "X-Received", "Way through Google", .observed,
      [.anything(.note, "a step within Google's network, kept apart from Received")]),
  ]
}
