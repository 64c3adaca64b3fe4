extension FindingCatalogue {
  /// About single messages.
  static let items: [FindingText] = [
    FindingText(
      "ITEM-TOO-LARGE", "larger than the target takes", exit: .needsAttention,
      "The message is larger than the target's limit, as the target announced it or as is published for the service. It"
        + " was not sent; it is still at the source.",
      do: [
        "Raise the limit at the target if you can (Exchange Online: maximum receive size of the mailbox, up to 150 MB),"
          + " then: postduif item retry NUMBER",
        "Or save it for the user: postduif item export NUMBER --output message.eml",
        "Or agree with the customer to leave it: postduif item accept NUMBER --reason \"...\"",
      ]),
    FindingText(
      "ITEM-REFUSED", "the target refused the message", exit: .needsAttention,
      "The target was sent the message and answered NO or BAD for this message alone, while it took others. Usual"
        + " causes are a bare line feed, a NUL byte, a line over 998 bytes, raw 8-bit characters in the header, a keyword or"
        + " an unusual date.",
      do: [
        "See what the target said: postduif item show NUMBER",
        "Let the smallest change that the target accepts be made, with the original's digest in the report:"
          + " postduif migrate --repair",
        "Or save it: postduif item export NUMBER --output message.eml",
      ]),
    FindingText(
      "ITEM-GONE", "no longer at the source", exit: .needsAttention,
      "The message was listed and had been deleted or moved by its owner before it was fetched. It is not counted as"
        + " found any more.",
      do: ["Nothing, as long as people still work in the old mailbox. The next run picks up where it was moved to."]),
    FindingText(
      "ITEM-PLACEHOLDER", "the source handed out a stand-in", exit: .needsAttention,
      "The source could not convert the message and handed out a text of its own in its place (Exchange does so for"
        + " damaged items). A stand-in is not copied: it would look like the message and is not.",
      do: [
        "Open the message in Outlook or in the source's webmail; if it opens there, save it and import it by hand.",
        "If it does not open there either: postduif item accept NUMBER --reason \"damaged at the source\"",
      ]),
    FindingText(
      "ITEM-KEYWORDS", "keywords left off", exit: .done,
      "The target keeps no keywords of its users, so labels such as $Forwarded or a user's own tags could not be"
        + " carried along. Messages and the five standard marks (read, answered, flagged, draft, deleted) arrived.",
      do: ["Nothing can be done at this target. Tell the users who sort by labels."]),
    FindingText(
      "ITEM-EOL", "differs only in line ends", exit: .done,
      "The target stores the message with other line ends than the source. Content is equal line by line.",
      do: ["Nothing; it is counted as equal."]),
    FindingText(
      "ITEM-MISSING", "recorded as moved, not at the target", exit: .needsAttention,
      "The comparison did not find the message at the target though it was recorded there. Somebody may have deleted or"
        + " moved it in the new mailbox since.",
      do: [
        "Ask the user, or look in the target's Deleted Items.",
        "Send it again: postduif migrate, then postduif verify",
      ]),
    FindingText(
      "ITEM-DIFFERS", "the two ends differ", exit: .needsAttention,
      "The message is at both ends and its size, body, date or flags differ. The report says which, and whether the target"
        + " changed it or a recorded repair of ours did.",
      do: ["See the difference: postduif report. If the content is right: postduif item accept NUMBER --reason \"...\""]
    ),
  ]
}
