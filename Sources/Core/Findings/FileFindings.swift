extension FindingCatalogue {
  /// The project's files and lists.
  static let files: [FindingText] = [
    FindingText(
      "PROJECT-NOT-FOUND", "there is no project here", exit: .wrongSettings,
      "Neither this folder nor one above it holds a postduif.yaml.",
      do: ["Change to the customer's folder, or name it with -p FOLDER.", "Make one: postduif project new NAME"]),
    FindingText(
      "PROJECT-EXISTS", "there is a project already", exit: .wrongSettings, "The folder holds a postduif.yaml.",
      do: ["Look at it: postduif project show"]),
    FindingText(
      "PROJECT-YAML", "the project file is not YAML", exit: .wrongSettings,
      "The file cannot be read as YAML; line and reason stand beside it.",
      do: ["Mend the line: most often it is the indentation, a tab, or a missing quote."]),
    FindingText(
      "PROJECT-KEY", "an unknown key in the project file", exit: .wrongSettings,
      "The project file has a key that means nothing, usually a slip of the pen. It is refused rather than passed over.",
      do: ["Take the word that is proposed, or remove the line."]),
    FindingText(
      "PROJECT-VALUE", "a value that cannot be", exit: .wrongSettings,
      "A key of the project file has a value it cannot have.", do: ["Write one of the values the message names."]),
    FindingText(
      "PROJECT-SECRET", "a password in the project file", exit: .wrongSettings,
      "The project file is made to be kept with the customer's papers. It holds no secrets and none is read from it.",
      do: [
        "Remove the line, and change the password if the file was shared.",
        "Store it instead: postduif credential set NAME",
      ]),
    FindingText(
      "PROJECT-ENDPOINT", "about a source or a target", exit: .wrongSettings,
      "The project has no source or target of that name, or has one already, or mailboxes still use it.",
      do: ["See: postduif source list, postduif target list"]),
    FindingText(
      "PROJECT-EDIT", "this cannot be changed by a command", exit: .wrongSettings,
      "The mailboxes stand in the project file itself, where people write by hand.",
      do: ["Change them there, or move them to a file of their own: mailboxes: mailboxes.csv"]),
    FindingText(
      "PROJECT-EMPTY", "there is nothing to work on", exit: .wrongSettings, "The project has no mailboxes yet.",
      do: ["Take them from a list: postduif mailbox import FILE.csv"]),
    FindingText(
      "MAILBOX-UNKNOWN", "no such mailbox", exit: .inputNotFound, "No mailbox of the project has that name.",
      do: ["See: postduif mailbox list"]),
    FindingText(
      "MAILBOX-NAME", "a mailbox without a name", exit: .wrongSettings, "A mailbox of the list has no name.",
      do: ["Give it the target's address."]),
    FindingText(
      "MAILBOX-TWICE", "a mailbox stands there twice", exit: .wrongSettings, "Two mailboxes have the same name.",
      do: ["Take one out, or give them different names."]),
    FindingText(
      "MAILBOX-USER", "a mailbox without a user", exit: .wrongSettings,
      "A mailbox has no name at one of its ends.",
      do: ["Write the name that signs in, the mailbox an administrator opens, or the name in the path of files."]),
    FindingText(
      "MAILBOX-ENDPOINT", "a mailbox without a source or a target", exit: .wrongSettings,
      "A mailbox names a source or a target the project does not have, or none where there are several.",
      do: ["See: postduif source list, postduif target list"]),
    FindingText(
      "MAILBOX-CSV", "the list of mailboxes cannot be read", exit: .wrongSettings,
      "mailboxes.csv is no CSV file, or a column that is needed is missing.",
      do: ["Mend the line in a spreadsheet or an editor, and save it as CSV UTF-8."]),
    FindingText(
      "BATCH-CSV", "the file is no list of mailboxes", exit: .inputDamaged,
      "The file is no CSV file, has too many rows, or lacks the columns EmailAddress and UserName.",
      do: ["Save it as CSV UTF-8 with a first line that names the columns."]),
    FindingText(
      "BATCH-ROWS", "rows of the file are wrong", exit: .inputDamaged,
      "Something is wrong with rows of the file; nothing was imported. Each is named.",
      do: ["Mend the file, or take the rows that are right: postduif mailbox import FILE.csv --skip-broken"]),
    FindingText(
      "BATCH-ROW", "a row is wrong", exit: .inputDamaged, "A row of the file cannot be used; the column is named.",
      do: ["Mend the row and import the file again; rows that were taken before are changed, not doubled."]),
    FindingText(
      "BATCH-COLUMN", "a column is passed over", exit: .done, "The file has a column that means nothing here.",
      do: ["Nothing, unless it was meant as EmailAddress, UserName, Password, UserRoot or TargetUser."]),
    FindingText(
      "FILE-READ", "a file cannot be read", exit: .inputNotFound, "The file is not there or may not be read.",
      do: ["Check its name and its owner."]),
    FindingText(
      "FILE-SIZE", "a file is too large", exit: .inputDamaged, "The file is larger than any file of its kind.",
      do: ["Check that it is the right file; split it otherwise."]),
    FindingText(
      "FILE-WRITE", "a file cannot be written", exit: .cannotWriteOutput, "The file or its folder cannot be written.",
      do: ["Check the folder's owner and the room on the disk."]),
    FindingText(
      "OUTPUT-EXISTS", "the file is there already", exit: .cannotWriteOutput,
      "An export would write over a file that is there.", do: ["Name another with --output, or add --force."]),
    FindingText(
      "ITEM-UNKNOWN", "no such item", exit: .inputNotFound,
      "No skipped or failed item has that number. It may have been moved since.", do: ["See: postduif item list"]),
    FindingText(
      "SETTINGS-VALUE", "a setting has a value it cannot have", exit: .wrongSettings,
      "A flag, an environment variable or a settings file holds a value that cannot be used.",
      do: ["See where each value comes from: postduif config show"]),
    FindingText(
      "SETTINGS-YAML", "the settings file is not YAML", exit: .wrongSettings, "The user's config.yaml cannot be read.",
      do: ["See where it is: postduif config path"]),
  ]
}
