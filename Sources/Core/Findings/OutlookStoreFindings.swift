extension FindingCatalogue {
  /// Folders, items and properties of Outlook files.
  static let outlookStore: [FindingText] = [
    FindingText(
      "PST-HEAP", "a list of values is damaged", exit: .needsAttention,
      "A node of an Outlook file does not begin as it must, or names a value that is not there. What can be read of the "
        + "item is used.",
      do: outlookStoreSteps),
    FindingText(
      "PST-PROPERTIES", "an item's properties are damaged", exit: .needsAttention,
      "The list of an item's properties cannot be read, or does not stand in order.", do: outlookStoreSteps),
    FindingText(
      "PST-VALUE", "a value is damaged", exit: .needsAttention,
      "A property of an item is shorter than its type, or its parts lie outside of it.", do: outlookStoreSteps),
    FindingText(
      "PST-VALUE-SIZE", "a value is too large", exit: .needsAttention,
      "A property other than an attachment's contents is larger than the largest message any service takes.",
      do: [
        "Open the item in Outlook; the file may be damaged.",
        "See what is wrong with the file: postduif pst check FILE",
      ]),
    FindingText(
      "PST-TABLE", "a table is damaged", exit: .needsAttention,
      "A folder's list of items, or an item's list of recipients or attachments, is damaged. Items that it does not list "
        + "any more are found by the folder they say they lie in.",
      do: outlookStoreSteps),
    FindingText(
      "PST-SUBNODE", "a part of an item is gone", exit: .needsAttention,
      "A value that is kept apart from its item, such as a long text, is not in the file any more.",
      do: outlookStoreSteps),
    FindingText(
      "PST-NODE-MISSING", "an item or folder is gone", exit: .needsAttention,
      "A table lists an item or a folder that is not in the file any more, or one of the file's own parts is gone.",
      do: outlookStoreSteps),
    FindingText(
      "PST-NAMES", "names of properties are damaged", exit: .needsAttention,
      "The file's list of what its own properties mean is damaged. Dates of appointments, categories and the like may be "
        + "missing; mail is not concerned.",
      do: outlookStoreSteps),
    FindingText(
      "PST-FOLDERS", "a folder is damaged", exit: .needsAttention,
      "A folder is listed and its own properties are gone. Its items are found nevertheless.", do: outlookStoreSteps),
    FindingText(
      "PST-ATTACHMENT", "an attachment is gone", exit: .needsAttention,
      "An item lists an attachment that is not in the file any more. The item is used without its contents.",
      do: ["Ask the sender for it, or look in an older copy of the file."]),
    FindingText(
      "PST-NESTING", "too many messages within one another", exit: .needsAttention,
      "Messages are attached to messages deeper than any person does it; what lies deeper is left out.",
      do: ["Open the outermost message in Outlook and save the inner ones."]),
    FindingText(
      "PST-PASSWORD", "the file has a password", exit: .done,
      "Outlook asks for a password before it opens the file. It encrypts nothing, so the file was read without it.",
      do: ["Nothing."]),
  ]

  private static let outlookStoreSteps = [
    "See what is wrong with the file: postduif pst check FILE",
    "Look whether an older copy of the file has it.",
  ]
}
