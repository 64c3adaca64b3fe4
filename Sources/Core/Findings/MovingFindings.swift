extension FindingCatalogue {
  /// The state database, the machine and the run as a whole.
  static let moving: [FindingText] = [
    FindingText(
      "MAILBOX-SKIPPED", "left for another run", exit: .needsAttention,
      "While the run was shown on the terminal somebody pressed s and chose this mailbox. What was in flight was finished;"
        + " the rest waits, and the next run goes on with it.",
      do: ["Go on with it: postduif migrate --only ADDRESS, or with all of them: postduif migrate"]),
    FindingText(
      "LEDGER-WRITE", "the state database cannot be written", exit: .cannotWriteState,
      "The folder .postduif of the project cannot be made or written. A run ends at once rather than send what it could not"
        + " write down.",
      do: [
        "Check who owns the project's folder and that its disk is not read-only.",
        "Then run the same command again: what was sent and not written down is looked for before anything is sent.",
      ]),
    FindingText(
      "LEDGER-FULL", "the disk is full", exit: .cannotWriteState,
      "There is no room for the state database. What was under way was written down before it was sent.",
      do: [
        "Make room, then run the same command again: what was sent and not written down is looked for before anything is"
          + " sent."
      ]),
    FindingText(
      "LEDGER-DAMAGED", "the state database is damaged", exit: .cannotWriteState,
      "SQLite cannot make sense of .postduif/state.sqlite.",
      do: ["Move the file away and run again: what is at the target is recognised there and not copied twice."]),
    FindingText(
      "LEDGER-NEWER", "the state database is from a newer version", exit: .wrongSettings,
      "A later version of the program wrote this project's state. It is not guessed at.",
      do: ["Use the version that wrote it, or a later one: postduif version"]),
    FindingText(
      "PROJECT-LOCKED", "another run works on this project", exit: .notNow,
      "One run at a time moves mail for a project; looking at it is always possible.",
      do: [
        "See what it does: postduif status",
        "Let it finish, or end it safely: postduif migration stop",
      ]),
    FindingText(
      "STATE-DAMAGED", "the state database is not whole", exit: .cannotWriteState,
      "SQLite's own check found the file damaged, though it can still be opened.",
      do: ["Move .postduif/state.sqlite away and run again: what is at the target is recognised and not copied twice."]),
    FindingText(
      "STATE-WHOLE", "the state database is whole", exit: .done, "SQLite's own check found nothing.", do: []),
    FindingText(
      "DISK-FREE", "room on the disk", exit: .done,
      "Free room on the disk that holds the project. The state database takes about 200 bytes per message; mail itself is"
        + " not kept.",
      do: []),
    FindingText(
      "DISK-LOW", "little room on the disk", exit: .cannotWriteState,
      "Less than 500 MB are free on the disk that holds the project. A run stops safely when the disk is full.",
      do: ["Make room, or move the project's folder to another disk."]),
    FindingText(
      "MOVE-DOUBLE", "the target stored messages twice", exit: .needsAttention,
      "The line was lost before the target had answered. It was given time and looked at, did not have the messages, and"
        + " they were sent again; then it stored the first ones as well. No message is missing. The second copies are named"
        + " by their UID; nothing is removed at a target without consent.",
      do: [
        "Delete the second copies with a mail program.",
        "Or let a run remove them: postduif migrate --mirror-deletes. Only copies that are the same byte for byte, with"
          + " date and flags as they were sent, are removed; the flag also removes at the target what is gone at the source.",
      ]),
    FindingText(
      "RUN-STOPPED", "the run was stopped", exit: .interrupted,
      "Somebody pressed Ctrl-C or ended the program. What was in flight was finished and recorded.",
      do: ["Go on where it stopped: postduif migrate"]),
    FindingText(
      "INTERNAL", "a fault of ours", exit: .ourFault,
      "The program met a state it should never be in. Mail is safe: everything sent is recorded, and what was in flight is"
        + " looked for before it is sent again.",
      do: ["Please report the message; it holds no mail content. Running the same command again is safe."]),
  ]
}
