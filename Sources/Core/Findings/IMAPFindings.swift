extension FindingCatalogue {
  /// What an IMAP server refused or broke.
  static let imap: [FindingText] = [
    FindingText(
      "IMAP-AUTH", "the server refused the sign-in", exit: .refused,
      "The server does not accept this user name and password. After the first refusal the mailbox is left alone, so that"
        + " no account is locked by repetition.",
      do: [
        "Check the name: many servers want the whole address. postduif mailbox show ADDRESS",
        "Enter the password anew: postduif mailbox set ADDRESS --ask-source-password (or --ask-target-password)",
        "With two-step sign-in switched on, make an app password at the provider and use that.",
      ]),
    FindingText(
      "IMAP-AUTH-METHOD", "no common way to sign in", exit: .refused,
      "The server offers no way of signing in that may be used here: either it wants a token (Microsoft 365, Gmail) where"
        + " a password was given, or it offers plain passwords only, over a connection that is not encrypted.",
      do: [
        "See what the server offers: postduif source test NAME (or target test NAME)",
        "For Microsoft 365 or Google, let Postduif get the tokens: postduif credential guide microsoft-app",
        "For a server without TLS, use port 993 or STARTTLS.",
      ]),
    FindingText(
      "IMAP-AUTH-CONNECTED", "signed in, but not connected to a mailbox", exit: .refused,
      "Exchange accepted the sign-in and then has no mailbox to open: \"User is authenticated but not connected\". The"
        + " account has no mailbox or licence yet, IMAP is off for it, or the shared mailbox is addressed wrongly. An app"
        + " that was not made known to Exchange, or was not given the mailbox, gets the same answer.",
      do: [
        "For an app, see the lines that are missing: postduif credential test NAME",
        "In the Exchange admin centre, look whether the mailbox exists and has IMAP switched on.",
        "A licence given minutes ago may need an hour before its mailbox can be opened.",
      ]),
    FindingText(
      "IMAP-DISABLED", "IMAP is switched off for this mailbox", exit: .refused,
      "The server knows the account and does not allow IMAP, or this way of signing in, for it.",
      do: [
        "Exchange: admin centre, Recipients, Mailboxes, the mailbox, Email apps, switch IMAP on.",
        "Gmail: Settings, Forwarding and POP/IMAP, Enable IMAP; for a company, also in the admin console.",
      ]),
    FindingText(
      "IMAP-LIMIT", "too many connections", exit: .notNow,
      "The server allows fewer connections at a time than were tried. Other programs of the same user (phones, Outlook)"
        + " count too.",
      do: ["Nothing: fewer connections are used and the run goes on. Lower it for good: postduif migrate --lanes 1"]),
    FindingText(
      "IMAP-THROTTLED", "the server asks for patience", exit: .notNow,
      "The server says that too much was asked in a short time. Waiting times it names are obeyed; the others double from"
        + " one try to the next.",
      do: [
        "Nothing: the run waits and goes on. If it never ends, run at night, or with fewer mailboxes side by side:"
          + " postduif migrate --parallel 4"
      ]),
    FindingText(
      "IMAP-QUOTA", "the mailbox is full", exit: .refused,
      "The target has no room left in this mailbox. What arrived before is recorded and stays.",
      do: [
        "Give the mailbox more room, or an archive, then: postduif migrate",
        "Or leave a folder out: postduif mailbox set ADDRESS --exclude \"FOLDER\"",
      ]),
    FindingText(
      "IMAP-TOOBIG", "the message is too large for the server", exit: .needsAttention,
      "The server refused a message for its size. The item is recorded as ITEM-TOO-LARGE.",
      do: ["See the items: postduif item list"]),
    FindingText(
      "IMAP-REFUSED", "the server refused a command", exit: .refused,
      "The server answered NO for a reason of its own, which is shown as it gave it.",
      do: ["Read the server's words. If they do not help, look in the server's own log at that minute."]),
    FindingText(
      "IMAP-BAD", "the server did not understand a command", exit: .ourFault,
      "The server answered BAD: it takes the command for malformed. That is either a fault of the server or one of ours.",
      do: ["Please report it with the server's product and version: postduif source test NAME shows both."]),
    FindingText(
      "IMAP-NO-FOLDER", "the folder is not there", exit: .needsAttention,
      "A folder was deleted or renamed after it was listed.",
      do: ["Make the plan anew: postduif plan"]),
    FindingText(
      "IMAP-VALIDITY", "item numbers changed during the run", exit: .notNow,
      "The server gave the folder a new UIDVALIDITY: every item number in it has lost its meaning. What was known of the"
        + " folder is dropped and its items are recognised anew by their headers, so nothing is copied twice.",
      do: [
        "Run again: postduif migrate. If it happens every time, the server loses its index; its maintainer must look."
      ]),
    FindingText(
      "IMAP-GREETING", "no usable IMAP server answered", exit: .unreachable,
      "Something answered at the port, and it is not an IMAP server or one that says it will not serve now.",
      do: [
        "Check host and port: 993 for TLS from the start, 143 for STARTTLS. postduif source show NAME",
        "See the way step by step: postduif doctor",
      ]),
    FindingText(
      "IMAP-PROTOCOL", "the server broke the protocol", exit: .unreachable,
      "The server sent what the standard does not allow, or closed in the middle of an answer. A new connection is tried"
        + " before this is shown.",
      do: ["Run again. If it comes back at the same folder, leave that one out and report the place that is named."]),
  ]
}
