extension FindingCatalogue {
  /// What a plan warns of.
  static let planning: [FindingText] = [
    FindingText(
      "PLAN-QUOTA", "may not fit", exit: .needsAttention,
      "What the target mailbox holds and what will be added come close to its limit, or exceed it.",
      do: [
        "Give the mailbox an archive or a larger licence,",
        "or leave a folder out: postduif mailbox set ADDRESS --exclude \"FOLDER\"",
      ]),
    FindingText(
      "PLAN-SIZE", "messages over the size limit", exit: .needsAttention,
      "Some messages are larger than the target takes. They will be skipped and listed; all others are moved.",
      do: ["Raise the limit before the move if you can; otherwise afterwards: postduif item export NUMBER"]),
    FindingText(
      "PLAN-SIZE-STEP", "messages that need a raised size limit", exit: .done,
      "Some messages are larger than the target takes as it is delivered, and not larger than it can be made to take."
        + " Whether its limit was raised cannot be asked over IMAP.",
      do: [
        "Exchange Online takes 35 MB until an administrator allows more:"
          + " Set-Mailbox ADDRESS -MaxReceiveSize 150MB -MaxSendSize 150MB",
        "What is refused all the same is listed: postduif item list",
      ]),
    FindingText(
      "PLAN-ITEMS", "too many items for one folder", exit: .needsAttention,
      "The target takes only so many items in one folder (Exchange Online: 1,000,000).",
      do: ["Split the folder at the source, or leave it out: postduif mailbox set ADDRESS --exclude \"FOLDER\""]),
    FindingText(
      "PLAN-STALE", "the plan is older than the settings", exit: .misused,
      "The project's settings or its mailboxes changed after the plan was made.",
      do: ["Make it anew: postduif plan"]),
    FindingText(
      "PLAN-NONE", "there is no plan yet", exit: .misused,
      "The command needs a plan and none was saved in this project.",
      do: ["Make one, which changes nothing: postduif plan"]),
    FindingText(
      "FOLDER-UNREADABLE", "the source does not open the folder", exit: .needsAttention,
      "The source lists the folder and refuses to open it. Public folders, broken shares and damaged indexes look like"
        + " this. Its mail is not moved and not counted.",
      do: [
        "Open it in the source's webmail. If it holds mail, its owner or the server's maintainer must repair it.",
        "If it should not be moved: postduif mailbox set ADDRESS --exclude \"FOLDER\"",
      ]),
    FindingText(
      "FOLDER-CREATE", "the target refused to make the folder", exit: .needsAttention,
      "The target does not accept the name, or does not allow folders there. The folder's mail is not moved.",
      do: ["Give it another name at the target: postduif folder map ADDRESS \"SOURCE\" \"TARGET\", then postduif plan"]),
    FindingText(
      "TARGET-EXPUNGE", "the target cannot remove single messages", exit: .done,
      "Removing mail that is gone at the source was asked for, and the target knows no way to remove just these (UIDPLUS)."
        + " Nothing was removed.",
      do: ["Remove them by hand, or leave them."]),
  ]
}
