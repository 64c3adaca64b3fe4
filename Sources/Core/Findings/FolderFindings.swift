extension FindingCatalogue {
  /// Where folders go and why.
  static let folders: [FindingText] = [
    FindingText(
      "FOLDER-RENAMED", "a folder gets another name", exit: .done,
      "The target does not take the folder's name as it is, or two folders would end up in one. The reason stands beside it.",
      do: ["Choose another name before the first run: postduif folder map ADDRESS \"SOURCE\" \"TARGET\""]),
    FindingText(
      "FOLDER-GONE", "the folder is no longer there", exit: .needsAttention,
      "The folder was there when the run began and has been renamed or deleted since.",
      do: ["Run the same command again: it looks at all folders anew."]),
    FindingText(
      "FOLDER-INBOX", "a folder is called like an inbox", exit: .done,
      "A folder has the name of an inbox in some language and is not the mailbox's inbox. It stays a folder of its own.",
      do: ["Nothing; or send it to the inbox: postduif folder map ADDRESS \"SOURCE\" INBOX"]),
    FindingText(
      "FOLDER-TWICE", "two folders for the same kind of mail", exit: .done,
      "Two folders of the source hold, say, sent mail, often one from each mail program. One becomes the target's own, the"
        + " other stays apart.",
      do: ["Nothing; or send both to one: postduif folder map ADDRESS \"SOURCE\" \"TARGET\""]),
    FindingText(
      "FOLDER-NOT-MAIL", "the folder does not hold mail", exit: .needsAttention,
      "It holds a calendar, contacts, tasks, notes or a journal. IMAP shows only a rendering of these, which the target"
        + " would take for mail, so the folder is left out.",
      do: [
        "Export the calendar and contacts at the source and import them at the target.",
        "To copy the rendering as mail all the same: postduif folder map ADDRESS \"SOURCE\" \"TARGET\"",
      ]),
    FindingText(
      "FOLDER-DECIDED", "the folder's target was decided before", exit: .needsAttention,
      "A wish for another target came after mail had been copied. It stays where it is, or it would arrive twice.",
      do: ["Rename the folder at the target when everything has arrived."]),
    FindingText(
      "FOLDER-MAP-UNUSED", "a wish names no folder", exit: .needsAttention,
      "The project maps a folder that the source does not have; a slip of the pen, perhaps.",
      do: ["See the names: postduif folder list"]),
    FindingText(
      "FOLDER-NAME", "the folder's name cannot be used", exit: .needsAttention,
      "The name cannot be written the way the server wants it. The folder's mail is not moved.",
      do: ["Give it another name at the target: postduif folder map ADDRESS \"SOURCE\" \"TARGET\""]),
    FindingText(
      "TARGET-UNSUPPORTED", "the target cannot do what was asked", exit: .wrongSettings,
      "The target lacks an ability that a flag or a setting asks for.", do: ["Run without it; the message names it."]),
  ]
}
