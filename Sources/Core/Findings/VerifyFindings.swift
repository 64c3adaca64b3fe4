extension FindingCatalogue {
  /// What a comparison finds.
  static let verifying: [FindingText] = [
    FindingText(
      "VERIFY-MISSING", "no longer at the target", exit: .needsAttention,
      "The message was moved and is not at the target any more. Its owner may have deleted or moved it there since.",
      do: [
        "Ask the user, and look in the target's Deleted Items.",
        "Send it again: postduif migrate, then postduif verify",
      ]),
    FindingText(
      "VERIFY-NEW", "came after the last pass", exit: .needsAttention,
      "The message arrived at the source after the last run.", do: ["Bring it over: postduif migrate"]),
    FindingText(
      "VERIFY-OPEN", "not copied yet", exit: .needsAttention,
      "The message is known and was not moved yet: the run was stopped before.", do: ["Go on: postduif migrate"]),
    FindingText(
      "VERIFY-DATE", "the date differs", exit: .needsAttention,
      "The target shows another arrival date than it was given. Some services set their own.",
      do: ["Nothing can be done at this target; mail programs that sort by the Date field show the right order."]),
    FindingText(
      "VERIFY-BODY", "the body differs", exit: .needsAttention,
      "The target hands out other bytes than it was sent. Some services rewrite messages (links, disclaimers, headers).",
      do: ["Open the message at the target. If it is right: postduif item accept NUMBER --reason \"...\""]),
    FindingText(
      "VERIFY-HEADER", "the header differs, the content is equal", exit: .needsAttention,
      "The target added or changed header fields; what follows the header is equal byte for byte.",
      do: ["Nothing, as a rule: servers stamp mail that passes them."]),
    FindingText(
      "VERIFY-MESSAGE-ID", "another message at its place", exit: .needsAttention,
      "The item at the target has another Message-ID than the one that was sent there.",
      do: ["Run again and compare: postduif migrate, then postduif verify --full"]),
    FindingText(
      "VERIFY-FOLDER", "the target folder is gone", exit: .needsAttention,
      "Mail was moved into a folder that the target does not have any more.",
      do: ["If it was not deleted on purpose, copy it again: postduif migrate"]),
    FindingText(
      "VERIFY-REPAIRED", "stored in a changed form", exit: .done,
      "The target refused the message as it was, and it was stored with the smallest change. Both digests stand in the"
        + " report.",
      do: ["Nothing; it is counted as known."]),
  ]
}
