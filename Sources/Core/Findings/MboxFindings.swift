extension FindingCatalogue {
  /// Mailboxes in mbox files.
  static let mbox: [FindingText] = [
    FindingText(
      "MBOX-FORMAT", "the file is no mbox file", exit: .inputDamaged,
      "A file among the mailbox files has content, but no line near its beginning that starts a message"
        + " (From sender date). Nothing of it is read, and the other files are.",
      do: ["Take the file out of the folder, or leave the folder out.", "If it is mail, ask what program wrote it."]),
    FindingText(
      "MBOX-JUNK", "bytes before the first message", exit: .done,
      "The mbox file begins with something that belongs to no message. It is passed over; all messages are read.",
      do: ["Look at the beginning of the file if you expected a message there."]),
    FindingText(
      "MBOX-EXPUNGED", "deleted messages still in the file", exit: .done,
      "The mail program marked these messages as deleted and had not yet taken them out of its file. Its user does not"
        + " see them any more, so they are left out.",
      do: ["Nothing. To have them gone from the file: compact the folder in the mail program."]),
    FindingText(
      "MBOX-INTERNAL", "a mail program's own entry left out", exit: .done,
      "Pine, Alpine and UW-IMAP keep their own data in a first message that says so. It is not mail and is left out.",
      do: ["Nothing."]),
    FindingText(
      "MBOX-LABELS", "the folders are labels", exit: .done,
      "Google's export is one file; what were folders are labels in a field of each message (X-Gmail-Labels). Read,"
        + " starred and draft become flags; each message is moved once, with the field that names its labels in it.",
      do: ["Move from Gmail itself over IMAP if the folders are wanted."]),
    FindingText(
      "MBOX-QUOTED", "lines with a mark that cannot be told from text", exit: .done,
      "The file quotes lines that begin with From as >From and does not quote those that had the mark before. Such"
        + " lines are left as they are, since taking the mark off would change others.",
      do: ["Nothing. A few lines in old messages begin with > that the sender did not write."]),
    FindingText(
      "MBOX-UNFINISHED", "messages of an interrupted run left out", exit: .done,
      "An earlier run was interrupted while it added to the file, and other mail came behind. Its unfinished messages"
        + " are marked as deleted; they are sent again.",
      do: ["Nothing. Compacting the folder in the mail program takes them out."]),
    FindingText(
      "MBOX-CHANGED", "the file changed while it was read", exit: .needsAttention,
      "The message no longer stands where it stood when the file was listed: a mail program has rewritten the file. A"
        + " wrong message is never sent instead.",
      do: ["Close the mail program, and run again."]),
    FindingText(
      "MBOX-LOCKED", "another program holds the file", exit: .notNow,
      "Mail programs lock an mbox file while they write it, and the lock was not given up in time.",
      do: ["Close the mail program.", "If none runs, remove the file with the ending .lock beside it."]),
    FindingText(
      "MBOX-READONLY", "the mailbox cannot be written", exit: .cannotWriteOutput,
      "A packed archive or a folder opened for reading cannot take mail.", do: ["Name a folder on a disk."]),
    FindingText(
      "MBOX-FLAGS", "no room for other flags", exit: .needsAttention,
      "Flags are changed in place, and this message has no room for them: another program wrote or rewrote it, or there"
        + " are more keywords than fit.",
      do: ["Set the flags in the mail program."]),
    FindingText(
      "MBOX-NAME", "a folder's name does not do for a file", exit: .needsAttention,
      "The name is too long for a file, or two files make one folder.",
      do: ["Give one of them another name, with a folder rule or in the file system."]),
  ]
}
