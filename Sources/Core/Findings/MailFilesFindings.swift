extension FindingCatalogue {
  /// Mail in files as an end of a move.
  static let mailFiles: [FindingText] = [
    FindingText(
      "MAILBOX-PATH", "two mailboxes in the same files, or a name that is no path", exit: .wrongSettings,
      "Mail that lies in files has a path for each mailbox. Two mailboxes with one path would be mixed, files that are read"
        + " must not be written, and a name with / in it would lead to another folder.",
      do: [
        "Write {user} where the mailbox's name stands in the path:"
          + " postduif target set NAME --path \"backup/{user}\"",
        "See the mailboxes and their names at both ends: postduif mailbox list",
      ]),
    FindingText(
      "MAILBOX-FILES", "nobody signs in to files", exit: .wrongSettings,
      "This end of the move is files on a disk. They need no password, and whoever may read them can.",
      do: ["Leave the password out."]),
    FindingText(
      "FILES-FORM", "the files have another form, or none that is known", exit: .wrongSettings,
      "What lies at the path does not look like the form the project names, or like no mail at all. A Maildir has folders"
        + " called cur, new and tmp; an mbox file begins with \"From \"; names of single messages end in .eml or .emlx.",
      do: [
        "Look what is there: postduif source test NAME",
        "Say how it lies: postduif source set NAME --as maildir, --as mbox or --as eml",
      ]),
    FindingText(
      "FILES-USERS", "the path holds the files of several people", exit: .wrongSettings,
      "The path names one mailbox, and what lies in it is named like the mailboxes of the project: probably the folder above"
        + " all of them.",
      do: ["Write the name into the path: postduif source set NAME --path \"mail/{user}\""]),
    FindingText(
      "FILES-MISSING", "there are no files at the path", exit: .inputNotFound,
      "Nothing lies where the mail of this mailbox should be. A path that does not begin with / is taken from the project's"
        + " folder on.",
      do: [
        "See the whole path: postduif mailbox show MAILBOX",
        "Change it: postduif source set NAME --path PATH",
      ]),
    FindingText(
      "FILES-WRITE", "files cannot be written there", exit: .cannotWriteOutput,
      "The folder that takes the mail cannot be made or written: it belongs to somebody else, its disk is read-only, or a"
        + " file stands in its way.",
      do: [
        "Check the owner of the folder and how its disk is mounted.",
        "Name another: postduif target set NAME --path PATH",
      ]
    ),
    FindingText(
      "FILES-FOUND", "the files are there", exit: .inputNotFound, "Something lies at the path and can be read.", do: []),
    FindingText(
      "FILES-FOLDERS", "the folders can be listed", exit: .inputDamaged,
      "The folders in the files were listed, and no message was read for it.", do: []),
    FindingText(
      "FILES-WRITABLE", "the files can be written", exit: .cannotWriteOutput,
      "The folder that takes the mail, or the nearest one above it that is there, can be written.", do: []),
  ]
}
