extension FindingCatalogue {
  /// What commands on Outlook files say.
  static let outlookCommands: [FindingText] = [
    FindingText(
      "PST-NOT-EMPTY", "the folder for what comes out is not empty", exit: .cannotWriteOutput,
      "Everything that comes out of an Outlook file is counted, and nothing that is there is written over. In a folder with"
        + " something in it nobody could tell what came from where.",
      do: ["Name another folder: postduif pst extract FILE --to FOLDER"]),
    FindingText(
      "PST-NO-FOLDER", "the Outlook file has no such folder", exit: .inputNotFound,
      "A folder is named by its path below the top that Outlook shows, with / between the names.",
      do: ["See the folders: postduif pst info FILE"]),
    FindingText(
      "PST-NO-MAIL", "an item is no mail", exit: .needsAttention,
      "Contacts, appointments, tasks and notes have no place in a mailbox on an IMAP server or in a folder of mail. They stay in"
        + " the Outlook file and are listed in the report.",
      do: ["Write them as .ics, .vcf and .txt files: postduif pst extract FILE --to FOLDER"]),
    FindingText(
      "FILES-READ-ONLY", "this form of files is only read", exit: .wrongSettings,
      "Outlook files are read and never written.",
      do: ["Write to a Maildir, mbox or eml files: postduif target add NAME folder PATH --as maildir"]),
    FindingText(
      "PST-IMAP-CLASS", "Outlook will show the folder empty", exit: .needsAttention,
      "The folder came from an IMAP account, and its class (PR_CONTAINER_CLASS) says so: IPF.Imap. After an import into"
        + " Exchange Online Outlook hides what is in it.",
      do: [
        "Move the mail with postduif: folders that it makes have the class of mail.",
        "Or extract it: postduif pst extract FILE --to FOLDER",
      ]),
    FindingText(
      "PST-DEPTH", "folders lie too deep for Microsoft's import", exit: .needsAttention,
      "Microsoft's import takes files with fewer than 300 levels of folders.",
      do: ["Move the deepest folders up in Outlook, or move the mail with postduif."]),
    FindingText(
      "PST-ITEM-SIZE", "an item is larger than services take", exit: .needsAttention,
      "Exchange Online takes messages of up to 150 MB, and Microsoft's import leaves larger items out.",
      do: ["Save its attachments elsewhere, or extract the item: postduif pst extract FILE --to FOLDER"]),
  ]
}
